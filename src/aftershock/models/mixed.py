"""What do both readers of a text say together: the head over frozen vectors, and the layers trained further?

They err differently, so that the mean of their probabilities does better than either (evals/tone/LOG.md,
evals/shallow/LOG.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from aftershock.models import clauses, cues, kernel, tuned
from aftershock.text import sha256

if TYPE_CHECKING:
    from aftershock.models.encoder import Encoder, Told
    from aftershock.models.kernel import Floats

Question = Literal["tone", "shallow"]
WEIGHTS: dict[Question, float] = {"tone": 0.3, "shallow": 0.6}  # of a cue beside the views


def probabilities(
    question: Question, encoder: Encoder, texts: Sequence[str], *, told: Told | None = None
) -> Floats:
    """Probability of each class of a question for each text, shape (n, classes); rows sum to 1.

    ``told(done, of)`` hears how many texts are done. Raises ModelMissing.
    """
    import numpy

    head, layers = kernel.load(question), tuned.tuned()
    beside = cues.features(cues.load(question), texts) * WEIGHTS[question]
    read = encoder.read_groups(
        clauses.groups(texts), lambda pieces: layers.answer(question, pieces), told=told
    )
    by_head = head.probabilities(clauses.joined([vectors for vectors, _ in read]), beside)
    if not read:
        return by_head
    by_layers = numpy.stack([answer for _, answer in read])
    mean: Floats = (1 - tuned.SHARE) * by_head + tuned.SHARE * by_layers
    return mean


def digest(question: Question) -> str:
    """One SHA-256 for all that tells: the head, its cues, the layers."""
    parts = (kernel.load(question).digest, cues.load(question).digest, tuned.digest())
    return sha256("".join(parts))
