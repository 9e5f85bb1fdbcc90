"""What do the encoder's own upper layers say, trained further on our questions?

The encoder's vectors blur who does what; its layers above the table of pieces (3.4 million weights, a
twentieth of it) were trained further on the lines of ``training/tone``, ``training/shallow`` and
``training/calls`` and stand beside the heads over the frozen vectors (``models.mixed``, ``tone.calls``).
Recipe in ``training/tuned``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from aftershock.models import manifest

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from aftershock.models.encoder import Vectors

    Floats = NDArray[numpy.float32]

Question = Literal["tone", "shallow", "calls"]
SHARE = 0.5  # of these layers in the mean; the heads have the rest


class Tuned:
    """The loaded layers; ``digest`` names them, and belongs beside whatever was told with them."""

    def __init__(self, place: Path, digest: str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(place), options, providers=["CPUExecutionProvider"]
        )
        self.digest = digest

    def answer(self, question: Question, pieces: Vectors) -> Floats:
        """Probability of each class for one text, shape (classes); its pieces as the encoder gives them.

        One text a run, as in the encoder: 8-bit weights scale to the largest value of a batch.
        """
        told: Floats = self._session.run([question], {"pieces": pieces})[0]
        return told


def digest() -> str:
    """The digest of the layers that ship, without loading them."""
    return manifest.digest(manifest.manifest()["tuned"])


@cache
def tuned() -> Tuned:
    """The layers that ship with the package, loaded once a process; raises ModelMissing where damaged."""
    model = manifest.manifest()["tuned"]
    return Tuned(manifest.require(model.name, sound=True) / "tuned.onnx", digest())
