"""Turn trained layers into what ships: ``python training/tuned/export.py RUN --base ENCODER.onnx``.

Writes ``src/aftershock/data/tuned/tuned.onnx`` (8-bit weights, activations quantised as they come; seven
bits a weight, because processors without VNNI add products in 16) and prints its SHA-256 for
``data/models.toml``.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

import numpy
import onnxruntime
import torch
from network import QUESTIONS, WIDTH, Tuned, shipped
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

SHIPPED = Path(__file__).parents[2] / "src" / "aftershock" / "data" / "tuned" / "tuned.onnx"


class Alone(nn.Module):
    """The network over the pieces of one text: probabilities for each question."""

    def __init__(self, net: Tuned) -> None:
        super().__init__()
        self.net = net

    def forward(self, pieces: Tensor) -> tuple[Tensor, ...]:
        read = self.net.body(pieces[None], torch.ones_like(pieces[None, :, :1]))
        return tuple(torch.softmax(self.net.answers[name](read[None]), -1)[0, 0] for name in QUESTIONS)


def main() -> None:
    """Export, quantise, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    options = parser.parse_args()
    net = Tuned(shipped(options.base))
    net.load_state_dict(torch.load(options.run / "tuned.pt", weights_only=True))
    alone = Alone(net).eval()
    sample = torch.randn(40, WIDTH)
    SHIPPED.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "exact.onnx"
        torch.onnx.export(
            alone, (sample,), str(exact), input_names=["pieces"], output_names=list(QUESTIONS),
            dynamic_shapes=[{0: torch.export.Dim("pieces", min=2, max=4096)}], dynamo=True,
            external_data=False, optimize=True,
        )  # fmt: skip
        quantize_dynamic(
            exact, SHIPPED, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            op_types_to_quantize=["MatMul"],
        )  # fmt: skip
        for place in (exact, SHIPPED):
            session = onnxruntime.InferenceSession(str(place), providers=["CPUExecutionProvider"])
            for size in (1, 7, 40):
                with torch.no_grad():
                    wanted = alone(sample[:size])
                got = session.run(None, {"pieces": sample[:size].numpy()})
                apart = max(float(numpy.abs(a - b.numpy()).max()) for a, b in zip(got, wanted, strict=True))
                sys.stdout.write(f"{place.name}, {size} pieces: largest difference {apart:.4f}\n")
    sys.stdout.write(f'"tuned.onnx" = "{hashlib.sha256(SHIPPED.read_bytes()).hexdigest()}"\n')


if __name__ == "__main__":
    main()
