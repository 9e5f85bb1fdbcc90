"""What is counted, and what happened to it? The words of the figures, as data."""

# ruff: noqa: E501 - a pattern that is broken over lines cannot be read
from __future__ import annotations

import re

_ONES = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_SCALES = {
    "hundred": 100, "thousand": 1_000, "lakh": 100_000, "million": 1_000_000, "crore": 10_000_000,
    "billion": 1_000_000_000,
}  # fmt: skip

_SMALL = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_SCALE = "|".join(_SCALES)
_WORDS = rf"(?:{_SMALL}|(?<!half )a\s(?:{_SCALE}))(?:[\s-](?:and\s)?(?:{_SMALL}|{_SCALE}))*"
_DIGITS = rf"(?:\d{{1,3}}(?:[,\u00a0\u202f]\d{{3}})+|\d+)(?:\.\d+)?(?:\s(?:{_SCALE})\b)?"
# No digit before or after: not part of a code, a time, a score, a date, a decimal of something else.
NUMBER = rf"(?:(?<![\w.,:/+#@_-])(?<![$€£]){_DIGITS}(?![\w°%]|[:/]\d|[.,]\d|\s?%)|\b(?i:{_WORDS})\b(?!-))"
# "Dozens" names no number: it is bounded below. The bounds are what the word cannot mean less than.
OPEN_ENDED = {
    "tens of thousands": 20_000, "hundreds of thousands": 200_000, "millions": 2_000_000, "thousands": 2_000,
    "hundreds": 200, "scores": 40, "dozens": 24, "several dozen": 24, "a few dozen": 24, "several hundred": 200,
    "a few hundred": 200, "several thousand": 2_000, "a few thousand": 2_000,
}  # fmt: skip
_CLOSED = {
    "half a million": 500_000,
    "half a dozen": 6,
    "a dozen": 12,
    "two dozen": 24,
    "three dozen": 36,
    "four dozen": 48,
}
DOZENS = "|".join([*OPEN_ENDED, *_CLOSED])

# --- bounds ------------------------------------------------------------------------------------

AT_LEAST = ("at least", "no fewer than", "not less than", "no less than", "not fewer than", "a minimum of")
OVER = ("more than", "over", "in excess of", "upwards of", "well over", "above")
UP_TO = ("up to", "as many as", "at most", "no more than", "not more than", "a maximum of")
UNDER = ("fewer than", "less than", "under", "below")
ABOUT = (
    "about", "around", "some", "roughly", "approximately", "nearly", "almost", "close to", "an estimated",
    "estimated", "circa",
)  # fmt: skip
MORE = (
    "another",
    "a further",
    "an additional",
    "additional",
    "a total of",
    "all",
    "only",
    "just",
    "the other",
)
_MODIFIERS = sorted((*AT_LEAST, *OVER, *UP_TO, *UNDER, *ABOUT, *MORE), key=len, reverse=True)
BOUND = "|".join(_MODIFIERS)
MODIFIER = re.compile(rf"\b(?P<modifier>{BOUND})\s+(?:the\s+)?$", re.IGNORECASE)

# --- units -------------------------------------------------------------------------------------

# A unit and the nouns that stand for it. Victims named by what they are (soldiers, children) keep units of
# their own: "12 people" and "3 children" do not conflict, one may hold the other.
_UNITS = {
    "people": "people patients patient persons person individuals individual lives souls bodies casualties fatalities deaths "
    "injuries arrests victims victim others survivors dead life corpses",
    "attackers": "attackers attacker gunmen gunman assailants assailant bombers bomber shooters shooter militants "
    "militant terrorists terrorist fighters fighter insurgents insurgent rebels rebel jihadists jihadist extremists "
    "perpetrators perpetrator hijackers hijacker raiders knifemen",
    "suspects": "suspects suspect",
    "hostages": "hostages hostage captives captive",
    "civilians": "civilians civilian bystanders passers-by",
    "soldiers": "soldiers soldier troops servicemen paratroopers marines conscripts peacekeepers",
    "police": "police policemen policeman policewomen policewoman constables officers officer gendarmes",
    "children": "children child schoolchildren toddlers infants babies minors teenagers teenager",
    "women": "women woman",
    "men": "men man",
    "girls": "girls girl schoolgirls",
    "boys": "boys boy",
    "students": "students student pupils pupil",
    "passengers": "passengers passenger",
    "tourists": "tourists tourist holidaymakers",
    "foreigners": "foreigners foreigner expatriates",
    "worshippers": "worshippers worshipper pilgrims pilgrim mourners",
    "workers": "workers worker employees employee labourers miners staff",
    "journalists": "journalists journalist reporters",
    "guards": "guards guard",
    "medics": "medics doctors nurses paramedics doctor nurse",
    "villagers": "villagers villager residents farmers",
    "refugees": "refugees refugee migrants",
    "protesters": "protesters protester demonstrators marchers",
    "prisoners": "prisoners prisoner inmates detainees",
    "families": "families family households",
    "shots": "shots shot rounds bullets gunshots",
    "explosions": "explosions explosion blasts blast",
    "bombs": "bombs bomb grenades grenade explosives devices mines rockets rocket missiles missile shells drones drone",
    "vehicles": "vehicles vehicle cars car trucks truck buses bus vans van motorcycles motorbikes lorries",
    "buildings": "buildings building houses house homes shops shop churches mosques schools",
    "weapons": "weapons weapon rifles rifle pistols guns gun knives",
    "accounts": "accounts account profiles profile users user",
    "channels": "channels channel",
    "messages": "messages message posts post tweets tweet comments comment",
    "videos": "videos video clips clip images pictures photos photographs",
    "links": "links link urls addresses",
    "attempts": "attempts attempt",
    "kilometres": "kilometres kilometers km kilometre kilometer",
    "miles": "miles mile",
    "metres": "metres meters metre meter yards",
    "kilograms": "kilograms kg kilos kilogrammes",
    "dollars": "dollars dollar",
    "euros": "euros euro",
    "pounds": "pounds",
    "rupees": "rupees rupee",
    "shillings": "shillings",
    "roubles": "roubles rubles",
}
UNIT_OF = {noun: unit for unit, nouns in _UNITS.items() for noun in nouns.split()}
PIECES = frozenset(("shots", "explosions", "bombs", "vehicles", "buildings", "weapons"))
PERSONS = frozenset(list(_UNITS)[: list(_UNITS).index("families") + 1])
_SPECIAL = {
    "people": None, "bodies": "killed", "fatalities": "killed", "deaths": "killed", "dead": "killed",
    "corpses": "killed", "casualties": "casualties", "injuries": "injured", "arrests": "arrested",
    "victims": "victims", "victim": "victims", "survivors": "survivors", "lives": None,
}  # fmt: skip
_ROLE_OF_UNIT = {
    "kilometres": "distance", "miles": "distance", "metres": "distance", "kilograms": "weight",
    "dollars": "money", "euros": "money", "pounds": "money", "rupees": "money", "shillings": "money",
    "roubles": "money",
}  # fmt: skip
_OWN_ROLE = (
    "attackers",
    "suspects",
    "hostages",
    "shots",
    "explosions",
    "vehicles",
    "accounts",
    "channels",
    "messages",
)
_NOUNS = "|".join(sorted(map(re.escape, UNIT_OF), key=len, reverse=True))
# Words that end the noun phrase of a number: no noun behind them belongs to it.
_STOP = (
    "were|was|are|is|be|been|being|have|has|had|in|at|on|by|from|with|and|or|but|as|when|while|after|before|who|which|"
    "that|killed|wounded|injured|dead|died|hurt|arrested|detained|missing|to|for|into|near|during|said|says|told|will|"
    "would|could|per|kidnapped|abducted|including|than|against|over|under|of|years?|days?|weeks?|months?|hours?|"
    "minutes?|times|percent|because|if|the|a|an|it|he|she|they|we|fled|left|remain|remained|attacked|stormed|opened"
)
NOUN = re.compile(
    rf"(?:\s+or\s+(?:more|so)\b)?(?:(?P<of>\s+of\s+(?:the|its|their|his|her|those|these|our)(?:\s+(?:{NUMBER}))?"
    r"|\s+of\s+(?:them|whom)(?:\s+(?:were|are))?|\s+(?:were|are)(?=\s+\w+s\b))|\s+of(?!\s+(?:\d|"
    rf"(?:{_SMALL})\b)))?"
    rf"(?P<between>(?:\s+(?!(?:{_STOP})\b)[\w'’-]+){{0,4}}?)\s+(?P<noun>(?:{_NOUNS}))\b(?!['’-]\w)"
    rf"(?P<more>(?:\s+(?!hostage\b|captive\b|shot\b|dead\b)(?:{_NOUNS})\b)?)",
    re.IGNORECASE,
)
NOT_A_FORCE = re.compile(
    r"\s+(?:stations?|cars?|vehicles?|posts?|checkpoints?|vans?|dogs?|academ\w+|headquarters)\b"
)
ANY_NOUN = re.compile(
    rf"(?:\s+(?!(?:{_STOP})\b)[a-z]+(?:ed|an|ese|ish|al|ic))?\s+(?!(?:{_STOP})\b)(?P<noun>[A-Za-z]{{3,}}s)\b"
)
TEMPORAL = frozenset(
    [
        "seconds",
        "minutes",
        "hours",
        "days",
        "weeks",
        "months",
        "years",
        "decades",
        "times",
        "nights",
        "mornings",
        "evenings",
        "weekends",
        "centuries",
        "goals",
        "points",
        "percent",
        "degrees",
        "votes",
        "seats",
        "places",
        "things",
        "ways",
        "steps",
    ]
)


def role_of_noun(noun: str, unit: str) -> str:
    """The role that a noun gives by itself ("three attackers", "12 deaths"); "other" where it gives none."""
    special = _SPECIAL.get(noun)
    if special:
        return special
    return unit if unit in _OWN_ROLE else _ROLE_OF_UNIT.get(unit, "other")


# --- roles -------------------------------------------------------------------------------------

# What is done for some of the hurt only.
_TO_HOSPITAL = (
    r"(?:taken|rushed|brought|flown|airlifted|sent|admitted|moved|transferred) to (?:an? |the )?(?:[\w-]+ ){0,2}?"
    r"(?:hospitals?|clinics?|burns? units?|intensive care)|(?:underwent|undergoing|undergone) (?:surgery|operations)"
)
_STATES = {
    "killed": "shot dead|shot and killed|stabbed to death|killed|dead|died|die|slain|murdered|perished|lost their lives|"
    "lost his life|gunned down|drowned|executed|massacred|beheaded|slaughtered|assassinated|burned to death",
    "injured": "wounded|injured|hurt|hospitali[sz]ed|in hospital|treated|maimed|"
    r"in (?:an? |the )?(?:critical|serious|grave|stable|life-threatening) condition|in intensive care|"
    "fighting for (?:their lives|his life|her life)|burned|stabbed|harmed|on life support|cared for|operated on|"
    rf"{_TO_HOSPITAL}|receiving (?:medical )?(?:treatment|care)|"
    r"(?:needed|needing|required|requiring|need|require) (?:hospital|medical) (?:treatment|attention|care)",
    "arrested": "arrested|detained|in custody|taken into custody|in detention|rounded up|apprehended|captured|"
    "held for questioning|jailed",
    "missing": "missing|unaccounted for|disappeared",
    "hostages": "taken hostage|held hostage|abducted|kidnapped|hostage|held captive|taken captive",
    "freed": "freed|rescued|released|liberated|escaped",
    "evacuated": "evacuated",
    "displaced": "displaced|made homeless|homeless|forced from their homes",
    "charged": "charged|indicted|convicted|sentenced",
    "blocked": "blocked|banned|suspended|removed|deleted|taken down|closed|filtered",
    "at large": "at large|on the run|still free|sought|wanted|hunted",
    "fired": "fired|discharged",
    "shot": "shot",
    "destroyed": "destroyed|damaged|burnt|torched|burned down",
}
_DOINGS = {
    "killed": "kill(?:ed|s|ing)?|murder(?:ed|s|ing)|execut(?:ed|es|ing)|massacr(?:ed|es|ing)|behead(?:ed|s|ing)|"
    "slaughter(?:ed|s|ing)|drown(?:ed|ing)|shot dead|shooting dead|gunned down|gunning down|assassinat(?:ed|es|ing)|"
    "(?:claimed|claiming|cost|costing|took|taking) the lives of|"
    "(?:deaths?|killings?|murders?|massacre|slaying) of|stabbed to death|slew",
    "injured": "wound(?:ed|s|ing)|injur(?:ed|es|ing)|hurt(?:ing|s)?|maim(?:ed|s|ing)|treat(?:ed|s|ing)|wounding of|admit(?:ted|ting|s)",
    "arrested": "arrest(?:ed|s|ing)?|detain(?:ed|s|ing)?|captur(?:ed|es|ing)|round(?:ed|s|ing) up|apprehend(?:ed|s|ing)|"
    "(?:arrests?|detention|capture) of",
    "hostages": "abduct(?:ed|s|ing)|kidnap(?:ped|s|ping)|(?:took|takes|taking|held|hold|holds|holding|seized|seizing|with)"
    "(?=.{1,60}\\b(?:hostages?|captives?)\\b)|(?:abduction|kidnapping) of",
    "freed": "free(?:d|s|ing)|rescu(?:ed|es|ing)|releas(?:ed|es|ing)|liberat(?:ed|es|ing)",
    "evacuated": "evacuat(?:ed|es|ing)|evacuation of",
    "displaced": "displac(?:ed|es|ing)",
    "charged": "charg(?:ed|es|ing)|convict(?:ed|s|ing)|sentenc(?:ed|es|ing)",
    "blocked": "block(?:ed|s|ing)?|bann(?:ed|ing)|suspend(?:ed|s|ing)?|remov(?:ed|es|ing|e)|delet(?:ed|es|ing|e)|"
    "took down|taking down|clos(?:ed|ing)|filter(?:ed|ing)|(?:removal|deletion|blocking) of",
    "fired": "fir(?:ed|es|ing)",
    "missing": "searching for|search for|looking for",
    "destroyed": "destroy(?:ed|s|ing)|damag(?:ed|es|ing)|torch(?:ed|ing)",
}
STATES = {role: re.compile(rf"(?:{words})\b", re.IGNORECASE) for role, words in _STATES.items()}
_STATE = "|".join(f"(?P<{role.replace(' ', '_')}>{words})" for role, words in _STATES.items())
_ADVERB = r"(?:also|still|now|later|then|since|already|confirmed|feared|believed|presumed|reported|listed|declared|said|thought|known|found|left|reportedly|critically|to have been|to be|\w+ly|all|either|being|so far)"
_AUXILIARY = r"(?:were|was|are|is|have been|has been|had been|be|been|being|have|has|had|got|remain(?:s|ed)?|lay|would be|will be|may have been|could be|could have been)"
AFTER = re.compile(
    r"(?P<aside>,?\s+(?:including|among them|mostly|many of them|most of them|all of them|some of them)\b[^,.;]{0,60},)?"
    r"(?:\s+(?:or (?:more|so)|others?|more|in total|in all|there|overall))?(?:\s*,?\s*(?:who|which|that))?"
    rf"(?P<auxiliary>(?:\s+(?:{_AUXILIARY}|{_ADVERB}))*)\s+(?:{_STATE})\b",
    re.IGNORECASE,
)
# The participle right behind a number: "the seven arrested men".
ADJACENT = re.compile(rf"\s+(?:{_STATE})\b", re.IGNORECASE)
# The rest of a joined subject: "two officers and a guard were wounded".
CHAIN = re.compile(
    rf"(?:(?:,\s+|,?\s+and\s+)(?:an?|the|his|her|one|at least|{NUMBER}|{DOZENS})(?:\s+(?!(?:{_STOP})\b)[\w'’-]+){{1,4}})+",
    re.IGNORECASE,
)
# "Put the dead at 12 and the wounded at 15".
PUT_AT = re.compile(
    r"\bthe (?:(?P<killed>dead|killed)|(?P<injured>wounded|injured)|(?P<missing>missing)|(?P<arrested>arrested|detained))"
    r"(?: and missing)?\s+(?:at|as)\s*$",
    re.IGNORECASE,
)
BODIES = re.compile(r"\b(?P<killed>bodies|remains|corpses) of (?:the |all )?$", re.IGNORECASE)
LIVES = re.compile(r"\b(?P<killed>claim(?:ed|s|ing)|cost(?:s|ing)?)\s*$", re.IGNORECASE)
# An object behind the participle makes it a deed of those counted: "three gunmen killed 12 people".
OBJECT = re.compile(
    rf"\s+(?:{NUMBER}|{DOZENS}|at least|more than|up to|about|a|an|the|his|her|their|people|civilians|several|many)\b",
    re.IGNORECASE,
)
_DOING = "|".join(f"(?P<{role.replace(' ', '_')}>\\b(?:{words}))" for role, words in _DOINGS.items())
# Units of those whom the police look for: of them "missing" would say another thing.
SOUGHT = ("attackers", "suspects")
_STATED = {
    "killed": "dead|killed|slain", "injured": "injured|wounded|hurt", "missing": "missing",
    "arrested": "arrested|detained|captured", "hostages": "kidnapped|abducted",
}  # fmt: skip
# "Three of the injured", "six of those wounded": a part of people known by what became of them.
OF_STATE = re.compile(
    rf"\s+of (?:the|its|their|those)(?:\s+(?:{NUMBER}))?\s+(?:"
    + "|".join(f"(?P<{role}>{forms})" for role, forms in _STATED.items())
    + rf")\b(?!\s+(?:{_NOUNS})\b)",
    re.IGNORECASE,
)
# "Of the seven (arrested men)": what was done to the whole lot is not what is told of the part.
OF_NUMBER = re.compile(
    rf"\s+of (?:the|its|their|those)\s+(?:{NUMBER})\b(?:\s+(?:{'|'.join(_STATED.values())})\s+(?P<noun>{_NOUNS})\b)?",
    re.IGNORECASE,
)
OF_THEM = re.compile(r"\s+of (?:them|whom)\b", re.IGNORECASE)
# How badly somebody is hurt, and who is in hospital still, is said of some of the hurt, never of all who were
# counted elsewhere.
GRAVITY = re.compile(
    r"(?:\s+(?:were|was|are|is|have|has|had|been|be|being|remain(?:s|ed)?|people|others|still|said to be))*\s+"
    r"(?:(?:seriously|critically|badly|gravely|severely|slightly|lightly|still|remain(?:s|ed)?)\b|in (?:an? |the )?"
    r"(?:critical|serious|grave|stable|life-threatening) condition|in intensive care|on life support|fighting for|"
    rf"{_TO_HOSPITAL})",
    re.IGNORECASE,
)
# What may stand behind a number of which nothing else is said: its clause ends, or only where and when follow.
NOTHING_MORE = re.compile(
    r"\s*(?:$|[.,;:!?)\]\"”’—–]|-\s)|\s+(?:and|or|but|in|at|on|near|by|during|after|before|when|while|as|since|from|with|"
    r"others?|more|overnight|today|yesterday|there|elsewhere|so far|who|including|seriously|critically|badly|gravely|"
    r"severely|slightly|lightly|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
BEFORE = re.compile(
    rf"(?:{_DOING})(?P<gap>(?:\s+(?:the|an?|of|all|other|its|his|her|their|also|a total of|(?:themselves|himself|herself) and))*)\s*$",
    re.IGNORECASE,
)
TOLL = re.compile(
    r"\b(?:(?P<injured>(?:number|toll|count|tally) of (?:the )?(?:injured|wounded|injuries))|(?P<arrested>(?:number|tally) of "
    r"(?:arrests|detainees|those (?:arrested|detained)))|(?P<missing>number of (?:the )?missing)|(?P<killed>(?:death |overall |"
    r"official |final )?toll|body count|(?:number|tally|count) of (?:the )?(?:dead|deaths|fatalities|people killed|killed|victims|"
    r"those killed)|death count|fatalities))\b(?P<gap>[^.;!?]{0,70}?)\b(?:to|at|of|from|reached|reaches|hit|passed|topped|exceeded|"
    r"was|is|as|above|now|stands at|stood at|be|by)\s*$",
    re.IGNORECASE,
)


def role_of_state(match: re.Match[str]) -> str:
    """The role that a match of `OF_STATE` names."""
    return next(role for role in _STATED if match.group(role))


def value_of(words: str) -> float:
    """The number that digits or number words stand for ("1,200", "twenty-five", "two hundred and six")."""
    text = words.lower().strip()
    text = re.sub(r"(?<=\d)[,\u00a0\u202f](?=\d{3})", "", text)
    if text in _CLOSED:
        return _CLOSED[text]
    total = current = 0.0
    for word in re.split(r"[\s-]+", text):
        if word in _SCALES:
            current = (current or 1) * _SCALES[word]
            if _SCALES[word] > 100:
                total, current = total + current, 0.0
        elif word != "and":
            current += _ONES.get(word, _TENS.get(word, 0)) if word.isalpha() else float(word)
    return total + current
