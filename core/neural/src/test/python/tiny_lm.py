"""Makes the tiny causal language models that the tests load as TorchScript.

    python3 tiny_lm.py DIRECTORY float32|float64 NAME=trace|script|acausal ...

writes for each name DIRECTORY/NAME.pt and DIRECTORY/NAME.txt, what PyTorch itself says of it: a line a
quantity, its name and its numbers. It ends with status 3 where there is no PyTorch. The resources of the
tests are

    python3 tiny_lm.py ../resources/org/esscher/neural float64 tiny-lm=trace

Tokens: 0 is 'a', 1 is 'b', 2 the end, 3 the begin. The matrix that reads tokens also predicts them, so a
fourth token is predicted that no text has.
"""

import sys

try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError:
    sys.exit(3)

WIDTH = 4
CONTEXT = 8


class Block(nn.Module):
    def __init__(self, causal):
        super().__init__()
        self.width = WIDTH
        self.sees = 0 if causal else CONTEXT
        # A buffer goes where the module goes; what a trace makes stays where it was traced.
        self.register_buffer("times", torch.arange(CONTEXT))
        self.norm = nn.LayerNorm(WIDTH)
        self.read = nn.Linear(WIDTH, 3 * WIDTH)
        self.write = nn.Linear(WIDTH, WIDTH)

    def forward(self, flow):
        queries, keys, values = self.read(self.norm(flow)).split(self.width, dim=2)
        scores = torch.matmul(queries, keys.transpose(1, 2)) / self.width**0.5
        times = self.times[: flow.shape[1]]
        later = times.unsqueeze(0) > times.unsqueeze(1) + self.sees
        shares = functional.softmax(scores.masked_fill(later, float("-inf")), dim=2)
        return flow + self.write(torch.matmul(shares, values))


class Model(nn.Module):
    def __init__(self, causal=True):
        super().__init__()
        self.tokens = nn.Embedding(4, WIDTH)
        self.positions = nn.Embedding(CONTEXT, WIDTH)
        self.register_buffer("times", torch.arange(CONTEXT))
        self.block = Block(causal)
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Linear(WIDTH, 4, bias=False)
        self.head.weight = self.tokens.weight

    def forward(self, tokens):
        positions = self.times[: tokens.shape[1]].unsqueeze(0)
        flow = self.dropout(self.tokens(tokens) + self.positions(positions))
        return self.head(self.block(flow))


def make(path, precision, way):
    torch.manual_seed(1)
    model = Model(way != "acausal").to(getattr(torch, precision)).eval()
    example = torch.tensor([[3, 0, 1], [3, 1, 1]])
    exported = torch.jit.script(model) if way == "script" else torch.jit.trace(model, example)
    exported.save(path + ".pt")
    # The completion 'ab' and its end after the prompt 'b'.
    tokens = torch.tensor([[3, 1, 0, 1, 2]])
    logp = functional.log_softmax(model(tokens)[0, 1:4, :3], dim=1)
    scored = logp.gather(1, tokens[0, 2:].unsqueeze(1)).squeeze(1)
    scored.sum().backward()
    lines = [("logp", scored.detach())]
    lines += [(key, value.grad.flatten()) for key, value in model.named_parameters()]
    with open(path + ".txt", "w", encoding="utf-8") as out:
        for key, values in lines:
            out.write(" ".join([key] + [repr(float(each)) for each in values]) + "\n")


if __name__ == "__main__":
    for argument in sys.argv[3:]:
        name, way = argument.split("=")
        make(sys.argv[1] + "/" + name, sys.argv[2], way)
