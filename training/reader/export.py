"""Turn trained weights into what ships: ``python training/reader/export.py RUN [--to FOLDER]``.

Writes ``reader.onnx`` (8-bit weights, activations quantised as they come), ``vocab.txt``, and prints the
SHA-256 of each for ``data/models.toml``. Weights keep seven bits: processors without VNNI add products in
16 bits, which eight would overflow.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from network import CLASSES, KINDS, PAIR_WIDTH, REACH, Reader
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from aftershock.statements.reader_labels import PAIRS, TAGS
from aftershock.statements.weights import FAINT

CUE, BARE = (TAGS.index(tag) for tag in ("cue", "bare"))
SHIPPED = Path(__file__).parents[2] / "src" / "aftershock" / "data" / "reader"


class Whole(nn.Module):
    """The network over one window: chances of the tags; for each anchor scores of pairs, chances of classes.

    Anchors are the pieces that are not too unlikely to begin a statement (``FAINT``), after the opening
    one, which is among them so that there is always one. Pairs and classes of every piece would cost as much
    as a layer.
    """

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Tensor, case: Tensor, quoted: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        net, size = self.net, ids.shape[0]
        # with a first dimension of one all through: only so are the linear layers quantised
        x = net.body(ids[None], case[None], quoted[None], torch.zeros(1))
        tags = torch.softmax(net.tag(x), dim=-1)[0]
        every = torch.arange(size)
        at = torch.nonzero((tags[:, CUE] + tags[:, BARE] >= FAINT) | (every == 0))[:, 0]
        anchors = x[:, at]
        asking = net.asking(anchors).view(-1, KINDS, PAIR_WIDTH).transpose(0, 1)
        asked = net.asked(x).view(size, KINDS, PAIR_WIDTH).permute(1, 2, 0)
        gap = (every[None, :] - at[:, None]).clamp(-REACH, REACH) + REACH
        scores = asking @ asked / math.sqrt(PAIR_WIDTH) + net.alone(x)[0].T[:, None, :]
        scores = scores + net.apart(gap).permute(2, 0, 1)
        pooled = [torch.softmax(part, dim=-1) @ x[0] for part in scores[len(PAIRS) :]]
        mixed = nn.functional.gelu(net.mix(torch.cat([anchors, *(part[None] for part in pooled)], dim=-1)))
        classes = net.classes(mixed)[0]
        chances = torch.cat([torch.softmax(part, dim=-1) for part in classes.split(CLASSES, dim=-1)], dim=-1)
        return tags, at, scores[: len(PAIRS)], chances


def export(run: Path, to: Path) -> None:
    """Write the shipped files and compare the 8-bit network with the exact one."""
    pieces = (run / "vocab.txt").read_text("utf-8").splitlines()
    net = Reader(len(pieces))
    net.load_state_dict(torch.load(run / "reader.pt", weights_only=True))
    whole = Whole(net).eval()
    sample = tuple(torch.randint(0, high, (40,)) for high in (len(pieces), 5, 2))
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "exact.onnx"
        size = torch.export.Dim("pieces", min=3, max=280)
        torch.onnx.export(
            whole, sample, str(exact), input_names=["ids", "case", "quoted"],
            output_names=["tags", "at", "pairs", "classes"], dynamic_shapes=[{0: size}] * 3, dynamo=True,
            external_data=False, optimize=True,
        )  # fmt: skip
        quantize_dynamic(
            exact, to / "reader.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather"],
        )  # fmt: skip
        for name in (exact, to / "reader.onnx"):
            session = onnxruntime.InferenceSession(str(name), providers=["CPUExecutionProvider"])
            feed = {key: value.numpy() for key, value in zip(("ids", "case", "quoted"), sample, strict=True)}
            with torch.no_grad():
                wanted = whole(*sample)
            apart = [
                float(np.abs(a - b.numpy()).max())
                for a, b in zip(session.run(None, feed), wanted, strict=True)
                if a.shape == b.shape  # pieces at the edge of being an anchor may fall to either side
            ]
            print(name.name, f"{name.stat().st_size / 1e6:.1f} MB, largest difference {apart}")
    shutil.copy(run / "vocab.txt", to / "vocab.txt")
    for name in ("reader.onnx", "vocab.txt"):
        print(f'"{name}" = "{hashlib.sha256((to / name).read_bytes()).hexdigest()}"')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--to", type=Path, default=SHIPPED)
    options = parser.parse_args()
    export(options.run, options.to)


if __name__ == "__main__":
    main()
