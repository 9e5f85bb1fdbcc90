"""A small whole case for the tests of the store: everything that a case can hold, all of it invented."""

from __future__ import annotations

from pathlib import Path

from aftershock.records import (
    Capture,
    FieldReceipt,
    Figure,
    Match,
    Media,
    Member,
    Page,
    Post,
    Receipt,
    Reject,
    Run,
    Statement,
    Story,
    Text,
    Witness,
)
from aftershock.store import case as store
from aftershock.store.folder import CaseFolder
from aftershock.text import receipt, sha256

LINES = (
    "The harbour office said that 12 people were hurt at the Lantern Hall.",
    "A spokesman of the Northern Column denied any part in it, näher – “nothing”.",
    "The ferry company said that 14 people were hurt.",
    "Lamps were lit along the quay in the evening.",
)


def build(root: Path) -> None:
    """Make a case with originals, Texts, judgements, tables, posts, rejects and a dossier, and close it."""
    with store.create(root) as case:
        fill(case)


def fill(case: CaseFolder) -> None:
    """Put everything into an open case."""
    captures = [
        case.add_original(
            f"{line}\n{number}\n".encode(),
            source=f"page-{number}.txt",
            media_type="text/plain",
            fetched_at="2026-03-14T20:00:00Z",
        )[0]
        for number, line in enumerate(LINES)
    ]
    texts = [text_of(capture, line) for capture, line in zip(captures, LINES, strict=True)]
    case.add_texts(texts)
    case.write("statements", [statement(number, text) for number, text in enumerate(texts)])
    case.write("figures", [figure(texts[0], "12"), figure(texts[2], "14")])
    case.write("pages", [page(capture, text) for capture, text in zip(captures, texts, strict=True)])
    case.write("stories", [story(text) for text in texts])
    case.add_posts(post(captures[0], number) for number in range(50))
    case.set_rejects({"page-9.txt": [Reject(file="page-9.txt", line=3, cause="torn", next_step="mend it")]})
    case.judge("reject", ["statement-1"], reason="a slip of the reader", person="Ana")
    case.judge("accept", ["statement-0"], reason="read it twice", person="Ben")
    case.put("dossier.html", b"<!doctype html><title>Lantern Hall</title>\n")


def text_of(capture: Capture, words: str) -> Text:
    return Text(id=sha256(words), capture=capture.id, locator="0:", extractor="plain@1", text=words)


def statement(number: int, text: Text, **more: object) -> Statement:
    evidence = receipt(text.id, text.text, 4, 20)
    fields = {
        "id": f"statement-{number}",
        "story": f"story-{text.id[:8]}",
        "act": "reports",
        "witnesses": (Witness(text=text.id, file="page.txt", evidence=evidence),),
        **more,
    }
    return Statement(**fields)  # type: ignore[arg-type]


def figure(text: Text, number: str) -> Figure:
    at = text.text.index(number)
    return Figure(
        id=f"figure-{number}",
        role="injured",
        unit="people",
        low=float(number),
        high=float(number),
        modifier="",
        receipt=Receipt(text=text.id, start=at, end=at + 2, quote=number),
    )


def page(capture: Capture, text: Text) -> Page:
    date = FieldReceipt(capture=capture.id, locator="meta", field="published", value="2026-03-14")
    return Page(
        id=f"page-{text.id[:8]}", capture=capture.id, text=text.id, file=capture.source, receipts=(date,)
    )


def story(text: Text) -> Story:
    whole = (Match(reading=0, at=0, length=len(text.text)),)
    member = Member(
        text=text.id, page=f"page-{text.id[:8]}", file="page.txt", relation="original", matches=whole
    )
    return Story(
        id=f"story-{text.id[:8]}",
        members=(member,),
        reading=(Run(text=text.id, start=0, end=len(text.text)),),
    )


def post(capture: Capture, number: int, **more: object) -> Post:
    fields = {
        "platform": "example",
        "channel_id": "quay",
        "post_id": str(number),
        "author_handle": f"@reader{number % 7}",
        "created_at": f"2026-03-14T18:{number % 60:02}:00Z",
        "tz_source": "exact",
        "text": f"Post number {number} from the quay",
        "links": ("https://news.example/a",),
        "hashtags": ("quay",),
        "media": (Media(type="photo", url="https://news.example/p.jpg"),),
        "metrics": {"views": number, "likes": 2},
        "capture": capture.id,
        "locator": f"/messages/{number}",
        **more,
    }
    return Post(**fields)  # type: ignore[arg-type]
