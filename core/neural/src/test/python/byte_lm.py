"""Makes a small causal language model over bytes, shaped like GPT-2, and saves it as TorchScript.

    python3 byte_lm.py model.pt

Tokens are bytes, then the end, 256, and the begin, 257. It knows nothing yet; a model that does is
exported by the same last line. It ends with status 3 where there is no PyTorch.
"""

import sys

try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError:
    sys.exit(3)

WIDTH, HEADS, LAYERS, CONTEXT, VOCABULARY = 64, 4, 2, 256, 258


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_attn = nn.Linear(WIDTH, 3 * WIDTH)
        self.c_proj = nn.Linear(WIDTH, WIDTH)
        # A buffer goes where the module goes; what a trace makes stays where it was traced.
        self.register_buffer("later", torch.ones(CONTEXT, CONTEXT, dtype=torch.bool).triu(1))

    def forward(self, flow):
        rows, time = flow.shape[:2]
        parts = self.c_attn(flow).view(rows, time, 3, HEADS, WIDTH // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(2, 3) / (WIDTH // HEADS) ** 0.5
        later = self.later[:time, :time]
        seen = functional.softmax(scores.masked_fill(later, float("-inf")), dim=3) @ value
        return self.c_proj(seen.transpose(1, 2).reshape(rows, time, WIDTH))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attn = Attention()
        self.mlp = nn.Sequential(
            nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH)
        )

    def forward(self, flow):
        flow = flow + self.attn(self.ln_1(flow))
        return flow + self.mlp(self.ln_2(flow))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(CONTEXT, WIDTH)
        self.h = nn.ModuleList(Block() for _ in range(LAYERS))
        self.ln_f = nn.LayerNorm(WIDTH)
        self.register_buffer("times", torch.arange(CONTEXT))
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)

    def forward(self, tokens):
        flow = self.wte(tokens) + self.wpe(self.times[: tokens.shape[1]])
        for block in self.h:
            flow = block(flow)
        return self.ln_f(flow) @ self.wte.weight.t()


if __name__ == "__main__":
    torch.manual_seed(1)
    example = torch.tensor([[257, 72, 105], [257, 72, 111]])
    torch.jit.trace(Model().eval(), example).save(sys.argv[1])
