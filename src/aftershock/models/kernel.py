"""Which class does a text belong to, judged by its likeness to labelled lines?

Kernel ridge regression with a Gaussian kernel (Saunders, Gammerman, Vovk 1998) over the encoder's views,
reduced by principal components; scores become probabilities by a temperature and an offset a class, fitted
on lines that were not learnt from (Guo et al. 2017). Training stands in ``training/``; here it is only
applied, by numpy.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from aftershock.text import sha256

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float32]
    Doubles = NDArray[numpy.float64]

PORTION = 2_048  # texts that are compared with all lines at once: bounds memory


class Head(NamedTuple):
    """Weights of a head. Shapes: mean (d), axes (d, k), lines (m, k), weights (m, c), offset (c)."""

    classes: tuple[str, ...]
    mean: Floats
    axes: Floats
    lines: Floats
    weights: Floats
    gamma: float
    temperature: float
    offset: Floats
    threshold: float
    confusion: Doubles
    digest: str

    def probabilities(self, views: Floats, beside: Floats | None = None) -> Floats:
        """Probability of each class for each text, shape (n, classes); rows sum to 1.

        ``beside`` are features that stand beside the reduced views as they are, shape (n, m).
        """
        import numpy

        out = numpy.empty((len(views), len(self.classes)), dtype=numpy.float32)
        own = (self.lines**2).sum(axis=1)
        for start in range(0, len(views), PORTION):
            some = (views[start : start + PORTION] - self.mean) @ self.axes
            if beside is not None:
                some = numpy.hstack((some, beside[start : start + PORTION]))
            apart = (some**2).sum(axis=1)[:, None] + own[None] - 2 * some @ self.lines.T
            scores = numpy.exp(-self.gamma * numpy.maximum(apart, 0)) @ self.weights
            scores = scores * self.temperature + self.offset
            scores -= scores.max(axis=1, keepdims=True)
            raised = numpy.exp(scores)
            out[start : start + PORTION] = raised / raised.sum(axis=1, keepdims=True)
        return out


@cache
def load(name: str) -> Head:
    """The head that ships as ``data/NAME/head.npz``; its digest is the SHA-256 of that file."""
    import io

    import numpy

    raw = resources.files("aftershock.data").joinpath(name, "head.npz").read_bytes()
    with numpy.load(io.BytesIO(raw), allow_pickle=False) as kept:
        return Head(
            classes=tuple(str(each) for each in kept["classes"]),
            mean=kept["mean"].astype(numpy.float32),
            axes=kept["axes"].astype(numpy.float32),
            lines=kept["lines"].astype(numpy.float32),
            weights=kept["weights"].astype(numpy.float32),
            gamma=float(kept["gamma"]),
            temperature=float(kept["temperature"]),
            offset=kept["offset"].astype(numpy.float32),
            threshold=float(kept["threshold"]),
            confusion=kept["confusion"],
            digest=sha256(raw),
        )
