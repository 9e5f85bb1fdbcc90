"""What do both readers of a text say together: the head over frozen vectors, and the layers trained further?

They err differently, so that the mean of their probabilities does better than either (evals/tone/LOG.md,
evals/shallow/LOG.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aftershock.models import cues, kernel, tuned
from aftershock.models.clauses import views
from aftershock.text import sha256

if TYPE_CHECKING:
    from aftershock.models.encoder import Encoder, Told
    from aftershock.models.kernel import Floats

WEIGHTS: dict[tuned.Question, float] = {"tone": 0.3, "shallow": 0.6}  # of a cue beside the views


def probabilities(
    question: tuned.Question, encoder: Encoder, texts: Sequence[str], *, told: Told | None = None
) -> Floats:
    """Probability of each class of a question for each text, shape (n, classes); rows sum to 1.

    ``told(done, of)`` hears how many texts the slower of the two has done. Raises ModelMissing.
    """
    head = kernel.load(question)
    beside = cues.features(cues.load(question), texts) * WEIGHTS[question]
    by_head = head.probabilities(views(encoder, texts, told=told), beside)
    if not len(texts):
        return by_head
    by_layers = tuned.tuned().probabilities(question, encoder, texts)
    mean: Floats = (1 - tuned.SHARE) * by_head + tuned.SHARE * by_layers
    return mean


def digest(question: tuned.Question) -> str:
    """One SHA-256 for all that tells: the head, its cues, the layers."""
    parts = (kernel.load(question).digest, cues.load(question).digest, tuned.digest())
    return sha256("".join(parts))
