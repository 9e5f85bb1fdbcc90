"""Who says that two bodies belong together, since when, and who denies it?

"The River Guard, which police call a wing of the Green Union"; "the Green Union denies any link"; "broke away
in 2028". Each saying is kept with its source, its time and its passage: nothing of it is decided here. The
gazetteer's own relations stand beside these, with their own sources.
"""

# ruff: noqa: E501 - a pattern that is broken over lines cannot be read
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from aftershock.events import correctable, intervals
from aftershock.events.actors import Actors, called, key, plain
from aftershock.events.assigning import evidence_span
from aftershock.events.chronicle import Affiliation
from aftershock.events.mentions import Reading, in_reading, receipts
from aftershock.events.timeline import said_at
from aftershock.records import Entity, EntityRelation, Interval, Statement
from aftershock.statements import dates
from aftershock.statements.reckoning import resolve
from aftershock.stories.reading import Texts
from aftershock.text import Span, content_id

Kind = Literal["wing", "branch", "outlet", "affiliate", "splinter", "link", "alias"]
_WORD = r"(?:[A-Z][\w’'-]*|al-[A-Z][\w’'-]*)"
_NAME = rf"{_WORD}(?:[ ](?:(?:of|for|and|de|al|in)[ ](?:the[ ])?)?{_WORD}){{0,5}}"
_PART = rf"(?:[Tt]he[ ])?(?P<part>{_NAME})(?:[ ]\([^)]{{1,20}}\))?"
_WHOLE = rf"(?:the[ ])?(?:[a-z]+[ ](?:group|movement|party|organisation|organization)[ ])?(?P<whole>{_NAME})"
_ROLE = (
    r"(?:(?:[a-z]+[ ]){0,2})(?P<role>wing|arm|branch|affiliate|offshoot|outlet|mouthpiece|cell|faction|chapter|unit"
    r"|subsidiary|front|proxy)"
)
_BY = r"(?P<by>[^,;.]{2,40}?)"
_SPLIT = r"(?:broke[n]?[ ](?:away|off)|split(?:[ ]off)?|seceded|parted|defected|separated|emerged)"
_LINK = r"(?:links?|ties?|connections?|relations?|affiliation|allegiance|association)"
# Which words give which kind; "arm" may be of the media.
_KINDS: dict[str, Kind] = {
    "wing": "wing", "arm": "wing", "unit": "wing", "branch": "branch", "chapter": "branch", "cell": "branch",
    "faction": "branch", "outlet": "outlet", "mouthpiece": "outlet", "affiliate": "affiliate",
    "subsidiary": "affiliate", "proxy": "affiliate", "front": "affiliate", "offshoot": "splinter",
}  # fmt: skip
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("called", re.compile(rf"{_PART},[ ](?:which|whom|that|who)[ ]{_BY}[ ](?:calls?|describes?|considers?|regards?|sees?|views?)(?:[ ]as)?[ ](?:an?|the)[ ]{_ROLE}[ ]of[ ]{_WHOLE}")),
    ("called", re.compile(rf"{_PART},[ ](?:described|called|named|considered|seen|regarded|designated)[ ]by[ ]{_BY}[ ]as[ ](?:an?|the)[ ]{_ROLE}[ ]of[ ]{_WHOLE}")),
    ("is", re.compile(rf"{_PART},?[ ](?:is|was|being|became|,)[ ]?(?P<not>not[ ])?(?:said[ ]to[ ]be[ ])?(?:an?|the)[ ]{_ROLE}[ ]of[ ]{_WHOLE}")),
    ("is", re.compile(rf"{_PART},[ ](?:an?|the)[ ]{_ROLE}[ ]of[ ]{_WHOLE}")),
    ("own", re.compile(rf"{_WHOLE}['’]s[ ]{_ROLE},?[ ]{_PART}")),
    ("own", re.compile(rf"(?P<whole>{_WORD}(?:[ ]{_WORD})??)[ ](?:[A-Z][a-z]+(?:ian|ish|an|i|ese)[ ])?(?P<role>branch|wing|affiliate|arm|offshoot|faction)[ ](?:the[ ])?(?P<part>{_NAME})")),
    ("split", re.compile(rf"{_PART}[ ](?:had[ ]|has[ ])?{_SPLIT}[ ]from[ ]{_WHOLE}")),
    ("known", re.compile(rf"{_PART},?[ ](?:\([^)]*\)[ ]?)?,?(?:formerly|previously|also|once|now|better)[ ](?:known[ ]as|called|named)[ ](?:(?:[\w’'-]+[ ]){{1,4}}(?:branch|wing|arm|affiliate|group|faction|offshoot)[ ])?(?:the[ ])?(?P<whole>{_NAME})")),
    ("denied", re.compile(rf"{_PART}[ ](?:[a-z]+[ ]){{0,3}}?(?:denie[sd]|denying|rejects?|rejected|disputes?|disputed)[ ](?:that[ ]it[ ]has[ ])?(?:any|all|having|a|its)[ ](?:[a-z]+[ ]){{0,2}}?{_LINK}[ ](?:to|with)[ ]{_WHOLE}")),
    ("denied", re.compile(rf"{_PART}[ ](?:[a-z]+[ ]){{0,3}}?(?:it[ ])?(?:has|have|had)[ ](?:no|cut[ ](?:all|its)|never[ ]had[ ](?:any)?)[ ](?:[a-z]+[ ]){{0,2}}?{_LINK}[ ](?:to|with)[ ]{_WHOLE}")),
    ("denied", re.compile(rf"{_PART}[ ](?:[a-z]+[ ]){{0,4}}?(?:it[ ])?is[ ](?:not|no[ ]longer)[ ](?:part[ ]of|affiliated[ ](?:with|to)|linked[ ](?:to|with)|a[ ]part[ ]of|tied[ ]to)[ ]{_WHOLE}")),
    ("linked", re.compile(rf"{_PART}[ ](?:is|was|has[ ]been)[ ](?:closely[ ])?(?:linked|tied|affiliated|allied)[ ](?:to|with)[ ]{_WHOLE}")),
    ("linked", re.compile(rf"{_PART}[ ](?:has[ ]|had[ ])?(?:pledged|swore|declared)[ ](?:its[ ])?(?:allegiance|loyalty)[ ]to[ ]{_WHOLE}")),
)  # fmt: skip
_SELF = re.compile(r"\b(?:them|they|it|he|she)\b", re.IGNORECASE)


class _Found(NamedTuple):
    """One saying in a sentence, before it is known who says it."""

    kind: Kind
    part: str
    whole: str
    stance: Literal["claimed", "denied"]
    by: str | None
    at: Span


def find(
    readings: Iterable[Reading],
    statements: Sequence[Statement],
    actors: Actors,
    published: Mapping[str, Interval | None],
    texts: Texts,
) -> tuple[Affiliation, ...]:
    """What is said of how bodies belong together, in the order of the documents; one line a sentence."""
    by_story: dict[str, list[Statement]] = {}
    for statement in statements:
        by_story.setdefault(statement.story, []).append(statement)
    made: dict[str, Affiliation] = {}
    for reading in readings:
        for sentence in reading.sentences:
            if any(span.start <= sentence.start < span.end for span in reading.frame):
                continue
            for found in _in_sentence(reading.text, sentence):
                own = _statement(found, by_story.get(reading.story.id, ()), reading)
                line = _line(found, own, reading, sentence, actors, published, texts)
                made.setdefault(line.id, line)
    return tuple(_with_kinds(list(made.values())))


def _in_sentence(text: str, sentence: Span) -> Iterator[_Found]:
    taken: list[Span] = []
    for rule, pattern in _RULES:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            span = Span(match.start(), match.end())
            if rule not in ("own", "known") and any(
                span.start < other.end and other.start < span.end for other in taken
            ):
                continue
            part, whole = _tidy(match["part"]), _tidy(match["whole"])
            if not part or not whole or plain(part) == plain(whole):
                continue
            groups = match.groupdict()
            kind: Kind = _KINDS.get(groups.get("role") or "", "link")
            if rule == "split":
                kind = "splinter"
            elif rule == "known":
                kind = "alias"
            denied = rule == "denied" or bool(groups.get("not"))
            taken.append(span)
            yield _Found(kind, part, whole, "denied" if denied else "claimed", groups.get("by"), span)


def _tidy(name: str) -> str:
    """A name without its possessive and without what stands first in a sentence."""
    words = re.sub(r"['’]s?\Z", "", name).split()
    while words and words[0] in ("The", "But", "And", "However", "While", "Although", "In"):
        words = words[1:]
    return " ".join(words)


def _statement(found: _Found, statements: Iterable[Statement], reading: Reading) -> Statement | None:
    """The statement that makes the saying: its evidence holds it, the tightest first; a denial for a denial."""
    fitting = []
    for statement in statements:
        span = evidence_span(statement, reading)
        if span is None or not (span.start < found.at.end and found.at.start < span.end):
            continue
        contents = [w.content for w in statement.witnesses if w.content is not None]
        said = [in_reading(reading.story, content) for content in contents]
        if contents and not any(s and s.start < found.at.end and found.at.start < s.end for s in said):
            continue  # the writer says it beside what the speaker says
        speaks = plain(statement.speaker_name or "")
        other = speaks in (plain(found.part), plain(found.whole)) and found.stance == "claimed"
        denial = (statement.act == "denies") == (found.stance == "denied")
        claim = statement.act == "claims-responsibility"
        fitting.append(((other, claim, not denial, span.end - span.start, statement.id), statement))
    return min(fitting, key=lambda item: item[0])[1] if fitting else None


def _line(
    found: _Found,
    own: Statement | None,
    reading: Reading,
    sentence: Span,
    actors: Actors,
    published: Mapping[str, Interval | None],
    texts: Texts,
) -> Affiliation:
    by = found.by.strip() if found.by and not _SELF.fullmatch(found.by.strip()) else None
    speaker = by or (called(own) if own is not None else f"the writer ({reading.story.members[0].file})")
    if found.stance == "denied" and own is None:
        speaker = found.part
    at = said_at(own, published) if own is not None else published.get(reading.story.id)
    return Affiliation(
        id=content_id("affiliation", reading.story.id, sentence.start, found.kind, found.part, found.whole),
        kind=found.kind,
        part=found.part,
        part_id=_known(actors, found.part),
        whole=found.whole,
        whole_id=_known(actors, found.whole),
        stance=found.stance,
        said_by=re.sub(r"\A[Tt]he (?!writer )", "", speaker),
        since=_since(reading, found.at.end, sentence)
        if found.kind in ("splinter", "alias", "link")
        else None,
        said_at=at,
        statement=own.id if own is not None else None,
        receipts=receipts(reading, texts, sentence.start, sentence.end),
    )


def _known(actors: Actors, name: str) -> str | None:
    found = key(actors, None, name)
    return found if found in actors.entities else None


def _since(reading: Reading, start: int, sentence: Span) -> Interval | None:
    """The date right behind the saying: "broke away from the Green Union in 2028"."""
    for expression in dates.find(reading.text, start, sentence.end):
        if expression.start - start > len(" in early "):
            return None
        interval = resolve(expression, reading.published)
        return interval if intervals.dated(interval) else None
    return None


def corrected(line: Affiliation, fields: Mapping[str, str], actors: Actors) -> Affiliation:
    """What is said of two bodies, as a person corrects it."""
    changes: dict[str, Any] = {
        key: fields[key] for key in ("kind", "stance", "part", "whole") if key in fields
    }
    changes |= {f"{key}_id": _known(actors, fields[key]) for key in ("part", "whole") if key in fields}
    changes |= {"said_by": fields["said-by"]} if "said-by" in fields else {}
    changes |= {"since": correctable.day(fields["since"])} if "since" in fields else {}
    return msgspec.structs.replace(line, **changes)


def _with_kinds(lines: Sequence[Affiliation]) -> Iterator[Affiliation]:
    """A denied link between two bodies denies the kind that others claim of them, whoever is named first."""
    claimed = {
        frozenset((plain(line.part), plain(line.whole))): line
        for line in reversed(lines)
        if line.stance == "claimed" and line.kind not in ("splinter", "alias")
    }
    for line in lines:
        other = claimed.get(frozenset((plain(line.part), plain(line.whole))))
        if line.stance == "denied" and line.kind == "link" and other is not None:
            line = msgspec.structs.replace(
                line, kind=other.kind, part=other.part, part_id=other.part_id, whole=other.whole,
                whole_id=other.whole_id,
            )  # fmt: skip
        yield line


def contested(entities: Iterable[Entity], lines: Sequence[Affiliation]) -> tuple[Entity, ...]:
    """The entities with who claims and who denies each of their relations; new ones are added, never removed."""
    out = []
    for entity in entities:
        mine = [line for line in lines if line.part_id == entity.id and line.whole_id]
        relations = list(entity.relations)
        for line in mine:
            at = next((i for i, relation in enumerate(relations) if relation.of == line.whole_id), None)
            if at is None:
                start = line.since.start if line.since else None
                relations.append(
                    EntityRelation(kind=line.kind, of=line.whole_id or "", valid_from=start, source=line.id)
                )
                at = len(relations) - 1
            relation = relations[at]
            by = relation.claimed_by if line.stance == "claimed" else relation.denied_by
            told = tuple(dict.fromkeys((*by, line.said_by)))
            fields = {"claimed_by": told} if line.stance == "claimed" else {"denied_by": told}
            relations[at] = msgspec.structs.replace(relation, **fields)
        out.append(msgspec.structs.replace(entity, relations=tuple(relations)) if mine else entity)
    return tuple(out)
