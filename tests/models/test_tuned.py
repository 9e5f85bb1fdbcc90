"""Are the layers that were trained further asked rightly, and is the mean of both readers what is told?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import pytest

from aftershock.models import encoder, kernel, manifest, mixed, tuned

TEXTS = (
    "Die Gruppe bekannte sich zu dem Anschlag.",
    "Match reporté à dimanche.",
    "Yarın hava yağmurlu olacak.",
)


@pytest.fixture(scope="module")
def read() -> encoder.Encoder:
    if not encoder.present():
        pytest.skip("the multilingual encoder is not installed")
    return encoder.encoder()


def test_giving_out_the_pieces_leaves_the_vectors_as_they_are(read: encoder.Encoder) -> None:
    import onnxruntime
    from onnxruntime_extensions import get_library_path

    options = onnxruntime.SessionOptions()
    options.register_custom_ops_library(get_library_path())
    model = manifest.manifest()["multilingual"]
    (file,) = (name for name in model.files if name.endswith(".onnx"))
    plain = onnxruntime.InferenceSession(
        str(manifest.folder(model) / file), options, providers=["CPUExecutionProvider"]
    )
    (wanted,) = plain.run(None, {"inputs": [TEXTS[0]]})
    assert numpy.array_equal(read.embed([TEXTS[0]]), wanted)


def pieces_of(read: encoder.Encoder, *groups: encoder.Group) -> list[encoder.Vectors]:
    return [pieces for _, pieces in read.read_groups(groups, lambda pieces: pieces)]


def answers(read: encoder.Encoder, question: tuned.Question, texts: Sequence[str]) -> list[tuned.Floats]:
    return [tuned.tuned().answer(question, pieces) for pieces in pieces_of(read, *((t,) for t in texts))]


def test_pieces_are_those_of_the_first_text_alone(read: encoder.Encoder) -> None:
    found = pieces_of(read, ("one two", "a clause"), ("one two three",), ("",))
    assert numpy.array_equal(found[0], pieces_of(read, ("one two",))[0])
    assert [rows.shape[1] for rows in found] == [encoder.WIDTH] * 3
    assert len(found[2]) == 2 < len(found[0]) < len(found[1])  # an opening and a closing piece
    assert numpy.array_equal(
        found[0][:-1], found[1][: len(found[0]) - 1]
    )  # one vector wherever a piece stands


@pytest.mark.parametrize(("question", "classes"), [("tone", 6), ("shallow", 7)])
def test_probabilities_do_not_depend_on_company(
    read: encoder.Encoder, question: tuned.Question, classes: int
) -> None:
    together = numpy.stack(answers(read, question, [*TEXTS, ""]))
    assert together.shape == (4, classes)
    assert numpy.allclose(together.sum(axis=1), 1, atol=1e-5)
    alone = numpy.stack([answers(read, question, [text])[0] for text in (*TEXTS, "")])
    assert numpy.array_equal(together, alone)


def test_layers_know_what_they_were_taught(read: encoder.Encoder) -> None:
    acts = kernel.load("shallow").classes
    rows = answers(read, "shallow", TEXTS)
    assert [acts[int(row.argmax())] for row in rows] == ["claims-responsibility", "none", "none"]


def test_told_is_the_mean_of_both(read: encoder.Encoder) -> None:
    from aftershock.models import cues
    from aftershock.models.clauses import views

    beside = cues.features(cues.load("tone"), TEXTS) * mixed.WEIGHTS["tone"]
    by_head = kernel.load("tone").probabilities(views(read, TEXTS), beside)
    by_layers = numpy.stack(answers(read, "tone", TEXTS))
    assert numpy.allclose(mixed.probabilities("tone", read, TEXTS), (by_head + by_layers) / 2, atol=1e-6)
    assert mixed.probabilities("tone", read, []).shape == (0, 6)


def test_the_digest_names_head_and_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    before = mixed.digest("tone")
    assert before != mixed.digest("shallow")
    monkeypatch.setattr(tuned, "digest", lambda: "other layers")
    assert mixed.digest("tone") != before
