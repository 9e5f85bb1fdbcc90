"""Who speaks for which body, where a text says so?

"Police spokeswoman Ada Brink said ... Brink said" is one origin with "the police said"; so is who heads a
state or a body ("Northland's president", "the chief of the harbour police"). Only a text's own words tie a
person to a body, never likeness: "police" and "harbour police" stay two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aftershock.events.actors import plain
from aftershock.records import Statement, Story
from aftershock.stories.reading import Texts, text_of

_NAME = r"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,3})"
_SPOKES = r"(?:chief |deputy )?spokes(?:man|woman|person)"
_BODY = r"(?P<body>(?:[\w’'.-]+ ){0,5}[\w’'.-]+)"
_AFTER = r"(?P<body>[\w’'.-]+(?: [\w’'.-]+){0,5})"
_TIES = (
    re.compile(rf"{_BODY} {_SPOKES},? {_NAME}"),  # "Police spokeswoman Ada Brink"
    re.compile(rf"\b[Ss]pokes(?:man|woman|person) (?:for|of) (?:the )?{_AFTER}?,? {_NAME}"),
    re.compile(rf"{_NAME}, (?:an?|the) {_SPOKES} (?:for|of) (?:the )?{_AFTER}"),
    re.compile(rf"{_NAME}, (?:an?|the) {_BODY} {_SPOKES}\b"),
)
# Who heads a body speaks for it; ministers are tied to their ministry, where a text names it.
_HEADS = (
    r"(?:(?:[Vv]ice[- ])?[Pp]resident|[Pp]rime [Mm]inister|[Pp]remier|[Cc]hancellor|[Cc]hief|[Cc]ommander"
    r"|[Hh]ead|[Dd]irector(?:[- ][Gg]eneral)?|[Cc]hair(?:man|woman)?|[Ll]eader|[Gg]eneral [Ss]ecretary"
    r"|[Ss]ecretary[- ][Gg]eneral)"
)
_HEADING = (
    re.compile(rf"{_BODY}[’']s? {_HEADS},? {_NAME}"),  # "Northland's president, Ada Brink"
    re.compile(rf"\b{_HEADS} of (?:the )?{_AFTER}?, {_NAME}"),
    re.compile(rf"{_NAME}, (?:an?|the) {_HEADS} of (?:the )?{_AFTER}"),
    re.compile(rf"{_NAME}, {_BODY}[’']s? {_HEADS}\b"),
)
_MINISTER = re.compile(rf"\b(?P<field>[A-Z]\w+(?: (?:and )?[A-Z]\w+)?) Minister,? {_NAME}")
# An event has several of these: a bare word for one does not say which.
_SEVERAL = frozenset(
    {"police", "ministry", "army", "forces", "force", "party", "group", "government", "union"}
)
# Bodies that are named by a small word alone.
_PLAIN_BODIES = frozenset({"police", "army", "navy", "hospital", "government", "military", "coastguard"})
_OWNERS = frozenset({"his", "her", "its", "their", "our", "my", "one", "another"})
_ARTICLE = re.compile(r"^(?:.*\b)?(?:the|an?|its|his|her|their|said|says|and|that|by|to)\s+", re.IGNORECASE)


def ties(
    statements: Sequence[Statement], stories: Iterable[Story], texts: Texts, names: Mapping[str, str]
) -> dict[str, str]:
    """The bodies that persons speak for, both as plain names (the body's id where ``names`` has it).

    A person whom two texts tie to different bodies is tied to none.
    """
    speaking: dict[str, set[str]] = {}
    for statement in statements:
        if statement.tier == "attributed" and statement.speaker_name:
            speaking.setdefault(statement.story, set()).add(plain(statement.speaker_name))
    everybody = {name for found in speaking.values() for name in found}
    bodies: dict[str, set[str]] = {}
    for story in stories:
        if story.id in speaking:
            for person, body in _in_text(text_of(story, texts), speaking[story.id], everybody):
                if plain(person) in everybody and body != plain(person):
                    bodies.setdefault(plain(person), set()).add(names.get(body, body))
    return {person: found.pop() for person, found in bodies.items() if len(found) == 1}


def _in_text(text: str, near: set[str], everybody: set[str]) -> Iterator[tuple[str, str]]:
    """Person and body, as one text ties them; ``near`` are those who speak in this text."""
    for pattern in (*_TIES, *_HEADING):
        for match in pattern.finditer(text):
            body = _body(match["body"] or "", near, everybody)
            if body:
                yield match["name"], body
    for match in _MINISTER.finditer(text):
        field = match["field"].casefold()
        offices = {f"ministry of {field}", f"ministry of the {field}", f"{field} ministry"} & everybody
        if len(offices) == 1:
            yield match["name"], offices.pop()


def _body(words: str, near: set[str], everybody: set[str]) -> str | None:
    """The body that some words name: a speaker of this text, of another, else a name or a plain word."""
    spelt = plain(words)
    end = spelt
    while end:
        if end in everybody or end in near:
            return end
        end = end.partition(" ")[2]
    head = spelt.split()[-1] if spelt else ""
    alike = {name for name in near if name.split()[-1] == head and name != head}
    if len(alike) == 1 and head not in _SEVERAL:
        return alike.pop()  # "the hospital's spokesman" in a text where one hospital speaks
    own = _ARTICLE.sub("", words)
    if own.casefold() not in _OWNERS and own and all(word[:1].isupper() for word in own.split()):
        return plain(own)
    return head if head in _PLAIN_BODIES else None
