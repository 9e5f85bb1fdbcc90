"""Who has been named, and who has spoken, so far in a story?"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from aftershock.statements.draft import TakenUp

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


class Memory:
    """Who has been named and who has spoken so far in a story, last first. Grows while a story is read."""

    def __init__(self) -> None:
        self.named: list[Known] = []
        self.spoke: list[Known] = []
        self.told: list[Known] = []  # both, in their order
        self.sexes: dict[str, str] = {}  # m or f by surname in small letters
        self.people: set[str] = set()  # names that a title, a role or a pronoun showed to be persons
        self.initials: dict[str, str] = {}  # "OLC" to the name that the text shortens so

    def copy(self) -> Memory:
        """A memory that knows the same and may go on elsewhere."""
        other = Memory()
        other.named, other.spoke, other.told = list(self.named), list(self.spoke), list(self.told)
        other.sexes = dict(self.sexes)
        other.people, other.initials = set(self.people), dict(self.initials)
        return other

    def name(self, known: Known) -> None:
        """Remember that somebody was named."""
        self.named.append(known)
        self.told.append(known)

    def speak(self, known: Known) -> None:
        """Remember that somebody spoke (who spoke last is the likelier antecedent)."""
        self.spoke.append(known)
        self.told.append(known)

    def sex_of(self, name: str, near: set[str]) -> None:
        """Learn from titles and kin words beside a name whether "he" or "she" may stand for it."""
        found = {sex for sex, words in _SEXES.items() if near & words}
        if len(found) == 1:
            self.sexes.setdefault(_surname(name), found.pop())

    def _may_be(self, known: Known, sex: str) -> bool:
        if not sex or known.kind != "person":
            return True
        if known.name[:1].isupper():
            return self.sexes.get(_surname(known.name), sex) == sex
        return not any(known.words & words for other, words in _SEXES.items() if other != sex)

    def last(self, kinds: set[str], barred: Collection[str] = frozenset(), sex: str = "") -> Known | None:
        """The last speaker of these kinds, else the last one named; never one whose name is ``barred``.

        ``sex`` (m, f) where a pronoun tells.
        """
        fitting = [
            known
            for known in reversed(self.spoke)
            if self._of(known, kinds) and known.name not in barred and self._may_be(known, sex)
        ]
        if fitting:
            return fitting[0]
        for known in reversed(self.named):
            if self._of(known, kinds) and known.name not in barred and self._may_be(known, sex):
                return known
        return None

    def taken_up(self, known: Known, kinds: set[str], sex: str = "") -> TakenUp:
        """How plainly somebody is meant who is taken up by a word for these kinds."""
        since, others = 0, set()
        for other in reversed(self.told):
            if other.name == known.name:
                break
            since += 1
            if self._of(other, kinds) and self._may_be(other, sex):
                others.add(other.name)
        sexed = bool(sex) and self.sexes.get(_surname(known.name)) == sex
        return TakenUp(rivals=len(others), since=since, sexed=sexed)

    def _of(self, known: Known, kinds: set[str]) -> bool:
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

    def headed(self, head: str, kinds: set[str], barred: Collection[str] = frozenset()) -> Known | None:
        """The last name that holds a word (the ministry, the brigade) or was told to be it."""
        for known in reversed(self.told):
            if (
                head in known.words
                and known.kind in kinds
                and len(known.words) > 1
                and known.name not in barred
            ):
                return known
        return None

    def shortened(self, short: str) -> Known | None:
        """Whose initials some capitals are: as the text says it, else of a name with these first letters."""
        whole = self.initials.get(short)
        for known in reversed(self.told):
            if known.name == whole or (
                whole is None and len(short) > 2 and known.kind != "people" and spelt(known.name) == short
            ):
                return known
        return Known(whole, None, "body", frozenset(whole.lower().split()), False) if whole else None
