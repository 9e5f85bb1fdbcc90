"""Telling the tone: plain cases in many languages, abstaining, and what is kept in a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from aftershock.models import encoder
from aftershock.records import FieldReceipt
from aftershock.tone import head, shares

PLAIN = {
    "Whoever cheers the killing of these people should be ashamed": "condemns",
    "Wer die Tötung dieser Menschen bejubelt, sollte sich schämen": "condemns",
    "Supporters cheered the attack, the monitoring group says": "reports",
    "Следователи сообщили, что сторонники радовались нападению": "reports",
    "Gestern war das Wetter schön und wir haben gegrillt": "other",
}


class Shelf:
    """A memory that counts what it gave."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def cached(self, kind: str, keys: Iterable[str]) -> dict[str, str]:
        return {key: self.kept[key] for key in keys if key in self.kept}

    def keep(self, kind: str, values: Mapping[str, str]) -> None:
        self.kept.update(values)


@pytest.fixture(autouse=True)
def _model() -> None:
    if not encoder.present():
        pytest.skip("the multilingual encoder is not installed")


def test_plain_lines_of_four_languages() -> None:
    told = head.read(list(PLAIN))
    assert {text: tone.label for text, tone in told.items() if tone.label}.items() <= PLAIN.items()
    assert sum(tone.label is not None for tone in told.values()) >= 4
    assert all(abs(sum(tone.probabilities) - 1) < 0.01 for tone in told.values())


def test_an_everyday_post_is_no_celebration() -> None:
    text = "Bugün yeni bir kek tarifi denedim"
    assert head.read([text])[text].label in ("other", None)


def test_what_was_told_is_kept_and_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    first = head.read(list(PLAIN), memory=shelf)
    monkeypatch.setattr(head, "mixed", None)  # would fail if it were called
    monkeypatch.setattr(head, "rule", lambda: "tone@kept")
    assert head.read(list(PLAIN), memory=shelf) == first


def test_progress_is_told() -> None:
    heard: list[tuple[int, int]] = []
    head.read([*PLAIN, *PLAIN], told=lambda done, of: heard.append((done, of)))
    assert heard[-1] == (len(PLAIN), len(PLAIN))


def test_findings_carry_intervals_receipts_and_plain_words() -> None:
    texts = list(PLAIN) * 10
    proofs = [
        FieldReceipt(capture="capture-1", locator=str(n), field="text", value=text)
        for n, text in enumerate(texts)
    ]
    told = shares.tone_of(texts, receipts=proofs, times=["2031-05-04T10:20:00Z"] * len(texts))
    assert told.mix is not None
    assert told.mix.posts == len(texts)
    assert abs(sum(share.value for share in told.mix.shares) - 1) < 1e-6
    assert all(share.low <= share.value <= share.high for share in told.mix.shares)
    assert [hour.start for hour in told.hours] == ["2031-05-04T10:00:00Z"]
    reports = next(each for each in told.findings if each.name == "tone: reports")
    assert reports.n == len(texts)
    assert reports.receipts
    assert len({receipt.value for receipt in reports.receipts if isinstance(receipt, FieldReceipt)}) == len(
        reports.receipts
    )
    assert "corrected" in reports.verdict
    assert "not told" in reports.verdict


def test_hours_are_counted_from_the_first_report() -> None:
    texts = list(PLAIN) * 20
    known = head.read(texts)
    times = ["2031-05-04T10:27:00Z", "2031-05-04T10:28:00Z"] * (len(texts) // 2)
    found = shares.over_time(texts, times, known, since="2031-05-04T10:28:00Z")
    assert [each.start for each in found] == ["2031-05-04T09:28:00Z", "2031-05-04T10:28:00Z"]
    assert sum(each.posts for each in found) == len(texts)
    told = [known[text].label for text in texts if known[text].label]
    mixed = shares.mix(texts, known)
    assert mixed is not None
    for share in mixed.shares:
        assert share.counted == pytest.approx(told.count(share.tone) / len(told))


def test_few_posts_give_no_share() -> None:
    told = shares.tone_of(
        ["hello"], receipts=[FieldReceipt(capture="c", locator="0", field="text", value="hello")]
    )
    assert not told.findings
    assert "too few" in told.note


def test_the_wording_of_a_share() -> None:
    share = shares.Share(tone="celebrates", value=0.234, low=0.19, high=0.27)
    assert shares.wording(share, 0.14) == "estimated share .23 (.19-.27), corrected; 14 % not told"
