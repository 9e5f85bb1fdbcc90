"""How glad, how hostile was the reaction? Shares with intervals, their course, three posts of each tone."""

from __future__ import annotations

from markupsafe import Markup
from msgspec.structs import replace

from aftershock.dossier.charts import interval
from aftershock.dossier.charts import tone as chart
from aftershock.dossier.charts.svg import twice
from aftershock.dossier.passage import passage
from aftershock.dossier.receipts import Cited, Register
from aftershock.dossier.shown import Day, Example, Share, Tone, ToneClass
from aftershock.records import FieldReceipt, Finding, Record
from aftershock.text import sha256

LONGEST = 240  # code points of an example; the receipt has its surroundings
BLAMING = "posts that blame a community"
STEPS = 2  # steps that a course needs


class Shown(Record, frozen=True, kw_only=True):
    """A post as an example, collapsed where its tone is harmful."""

    words: Markup
    digest: str
    veil: str
    language: str | None
    sure: str
    cite: Cited


class Row(Record, frozen=True, kw_only=True):
    """One tone in the table."""

    name: str
    share: str
    within: str
    strip: Markup
    counted: str
    usual: str
    change: str
    beside: str
    posts: int
    examples: tuple[Shown, ...]


class BlameRow(Record, frozen=True, kw_only=True):
    """How many posts of a day blame a community: the day in words, posts that were read, share, strip."""

    day: str
    posts: str
    share: str
    strip: Markup


class Toned(Record, frozen=True, kw_only=True):
    """The tone, ready to be shown; ``cannot`` where nothing can be told."""

    rows: tuple[Row, ...] = ()
    pictures: tuple[Markup, ...] = ()
    alone: tuple[Markup, ...] = ()
    steps: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    sentence: str = ""
    note: str = ""
    cannot: str = ""
    blame: str = ""
    blamed: tuple[BlameRow, ...] = ()
    blame_cites: tuple[Cited, ...] = ()


def toned(tone: Tone | None, register: Register, *, known: str = "") -> Toned:
    """The section on tone; a case without it says so.

    ``known``: how complete the collection is, where the page says it already.
    """
    if tone is None:
        return Toned(
            cannot="Tone was not looked at: without the encoder, or without posts, it cannot be told."
        )
    if tone.cannot or not tone.classes:
        told = Toned(cannot=tone.cannot or "Tone cannot be told from these posts.", note=_note(tone, known))
        return _blame(told, tone, register)
    drawn = sum(any(step.shares) for step in tone.steps) >= STEPS
    ends = [each.high for c in tone.classes for each in (c.share, c.usual) if each]
    told = Toned(
        rows=tuple(_row(each, register, max(ends, default=1.0)) for each in tone.classes),
        pictures=twice("tone", lambda name, width: chart.stacked(name, tone, width)) if drawn else (),
        alone=twice("tones", lambda name, width: chart.alone(name, tone, width)) if drawn else (),
        steps=tuple(
            (f"{step.hour:+g}", f"{step.posts:,}", tuple(within(share) for share in step.shares))
            for step in tone.steps
        ),
        sentence=_sentence(tone),
        note=_note(tone, known),
    )
    return _blame(told, tone, register)


def _blame(told: Toned, tone: Tone, register: Register) -> Toned:
    """The backlash beside the tone: the week after, the days, three posts behind a veil."""
    found = tone.blame
    if found is None or found.value is None or found.interval is None:
        return told
    share = Share(value=found.value, low=found.interval[0], high=found.interval[1])
    usual = "" if found.expected is None else f"; in the days before {chart.percent(found.expected)}"
    most = max((each.share.high for each in tone.blame_days), default=1.0)
    return replace(
        told,
        blame=f"In the week after {within(share)}{usual}. {found.verdict[:1].upper()}{found.verdict[1:]}.",
        blamed=tuple(_day(each, most) for each in tone.blame_days),
        blame_cites=tuple(register.cite(receipt, veil=BLAMING) for receipt in found.receipts),
    )


def _day(each: Day, most: float) -> BlameRow:
    side = "after" if each.number > 0 else "before"
    ends = (each.share.low, each.share.high)
    return BlameRow(
        day=f"{abs(each.number)} {side}",
        posts=f"{each.posts:,}",
        share=within(each.share),
        strip=interval.strip(each.share.value, None, ends, told=True, ends=(0.0, most)),
    )


def within(share: Share | None) -> str:
    """A share with its interval: ``18 % (14 to 22)``."""
    if share is None:
        return "too few"
    if share.low == share.high:
        return chart.percent(share.value)
    ends = (chart.percent(each).removesuffix(" %") for each in (share.low, share.high))
    return f"{chart.percent(share.value)} ({' to '.join(ends)})"


def _interval(share: Share | None) -> str:
    ends = within(share).partition("(")[2].rstrip(")") if share else ""
    return f"{ends} %" if ends else "–"


def _row(each: ToneClass, register: Register, most: float) -> Row:
    share = each.share
    veil = f"posts of the tone “{each.name}”" if each.harmful else ""
    strip = Markup("")
    if share:
        usual = each.usual.value if each.usual else None
        strip = interval.strip(share.value, usual, (share.low, share.high), told=True, ends=(0.0, most))
    return Row(
        name=each.name,
        share=chart.percent(share.value) if share else "cannot be told",
        within=_interval(share),
        strip=strip,
        counted="–" if each.counted is None else chart.percent(each.counted),
        change=each.change,
        usual=f"{within(each.usual)} {each.usual_of}".strip() if each.usual else "not known",
        beside=_beside(each.beside),
        posts=each.posts,
        examples=tuple(_example(post, register, veil) for post in each.examples),
    )


def _beside(found: Finding | None) -> str:
    """What past events let expect, and what that tells."""
    if found is None:
        return "not looked at"
    if found.expected is None or found.interval is None:
        return f"{found.verdict} {found.n} past events"
    expected = within(Share(value=found.expected, low=found.interval[0], high=found.interval[1]))
    sure = "" if found.q is None else f", q = {found.q:.2g}"
    return f"{expected} expected{sure}: {found.verdict}"


def _example(post: Example, register: Register, veil: str) -> Shown:
    receipt = post.receipt
    if isinstance(receipt, FieldReceipt):
        verbatim, held, start = receipt.value, receipt.value, 0
    else:
        verbatim, held, start = receipt.quote, register.text(receipt), receipt.start
    words = passage(held, start, start + min(len(verbatim), LONGEST), register.masking)
    return Shown(
        words=words + (Markup(" …") if len(verbatim) > LONGEST else Markup("")),
        digest=sha256(verbatim),
        veil=veil,
        language=post.language,
        sure="" if post.chance is None else f"sure to {100 * post.chance:.0f} %",
        cite=register.cite(receipt, veil=veil),
    )


def _sentence(tone: Tone) -> str:
    """The largest harmful share and the largest other one, in words."""
    told = [each for each in tone.classes if each.share]
    harmful = [each for each in told if each.harmful]
    parts = [f"{each.name} {within(each.share)}" for each in (*harmful, *[t for t in told if not t.harmful])]
    return f"Of {tone.posts:,} posts: {'; '.join(parts)}."


def _note(tone: Tone, known: str) -> str:
    complete = tone.completeness.removeprefix(known).removeprefix("; ") if known else tone.completeness
    parts = []
    if tone.texts:
        parts.append(f"{tone.texts:,} distinct texts, each read once")
    if tone.languages:
        parts.append("in " + _spoken(tone.languages))
    if tone.left_out:
        parts.append(f"left out, as the head knows nothing of the language: {_spoken(tone.left_out)}")
    if tone.untold:
        parts.append(f"the head would not tell {chart.percent(tone.untold)} of the posts")
    parts += [
        each
        for each in (complete and (complete if known else f"collection: {complete}"), tone.method)
        if each
    ]
    return "; ".join(parts)


def _spoken(languages: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{name or 'a language that is not clear'} {count:,}" for name, count in languages)
