"""Is this a name or a word? The rule for names such as IS, US, AQ.

Decided by what stands around: capitals, neighbouring words, whether the line is all capitals, and whether the
long form stands in the same text. No single sign decides alone, except small letters: "is" is never IS.
"""

from __future__ import annotations

import re

from aftershock.records import Name

_BEFORE = re.compile(r"([\w’'$#@]+)?([^\w\s#@]*)\s*$")
_AFTER = re.compile(r"^['’]?s?([^\w\s]*)\s*([\w’'-]+)?")
_NOUN_CUES = frozenset(
    ["group", "groups", "militants", "militant", "fighters", "fighter", "jihadists", "jihadist", "supporters", "terrorists", "terrorist", "cell", "cells", "leader", "leaders", "member", "members", "affiliate", "affiliates", "branch", "branches", "propaganda", "spokesman", "recruits", "flag", "commander", "commanders", "insurgents", "gunmen-linked", "linked", "-linked", "claim", "claims", "claimed", "sympathisers", "sympathizers", "operatives", "operative", "suspects", "attack", "attacks", "bomber", "bombers", "faction", "network", "extremists", "loyalists", "media", "outlet", "channels", "militia", "rebels", "guerrillas", "territory", "stronghold", "strongholds", "caliphate-affiliated", "affiliated"]
)
_SPEECH = frozenset(
    ["said", "says", "claimed", "claims", "has", "had", "denied", "denies", "was", "were", "did", "warned", "threatened", "released", "posted", "published", "announced", "issued", "called", "blamed", "vowed", "will", "would", "also", "itself", "later", "never", "controls", "controlled", "lost", "seized", "took", "attacked", "killed", "holds", "held", "and", "or", "fighters", "militants", "wants", "wanted", "captured", "carried", "operates", "remains"]
)
_GOVERNING = frozenset(
    ["by", "of", "from", "against", "with", "for", "to", "between", "joined", "joining", "fight", "fighting", "defeat", "linked", "allegiance", "support", "supporting", "and", "behind", "the", "that", "while", "where", "when", "after", "because", "if", "since", "said", "into", "fought", "battle", "despite", "among", "within", "inside", "under", "targeting", "target", "blamed", "accused", "bombed", "urged", "blames", "accuses", "hits", "hit", "both"]
)
_SUBJECTS = frozenset(
    ["it", "he", "she", "this", "that", "there", "what", "who", "which", "where", "here", "how", "why", "truth", "answer", "question", "life", "problem", "point", "everything", "nothing", "something", "everyone", "nobody", "one", "world", "time", "day", "war", "peace", "love", "news", "reality", "name", "story", "enough", "all", "mine", "yours", "ours", "love", "today"]
)
_AFTER_VERB = frozenset(
    ["a", "an", "the", "not", "it", "he", "she", "they", "this", "that", "my", "your", "his", "her", "their", "our", "going", "about", "what", "how", "why", "true", "false", "real", "there", "here", "so", "too", "very", "always", "never", "now", "still", "being", "no", "nothing", "everything", "just", "only", "all"]
)
_PRONOUN_BEFORE = frozenset(
    ["let", "tell", "join", "of", "with", "for", "to", "give", "among", "between", "help", "show", "all", "both", "call", "calls", "leave", "like", "told", "gives", "against", "follow", "contact", "save", "kill", "around", "before", "behind", "send", "ask", "teach"]
)
# What makes "US" the country: who follows it there.
_COUNTRY_AFTER = frozenset(
    ["president", "army", "embassy", "officials", "official", "military", "forces", "troops", "government", "state", "secretary", "senate", "congress", "department", "air", "navy", "intelligence", "citizens", "soldiers", "soldier", "says", "said", "strikes", "strike", "drone", "treasury", "ambassador", "consulate", "house", "envoy", "senator", "dollars", "sanctions", "marines", "aid", "media", "police", "condemns", "blames", "offers", "president", "defence", "defense", "justice", "will", "has", "led", "backed", "and"]
)


# How far a line is looked at for its capitals: a headline is shorter, and a text without line ends stays cheap.
LINE = 120


def is_name(text: str, start: int, end: int, name: Name, *, long_form: bool) -> bool:
    """Does ``text[start:end]`` stand for the listed name, or is it an ordinary word?

    ``long_form``: an unmistakable name of the same entity stands in the same text.
    """
    spoken = text[start:end]
    tagged = start > 0 and text[start - 1] in "#@"
    if not name.word:
        return tagged or _capitals_fit(spoken, name.name)
    if tagged:
        return spoken.isupper() or len(spoken) > 3
    if not name.name.isupper():
        return _capitalised_word(text, start, spoken, name.name, long_form)
    if "." in spoken:
        return spoken.upper() == spoken
    if not spoken.isupper():
        return False
    before, mark_before = _before(text, start)
    mark_after, after = _after(text, end)
    if mark_before.endswith("(") and mark_after.startswith(")"):
        return True
    shouted = _shouted(text, start, end)
    if spoken == "US":
        return _country(before, after, mark_after, shouted)
    if spoken == "IS":
        return _group_is(before, mark_before, after, mark_after, shouted, long_form)
    return long_form or (not shouted and _beside(before, after)) or (shouted and after in _NOUN_CUES)


def _capitals_fit(spoken: str, listed: str) -> bool:
    """Short abbreviations keep their capitals; longer names may stand in small letters (posts)."""
    if listed.isupper() and len(listed) <= 3:
        return spoken.replace(".", "").isupper()
    return True


def _capitalised_word(text: str, start: int, spoken: str, listed: str, long_form: bool) -> bool:
    """A name such as "The Base": its own capitals, and not only because a sentence begins there."""
    if spoken.isupper():
        return long_form
    heads = [word[:1].isupper() for word in re.findall(r"\w+", listed)]
    if [word[:1].isupper() for word in re.findall(r"\w+", spoken)] != heads:
        return False
    return len(heads) > 1 or long_form or not _begins_sentence(text, start)


def _begins_sentence(text: str, start: int) -> bool:
    left = text[max(0, start - 12) : start]
    return start == 0 or re.search(r"[.!?:\n]['\"”’]?\s*['\"“‘]?$", left) is not None


def _before(text: str, start: int) -> tuple[str, str]:
    match = _BEFORE.search(text[max(0, start - 60) : start])
    word, mark = (match.group(1) or "", match.group(2)) if match else ("", "")
    return word.lower(), mark


def _after(text: str, end: int) -> tuple[str, str]:
    match = _AFTER.search(text[end : end + 60])
    return (match.group(1), (match.group(2) or "").lower()) if match else ("", "")


def _shouted(text: str, start: int, end: int) -> bool:
    """Is the rest of the line in capitals, so that capitals say nothing?"""
    left, right = text[max(0, start - LINE) : start], text[end : end + LINE]
    rest = left[left.rfind("\n") + 1 :] + right.split("\n", 1)[0]
    letters = [mark for mark in rest if mark.isalpha()]
    return len(letters) >= 4 and sum(mark.isupper() for mark in letters) > 0.8 * len(letters)


def _beside(before: str, after: str) -> bool:
    return after.split("-")[-1] in _NOUN_CUES or after in _SPEECH or before in _GOVERNING


def _country(before: str, after: str, mark_after: str, shouted: bool) -> bool:
    if mark_after.startswith("$"):
        return False
    if after in _COUNTRY_AFTER and not (shouted and before in ("let", "tell")):
        return True
    if shouted:
        return before in ("the", "in") and not mark_after.startswith("!")
    return before not in _PRONOUN_BEFORE or (bool(after) and not mark_after and after not in ("and", "all", "to"))


def _group_is(
    before: str, mark_before: str, after: str, mark_after: str, shouted: bool, long_form: bool
) -> bool:
    if after.split("-")[-1] in _NOUN_CUES:
        return True
    if shouted:
        return before in ("by", "of", "from", "against", "with") or (not before and after in _SPEECH)
    if before in _SUBJECTS and not mark_before:
        return after in _SPEECH and before in ("that", "which", "where", "who")
    if after in _AFTER_VERB and before not in _GOVERNING:
        return long_form and not before
    return True
