"""After a purge: is nothing of the account left in the case, and does the chain still hold?"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from aftershock.errors import InputError, UsageError
from aftershock.records import Capture, Reject, Text
from aftershock.store import case as store
from aftershock.store import layout, purging, recovery
from aftershock.store.folder import CaseFolder
from aftershock.store.redaction import MASK, WITHHELD, Traces, collect, redact
from aftershock.store.verify import verify
from aftershock.text import sha256
from tests.store import sample

HANDLE, ID, NAME = "lampwatcher", "user7654321", "Mara of the Quay"
WORDS = "The harbour lamps went out before the rain, “all” of them & näher"
FORBIDDEN = [
    HANDLE.encode(),
    b"7654321",
    NAME.lower().encode(),
    b"harbour lamps",
    b"lamps went",
    b"purely short",
]
EXPORT = {
    "name": "Harbour chat",
    "id": 99,
    "messages": [
        {
            "id": 1,
            "type": "message",
            "date_unixtime": "1773513600",
            "from": NAME,
            "from_id": ID,
            "username": HANDLE,
            "text": [
                "The harbour lamps went out before the rain, ",
                {"type": "bold", "text": "“all”"},
                " of them & näher",
            ],
        },
        {"id": 2, "type": "message", "from": "Other", "from_id": "user111111", "text": f"@{HANDLE}: {WORDS}"},
        {"id": 3, "type": "message", "from": NAME, "from_id": ID, "text": "purely short"},
    ],
}
FILES = {
    "result.json": ("application/json", json.dumps(EXPORT, indent=1)),
    "escaped.ndjson": (
        "application/x-ndjson",
        "\n".join(json.dumps(each) for each in EXPORT["messages"]) + "\n",
    ),  # type: ignore[attr-defined]
    f"{HANDLE}/page.html": (
        "text/html",
        f"<p>By <a href='https://posts.example/{HANDLE}'>@LampWatcher</a></p><blockquote>The harbour <b>"
        "lamps went</b> out before\n the rain, “all” of them &amp; n&#228;her</blockquote>"
        "<p>The ferry runs.</p>",
    ),
    "posts.csv": (
        "text/csv",
        f'author,timestamp,body\n@{HANDLE},2026-03-14,"one, two"\nother,2026-03-14,three\n',
    ),
    "note.txt": ("text/plain", f"Seen by {HANDLE.upper()} and others.\n"),
    "clean.txt": ("text/plain", "The lampwatchers' guild is another matter.\n"),
}


def build(root: Path) -> None:
    with store.create(root) as case:
        captures = {
            name: case.add_original(data.encode(), source=name, media_type=media_type)[0]
            for name, (media_type, data) in FILES.items()
        }
        words = [WORDS, "purely short", "The ferry runs.", f"Seen by {HANDLE.upper()} and others."]
        case.add_texts(
            Text(
                id=sha256(each),
                capture=captures["result.json"].id,
                locator=f"by/{HANDLE}",
                extractor="e@1",
                text=each,
            )
            for each in words
        )
        capture = captures["result.json"]
        case.add_posts([sample.post(capture, 1, author_handle=HANDLE, author_id=ID, text=WORDS)])
        case.write("statements", [sample.statement(0, sample.text_of(capture, WORDS))])
        case.set_rejects(
            {"note.txt": [Reject(file="note.txt", line=1, cause=f"from {HANDLE}", next_step="")]}
        )
        case.put("dossier.html", f"<p>{HANDLE}: {WORDS}".encode())
        case.judge("reject", ["statement-0"], reason=f"{HANDLE} was not there", person="Ana")


def left_in(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): word
        for path in root.rglob("*")
        if path.is_file()
        for word in FORBIDDEN
        if word in path.read_bytes().lower().replace(b"lampwatchers' guild", b"")
    }


def test_after_a_purge_no_byte_of_the_account_is_left(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    build(root)
    assert len(left_in(root)) > 6
    with store.open_case(root) as case:
        head = case.head
        done = purging.purge(case, account="@LampWatcher", reason="asked for by its owner", person="Ana")
        assert (done.originals, done.texts, done.judgements, done.left) == (5, 3, 1, ())
        assert left_in(root) == {}
        assert case.verify(against=head).findings == ()
        assert list(case.texts().values()) == ["The ferry runs."]
        (judgement,) = case.judgements()
        assert judgement.targets == ("statement-0",)
        assert judgement.reason == f"{MASK} was not there"
        assert {anchor.quote for anchor in judgement.anchors} == {MASK}
    assert left_in(root) == {}
    assert verify(root).findings == ()


def test_redacted_copies_are_still_what_they_were(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    build(root)
    with store.open_case(root) as case:
        purging.purge(case, account=HANDLE, reason="asked for", person="Ana")
        by_type: dict[str, bytes] = {c.media_type: case.original(c).read_bytes() for c in case.captures()}
    export = json.loads(by_type["application/json"])
    assert [message["id"] for message in export["messages"]] == [1, 2, 3]
    assert export["messages"][0]["date_unixtime"] == "1773513600"
    assert export["messages"][1]["text"] == f"{MASK}: {MASK}"
    assert export["messages"][1]["from"] == "Other"
    rows = list(csv.reader(io.StringIO(by_type["text/csv"].decode())))
    assert rows == [
        ["author", "timestamp", "body"],
        [MASK, "2026-03-14", MASK],
        ["other", "2026-03-14", "three"],
    ]
    assert len(by_type["application/x-ndjson"].splitlines()) == 3
    assert b"<p>The ferry runs.</p>" in by_type["text/html"]
    assert by_type["text/plain"] == FILES["clean.txt"][1].encode()


def test_the_tombstone_holds_both_hashes_reason_and_person_and_the_bytes_stay_out(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    build(root)
    data = FILES["note.txt"][1].encode()
    with store.open_case(root) as case:
        purging.purge(case, account=HANDLE, reason="asked for", person="Ana")
        (stone,) = [link.body for link in case.custody.links if link.body.get("was") == sha256(data)]
        now = f"Seen by {MASK} and others.\n".encode()
        assert (stone["now"], stone["reason"], stone["who"]) == (sha256(now), "asked for", "Ana")
        with pytest.raises(InputError, match="were purged"):
            case.add_original(data, source="again.txt", media_type="text/plain")


@pytest.mark.parametrize("by", [{"source": "page-1.txt"}, {"before": "2026-03-15"}])
def test_whole_captures_go_by_source_or_day(tmp_path: Path, by: dict[str, str]) -> None:
    root = tmp_path / "quay.case"
    sample.build(root)
    with store.open_case(root) as case:
        case.add_original(
            b"later", source="later.txt", media_type="text/plain", fetched_at="2026-03-16T00:00:00Z"
        )
        done = purging.purge(case, reason="kept long enough", person="Ana", **by)
        gone = 1 if "source" in by else len(sample.LINES)
        assert (done.originals, done.texts) == (gone, gone)
        assert len(case.captures()) == len(sample.LINES) + 1 - gone
        withheld = set(case.captures(withheld=True)) - set(case.captures())
        assert {case.original(each).read_bytes() for each in withheld} == {WITHHELD}
        assert {each.source for each in withheld} == {MASK}
        assert case.verify().findings == ()
    assert not any(
        sample.LINES[1].encode() in path.read_bytes() for path in root.rglob("*") if path.is_file()
    )


def test_a_purge_that_a_crash_cut_short_is_finished_by_the_next_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "quay.case"
    build(root)

    def dies(case: CaseFolder) -> None:
        raise KeyboardInterrupt

    case = store.open_case(root)
    monkeypatch.setattr(recovery, "finish_purge", dies)
    with pytest.raises(KeyboardInterrupt):
        purging.purge(case, account=HANDLE, reason="asked for", person="Ana")
    monkeypatch.undo()
    case._held.release()
    assert left_in(root)
    report = verify(root)
    assert report.ok
    assert any("purge" in finding.what for finding in report.findings)
    with store.open_case(root):
        pass
    assert left_in(root) == {}
    assert verify(root).findings == ()
    assert not (root / layout.STAGED_JUDGEMENTS).exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"account": "a", "before": "2026", "reason": "r", "person": "p"},
        {"reason": "r", "person": "p"},
        {"account": "lampwatcher", "reason": "because of @LampWatcher", "person": "p"},
        {"account": "lampwatcher", "reason": "", "person": "p"},
    ],
)
def test_a_purge_says_what_it_needs(tmp_path: Path, asked: dict[str, str]) -> None:
    with store.create(tmp_path / "a.case") as case, pytest.raises(UsageError):
        purging.purge(case, **asked)  # type: ignore[arg-type]


def test_a_purge_of_what_is_not_there_changes_nothing_else(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    sample.build(root)
    with store.open_case(root) as case:
        captures: tuple[Capture, ...] = case.captures()
        done = purging.purge(case, account="nobody-here", reason="asked for", person="Ana")
        assert (done.originals, done.texts, done.judgements) == (0, 0, 0)
        assert case.captures() == captures
        assert len(list(case.iter_posts())) == 50


def test_bytes_that_are_no_text_are_withheld_only_where_the_account_stands_in_them() -> None:
    traces = Traces(HANDLE)
    assert redact(b"\0\1\2 other \0", "application/octet-stream", traces) is None
    assert redact(b"\0\1\2 lampwatcher \0", "application/octet-stream", traces) == WITHHELD
    assert redact("by lampwatcher".encode("utf-16"), "text/plain", traces) == f"by {MASK}".encode("utf-16")
    assert redact(b"lampwatcher2 and lampwatchers", "text/plain", traces) is None


def test_an_export_that_is_no_valid_json_is_redacted_as_one() -> None:
    """As Telegram Desktop writes it: a control character as two hexadecimal digits, a bare document id."""
    export = r"""{"messages": [
 {"id": 1, "from": "Mara", "from_id": "user7654321", "text": "short\x01", "document_id": none yet},
 {"id": 2, "from": "Other", "forwarded_from": "Mara", "text": "C:\\\\xAB and Mara"}
]}"""
    traces = Traces("user7654321")
    collect(export.encode(), "application/json", traces)
    redacted = redact(export.encode(), "application/json", traces)
    assert redacted is not None
    first, second = json.loads(redacted)["messages"]
    assert first == {"id": 1, "from": MASK, "from_id": MASK, "text": MASK, "document_id": MASK}
    assert second == {"id": 2, "from": "Other", "forwarded_from": MASK, "text": "C:\\\\xAB and Mara"}
