"""Does somebody say of themselves that they did it? "The Units said one of their teams had shot him."

A plain "said" carries anything. Where what is said begins with the speaker's own deed, more of it is a claim
of responsibility than the network thinks, which sees the verb of saying first.
"""

from __future__ import annotations

import re

import msgspec

from aftershock.records import ACTS
from aftershock.statements.weights import Seen

_CLAIM, _DENIES = ACTS.index("claims-responsibility"), ACTS.index("denies")
LEAST = 0.12  # a chance of a claim below this is not raised
RAISED = 0.45
_MEN = (
    r"(?:its|their|our|his|her|my)(?: own| \w+)? (?:men|fighters|units?|forces|people|members|teams?|soldiers"
    r"|wing|hand|comrades|brothers|youth|boats?|engineers|snipers?|gunners?)"
)
_WHO = rf"(?:it|they|he|she|we|i|{_MEN}|one of (?:its|their|our) \w+)"
_DONE = (
    r"(?:carr(?:y|ied) (?:it )?out|done (?:it|this|so)|did (?:it|this)|responsib\w+|behind (?:it|the|this)"
    r"|struck|shot|fired|killed|burn(?:ed|t)|set (?:\w+ )?(?:fire|alight)|bl(?:ew|own)|planted|placed|laid"
    r"|attacked"
    r"|executed|punished|s(?:ank|unk)|bombed|detonated|ambushed|destroyed|launched|fell(?:ed)|targeted|hit"
    r"|robbed|stabbed|poisoned|kidnapped|captured|seized|eliminated|liquidated|took part|taken part|derailed"
    r"|sabotaged|wounded|disabled|brought down|shelled|stormed)"
)
_OWN = re.compile(
    rf"\W*(?:that |because )?(?:on \w+ |yesterday |last night )?{_WHO} (?:themselves |himself |alone )?"
    rf"(?:(?:had|have|has|was|were|is|are|did|also|itself|[’']d|[’']ve)\b ?|[“\"‘'])*{_DONE}\b"
    rf"|\W*to have (?:\w+ )?{_DONE}\b",
    re.I,
)
_NOT = re.compile(r"\b(?:not|never|nothing|no)\b|n[’']t\b", re.I)
_OPENS = 80  # characters in which a "not" turns it


def own(words: str) -> bool:
    """Whether some said words begin with a deed of whoever says them."""
    return _OWN.match(words) is not None and _NOT.search(words[:_OPENS]) is None


def weighed(one: Seen, words: str) -> Seen:
    """The sighting with its chance of a claim raised, where the words tell of the speaker's own deed."""
    chances = one.acts
    doubted = one.tier != "attributed" or one.negative > 0.5 or chances.index(max(chances)) == _DENIES
    if doubted or chances[_CLAIM] < LEAST or not own(words):
        return one
    raised = tuple(chance + RAISED * (n == _CLAIM) for n, chance in enumerate(chances))
    return msgspec.structs.replace(one, acts=tuple(chance / (1 + RAISED) for chance in raised))
