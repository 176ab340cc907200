"""The networks of the comparison in PyTorch, eager, float32, as one would write them.

Usage: python3 neural_side.py WORK DIRECTORY ROUNDS THREADS

WORK is pass, step or sample of the language model, mlp, or critics. DIRECTORY holds the parameters in
parameters.f32, one array after the other, and tokens.i32 or rows.f32 and targets.f32. Prints the median
processor time in milliseconds; writes the gradient of the first round, gradient.f32.
"""

import math
import pathlib
import statistics
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

LAYERS, HEADS, WIDTH, CONTEXT, VOCABULARY = 4, 4, 192, 256, 257
ROWS, TIME, SAMPLES, SAMPLED = 16, 128, 32, 126
INPUTS, HIDDEN, OUTPUTS, BATCH = 32, 256, 8, 256
OBSERVED_AND_ACTED = 23


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm = nn.LayerNorm(WIDTH)
        self.read = nn.Linear(WIDTH, 3 * WIDTH)
        self.write = nn.Linear(WIDTH, WIDTH)
        self.perceptron_norm = nn.LayerNorm(WIDTH)
        self.wide = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, flow, mask, past):
        rows, time, _ = flow.shape
        parts = self.read(self.attention_norm(flow)).split(WIDTH, dim=2)
        queries, keys, values = (
            part.view(rows, time, HEADS, WIDTH // HEADS).transpose(1, 2) for part in parts
        )
        if past is not None:
            keys = torch.cat([past[0], keys], dim=2)
            values = torch.cat([past[1], values], dim=2)
        scores = queries @ keys.transpose(2, 3) / math.sqrt(WIDTH // HEADS)
        shares = functional.softmax(scores + mask, dim=3)
        mixed = (shares @ values).transpose(1, 2).reshape(rows, time, WIDTH)
        flow = flow + self.write(mixed)
        wide = functional.gelu(self.wide(self.perceptron_norm(flow)))
        return flow + self.narrow(wide), (keys, values)


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Parameter(torch.zeros(VOCABULARY + 1, WIDTH))
        self.positions = nn.Parameter(torch.zeros(CONTEXT, WIDTH))
        self.blocks = nn.ModuleList([Block() for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, tokens, first=0, pasts=None):
        time = tokens.shape[1]
        flow = self.tokens[tokens] + self.positions[first : first + time]
        mask = torch.full((time, first + time), float("-inf")).triu(first + 1)
        kept = []
        for index, block in enumerate(self.blocks):
            flow, past = block(flow, mask, pasts and pasts[index])
            kept.append(past)
        return self.norm(flow) @ self.tokens[:VOCABULARY].T, kept


def likelihood(model, tokens):
    logits, _ = model(tokens[:, :-1])
    logp = functional.log_softmax(logits, dim=2)
    return -logp.gather(2, tokens[:, 1:].unsqueeze(2)).mean()


def sample(model):
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        tokens = torch.full((SAMPLES, 1), VOCABULARY)
        pasts = None
        for time in range(SAMPLED):
            logits, pasts = model(tokens, time, pasts)
            shares = functional.softmax(logits[:, -1], dim=1)
            tokens = torch.multinomial(shares, 1, generator=generator)


def load(model, directory):
    numbers = torch.from_numpy(numpy.fromfile(directory / "parameters.f32", dtype="<f4"))
    at = 0
    with torch.no_grad():
        for parameter in model.parameters():
            count = parameter.numel()
            parameter.copy_(numbers[at : at + count].view(parameter.shape))
            at += count
    if at != len(numbers):
        raise ValueError(f"{len(numbers)} parameters in the file, {at} in the model")


def perceptron(inputs, activation, outputs):
    return nn.Sequential(
        nn.Linear(inputs, HIDDEN),
        activation(),
        nn.Linear(HIDDEN, HIDDEN),
        activation(),
        nn.Linear(HIDDEN, outputs),
    )


class Twins(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = perceptron(OBSERVED_AND_ACTED, nn.ReLU, 1)
        self.second = perceptron(OBSERVED_AND_ACTED, nn.ReLU, 1)

    def forward(self, rows):
        return torch.cat([self.first(rows), self.second(rows)], dim=1)


def work(name, directory):
    if name in ("mlp", "critics"):
        model = perceptron(INPUTS, nn.Tanh, OUTPUTS) if name == "mlp" else Twins()
        rows = torch.from_numpy(numpy.fromfile(directory / "rows.f32", dtype="<f4"))
        targets = torch.from_numpy(numpy.fromfile(directory / "targets.f32", dtype="<f4"))
        rows, targets = rows.view(BATCH, -1), targets.view(BATCH, -1)

        def loss():
            return (model(rows) - targets).square().sum(dim=1).mean()

    else:
        model = Transformer()
        tokens = torch.from_numpy(numpy.fromfile(directory / "tokens.i32", dtype="<i4"))
        tokens = tokens.long().view(ROWS, TIME + 1)

        def loss():
            return likelihood(model, tokens)

    load(model, directory)
    return model, loss


def main(name, directory, rounds, threads):
    torch.set_num_threads(threads)
    model, loss = work(name, directory)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-6)

    def once():
        if name == "sample":
            sample(model)
            return
        optimizer.zero_grad()
        loss().backward()
        if name in ("step", "mlp", "critics"):
            optimizer.step()

    if name != "sample":
        loss().backward()
        gradient = torch.cat([each.grad.flatten() for each in model.parameters()])
        gradient.numpy().astype("<f4").tofile(directory / "gradient.f32")
    times = []
    for number in range(-rounds, rounds):
        start = time.process_time()
        once()
        if number >= 0:
            times.append((time.process_time() - start) * 1e3)
    print(statistics.median(times))


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
