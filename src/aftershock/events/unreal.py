"""Which words for an act tell of nothing that happened? Plans, drills, films, warnings and figures of speech.

"A possible attack", "a film about a hijacking", "the attack on the budget": the word stands there, the event
does not.
"""

# ruff: noqa: E501 - a pattern that is broken over lines cannot be read
from __future__ import annotations

import re

# How far a passage is looked at to both sides of the word, in characters.
AROUND = 60
_BEFORE = re.compile(
    r"(?:"
    # "to attack", "would raid": a verb; "counts of murder": a charge
    r"\b(?:to|will|would|could|can|may|might|must|shall|should|not)[ ]"
    r"|\b(?:counts?|charge[sd]?|suspicion|convicted|guilty|accused|degree)[ ](?:of|with|for)[ ](?:a[ ])?"
    # what has not happened yet, or may not
    r"|\b(?:possible|potential|imminent|future|further|more|planned|foiled|attempted|averted|alleged[ ]plot"
    r"|any|no|new[ ]wave[ ]of|hypothetical|would-be|mock|simulated|threatened|next)[ ](?:[a-z]+[ ]){0,2}"
    r"|\b(?:plot|plan|plans|plotting|planning|preparing|call|calls|calling|called|threats?|ready)[ ]for[ ](?:an?[ ]|the[ ])?(?:[a-z]+[ ]){0,2}"
    # "had warned on 3 May of attacks on markets", "plans a bombing": not "warned after the attack"
    r"|\bwarn(?:ed|s|ing|ings)?\b[^.;]{0,40}?\b(?:of|about|against)[ ](?:an?[ ])?(?:(?!the\b|this\b|that\b)[a-z]+[ ]){0,2}"
    r"|\b(?:plans|planned|planning|plotted|plotting|expects?|predicts?)[ ](?:an?[ ])?(?:(?!the\b|this\b|that\b|after\b)[a-z]+[ ]){0,2}"
    # "whoever attacks a neighbour attacks us all"
    r"|\bwhoever\b[^.;,]{0,50}"
    r"|\b(?:risk|danger|fear|fears|threat|threats|possibility|prospect|kind|type|form|acts?|spate|rumours?)[ ]of[ ](?:an?[ ])?(?:[a-z]+[ ]){0,2}"
    # played, trained, written
    r"|\b(?:film|movie|novel|play|book|series|game|drill|drills|exercise|exercises|trains?|training|rehears\w+|scenario)"
    r"[ ](?:about|on|for|of|in|with)[ ](?:an?[ ]|the[ ])?(?:[a-z]+[ ]){0,2}"
    r"|\b(?:verbal|personal|heart|panic|asthma|cyber|hacker|legal|political|media|smear|tax|police|photo|press)[ ]"
    r"|-"
    r")\Z",
    re.IGNORECASE,
)  # fmt: skip
# "An attack on the mayor's budget": what is attacked is no place and nobody.
_FIGURATIVE = re.compile(
    r"\A[ ](?:on|against)[ ](?:[\w’']+[ ]){0,3}?"
    r"(?:budget|bill|policy|policies|plans?|record|proposals?|views?|idea|reform|law|freedom|character|reputation"
    r"|credibility|press|truth|rights|privilege|judgment|ruling)\b"
    r"|\A[ ]of[ ](?:a|an|the)[ ](?:bill|book|film|show|cold|flu|nerves|conscience|laughter|criticism|questions)\b"
    r"|\A[- ](?:proof|squad|disposal|vest|shelter|threats?|hoax|drill|exercise|detector|alert|scare|rifle"
    r"|range|star|stars)\b",
    re.IGNORECASE,
)
# "A strike" may be one of workers: it is an act of war only beside words of war.
_STRIKE = re.compile(r"strikes?\Z", re.IGNORECASE)
_OF_WAR = re.compile(
    r"\b(?:air|drones?|missiles?|rockets?|jets?|aircraft|warplanes?|army|military|forces|defence|defense|artillery"
    r"|shell\w*|bomb\w*|retaliat\w+)\b",
    re.IGNORECASE,
)


def is_unreal(text: str, start: int, end: int) -> bool:
    """Whether the word at ``start:end`` tells of no event that happened."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    line = before.rpartition("\n")[2]
    if _BEFORE.search(line) or _FIGURATIVE.search(after):
        return True
    if _STRIKE.fullmatch(text, start, end):
        return _OF_WAR.search(text) is None
    return False
