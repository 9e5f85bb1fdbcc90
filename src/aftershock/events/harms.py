"""What may harm others, and must be shown first?

A suspect who was named, a community blamed or threatened, a place threatened, data about people or places
passed around, calls to attack. Words that point there are in `data/lexicons/harm_words.tsv`. The wording says
what somebody says or does, and that it is a risk to others; it repeats no accusation as fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from aftershock.events.actors import Actors, armed, called, target
from aftershock.events.chronicle import Dispute, Harm, HarmKind
from aftershock.events.disputes import denies_part, evidence, names_suspect
from aftershock.events.lexicon import harm_words
from aftershock.records import Statement
from aftershock.text import content_id

# Most pressing first: a named person, then calls, then people and places at risk.
ORDER: tuple[HarmKind, ...] = (
    "suspect-named", "call-to-attack", "community-threatened", "community-blamed", "place-threatened",
    "data-passed-around", "threat",
)  # fmt: skip
_SUSPECT = (
    r"(?:suspects?|attackers?|gunm[ae]n|bombers?|shooters?|culprits?|perpetrators?|killers?|terrorists?)"
)
# "Had been named as a suspect in hundreds of posts", "the man named online".
_NAMED_AS = re.compile(
    r"\b(?:named|identified|branded|accused|labelled|labeled|portrayed|described|called"
    r"|singled out|mistaken|taken)\b"
    rf"[^.;:]{{0,60}}?\b(?:as|for|of being)\s+(?:an?|the|one of the)?\s*{_SUSPECT}\b",
    re.I,
)
_PUBLICLY = re.compile(
    r"\b(?:named|identified|accused|singled out)\b[^.;:]{0,60}?\b(?:online|on (?:the internet|social media)"
    r"|in (?:\w+ ){0,3}(?:posts?|messages|channels|forums?|comments)"
    r"|by (?:\w+ ){0,2}(?:users|accounts|channels|posts))\b"
    r"|\b(?:wrongly|falsely|mistakenly|wrong(?:ful)?) (?:named|identified|accused|singled out)\b",
    re.I,
)
# "Will answer the attack on the market": that market was struck, it is not threatened.
_ANSWERED = re.compile(
    r"\b(?:answer|aveng|reveng|retaliat|respon|punish)\w*\b[^.;]{0,40}?"
    r"\b(?:attacks?|bombings?|strikes?|raids?|shootings?|killings?|blasts?) (?:on|at|in|of|against) "
    r"(?:(?! (?:with|by) )[^.;,])+",
    re.I,
)
# Words that are said or shown: they carry a threat, they make none, and are not what is threatened.
_DOCUMENT = (
    r"(?:note|post|message|letter|statement|leaflet|video|recording|tape|clip|footage|text|email|tweet|poster"
    r"|flyer|banner|communiqu[eé]|document|bulletin|broadcast|manifesto|memo|comment|caption|photo|picture|list)"
)
_UNSIGNED = re.compile(
    rf"(?:(?:an?|the|one|this|another)\s+)?(?P<words>(?:(?!of\b|by\b)[a-z-]+\s+){{0,2}}{_DOCUMENT}(?P<many>s?))",
    re.I,
)
_ONLY_CARRIES = re.compile(
    rf"(?:(?:an?|the|one|this|that|its|their|his|her)\s+)?(?:(?!army|police|border|guard|military)[a-z-]+\s+)?{_DOCUMENT}s?"
    r"|it|them|this|that",
    re.I,
)
# "In a video filmed at the airport", "in a note left at the station": where it was said, no place threatened.
_SAID_THERE = re.compile(
    rf"\b{_DOCUMENT}s?\s+(?:[a-z]+ed|left|shot|made|found|hung|seen|sent|shown|from|in|at|on|outside|near)\b"
    r"[^.,;:]*?(?=\s+(?:to|that|and|threatened|threaten(?:s|ing)?)\b|[.,;:]|$)",
    re.I,
)
_NO_PERSON = re.compile(r"\b(?:government|ministry|army|forces|service|group|state|party|police)\b", re.I)


def find(statements: Iterable[Statement], disputes: Sequence[Dispute], actors: Actors) -> tuple[Harm, ...]:
    """The possible harms in a ledger, the most pressing kind first; one line for each thing said."""
    found: dict[tuple[HarmKind, str, str | None], list[Statement]] = {}
    for statement in statements:
        for kind, text in _of(statement, disputes, actors):
            found.setdefault((kind, text, statement.event), []).append(statement)
    return ordered(
        Harm(
            id=content_id("harm", kind, text, event),
            kind=kind,
            event=event,
            text=text,
            statements=tuple(statement.id for statement in group),
            receipts=evidence(group),
        )
        for (kind, text, event), group in found.items()
    )


def ordered(found: Iterable[Harm]) -> tuple[Harm, ...]:
    """Harms with the most pressing kind first."""
    return tuple(sorted(found, key=lambda harm: ORDER.index(harm.kind)))


def _of(statement: Statement, disputes: Sequence[Dispute], actors: Actors) -> Iterator[tuple[HarmKind, str]]:
    who, content = _who(statement), _content(statement)
    if statement.act == "blames" and statement.polarity == "positive":
        yield from _blame(statement, disputes, actors)
    elif statement.act in ("denies", "reports", "warns", "urges", "condemns", "other"):
        yield from _named_by_others(statement, content)
    if statement.act in ("threatens", "calls-to-attack") and statement.polarity == "positive":
        yield from _threat(statement)
    if statement.act in ("warns", "speculates", "reports", "condemns") and _people_at_risk(content):
        yield "community-threatened", f"{who} spoke of hostility or threats against a community."
    if statement.act in ("other", "reports", "urges") and _passed_around(content):
        yield "data-passed-around", f"{who} spoke of data about people or places being passed around."


def _blame(
    statement: Statement, disputes: Sequence[Dispute], actors: Actors
) -> Iterator[tuple[HarmKind, str]]:
    who, accused = _who(statement), statement.target or ""
    answered = any(
        statement.id in dispute.sides[0].statements
        for dispute in disputes
        if dispute.kind in ("suspect-denied", "blame-denied")
    )
    if harm_words("community").search(accused):
        yield "community-blamed", f"{who} blamed a community, or people by where they belong."
    elif names_suspect(statement) and not armed(actors, target(actors, statement)):
        denial = "; it is denied" if answered else "; no answer of the person is known here"
        yield "suspect-named", f"{who} named or pointed to a suspect{denial}."
    elif answered and _is_person(statement, actors):
        yield "suspect-named", f"{who} blamed somebody by name; it is denied."


def _named_by_others(statement: Statement, content: str) -> Iterator[tuple[HarmKind, str]]:
    """Somebody whom others named as a suspect, told by whoever denies or reports it, with the denial."""
    publicly = _PUBLICLY.search(content)
    named = _NAMED_AS.search(content)
    if statement.act == "denies" and (publicly or named) and (denies_part(statement) or statement.target):
        yield (
            "suspect-named",
            f"Somebody was named as a suspect; {_who(statement)} denied that the person had a part.",
        )
    elif publicly and (named or "suspect" in content.casefold()):
        yield "suspect-named", f"{_who(statement)} spoke of somebody whom others had named as a suspect."


def _threat(statement: Statement) -> Iterator[tuple[HarmKind, str]]:
    who, target = _who(statement), statement.target or ""
    said = False
    aimed = _SAID_THERE.sub("", _ANSWERED.sub("", f"{target} {_unspoken(statement)}"))
    if harm_words("community").search(aimed):
        said = True
        yield "community-threatened", f"{who} threatened a community, or called for violence against it."
    if harm_words("place").search(aimed):
        said = True
        yield "place-threatened", f"{who} threatened places, or called for attacks on them."
    if statement.act == "calls-to-attack":
        yield "call-to-attack", f"{who} called for attacks."
    elif not said:
        whom = "" if _ONLY_CARRIES.fullmatch(target) else target
        yield "threat", f"{who} threatened {whom}".rstrip() + "."


def _who(statement: Statement) -> str:
    """The speaker as the statement names it; of a mere document, that nobody is named, and its kind.

    A paper's name ("Evening Post") is a speaker's.
    """
    name = called(statement)
    unsigned = None if statement.speaker_id else _UNSIGNED.fullmatch(name)
    proper = any(word[:1].isupper() for word in name.split()[1:])
    if statement.tier != "attributed" or unsigned is None or proper:
        return name
    words = unsigned["words"]
    words = words if " " in words else words.lower()
    article = "" if unsigned["many"] else "an " if words[0] in "aeiou" else "a "
    return f"somebody not named, in {article}{words},"


def _unspoken(statement: Statement) -> str:
    """The longest evidence without its speaker: a port authority threatens, its port is not threatened."""
    witness = max(statement.witnesses, key=lambda witness: len(witness.evidence.quote), default=None)
    if witness is None:
        return ""
    said, who = witness.evidence, witness.speaker
    if who is None or not said.start <= who.start < who.end <= said.end:
        return said.quote
    return said.quote[: who.start - said.start] + said.quote[who.end - said.start :]


def _is_person(statement: Statement, actors: Actors) -> bool:
    """Whether the accused looks like a person: two or more capitalised words, none of an institution."""
    accused = statement.target or ""
    known = actors.entities.get(target(actors, statement) or "")
    if known is not None or _NO_PERSON.search(accused):
        return known is not None and known.kind == "person"
    words = [word for word in accused.split() if word.lower() not in ("the", "a", "an")]
    return len(words) >= 2 and all(word[:1].isupper() for word in words)


def _people_at_risk(content: str) -> bool:
    return bool(harm_words("community").search(content) and harm_words("hostility").search(content))


def _passed_around(content: str) -> bool:
    return bool(harm_words("data").search(content) and harm_words("passing").search(content))


def _content(statement: Statement) -> str:
    """The longest evidence of a statement: a damaged copy may miss the words that matter."""
    return max((witness.evidence.quote for witness in statement.witnesses), key=len, default="")
