"""Who speaks? The subject of a cue, and the name behind a pronoun or a description."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from copy import copy
from typing import TYPE_CHECKING

import msgspec

from aftershock.statements import (
    acting,
    antecedents,
    barred,
    borrowed,
    called,
    described,
    noun_phrase,
    persons,
    shortened,
)
from aftershock.statements.antecedents import Mention, Taken
from aftershock.statements.draft import Voice
from aftershock.statements.heads import NOBODY, conjuncts
from aftershock.statements.lexicon import Lexicon
from aftershock.statements.memory import Known, Memory, Place
from aftershock.statements.passages import LOST_WORD, Passage
from aftershock.statements.subjects import speaks_for_another
from aftershock.statements.titles import is_personal, person_behind
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Stretch
    from spacy.tokens import Token

    from aftershock.statements.gazetteer import Gazetteer

UNATTRIBUTED = "unattributed"
ARMED = ("group", "armed group", "wing", "branch")  # kinds of the gazetteer whose "we struck" is a claim
LOST = "(name lost)"
# Bare descriptions that take up whoever spoke last by name.
_ANYBODY = {
    "man", "woman", "spokesman", "spokeswoman", "spokesperson", "official", "militant", "terrorist",
    "analyst", "expert",
}  # fmt: skip
# What a teller more often tells of another than of themselves.
_OF_ANOTHER = {"confess", "admit", "claim", "deny", "plead", "threaten", "carry", "plan", "warn"}
# "Accounts run by X" are whose they are said to be; what they say is theirs.
_KEPT = {"run", "owned", "operated", "controlled", "followed", "managed"}
_ARTICLE = re.compile(r"^(?:the|an?|this|that|neighbou?ring)\s+", re.I)
LIKELY = 0.5  # the chance from which a pronoun that says nothing keeps somebody in mind
TOLD_SO = 0.9  # that "the prime minister" is whoever was told so last; set by hand (4 of 4 right)
BEHIND = 3  # characters between a quotation and the pronoun that it is told of by
_FIRST = {"i", "we", "me", "us", "my", "our"}
_COUNTED = {"one", "another", "other", "first", "second", "third", "fourth"}  # "One of them, Ada Voss, said"
_SOMEBODY = {"something", "somebody", "someone"}  # "something called the Grey Coast"


class Names:
    """Who is who in one passage: gazetteer mentions and persons by token, resolved against a memory."""

    def __init__(self, passage: Passage, gazetteer: Gazetteer, lexicon: Lexicon, memory: Memory) -> None:
        self.passage, self.gazetteer, self.lexicon, self.memory = passage, gazetteer, lexicon, memory
        self.mentions = gazetteer.find(passage.raw)
        self.persons = list(persons.find(passage.doc, lexicon, self.group_at))
        self.groups = list(acting.groups(passage.raw))
        self.acting = [token for token in passage.doc if acting.acts(token) and not self.quoted_at(token.idx)]
        self.borrowed = borrowed.spans(passage.raw, self.gazetteer_group)
        self.told = [*described.find(passage.raw, lexicon), *described.aged(passage.raw)]
        self.short = list(shortened.find(passage.raw))
        self.pronouns = [each for each in antecedents.sexed(passage.raw) if not self.quoted_at(each[0])]
        self.sentences = [sentence.start_char for sentence in passage.doc.sents]
        self.seen = 0
        # Set for one question: whose words are not sure to stand is not taken up by the next "she"; of a
        # claim an armed group is asked for first.
        self.quiet, self.claimed = False, False

    def anew(self, memory: Memory) -> Names:
        """The same names with a memory that has not heard this passage yet."""
        again = copy(self)
        again.memory, again.seen = memory, 0
        return again

    def group_at(self, at: int) -> bool:
        """Whether a gazetteer name stands at an offset of the passage."""
        return any(mention.start <= at < mention.end for mention in self.mentions)

    def remember(self, before: int) -> None:
        """Enter into memory who is named in this passage up to an offset of the passage."""
        found: list[tuple[int, Known]] = []
        for mention in self.mentions:
            if self.seen <= mention.start < before:
                found.append((mention.start, self._known_mention(mention.name, mention.entity_id)))
        for at, name in self.groups:
            if self.seen <= at < before and not self.group_at(at):
                found.append((at, Known(name, None, "armed", frozenset(name.lower().split()), False)))
        for person in self.persons:
            if self.seen <= person.start_char < before:
                known = self._known_person(persons.clean(person.text))
                near = self._beside(person)
                self.memory.sex_of(known.name, near)
                if any(is_personal(word, self.lexicon) for word in near) or near & persons.TITLES:
                    self.memory.people.add(known.name)
                found.append((person.start_char, known))
        for told in self.told:
            if self.seen <= told.at < before:
                entity = self.gazetteer.resolve(told.name)
                found.append((told.at, Known(told.name, entity, told.kind, told.words, False)))
        for at, short, name in self.short:
            if self.seen <= at < before:
                self.memory.initials[short] = name
        base = self.passage.base
        self.memory.pronouns += [(base + at, sex) for at, sex in self.pronouns if self.seen <= at < before]
        for at, known in sorted(found, key=lambda pair: pair[0]):
            self.memory.name(known, self.place(at))
        for at, known, role in self._acting(before):
            if role != "acts" or not self.memory.spoke or self.memory.spoke[-1].name != known.name:
                self.memory.speak(known, self.place(at), role)
        self.seen = max(self.seen, before)

    def place(self, at: int) -> Place:
        """Where in the reading an offset of the passage lies."""
        base = self.passage.base
        sentence = self.sentences[max(0, bisect_right(self.sentences, at) - 1)]
        return Place(base + at, base + sentence, base, self.quoted_at(at))

    def _acting(self, before: int) -> Iterator[tuple[int, Known, str]]:
        """Who acts in the sentences up to an offset: the next "she" or "it" takes up whoever acted last."""
        for token in self.acting:
            if token.idx >= before:
                return
            if token.idx < self.seen:
                continue
            if token.pos_ == "PRON":
                taken = self._taken_up(token)
                if taken and taken.chance >= LIKELY:
                    yield token.idx, taken.known, token.lower_
                continue
            if named := self._named(token):
                yield token.idx, named[0], "acts"
                continue
            words = " ".join(self.passage.words(self.phrase(token)).split())
            name = self._called(token)
            known = acting.known(
                token, name or _ARTICLE.sub("", words), words,
                called=name is not None, armed=self._in_group(token), lexicon=self.lexicon,
            )  # fmt: skip
            if known is not None:
                yield token.idx, known, "acts"

    def _in_group(self, token: Token) -> bool:
        """Whether a word stands in a name like those of armed groups."""
        return any(at <= token.idx < at + len(name) for at, name in self.groups)

    def _beside(self, person: Stretch) -> set[str]:
        """The words right around a person's name that may tell a man from a woman: titles, roles, kin."""
        words = self.passage.raw[max(0, person.start_char - 24) : person.end_char].lower()
        near = set(re.findall(r"[a-z]+", words))
        if person.root.dep_ == "appos":
            near.add(person.root.head.lower_)
        return near | {c.lower_ for c in person.root.children if c.dep_ == "appos"}

    def _known_mention(self, name: str, entity_id: str) -> Known:
        entity = self.gazetteer.entities.get(entity_id)
        kind = entity.kind if entity else "body"
        sort = "person" if kind == "person" else "armed" if kind in ARMED else "body"
        return Known(name, entity_id, sort, frozenset(name.lower().split()), False)

    def _known_person(self, name: str) -> Known:
        behind = person_behind(name, self.lexicon)
        if behind:
            return Known(behind, None, "person", frozenset(name.lower().split()), False)
        full = self.memory.full(name)
        return full or Known(name, None, "person", frozenset(name.lower().split()), False)

    def gazetteer_group(self, words: str) -> bool:
        """Whether some words name an armed group of the gazetteer ("a commander of the Hill Brigade")."""
        found = (self.gazetteer.entities.get(mention.entity_id) for mention in self.gazetteer.find(words))
        return any(entity is not None and entity.kind in ARMED for entity in found)

    def _speak(self, known: Known, at: Span, role: str = "spoke") -> None:
        if not self.quiet:
            self.memory.speak(known, self.place(at.start - self.passage.base), role)

    def voices(self, subject: Token) -> Iterator[Voice]:
        """One voice for each conjunct of a subject."""
        for token in conjuncts(subject):
            yield self.voice(token)

    def voice(self, token: Token) -> Voice:
        """The name behind one noun or pronoun; never fails, at worst the words themselves, unresolved."""
        at = self.phrase(token)
        if token.text == LOST_WORD and not self.passage.raw[token.idx].strip():
            return Voice(name=LOST, resolved_by="lost")
        self.remember(at.start - self.passage.base)
        lower = token.lower_
        if (token.pos_ == "PRON" or lower in NOBODY) and not self._called(token):
            return self._pronoun(token, at)
        described = next((span for span in self.borrowed if span.start <= token.idx < span.end), None)
        if described:
            return self._borrower(token, described)
        source = self._source_of(token)
        if source is not None and not self.group_at(source.idx):
            return msgspec.structs.replace(self.voice(source), at=at)
        known = self._named(token)
        name = None if known else self._called(token) or self._apposed(token, at)
        if name:
            entity = self.gazetteer.resolve(name)
            words_of = frozenset(f"{name} {self.passage.words(at)}".lower().split())
            person = token.lemma_.lower() not in ("newspaper", "group", "agency", "channel", "paper")
            known = (
                Known(name, entity, "person" if person and not entity else "body", words_of, False),
                "name",
            )
        if known:
            words_at = frozenset(self.passage.words(at).lower().replace(",", " ").split())
            self._speak(known[0]._replace(words=known[0].words | words_at), at)
            return Voice(name=known[0].name, entity=known[0].entity, at=at, resolved_by=known[1])
        return self._described(token, at)

    def _borrower(self, token: Token, described: Span) -> Voice:
        """A channel that bears a name: its description, and nobody whose name it bears."""
        name = _ARTICLE.sub("", " ".join(self.passage.raw[described.start : described.end].split()))
        plural = token.tag_ in ("NNS", "NNPS")
        at = Span(self.passage.base + described.start, self.passage.base + described.end)
        self._speak(Known(name, None, "people" if plural else "body", frozenset(), plural), at)
        return Voice(name=name, at=at, resolved_by="words")

    def _named(self, token: Token) -> tuple[Known, str] | None:
        here = token.idx
        inner = self._source_of(token)
        if inner is not None:
            here, token = inner.idx, inner
        for mention in self.mentions:
            if mention.start <= here < mention.end:
                return self._known_mention(mention.name, mention.entity_id), "gazetteer"
        wrote = called.untitled(token, self.lexicon)
        beside = None if wrote else self._person_beside(token)
        if beside is not None:
            known = self._known_person(persons.clean(beside.text))
            return known, "name" if known.name == persons.clean(beside.text) else "surname"
        appositions = [child for child in token.children if child.dep_ == "appos" and not wrote]
        for candidate in (token, *(child for child in appositions if not self.quoted_at(child.idx))):
            for person in self.persons:
                if person.start <= candidate.i < person.end and (
                    candidate is token or called.closed(self.passage.raw, person)
                ):
                    name = persons.clean(person.text)
                    known = self._known_person(name)
                    return known, "name" if known.name == name else "surname"
        return None

    def _person_beside(self, token: Token) -> Stretch | None:
        """The person right behind the phrase of a role."""
        if token.pos_ != "NOUN" or not is_personal(token.lemma_.lower(), self.lexicon):
            return None
        end = self.phrase(token).end - self.passage.base
        return called.person(self.passage.raw, token, end, self.persons)

    def _source_of(self, token: Token) -> Token | None:
        """ "A message attributed to X", where X is a listed name; "a survey by X": X speaks."""
        if token.lemma_.lower() not in self.lexicon.sets["document"]:
            return None
        for child in token.lefts:
            if child.dep_ == "poss" and child.lower_ not in _FIRST and child.pos_ in ("PROPN", "PRON"):
                return child
        for child in token.subtree:
            through = child.head.lower_
            joined = through in ("by", "from", "of") or (
                through == "to" and child.head.head.lower_ == "attributed"
            )
            kept = through == "by" and child.head.head.lower_ in _KEPT
            body = through == "by" and child.head.head == token and child.pos_ == "PROPN"
            if child.dep_ == "pobj" and ((joined and not kept and self.group_at(child.idx)) or body):
                return child
        return None

    def _called(self, token: Token) -> str | None:
        """ "The newspaper The Bell", "something called Grey Wolf": the name right behind the noun."""
        if token.pos_ != "NOUN" and token.lower_ not in _SOMEBODY:
            return None
        apart = not called.untitled(token, self.lexicon)
        found = called.behind(self.passage.raw, token.idx + len(token), apart=apart)
        return found or called.introduced(self.passage.raw, self.phrase(token).end - self.passage.base)

    def _apposed(self, token: Token, at: Span) -> str | None:
        """ "Its rival, the Morning Vane, warns", "Lantern Watch, a group, warns": the name beside it."""
        counted = token.lower_ in _COUNTED
        if not (token.text.islower() or counted) or called.untitled(token, self.lexicon):
            return None
        return called.beside(self.passage.raw, at.start - self.passage.base, at.end - self.passage.base)

    def _pronoun(self, token: Token, at: Span) -> Voice:
        lower = token.lower_
        teller = acting.reporter_of(token)
        if teller is not None and self._is_teller(token, teller):
            voice = self.voice(teller)
            return Voice(name=voice.name, entity=voice.entity, at=at, resolved_by="pronoun")
        if taken := self._taken_up(token, barred.of_pronoun(token, teller, self)):
            if lower in antecedents.SEXES:
                self.memory.people.add(taken.known.name)
            return self._taking_up(taken, at, "pronoun")
        by = "unresolved" if lower in antecedents.PRONOUNS or lower in _FIRST else "words"
        return Voice(name=self.passage.words(at), at=at, resolved_by=by)

    def _stands(self, token: Token, sort: str, kinds: frozenset[str]) -> Mention:
        """A word that takes somebody up, and how it stands in its passage."""
        return Mention(
            token.lower_ if token.pos_ == "PRON" else token.lemma_.lower(), sort, kinds,
            self.place(token.idx),
            quoted=self.quoted_at(token.idx),
            behind=any(0 <= token.idx - quote.end <= BEHIND for quote in self.passage.quotes),
            claimed=self.claimed,
            owns=token.dep_ == "poss",
        )  # fmt: skip

    def _taken_up(self, token: Token, not_these: Collection[str] = frozenset()) -> Taken | None:
        """Whom a pronoun takes up; None where nobody, or of a word that is none of those that do."""
        sort = antecedents.PRONOUNS.get(token.lower_)
        return antecedents.choose(self._stands(token, *sort), self.memory, not_these) if sort else None

    def _is_teller(self, pronoun: Token, teller: Token) -> bool:
        """ "A trader said he believed": he is the trader. Not where somebody else may confess or deny."""
        if pronoun.head.lemma_ in _OF_ANOTHER or speaks_for_another(teller) or teller.pos_ == "PRON":
            return False
        person = any(p.start <= teller.i < p.end for p in self.persons) or (
            is_personal(teller.lemma_.lower(), self.lexicon) and teller.tag_ in ("NN", "NNP")
        )
        return pronoun.lower_ in ("he", "she") and person

    def quoted_at(self, at: int) -> bool:
        """Whether an offset of the passage lies in a quotation."""
        return any(quote.start <= at < quote.end for quote in self.passage.quotes)

    def _described(self, token: Token, at: Span) -> Voice:
        words = self.passage.words(at)
        found = self._unrecognised(" ".join(words.split()), token)
        if found:
            self._speak(found[0], at)
            return Voice(name=found[0].name, entity=found[0].entity, at=at, resolved_by=found[1])
        if again := self.memory.called_so(words):
            return self._taking_up(Taken(again, TOLD_SO), at, "description")
        head = token.lemma_.lower()
        definite = any(child.lower_ in ("the", "this", "that", "its") for child in token.children)
        bare = not any(child.dep_ in ("prep", "compound", "amod", "poss") for child in token.children)
        if definite and bare and (token.pos_ == "NOUN" or head in self.lexicon.sets["role"]):
            armed = head in self.lexicon.sets["armed"]
            someone = head in _ANYBODY or described.personal(head, self.lexicon)
            personal = someone and token.tag_ in ("NN", "NNP")
            wrote = head in self.lexicon.sets["document"]
            kind = "document" if wrote else "person" if personal else "armed" if armed else "body"
            mention = self._stands(token, *antecedents.DESCRIPTIONS[kind])
            if taken := antecedents.choose(mention, self.memory, barred.named_after(token, self)):
                return self._taking_up(taken, at, "description")
        alias = re.compile(r"\s*\(([^)\n]{2,20})\)").match(self.passage.raw, at.end - self.passage.base)
        entity = self.gazetteer.resolve(alias[1]) if alias else None
        name = self._owned(token, _ARTICLE.sub("", " ".join(words.split())))
        armed = self._in_group(token)
        plural = token.tag_ in ("NNS", "NNPS") or head in self.lexicon.sets["plural"]
        one = is_personal(head, self.lexicon) and token.tag_ == "NN"
        kind = "person" if one else "armed" if armed else "people" if plural else "body"
        self._speak(Known(name, None, kind, frozenset(name.lower().split()), kind == "people"), at)
        by = "gazetteer" if entity else "words"
        return Voice(name=name or words, entity=entity, at=at, resolved_by=by)

    def _owned(self, token: Token, name: str) -> str:
        """ "Its foreign ministry": whose it is, where that is plain ("Kesten's foreign ministry")."""
        first, _, rest = name.partition(" ")
        owner = next((c for c in token.children if c.dep_ == "poss" and c.lower_ == first.lower()), None)
        taken = self._taken_up(owner) if owner is not None and rest else None
        return f"{taken.known.name}'s {rest}" if taken and taken.chance >= LIKELY else name

    def _taking_up(self, taken: Taken, at: Span, by: str) -> Voice:
        known = taken.known
        self._speak(known, at, self.passage.words(at).lower() if by == "pronoun" else by)
        return Voice(name=known.name, entity=known.entity, at=at, resolved_by=by, chance=taken.chance)

    def _unrecognised(self, words: str, token: Token) -> tuple[Known, str] | None:
        """A person whom the recogniser missed: behind a role, the surname of somebody named, initials."""
        bare = shortened.plain(_ARTICLE.sub("", words))
        capitals = bare in self.memory.initials or (bare.isalnum() and bare[1:].upper() == bare[1:])
        short = self.memory.shortened(bare) if capitals else None
        if short is not None:
            entity = short.entity or self.gazetteer.resolve(short.name)
            return short._replace(entity=entity), "name"
        if token.pos_ != "PROPN":
            return None
        behind = person_behind(words, self.lexicon)
        if behind:
            known = Known(behind, None, "person", frozenset(words.lower().split()), False)
            self.memory.name(known, self.place(token.idx))
            return known, "name"
        full = self.memory.full(words) if " " not in words else None
        return (full, "surname") if full else None

    def phrase(self, token: Token) -> Span:
        """The words of a noun phrase without relative clauses and what follows a comma."""
        return noun_phrase.of(token, self.passage, self.mentions, self.persons)
