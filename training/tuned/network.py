"""The encoder's own layers above its table of pieces, and the questions asked of them.

Yang et al. 2019 ("Multilingual Universal Sentence Encoder for Semantic Retrieval"), the convolutional one:
residual convolutions over 2, 3 and 5 pieces beside the pieces' own vectors, a dense layer, the sum over
pieces divided by the root of their number, four dense layers. The weights are taken from the shipped 8-bit
file (3.4 million; the table of 128,000 pieces stays frozen and is not among them). On top: four looks at the
pieces, and one linear layer a question.
"""

from __future__ import annotations

from pathlib import Path

import numpy
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, ORDER_WIDTH, LOOKS = 512, 256, 4
ORDERS = (2, 3, 5)
QUESTIONS = {"tone": 6, "shallow": 7, "calls": 2}  # classes of each
_ROOT = "StatefulPartitionedCall/EncoderDNN/"

Weights = dict[str, Tensor]


def shipped(place: Path) -> Weights:
    """The weights above the table, by their names in the file; 8-bit ones are made floats again."""
    graph = onnx.load(str(place)).graph
    raw = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    found = {}
    for name, value in raw.items():
        if not name.startswith(_ROOT):
            continue
        if name.endswith("_quantized"):
            plain = name.removesuffix("_quantized")
            steps = value.astype(numpy.float32) - raw[f"{plain}_zero_point"].astype(numpy.float32)
            found[plain.removeprefix(_ROOT)] = torch.tensor(steps * raw[f"{plain}_scale"])
        elif name.split("/")[-1] in ("bias:0", "gamma:0", "beta:0"):
            found[name.removeprefix(_ROOT)] = torch.tensor(value)
    return found


class Order(nn.Module):
    """Two residual convolutions over so many pieces."""

    def __init__(self, size: int, given: Weights) -> None:
        super().__init__()
        self.size = size
        here = f"CNN_layers/ngram_order_{size}/"
        self.narrow = nn.Parameter(given[f"{here}input_size_projection/dense/kernel:0"])
        self.narrow_bias = nn.Parameter(given[f"{here}input_size_projection/dense/bias:0"])
        self.gamma = nn.Parameter(given[f"{here}LayerNorm/gamma:0"])
        self.beta = nn.Parameter(given[f"{here}LayerNorm/beta:0"])
        names = (f"{here}Ngram-{size}-Conv/", f"{here}Ngram-{size}-Conv_1/")
        self.weights = nn.ParameterList(nn.Parameter(given[f"{name}weights:0"]) for name in names)
        self.biases = nn.ParameterList(nn.Parameter(given[f"{name}bias:0"]) for name in names)

    def forward(self, pieces: Tensor, there: Tensor, drop: nn.Module) -> Tensor:
        x = functional.layer_norm(
            pieces @ self.narrow + self.narrow_bias, (ORDER_WIDTH,), self.gamma, self.beta, 1e-12
        )
        before = (self.size - 1) // 2
        length = pieces.shape[1]
        for weight, bias in zip(self.weights, self.biases, strict=True):
            wide = functional.pad(x * there, (0, 0, before, self.size - 1 - before))
            beside = torch.cat([wide[:, at : at + length] for at in range(self.size)], -1)
            x = x + drop(torch.relu(beside @ weight + bias))
        return x


class Tuned(nn.Module):
    """The layers and the questions; ``there`` (lines, pieces, 1) is 1 where a line has a piece, else 0."""

    def __init__(self, given: Weights, drop: float = 0.1) -> None:
        super().__init__()
        self.orders = nn.ModuleList(Order(size, given) for size in ORDERS)
        self.gamma = nn.Parameter(given["CNN_layers/LayerNorm/gamma:0"])
        self.beta = nn.Parameter(given["CNN_layers/LayerNorm/beta:0"])
        self.dense = nn.Parameter(given["CNN_layers/dense/kernel:0"])
        self.dense_bias = nn.Parameter(given["CNN_layers/dense/bias:0"])
        hidden = "DNN/ResidualHidden_"
        self.hidden = nn.ParameterList(
            nn.Parameter(given[f"{hidden}{name}:0"])
            for name in (
                "0/dense/kernel", "1/dense/kernel", "1/AdjustDepth/projection/kernel",
                "2/dense/kernel", "3/dense/kernel", "3/AdjustDepth/projection/kernel",
            )
        )  # fmt: skip
        self.drop, self.late = nn.Dropout(drop), nn.Dropout(0.3)
        self.look = nn.Linear(WIDTH, LOOKS)
        self.answers = nn.ModuleDict(
            {name: nn.Linear(WIDTH * (LOOKS + 2), classes) for name, classes in QUESTIONS.items()}
        )

    def body(self, pieces: Tensor, there: Tensor) -> Tensor:
        """What the layers make of lines: the looks, the sum over pieces, the sentence's vector."""
        every = torch.cat([pieces, *(order(pieces, there, self.drop) for order in self.orders)], -1)
        read = functional.layer_norm(every, (every.shape[-1],), self.gamma, self.beta, 1e-12)
        read = (read @ self.dense + self.dense_bias) * there
        summed = read.sum(1) / there.sum(1).sqrt()
        first, second, around, third, fourth, past = self.hidden
        low = torch.relu(summed @ first)
        low = torch.relu(self.drop(low) @ second + summed @ around)
        high = torch.tanh(self.drop(torch.relu(self.drop(low) @ third)) @ fourth + low @ past)
        looks = torch.softmax(self.look(read) + (there - 1) * 1e4, 1)
        seen = (looks.transpose(1, 2) @ read).flatten(1)
        return torch.cat([seen * 0.5, summed * 0.3, high], -1)

    def forward(self, pieces: Tensor, there: Tensor, question: str) -> Tensor:
        answer: Tensor = self.answers[question](self.late(self.body(pieces, there)))
        return answer
