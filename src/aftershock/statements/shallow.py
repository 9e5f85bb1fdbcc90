"""Which sentences claim, deny, blame, praise, threaten, warn, where no full reading exists?

The shallow reading of Arabic, Russian, Turkish, French, Spanish and German: each sentence gets one act or
none, from a small head over the multilingual encoder with a table of cues, and from the encoder's own layers
trained further (``models.mixed``; see ``data/shallow/card.md``). The evidence is the sentence. Who speaks
stays unresolved unless one listed name stands before the cue. Its rule begins with ``shallow@``, so that
every place that shows a line can say how it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast

from aftershock.models import cues, kernel, mixed
from aftershock.records import Act, Page, Receipt, Statement, Story, Witness
from aftershock.statements import gazetteer
from aftershock.stories.reading import Located, Texts, damage, locate, text_of
from aftershock.text import Span, content_id, trim

if TYPE_CHECKING:
    from aftershock.models.encoder import Encoder
    from aftershock.statements.gazetteer import Gazetteer, Mention

LANGUAGES = ("ar", "de", "es", "fr", "ru", "tr")
SHORTEST, LONGEST = 15, 600  # code points of a sentence: what is shorter is a caption, what is longer a table
NONE = "none"
_AIMED = ("blames", "condemns", "praises", "threatens")
_OPENING = re.compile(r"\W*(?:\w{1,3}[ '’])?\W*")  # an article at most
# The head learnt sentences of the news; in everyday posts it sees acts that are none. Where one post in ten
# does an act, F1 is best from here, on `training/shallow/posts`, which nothing learnt (evals/shallow/LOG.md).
SURE_OF_POST = 0.7
PORTION = 64  # stories that are read at once: enough for every core, few enough to tell how far it is

# A mark that ends a sentence, what closes a quotation after it, then space and something that can open one.
_END = re.compile(r"(?:[.!?…]+|[؟۔])[\"'”’»)\]]*(?=\s)|\n+")
# Abbreviations and initials whose point ends no sentence.
_NO_END = re.compile(
    r"(?:^|[\s(«„“])(?:\w|\d{1,2}|Dr|Prof|Hr|Fr|St|Nr|bzw|ca|usw|Mio|Mr?s?|Mme|Mlle|MM|Sr|Sra|Dra|Ud|Uds|EE|art|av"
    r"|г|гг|ул|им|тыс|млн|руб|стр|см|т\.\s?[дпек]|Sn|Av|Doç|vb|vs|No|z\.\s?B|u\.\s?a|d\.\s?h)\.$",
    re.I,
)


class _Told(NamedTuple):
    sentence: Span
    act: Act
    sure: float


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text as offsets, without the space around them, in order."""
    found: list[Span] = []
    at = 0
    for match in _END.finditer(text):
        if match[0].startswith(".") and _NO_END.search(text[max(at, match.end() - 12) : match.end()]):
            continue
        found.append(Span(*trim(text, at, match.end())))
        at = match.end()
    found.append(Span(*trim(text, at, len(text))))
    return tuple(span for span in found if span.start < span.end)


def rule() -> str:
    """The mark that each line of the shallow reading carries."""
    return f"shallow@{mixed.digest('shallow')[:12]}"


def readable(story: Story, pages: Mapping[str, Page]) -> bool:
    """Whether a story is in one of the languages that are read this way."""
    return pages[story.members[0].page].language in LANGUAGES


def read_story(
    story: Story,
    pages: Mapping[str, Page],
    texts: Texts,
    encoder: Encoder,
    listed: Gazetteer | None = None,
) -> tuple[Statement, ...]:
    """The statements of one story in the order of its reading, each with its receipts in every document.

    ``pages`` by id, ``texts`` by id; a story in a language that is not read this way gives none.
    """
    return next(each([story], pages, texts, encoder, listed))


def each(
    stories: Iterable[Story],
    pages: Mapping[str, Page],
    texts: Texts,
    encoder: Encoder,
    listed: Gazetteer | None = None,
) -> Iterator[tuple[Statement, ...]]:
    """As ``read_story`` for many, in their order: a portion of them is read at once, on all cores."""
    names = listed or gazetteer.load()
    waiting = iter(stories)
    while some := list(islice(waiting, PORTION)):
        readings = [text_of(story, texts) if readable(story, pages) else "" for story in some]
        posts = [pages[story.members[0].page].kind == "post" for story in some]
        for story, reading, told in zip(some, readings, tell_each(readings, encoder, posts), strict=True):
            yield _statements(story, reading, told, pages, texts, names)


def _statements(
    story: Story,
    reading: str,
    all_told: Sequence[_Told],
    pages: Mapping[str, Page],
    texts: Texts,
    names: Gazetteer,
) -> tuple[Statement, ...]:
    published = pages[story.members[0].page].published
    wounds = damage(story, texts) if all_told else ()
    found = []
    for told in all_told:
        sentence = told.sentence
        quote = reading[sentence.start : sentence.end]
        where = locate(story, texts, sentence.start, sentence.end)
        if not where:
            continue
        cue = cues.first(cues.load("shallow"), told.act, quote)
        speaker = _speaker(names, told.act, quote, cue)
        found.append(
            Statement(
                id=content_id("st", story.id, told.act, speaker.name if speaker else "", quote),
                story=story.id,
                act=told.act,
                speaker_id=speaker.entity_id if speaker else None,
                speaker_name=speaker.name if speaker else None,
                resolved_by="name before the cue" if speaker else None,
                said_at=published,
                spans_damage=any(w.start < sentence.end and sentence.start < w.end for w in wounds),
                rule=rule(),
                witnesses=tuple(_witness(each, cue, speaker, quote) for each in where),
            )
        )
    return tuple(found)


def tell_each(readings: Sequence[str], encoder: Encoder, posts: Sequence[bool]) -> list[tuple[_Told, ...]]:
    """The sentences of each text that do one of the acts, where the head is sure enough of it.

    ``posts`` says which texts are posts: of these it has to be surer. Each distinct sentence is read once.
    """
    spans = [
        [span for span in sentences(reading) if SHORTEST <= span.end - span.start <= LONGEST]
        for reading in readings
    ]
    quotes = [
        reading[span.start : span.end] for reading, own in zip(readings, spans, strict=True) for span in own
    ]
    if not quotes:
        return [() for _ in readings]
    rows = iter(mixed.probabilities("shallow", encoder, quotes))
    news = kernel.load("shallow").threshold
    return [
        tuple(
            told
            for span in own
            if (told := _sure(span, next(rows), SURE_OF_POST if post else news)) is not None
        )
        for own, post in zip(spans, posts, strict=True)
    ]


def _sure(sentence: Span, chances: kernel.Floats, least: float) -> _Told | None:
    """The likeliest act of a sentence, where it is one and sure enough."""
    best = int(chances.argmax())
    act = kernel.load("shallow").classes[best]
    if act == NONE or chances[best] < least:
        return None
    return _Told(sentence, cast(Act, act), float(chances[best]))


def _speaker(names: Gazetteer, act: Act, quote: str, cue: tuple[int, int] | None) -> Mention | None:
    """The listed name that stands alone before the cue: the obvious subject; None where it is not obvious.

    An act that is aimed at somebody needs its name to open the sentence: where the verb stands last, whom the
    minister blames stands before it as well.
    """
    mentions = names.find(quote)
    if cue is None or len(mentions) != 1 or mentions[0].end > cue[0]:
        return None
    aimed = act in _AIMED and _OPENING.fullmatch(quote, 0, mentions[0].start) is None
    return None if aimed else mentions[0]


def _witness(located: Located, cue: tuple[int, int] | None, speaker: Mention | None, quote: str) -> Witness:
    evidence = located.receipt
    return Witness(
        text=evidence.text,
        file=located.member.file,
        evidence=evidence,
        cue=_within(evidence, quote, cue),
        speaker=_within(evidence, quote, (speaker.start, speaker.end) if speaker else None),
    )


def _within(evidence: Receipt, quote: str, span: Sequence[int] | None) -> Receipt | None:
    """A part of the sentence in one document; None where the document has the sentence in other words."""
    if span is None or evidence.quote != quote:
        return None
    start, end = span
    return Receipt(
        text=evidence.text, start=evidence.start + start, end=evidence.start + end, quote=quote[start:end]
    )
