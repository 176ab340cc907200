"""Makes the ONNX models that the tests load: `python3 tiny_onnx.py ../resources/org/esscher/neural`.

scorer.onnx is 2 x - 3 y + 0.5 of rows (x, y); pair.onnx has two inputs, and two outputs a + b and a - b.
"""

import sys

import torch
from torch import nn


class Pair(nn.Module):
    def forward(self, a, b):
        return a + b, a - b


def main(directory):
    scorer = nn.Linear(2, 1)
    scorer.weight.data = torch.tensor([[2.0, -3.0]])
    scorer.bias.data = torch.tensor([0.5])
    export(scorer, (torch.zeros(1, 2),), directory + "/scorer.onnx", ["features"], ["value"])
    ones = (torch.zeros(1, 1), torch.zeros(1, 1))
    export(Pair(), ones, directory + "/pair.onnx", ["a", "b"], ["sum", "difference"])


def export(model, example, path, inputs, outputs):
    rows = {name: {0: "rows"} for name in inputs + outputs}
    torch.onnx.export(
        model.eval(), example, path, input_names=inputs, output_names=outputs, dynamic_axes=rows
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
