"""Does the head of calls keep its figures, and belong to the encoder that is installed?"""

from __future__ import annotations

import pytest

from aftershock.models import encoder, manifest
from aftershock.tone import calls

needs_encoder = pytest.mark.skipif(not encoder.present(), reason="the encoder is not installed")


def test_the_head_was_trained_on_the_encoder_of_the_manifest() -> None:
    assert calls.line().encoder == manifest.digest(manifest.manifest()["multilingual"])
    assert calls.line().weights.shape == (encoder.WIDTH,)


@needs_encoder
def test_a_call_is_told_from_its_report_and_from_an_everyday_post() -> None:
    call, report, everyday = calls.read(
        [
            "We are going to burn down the weavers' hall tonight.",
            "Two men who had written that they would burn down the weavers' hall were sentenced today.",
            "The weavers' hall opens at nine, bring your own wool.",
        ]
    )
    assert call > 0.5
    assert report < 0.3
    assert everyday < 0.3


@needs_encoder
def test_a_text_has_the_same_probability_in_any_company() -> None:
    texts = ["the ferry is late", "we will come for the ferrymen", "bread at seven"]
    assert calls.read(texts) == [calls.read([text])[0] for text in texts]
    assert calls.read([]) == []
