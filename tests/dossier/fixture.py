# ruff: noqa: E501 (tables of data)
"""A whole fictional case as a Material: 12 documents, one of them a damaged copy, and everything told of them."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aftershock.dossier import material as m
from aftershock.events import chronicle as c
from aftershock.reaction import result as reacted
from aftershock.records import (
    Assessment,
    Boilerplate,
    Capture,
    Channel,
    Entity,
    Event,
    FieldReceipt,
    Finding,
    Granularity,
    Hypothesis,
    Interval,
    Match,
    Member,
    Name,
    Page,
    Receipt,
    Reject,
    Run,
    Statement,
    Story,
    Text,
    Variant,
    Witness,
)
from aftershock.stories.reading import locate, single
from aftershock.text import content_id, receipt, sha256
from tests.dossier import crowd, told

_DATA = json.loads((Path(__file__).parent / "ferry_hall.json").read_text(encoding="utf-8"))
DOCUMENTS: dict[str, dict[str, Any]] = _DATA["documents"]
STATEMENTS: list[dict[str, Any]] = _DATA["statements"]
_FIELDS = ("document", "evidence", "act", "speaker", "cue", "content")
CAPTURED = "2031-03-15T09:12:44Z"


def day(date: str, granularity: Granularity = "day", how: str = "as the document says it") -> Interval:
    """A calendar day, or a minute of it."""
    if granularity == "minute":
        return Interval(start=f"{date}Z", end=f"{date}Z", granularity=granularity, how=how)
    return Interval(start=f"{date}T00:00:00Z", end=f"{date}T23:59:59Z", granularity=granularity, how=how)


def case(**changes: Any) -> m.Material:
    """The fictional case; ``changes`` replace fields of the Material."""
    texts = {key: _text(key, document["text"]) for key, document in DOCUMENTS.items()}
    characters = {text.id: text.text for text in texts.values()}
    pages = {key: _page(key, texts) for key in DOCUMENTS}
    both = _story_of_two(pages, texts)
    stories = {key: single(page, characters[page.text]) for key, page in pages.items()}
    stories["wire"] = stories["damaged"] = both
    statements, keyed = _statements(texts, stories, characters)
    whole: dict[str, Any] = {
        "head": m.CaseHead(
            title="Explosions at the Port Selm ferry hall",
            when=day("2031-03-11T18:42:00", "minute", "first report"),
            where="Port Selm, Velmora",
            tlp="amber",
            purpose="Reporting: who says what about the explosions",
            legal_basis="Journalistic purposes",
            built_at="2031-03-15T09:20:00Z",
        ),
        "captures": tuple(_capture(key) for key in DOCUMENTS),
        "pages": tuple(pages.values()),
        "texts": {text.id: text for text in texts.values()},
        "stories": tuple({story.id: story for story in stories.values()}.values()),
        "chronicle": _chronicle(statements, keyed),
        "entities": (
            Entity(
                id="g-column", kind="group", names=(Name(name="Northern Column"), Name(name="column_news"))
            ),
            Entity(id="g-league", kind="group", names=(Name(name="Free Coast League"),)),
        ),
        "channels": (
            Channel(platform="telegram", id="204", names=("column_news",), role="outlet", role_by="desk"),
        ),
        "reaction": reaction(keyed["warning"].id),
        "shown": crowd.shown(),
        "posts": m.PostCounts(
            total=4210,
            read=2,
            accounts=1388,
            not_read=(("posts under 200 characters without an act's cue", 4031), ("repeated texts", 177)),
            platforms=(("chirp", 3960), ("telegram", 250)),
        ),
        "rejects": (
            Reject(
                file="posts.csv",
                line=411,
                cause="the date '32.13.31' cannot be read",
                next_step="Correct the row",
            ),
            Reject(
                file="media/hall.mp4", line=0, cause="no source knows this content", next_step="Hash it only"
            ),
        ),
        "proof": m.Proof(
            checked=(("originals", 12), ("texts", 12), ("receipts", 96)),
            chains=(
                m.Chain(name="custody", length=37, head=sha256("custody")),
                m.Chain(name="judgements", length=2, head=sha256("judgements")),
            ),
        ),
        "read_as": told.depth(pages),
        "method": m.Method(
            versions=(("aftershock", "0.1.0"), ("extractor", "main-text@1")),
            parameters=(
                ("copies", "0.35", "share of common five-word runs above which two pages are one story"),
            ),
            models=(
                m.Model(name="en_core_web_sm", version="3.8.0", sha256=sha256("model"), purpose="parsing"),
            ),
            not_read=(("pictures and film", 14),),
        ),
    }
    return m.Material(**(whole | changes))


def at(key: str, quote: str) -> Receipt:
    """The receipt of a quote in a document; it must stand there."""
    text = DOCUMENTS[key]["text"]
    start = text.index(quote)
    return receipt(_text(key, text).id, text, start, start + len(quote))


def _text(key: str, text: str) -> Text:
    return Text(id=sha256(text), capture=f"capture-{key}", locator="", extractor="main-text@1", text=text)


def _capture(key: str) -> Capture:
    file, url = DOCUMENTS[key]["file"], DOCUMENTS[key]["url"]
    return Capture(
        id=f"capture-{key}", source=file, url=url, fetched_at=CAPTURED, sha256=sha256(f"original {key}"),
        media_type="text/html", path=f"originals/{key}",
    )  # fmt: skip


def _page(key: str, texts: Mapping[str, Text]) -> Page:
    file, title, author, published, language, kind, url, _ = DOCUMENTS[key].values()
    framed = ()
    if key == "damaged":
        framed = (
            Boilerplate(
                kind="related links",
                receipt=at(key, "Share this article | Newsletter | Related: ten quiet beaches"),
            ),
        )
    return Page(
        id=f"page-{key}",
        capture=f"capture-{key}",
        text=texts[key].id,
        file=file,
        kind=kind,  # type: ignore[arg-type]
        url=url,
        title=title,
        author=author,
        published=day(published, how="the page's own metadata") if published else None,
        language=language,
        boilerplate=framed,
        receipts=(
            FieldReceipt(capture=f"capture-{key}", locator="meta[name=author]", field="author", value=author),
        )
        if author and kind == "article"
        else (),
    )


def _story_of_two(pages: Mapping[str, Page], texts: Mapping[str, Text]) -> Story:
    """The wire article and its damaged copy, collated with difflib (the project's collation is another stage)."""
    whole, copy = texts["wire"], texts["damaged"]
    one, other = whole.text.split(" "), copy.text.split(" ")
    starts_one, starts_other = _starts(one), _starts(other)
    matches, variants = [], []
    for op, a, b, x, y in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        low, high = starts_one[a], starts_one[b] - (1 if b > a else 0)
        start, end = starts_other[x], starts_other[y] - (1 if y > x else 0)
        if op == "equal":
            matches.append(Match(reading=low, at=start, length=high - low))
            continue
        quote, reading = copy.text[start : max(start, end)], whole.text[low : max(low, high)]
        scar = quote == "( )"
        kind = "lost" if op == "delete" or scar else "added" if op == "insert" else "changed"
        variants.append(
            Variant(
                kind=kind,  # type: ignore[arg-type]
                text=copy.id,
                file=pages["damaged"].file,
                start=start,
                end=start + len(quote),
                quote=quote,
                reading=reading,
                reading_at=low,
                scar=scar,
                witness=receipt(whole.id, whole.text, low, high) if reading else None,
            )
        )
    members = (
        Member(text=whole.id, page="page-wire", file=pages["wire"].file, relation="original",
               matches=(Match(reading=0, at=0, length=len(whole.text)),)),
        Member(text=copy.id, page="page-damaged", file=pages["damaged"].file, relation="damaged",
               matches=tuple(matches)),
    )  # fmt: skip
    return Story(
        id=content_id("story", "wire", "damaged"),
        members=members,
        reading=(Run(text=whole.id, start=0, end=len(whole.text)),),
        variants=tuple(variants),
        boilerplate=pages["damaged"].boilerplate,
    )


def _starts(words: list[str]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    return starts


def _statements(
    texts: Mapping[str, Text], stories: Mapping[str, Story], characters: Mapping[str, str]
) -> tuple[tuple[Statement, ...], dict[str, Statement]]:
    out, keyed = [], {}
    for number, more in enumerate(STATEMENTS):
        key, evidence, act, speaker, cue, content = (more[name] for name in _FIELDS)
        whole = at(key, evidence)

        def inside(part: str | None, key: str = key, whole: Receipt = whole) -> Receipt | None:
            if part is None:
                return None
            start = whole.start + whole.quote.index(part)
            return receipt(texts[key].id, texts[key].text, start, start + len(part))

        found = [
            Witness(
                text=whole.text,
                file=DOCUMENTS[key]["file"],
                evidence=whole,
                cue=inside(cue),
                content=inside(content),
                speaker=inside(speaker),
            )
        ]
        for place in locate(stories[key], characters, whole.start, whole.end)[1:] if key == "wire" else ():
            found.append(Witness(text=place.member.text, file=place.member.file, evidence=place.receipt))
        hedge = inside(more.get("hedge"))
        statement = Statement(
            id=content_id("statement", number), story=stories[key].id, act=act,  # type: ignore[arg-type]
            subtype=more.get("subtype"), speaker_id=more.get("speaker_id"),
            speaker_name=more.get("name", speaker), via=tuple(more.get("via", ())), target=more.get("target"),
            event=None if more.get("history") else "event-selm", polarity=more.get("polarity", "positive"),
            certainty=more.get("certainty", "asserted"), hedges=(hedge,) if hedge else (),
            said_at=day(more["said"]) if "said" in more else None, quote=more.get("quote", "indirect"),
            tier=more.get("tier", "attributed"), history=more.get("history", False),
            spans_damage="Northern Column claimed resp" in evidence, rule=told.rule(number, key), witnesses=tuple(found),
        )  # fmt: skip
        out.append(statement)
        keyed[more.get("key", str(number))] = statement
    return tuple(out), keyed


def _figure(s: Statement, role: str, low: float, high: float | None, who: str, **more: Any) -> c.FigureLine:
    return c.FigureLine(
        id=content_id("figure", s.id, role), event="event-selm", role=role, unit="people", low=low, high=high,
        modifier="", status=more.get("status", "standing"), said_by=(who,), origins=1,
        documents=len(s.witnesses), said_at=s.said_at, statements=(s.id,), figures=(),
        receipts=(s.witnesses[0].content or s.witnesses[0].evidence,),
    )  # fmt: skip


def _side(who: str, says: str, *statements: Statement) -> c.Side:
    return c.Side(
        who=(who,), says=says, statements=tuple(s.id for s in statements),
        receipts=tuple(s.witnesses[0].evidence for s in statements),
    )  # fmt: skip


def _chronicle(statements: tuple[Statement, ...], k: Mapping[str, Statement]) -> c.Chronicle:
    def harm(kind: str, text: str, *found: Statement) -> c.Harm:
        return c.Harm(
            id=content_id("harm", kind, text), kind=kind, event="event-selm", text=text,  # type: ignore[arg-type]
            statements=tuple(s.id for s in found), receipts=tuple(s.witnesses[0].evidence for s in found),
        )  # fmt: skip

    def line(at_: Interval | None, kind: str, text: str, s: Statement) -> c.TimelineLine:
        return c.TimelineLine(
            id=content_id("line", text), at=at_, kind=kind, text=text, event="event-selm",  # type: ignore[arg-type]
            statement=s.id if kind == "statement" else None, receipts=(s.witnesses[0].evidence,),
        )  # fmt: skip

    return c.Chronicle(
        events=(
            Event(id="event-selm", title="Explosions at the Port Selm ferry hall", where="Port Selm", main=True,
                  when=day("2031-03-11T18:42:00", "minute")),
            Event(id="event-brell", title="Brell railway depot", where="Brell", when=day("2029-03-01", "month")),
        ),
        statements=statements,
        figures=(
            _figure(k["police14"], "killed", 14, None, "Harbour Police", status="superseded"),
            _figure(k["police17"], "killed", 17, 17, "Harbour Police"),
            _figure(k["hospital19"], "killed", 19, 19, "Port Selm city hospital"),
            _figure(k["health"], "killed", 16, 19, "Regional health office"),
            _figure(k["arabic17"], "killed", 17, None, "سامي الدرواني"),
            _figure(k["hebrew15"], "killed", 15, 15, "אורן טלמי"),
            _figure(k["police14"], "injured", 31, 31, "Harbour Police"),
            _figure(k["hospital19"], "injured", 27, 27, "Port Selm city hospital"),
            _figure(k["arrests"], "arrested", 11, 11, "Prosecutor's office"),
        ),
        timeline=(
            line(day("2031-03-11T18:42:00", "minute", "first report"), "event", "Two explosions at the ferry hall", k["narrated"]),
            line(day("2031-02-25", how="“two weeks earlier”"), "statement", "An officer: a warning spoke of “a hall by the water”", k["warning"]),
            line(day("2031-03-11"), "figure", "Harbour Police: at least 14 killed, 31 injured", k["police14"]),
            line(day("2031-03-11T20:05:00", "minute", "the post's own time"), "statement", "The Northern Column claims the attack", k["claim2"]),
            line(day("2031-03-11"), "statement", "The Interior Ministry blames the Free Coast League", k["blame"]),
            line(day("2031-03-12"), "figure", "City hospital: 19 dead, 27 injured", k["hospital19"]),
            line(day("2031-03-12"), "statement", "The Free Coast League rejects the accusation", k["lie"]),
            line(day("2031-03-12"), "statement", "Harbour Police: the man named online is not a suspect", k["driver"]),
            line(day("2031-03-11T20:05:00", "minute"), "statement", "The Northern Column, threat", k["threat"]),
            line(day("2031-03-13"), "publication", "Coast Wire: evening summary", k["arrests"]),
            line(day("2031-03-14"), "publication", "What speaks for whom", k["arden"]),
            line(day("2029-03-01", "month"), "event", "Attack on the Brell railway depot, claimed and disowned", k["brell"]),
            line(None, "statement", "Harbour Police corrects its figure to 17 dead", k["police17"]),
        ),
        disputes=(
            c.Dispute(
                id="d1", kind="claim-denied", event="event-selm", text="Who is behind the explosions",
                sides=(
                    _side("The Northern Column", "claims the attack, in a message on its channel", k["claim"], k["claim2"]),
                    _side("The Interior Ministry", "blames the Free Coast League", k["blame"]),
                    _side("The Free Coast League", "denies any part", k["denial"], k["lie"]),
                ),
                note="The ministry later withdrew the sentence on which its accusation rested.",
            ),
            c.Dispute(
                id="d2", kind="figures", event="event-selm", text="How many people were killed",
                sides=(
                    _side("Harbour Police", "17 (first: at least 14)", k["police17"], k["police14"]),
                    _side("Port Selm city hospital", "19", k["hospital19"]),
                    _side("אורן טלמי", "15", k["hebrew15"]),
                ),
            ),
        ),
        harms=(
            harm("suspect-named", "A bus driver was named online as the attacker; the Harbour Police says that he has nothing to do with the case.", k["named"], k["driver"]),
            harm("community-blamed", "The people of the Lower Harbour district were blamed; the mayor rejected that.", k["district"], k["mayor"]),
            harm("threat", "League members are said to have been threatened in the street.", k["street"]),
        ),
        history=(
            c.HistoryLine(id="h1", actor="The Northern Column", actor_id="g-column", act="claimed, then withdrew",
                          event="event-brell", text="An attack on the Brell railway depot, disowned three days later",
                          at=day("2029-03-01", "month"), statement=k["brell"].id,
                          receipts=(k["brell"].witnesses[0].evidence,)),
        ),
        warnings=(
            c.PriorWarning(id="w1", statement=k["warning"].id, event="event-selm", kind="warns", speaker="An officer, not named",
                           text="A warning spoke of “a hall by the water”", said_at=day("2031-02-25"), lead_hours=(330.7, 354.7),
                           receipts=(k["warning"].witnesses[0].evidence,)),
        ),
        figure_history=told.figure_history(k),
        callbacks=told.callbacks(k),
        affiliations=told.affiliations(k),
        groups=told.groups(k),
        persons=told.persons(k),
        places=told.places(k),
        boards=(_board(k),),
        rejected=(statements[-1].id,),
        accepted=(k["claim2"].id,),
    )  # fmt: skip


def _board(k: Mapping[str, Statement]) -> c.Board:
    def weigh(key: str, *marks: tuple[str, str, str], reliability: float = 1.0) -> list[Assessment]:
        return [
            Assessment(id=f"{key}-{h}", hypothesis=h, item=k[key].id, mark=mark, interest=weight,  # type: ignore[arg-type]
                       reliability=reliability, reason="more likely where this is so")
            for h, mark, weight in marks
        ]  # fmt: skip

    return c.Board(
        id="board-1", event="event-selm", question="Who was behind the explosions?",
        hypotheses=(
            Hypothesis(id="h-column", question="who", text="The Northern Column did it"),
            Hypothesis(id="h-league", question="who", text="The Free Coast League did it"),
            Hypothesis(id="h-other", question="who", text="Somebody else did it", undecidable=True),
        ),
        assessments=(
            *weigh("claim", ("h-column", "consistent", "self-claim"), ("h-league", "inconsistent", "self-claim")),
            *weigh("blame", ("h-league", "consistent", "accuser")),
            *weigh("blame", ("h-column", "inconsistent", "accuser"), reliability=0.4),
            *weigh("denial", ("h-league", "inconsistent", "accused")),
            *weigh("vennblame", ("h-column", "consistent", "accuser")),
        ),
        ranks=(
            c.Rank(hypothesis="h-column", consistent=1.2, inconsistent=0.2, net=1.0, silence=0.25, rate=0.14, ranks=(1, 2), stable=False),
            c.Rank(hypothesis="h-league", consistent=0.5, inconsistent=1.2, net=-0.7, silence=0.25, rate=0.7, ranks=(2, 3), stable=False),
            c.Rank(hypothesis="h-other", consistent=0, inconsistent=0, net=0, silence=1.0, rate=None, ranks=(1, 3), stable=False),
        ),
        leave_one_out=(
            c.LeftOut(item=k["claim"].id, leaders=("h-column", "h-other")),
            c.LeftOut(item=k["blame"].id, leaders=("h-column",)),
        ),
        weights={"self-claim": 0.7, "accuser": 0.5, "accused": 0.5},
        cautions=("An author's conclusion has weight 0.", "The claim holds no detail that was not public."),
        verdict="Cannot be told from these: the order changes when one line is left out.",
    )  # fmt: skip


def reaction(warning: str) -> reacted.Reaction:
    """Curves with a known shape: the main event's is larger and starts earlier."""

    def curve(name: str, size: float, delay: float, main: bool = False) -> reacted.Curve:
        points = tuple(
            (float(h), float(round(6 + (size * math.exp(-(h - delay) / 9) if h >= delay else 0))))
            for h in range(-12, 37)
        )
        return reacted.Curve(
            t0="2031-03-11T18:42:00Z",
            name=name,
            points=points,
            main=main,
            n=int(sum(y for _, y in points)),
            completeness="panel of 40 channels, 96 % of hours",
        )

    return reacted.Reaction(
        curves=(
            curve("Port Selm, March 2031", 190, 0, main=True),
            curve("Brell, March 2029", 70, 2),
            curve("Ostrel market, November 2030", 96, 1),
            curve("Tarn bridge, June 2030", 60, 3),
        ),
        findings=(
            Finding(name="posts in the first six hours", value=892.0, expected=402.0, interval=(310.0, 540.0), p=0.25, n=4,
                    completeness="panel of 40 channels, 96 % of hours", method="rank among past events@1",
                    verdict="larger than all three past events; with three, cannot be told from chance"),
            Finding(name="minutes to the first celebrating post", value=11.0, expected=None, interval=None, n=1,
                    completeness="unknown before 2030", method="first seen@1"),
        ),
        artefacts=(
            *crowd.artefacts(),
            reacted.Artefact(kind="file", label="hall.pdf", posts=12, accounts=9, first_seen="2031-03-11T18:47:00Z", by="@first_poster"),
            reacted.Artefact(kind="link", label="https://pics.example/hall/81", posts=64, accounts=41, first_seen="2031-03-11T19:20:00Z",
                       by="column_news", note="also passed around after Brell", receipts=(at("damaged", "https://pics.example/hall/81"),)),
        ),
        call_backs=crowd.call_backs(warning),
        note="Three past events are few: a rank among four cannot be rarer than one in four.",
    )  # fmt: skip
