"""Is this a name or a word? The rule for names such as IS, US, AQ.

Decided by what stands around: capitals, neighbouring words, whether the line is all capitals, and whether the
long form stands in the same text. No single sign decides alone, except small letters: "is" is never IS.
"""

from __future__ import annotations

import re

from aftershock.records import Name


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(text.split())


# Nouns that a group's name stands before ("AQ militants", "IS-linked").
_NOUN_CUES = words_of("""
    group groups militants militant fighters fighter jihadists jihadist supporters terrorists terrorist
    cell cells leader leaders member members affiliate affiliates affiliated branch branches propaganda
    spokesman recruits flag commander commanders insurgents gunmen linked backed claim claims claimed
    men sympathisers sympathizers operatives operative suspects attack attacks bomber bombers faction
    network extremists loyalists media outlet channels militia rebels guerrillas territory stronghold
    strongholds prisoners inspired
""")
# Verbs that only somebody who acts or speaks has before them; "was", "has" follow any noun.
_DEEDS = words_of("""
    said says claimed claims denied denies warned threatened released posted published reported reports
    announced issued called calls blamed vowed condemned condemns urged urges lost seized took takes
    attacked killed held captured carried wants wanted closed fired fled fought
""")
_HELPERS = words_of("""
    has had was were did would will also itself later never controls controlled holds and or remains
    operates too not
""")
# Words that a name follows as their object or subject: prepositions, and verbs of saying before a clause.
_GOVERNING = words_of("""
    neither nor either or by of from against with for to between joined joining fight fights fighting
    defeat linked allegiance support told say says saying think thinks believe believes supporting and
    behind that while when after because if since into fought battle despite among within inside under
    targeting target blamed blames accused accuses bombed urged hit hits both called
""")
_ENDORSED = words_of("the an is was called and or")  # what may stand before IS without making it a verb
_SUBJECTS = words_of("""
    it he she this that there what who which where here how why truth answer question life problem point
    everything nothing something everyone nobody one world time day war peace love news reality name
    story enough all mine yours ours today really
""")
_AFTER_VERB = words_of("""
    a an the not it he she they this that my your his her their our going about what how why true false
    real there here so very always never now still being no nothing everything just only all
""")
# A first name follows these.
_KIN = words_of("friend brother sister son daughter captain coach mother father named cousin")
_OWNERS = words_of("my your his her our their its estimated new mr mrs ms dr")
_ASKED = words_of("""
    join let tell tells told leave help show shows give gives contact call follow follows following save
    ask asks send
""")
_PRONOUN_BEFORE = _ASKED | words_of("""
    of with for to among between all both like against around before behind kill teach want wants love
    loves hate hates none come
""")
# What makes "US" the country: who and what stands behind it.
_COUNTRY_AFTER = words_of("""
    president army embassy officials official military forces troops government state secretary senate
    congress department air navy intelligence citizens citizen soldiers soldier says said strikes strike
    drone treasury ambassador consulate house envoy senator sanctions marines aid media police offers
    defence defense justice backed led denies condemns blames dollars led-coalition base bases court
    election border
""")
_BEFORE = re.compile(r"([\w’'$#@-]+)?([^\w\s#@]*)\s*$")
_AFTER = re.compile(r"^(?:['’]s)?([^\w\s]*)\s*([\w’'-]+)?")
# How far a line is looked at for its capitals: headlines are shorter, and texts without line ends stay cheap.
LINE = 120


def is_name(text: str, start: int, end: int, name: Name, *, long_form: bool) -> bool:
    """Does ``text[start:end]`` stand for the listed name, or is it an ordinary word?

    ``long_form``: an unmistakable name of the same entity stands in the same text.
    """
    spoken = text[start:end]
    tagged = start > 0 and text[start - 1] in "#@"
    if not name.word:
        return tagged or _capitals_fit(text, start, end, name.name)
    before, mark_before = _before(text, start)
    mark_after, after = _after(text, end)
    if tagged:
        return len(spoken) > 3 or (spoken.isupper() and spoken != "US")
    if not name.name.isupper():
        return _capitalised(text, start, spoken, name.name, before, after, long_form)
    if "." in spoken:
        return spoken.upper() == spoken
    if not spoken.isupper() or re.match(r"[-‐–]?\d", text[end : end + 2]):
        return False
    if mark_before.endswith("(") and mark_after.startswith(")"):
        return True
    shouted = _shouted(text, start, end)
    if spoken == "US":
        return _country(before, after, mark_after, shouted)
    if spoken == "IS":
        return _is_group(before, mark_before, after, mark_after, shouted, long_form)
    if before in _OWNERS:
        return False
    if long_form or (_head(after) in _NOUN_CUES and not mark_after.strip("-")):
        return True
    return not shouted and ((after in _DEEDS and not mark_after) or before in _GOVERNING)


def _capitals_fit(text: str, start: int, end: int, listed: str) -> bool:
    """Short abbreviations keep their capitals ("LeT" is not "let"); so do names beside others."""
    spoken = text[start:end]
    if len(listed) <= 5 and not listed.istitle() and not listed.isupper() and listed.isascii():
        return spoken == listed
    if listed.isupper() and len(listed) <= 3:
        return spoken.replace(".", "").isupper()
    if listed.isupper() or not spoken.islower() or len(re.findall(r"\w+", spoken)) > 1:
        return True
    line = text[max(0, start - LINE) : end + LINE]
    return not any(mark.isupper() for mark in line)


def _capitalised(
    text: str, start: int, spoken: str, listed: str, before: str, after: str, long_form: bool
) -> bool:
    """A name such as "The Base": its own capitals, and not only because a sentence begins there."""
    if spoken.isupper():
        return long_form
    heads = [word[:1].isupper() for word in re.findall(r"\w+", listed)]
    if [word[:1].isupper() for word in re.findall(r"\w+", spoken)] != heads:
        return False
    if len(heads) > 1 or long_form:
        return True
    # A first or a family name ("Chad Brenner", "Mr Jordan") is no state and no paper.
    if (
        re.match(r"\s+[A-Z][a-z]", text[start + len(spoken) : start + len(spoken) + 9])
        or before in _OWNERS | _KIN
    ):
        return False
    return not _begins_sentence(text, start) or after in _DEEDS | {"is", "and", "has"}


def _begins_sentence(text: str, start: int) -> bool:
    left = text[max(0, start - 12) : start]
    return start == 0 or re.search(r"[.!?:\n]['\"”’]?\s*['\"“‘]?$", left) is not None


def _before(text: str, start: int) -> tuple[str, str]:
    match = _BEFORE.search(text[max(0, start - 60) : start])
    word, mark = (match.group(1) or "", match.group(2)) if match else ("", "")
    return word.lower().split("-")[-1], mark


def _after(text: str, end: int) -> tuple[str, str]:
    match = _AFTER.search(text[end : end + 60])
    return (match.group(1), (match.group(2) or "").lower()) if match else ("", "")


def _head(after: str) -> str:
    return after.split("-")[0]


def _shouted(text: str, start: int, end: int) -> bool:
    """Is the rest of the line in capitals, so that capitals say nothing?"""
    left, right = text[max(0, start - LINE) : start], text[end : end + LINE]
    rest = left[left.rfind("\n") + 1 :] + right.split("\n", 1)[0]
    letters = [mark for mark in rest if mark.isalpha()]
    return len(letters) >= 4 and sum(mark.isupper() for mark in letters) > 0.8 * len(letters)


def _country(before: str, after: str, mark_after: str, shouted: bool) -> bool:
    """ "US", the country or the pronoun in capitals?"""
    if mark_after.startswith("$") or before in _ASKED:
        return False
    if _head(after) in _COUNTRY_AFTER and mark_after in ("", "-"):
        return True
    if shouted:
        return before in ("the", "in") and not mark_after.startswith("!")
    return before not in _PRONOUN_BEFORE or before == "the"


def _is_group(
    before: str, mark_before: str, after: str, mark_after: str, shouted: bool, long_form: bool
) -> bool:
    """ "IS", the group or the verb in capitals?"""
    acts = after in _DEEDS or after in _HELPERS
    if after == "is" and not mark_after:  # a verb has no verb behind it
        return True
    if shouted:
        if _head(after) in _NOUN_CUES and (after not in _DEEDS or not before):
            return True
        return before in _GOVERNING - {"that", "if", "and", "when", "because"} or (not before and acts)
    if _head(after) in _NOUN_CUES or (not mark_before and before in ("called", "is")):
        return after != "it"
    if before in _SUBJECTS and not mark_before:
        return acts and before in ("that", "which", "where", "who")
    if after in _AFTER_VERB and not mark_after and (before not in _GOVERNING or after == "it"):
        return long_form and not before
    # Left is a plain noun before it ("the state IS weak"): then the verb behind must be one of deeds.
    plain = bool(before) and not mark_before and before not in _GOVERNING and before not in _ENDORSED
    return not plain or acts or after.endswith("ed")
