"""Who has been named, and who has spoken, so far in a story?"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from aftershock.statements.described import OUTLETS

# Titles, roles and kin words that tell whether "he" or "she" may stand for a name.
_SEXES = {
    "f": frozenset((
        "mrs", "ms", "miss", "lady", "dame", "mother", "sister", "queen", "princess", "woman",
        "spokeswoman", "chairwoman", "wife", "widow", "daughter", "aunt", "girl", "policewoman",
        "congresswoman", "businesswoman", "actress", "grandmother", "baroness", "duchess", "countess",
        "niece", "landlady", "nun", "waitress", "councilwoman",
    )),
    "m": frozenset((
        "mr", "sir", "lord", "father", "brother", "king", "prince", "man", "spokesman", "chairman",
        "husband", "widower", "son", "uncle", "boy", "policeman", "imam", "congressman", "businessman",
        "grandfather", "baron", "duke", "nephew", "landlord", "monk", "waiter", "councilman", "fireman",
        "fisherman",
    )),
}  # fmt: skip
KIN = _SEXES["f"] | _SEXES["m"]


def sex_told(words: Collection[str]) -> str:
    """m or f where words of kin, titles or roles tell it, else nothing."""
    return next((sex for sex, telling in _SEXES.items() if not telling.isdisjoint(words)), "")


def spelt(name: str) -> str:
    """The first letters of a name's capitalised words ("Orsk Liberation Committee": OLC)."""
    return "".join(word[0] for word in name.split() if word[:1].isupper())


def _surname(name: str) -> str:
    return name.split()[-1].lower() if name.split() else ""


class Known(NamedTuple):
    """Somebody who was named: ``kind`` is person, armed or body; ``words`` the small words of the name."""

    name: str
    entity: str | None
    kind: str
    words: frozenset[str]
    plural: bool


class Place(NamedTuple):
    """Where somebody is told of, in offsets of the reading: the word, its sentence and its paragraph."""

    at: int
    sentence: int
    paragraph: int
    quoted: bool = False


class Telling(NamedTuple):
    """One time that somebody is told of: named, acting, speaking, or meant by a word that takes them up."""

    known: Known
    role: str  # named, acts, spoke, or the pronoun
    place: Place | None


class Memory:
    """Who has been named and who has spoken so far in a story, last first. Grows while a story is read."""

    def __init__(self) -> None:
        self.named: list[Known] = []
        self.spoke: list[Known] = []
        self.told: list[Telling] = []  # both, in their order
        self.pronouns: list[
            tuple[int, str]
        ] = []  # where "he" and "she" stand outside quotations: offset, m or f
        self.sexes: dict[str, str] = {}  # m or f by surname in small letters
        self.people: set[str] = set()  # names that a title, a role or a pronoun showed to be persons
        self.outlets: set[str] = set()  # names that are told to be papers, stations or agencies
        self.initials: dict[str, str] = {}  # "OLC" to the name that the text shortens so

    def copy(self) -> Memory:
        """A memory that knows the same and may go on elsewhere."""
        other = Memory()
        other.named, other.spoke, other.told = list(self.named), list(self.spoke), list(self.told)
        other.pronouns, other.sexes = list(self.pronouns), dict(self.sexes)
        other.people, other.initials = set(self.people), dict(self.initials)
        other.outlets = set(self.outlets)
        return other

    def name(self, known: Known, place: Place | None = None) -> None:
        """Remember that somebody was named."""
        self.named.append(known)
        if known.words & OUTLETS:
            self.outlets.add(known.name)
        self.told.append(Telling(known, "named", place))

    def speak(self, known: Known, place: Place | None = None, role: str = "spoke") -> None:
        """Remember that somebody spoke or acted (who did so last is the likelier antecedent)."""
        self.spoke.append(known)
        self.told.append(Telling(known, role, place))

    def sex_of(self, name: str, near: set[str]) -> None:
        """Learn from titles and kin words beside a name whether "he" or "she" may stand for it."""
        found = {sex for sex, words in _SEXES.items() if near & words}
        if len(found) == 1:
            self.sexes.setdefault(_surname(name), found.pop())

    def sex(self, known: Known) -> str:
        """m or f where titles or words of kin beside a name told it, else nothing."""
        if known.name[:1].isupper():
            return self.sexes.get(_surname(known.name), "")
        return sex_told(known.words)

    def is_of(self, known: Known, kinds: Collection[str]) -> bool:
        """Whether somebody is of a kind; a run of capitals may be a body's name until something tells."""
        if known.kind in kinds:
            return True
        if known.kind != "person" or "body" not in kinds or "person" in kinds:
            return False
        told = known.name in self.people or _surname(known.name) in self.sexes
        return known.name[:1].isupper() and not told

    def full(self, name: str) -> Known | None:
        """The longer name whose last word this surname is."""
        surname = name.split()[-1].lower() if name.split() else ""
        for known in (*reversed(self.named), *reversed(self.spoke)):
            words = known.name.split()
            whole = len(words) > 1 and words[0][:1].isupper() and words[-1].split("-")[-1][:1].isupper()
            if known.kind == "person" and whole and words[-1].lower() == surname:
                return known
        return None

    def called_so(self, words: str) -> Known | None:
        """The person who was told of last with all the words of "the former surgeon", "the 29-year-old"."""
        article, _, rest = words.partition(" ")
        small = rest.split()
        if article.lower() != "the" or rest != rest.lower() or not (len(small) > 1 or "-" in rest):
            return None
        for known, *_ in reversed(self.told):
            told = {word for words_of in known.words for word in words_of.split()}
            if known.kind == "person" and known.name[:1].isupper() and told.issuperset(small):
                return known
        return None

    def shortened(self, short: str) -> Known | None:
        """Whose initials some capitals are: as the text says it, else of a name with these first letters."""
        whole = self.initials.get(short)
        for known, *_ in reversed(self.told):
            if known.name == whole or (
                whole is None and len(short) > 2 and known.kind != "people" and spelt(known.name) == short
            ):
                return known
        return Known(whole, None, "body", frozenset(whole.lower().split()), False) if whole else None
