"""How does training go on from what ships? ``python recover.py [--of FOLDER] --out RUN``.

The shipped network is the only copy of its weights that is kept. Weights that were multiplied by a scale and
rounded come back within half a step of what they were; training goes on from there.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

import onnx
import torch
from export import SHIPPED
from network import LAYERS, Reader
from onnx import numpy_helper
from torch import Tensor

IN_LAYER = ("query", "key", "value", "out", "wide", "narrow")
BEHIND = ("tag", "asking", "asked", "alone", "mix", "classes")
TABLES = ("words", "places", "case", "quoted", "apart")


def weights(path: Path) -> Iterator[tuple[str, Tensor]]:
    """Each weight of the network in a file by its name; linear layers by the order of their use."""
    graph = onnx.load(str(path)).graph
    kept = {each.name: numpy_helper.to_array(each) for each in graph.initializer}

    def whole(name: str) -> Tensor:
        steps = kept[f"{name}_quantized"].astype("float32") - kept[f"{name}_zero_point"].astype("float32")
        return torch.from_numpy(steps * kept[f"{name}_scale"])

    for name, value in kept.items():
        if name.startswith("net.") and name.endswith((".bias", "norm.weight", "last.weight")):
            yield name.removeprefix("net."), torch.from_numpy(value.copy())
    for table in TABLES:
        yield f"{table}.weight", whole(f"net.{table}.weight")
    linear = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    linear.sort(key=lambda name: int(name.split("_")[1]))  # values are numbered as they were traced
    names = [f"layers.{n}.{part}" for n in range(LAYERS) for part in IN_LAYER] + list(BEHIND)
    for name, stored in zip(names, linear, strict=True):
        yield f"{name}.weight", whole(stored.removesuffix("_quantized")).T.contiguous()


def main() -> None:
    """Write ``reader.pt`` and the vocabulary of a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", type=Path, default=SHIPPED)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    pieces = (options.of / "vocab.txt").read_text("utf-8").splitlines()
    net = Reader(len(pieces))
    net.load_state_dict(dict(weights(options.of / "reader.onnx")))
    torch.save(net.state_dict(), options.out / "reader.pt")
    shutil.copy(options.of / "vocab.txt", options.out / "vocab.txt")


if __name__ == "__main__":
    main()
