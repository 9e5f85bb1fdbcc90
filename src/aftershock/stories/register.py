"""Which documents are known, and whom does each resemble?

Words, index and compared pairs of every document, by number in the order in which they came; in memory, or in
a folder beside the case, where the next run goes on. A pair's score depends on the two texts alone, so what
is here is only ever added to. Two cores work on blocks of documents at once: one hashes and compares while
the other looks up whom they meet.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from aftershock.store import arrays
from aftershock.stories import candidates, fingerprints, score
from aftershock.stories.fingerprints import Hashed, Numbers, Sets
from aftershock.stories.postings import Postings, Run
from aftershock.stories.roundups import MIN_RUNS
from aftershock.text import Span

# A compared pair: numbers, score, shared triples and runs of eight words, whether one is the other's excerpt.
EDGE = np.dtype(
    [
        ("left", "u4"), ("right", "u4"), ("score", "f4"), ("triples", "u4"), ("eights", "u4"),
        ("excerpt", "?"),
    ]
)  # fmt: skip
KEY = np.dtype("V16")
# What is known of a document: the first with just its words (itself mostly), how many distinct words, pairs
# and triples it has, if crowded.
DOCUMENT = np.dtype(
    [
        ("twin", "u4"), ("words", "u4"), ("pairs", "u4"), ("triples", "u4"), ("crowded", "?"), ("key", KEY),
        ("digest", "u8"),
    ]
)  # fmt: skip
# Pairs below this score are as good as unrelated; leaving them out keeps everything small.
NEGLIGIBLE = 0.02
# A text this short has no twin: "Norvale" twice is no story.
MIN_TWIN = 4
BLOCK = 1_000
SAVE_EVERY = 25  # blocks
# Raised when the same documents give other arrays: the folder is then made anew.
FORMAT = 5


class Entry(NamedTuple):
    """A document to be added: ``key`` says who it is (16 bytes), ``skip`` what of it is the page's frame."""

    key: bytes
    text: str
    skip: Sequence[Span] = ()


class Noted(msgspec.Struct, frozen=True):
    """How much of the folder's files counts, and by which reckoning they were made."""

    format: int
    weights: float
    documents: int
    words: int
    edges: int
    triples: list[Run]


class _Block(NamedTuple):
    words: Hashed
    sizes: Numbers  # distinct words, pairs and triples of words, shape (3, texts)
    sampled: Sets


class Asked(NamedTuple):
    """Pairs to be compared: places in ``numbers``; the words of those documents, and how many differ."""

    numbers: Numbers
    of: Hashed
    sizes: Numbers
    left: Numbers
    right: Numbers


class Register:
    """The documents of a case; see the functions. Not to be used from two threads at once."""

    def __init__(self, folder: Path | None = None) -> None:
        """What stands in ``folder``, or nothing: a folder that is torn or of another version is made anew."""
        self._folder = folder
        noted = arrays.noted(folder / "noted.json", Noted) if folder else None
        if noted is None or (noted.format, noted.weights) != (FORMAT, _weights()):
            noted = Noted(FORMAT, _weights(), 0, 0, 0, [])
        try:
            self._load(noted)
        except (OSError, ValueError):
            self._load(Noted(FORMAT, _weights(), 0, 0, 0, []))

    def _load(self, noted: Noted) -> None:
        folder = self._folder
        path = folder.joinpath if folder else lambda _: None
        if folder and not noted.documents:
            for old in folder.glob("*") if folder.is_dir() else ():
                old.unlink()
        self._words = arrays.Growing(np.uint32, path("words"), noted.words)
        self._ends = arrays.Growing(np.int64, path("ends"), noted.documents)
        self._documents = arrays.Growing(DOCUMENT, path("documents"), noted.documents)
        self._edges = arrays.Growing(EDGE, path("edges"), noted.edges)
        self._postings = Postings(folder, noted.triples)
        known = self.documents()
        first = known["twin"] == np.arange(len(known))
        self._digests = dict(
            zip(known["digest"][first].tolist(), np.flatnonzero(first).tolist(), strict=True)
        )
        self._keys: dict[bytes, int] = {bytes(key): n for n, key in enumerate(known["key"].tolist())}

    @property
    def folder(self) -> Path | None:
        """Where all this stands; None in memory."""
        return self._folder

    def __len__(self) -> int:
        return len(self._documents)

    def number(self, key: bytes) -> int | None:
        """The number of a document, None where it is not known."""
        return self._keys.get(key)

    def keys(self) -> Iterable[bytes]:
        """Who is known, in the order in which they came."""
        return self._keys.keys()

    def forget(self) -> None:
        """Begin anew: a document went away or changed."""
        self._load(Noted(FORMAT, _weights(), 0, 0, 0, []))

    def documents(self, numbers: Numbers | None = None) -> NDArray[Any]:
        """One row of `DOCUMENT` for each of some documents, or for all."""
        return self._documents.rows(0, len(self)) if numbers is None else self._documents.at(numbers)

    def edges(self, since: int = 0) -> NDArray[Any]:
        """The pairs of `EDGE` that are not negligible, in the order in which they were found."""
        return self._edges.rows(since, len(self._edges))

    def edges_at(self, places: Sequence[int]) -> NDArray[Any]:
        """Some of the edges, by their places."""
        return self._edges.at(np.array(places, np.int64))

    def words(self, numbers: Numbers) -> Hashed:
        """The words of some documents."""
        starts, stops = self._bounds(numbers)
        sizes = stops - starts
        ends = np.concatenate(([0], np.cumsum(sizes)))
        places = np.arange(ends[-1]) + np.repeat(starts - ends[:-1], sizes)
        return Hashed(self._words.at(places), ends)

    def add(self, entry: Entry) -> int:
        """Add one document; its number. Nothing is written before `save`."""
        found = self._compare(self._place(_read([entry]), [entry]))
        self._edges.extend(found)
        return len(self) - 1

    def add_all(self, entries: Iterable[Entry], told: Callable[[int], None] = lambda _: None) -> None:
        """Add many documents, saving now and then; ``told`` hears how many are known."""
        with ThreadPoolExecutor(2) as pool:
            read: deque[tuple[list[Entry], Future[_Block]]] = deque()
            compared: deque[Future[NDArray[Any]]] = deque()
            waiting = _blocks(entries)
            blocks = 0
            while True:
                while len(read) < 2 and (block := next(waiting, None)):
                    read.append((block, pool.submit(_read, block)))
                if not read:
                    break
                block, future = read.popleft()
                asked = self._place(future.result(), block)
                compared.append(pool.submit(self._compare, asked))
                blocks += 1
                while len(compared) > 2 or (compared and blocks % SAVE_EVERY == 0):
                    self._edges.extend(compared.popleft().result())
                if blocks % SAVE_EVERY == 0:
                    self.save()
                told(len(self))
            for each in compared:
                self._edges.extend(each.result())
        self.save()

    def save(self) -> None:
        """Bring everything to the disk; without a folder nothing happens."""
        if self._folder is None:
            return
        for each in (self._words, self._ends, self._documents, self._edges):
            each.save()
        names = self._postings.save()
        noted = Noted(FORMAT, _weights(), len(self), len(self._words), len(self._edges), names)
        arrays.note(self._folder / "noted.json", noted)
        self._postings.sweep()

    def _place(self, block: _Block, entries: Sequence[Entry]) -> Asked:
        """Take a block in; what is to be compared, with the words that it takes."""
        first = len(self)
        words, lengths = block.words, block.words.lengths()
        rows = np.zeros(len(lengths), DOCUMENT)
        rows["words"], rows["pairs"], rows["triples"] = block.sizes
        rows["twin"] = np.arange(first, first + len(rows))
        rows["key"] = np.array([entry.key for entry in entries], KEY)
        for n, (start, stop) in enumerate(
            zip(words.ends[:-1].tolist(), words.ends[1:].tolist(), strict=True)
        ):
            if stop - start >= MIN_TWIN:
                digest = hashlib.blake2b(words.words[start:stop].tobytes(), digest_size=8).digest()
                rows["digest"][n] = number = int.from_bytes(digest, "little")
                rows["twin"][n] = self._digests.setdefault(number, first + n)
            self._keys[entries[n].key] = first + n
        twin = rows["twin"] != np.arange(first, first + len(rows))
        keys = block.sampled.keys
        if twin.any():
            keys = keys[~np.repeat(twin, block.sampled.sizes())]
        met = candidates.meet(self._postings, fingerprints.sets(keys, len(rows)), first)
        rows["crowded"] = met.crowded
        self._words.extend(words.words)
        self._ends.extend(words.ends[1:] + (len(self._words) - len(words.words)))
        self._documents.extend(rows)
        return self._asked(met, first)

    def _asked(self, met: candidates.Met, first: int) -> Asked:
        """Those who met and are worth comparing, with their words."""
        numbers, sides = _numbered(met.left, met.right)
        starts, stops = self._bounds(numbers)
        triples = self._documents.at(numbers)["triples"].astype(np.int64)
        worth = candidates.enough(met, first, (stops - starts)[sides], triples[sides])
        numbers, sides = _numbered(met.left[worth], met.right[worth])
        known = self._documents.at(numbers)
        sizes = np.stack([known[name].astype(np.int64) for name in ("words", "pairs", "triples")])
        return Asked(numbers, self.words(numbers), sizes, sides[0], sides[1])

    def _bounds(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        stops = self._ends.at(numbers)
        return np.where(numbers > 0, self._ends.at(np.maximum(numbers - 1, 0)), 0), stops

    def _compare(self, asked: Asked) -> NDArray[Any]:
        if not len(asked.left):
            return np.empty(0, EDGE)
        if asked.left[-1] + 2 == len(asked.numbers) and (asked.right == len(asked.numbers) - 1).all():
            found = score.compare_last(asked.of, asked.sizes)  # of one new document
        else:
            found = score.compare(asked.of, asked.left, asked.right)
        edges = np.zeros(len(asked.left), EDGE)
        edges["left"], edges["right"] = asked.numbers[asked.left], asked.numbers[asked.right]
        edges["score"] = score.likelihood(found.rows)
        edges["triples"] = np.rint(np.expm1(found.rows[:, score.FEATURES.index("log_shared3")]))
        edges["eights"] = found.eights
        edges["excerpt"] = score.excerpts(found.rows)
        kept = (edges["score"] >= NEGLIGIBLE) | (edges["eights"] >= MIN_RUNS) | edges["excerpt"]
        return np.asarray(edges[kept])


def _numbered(left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    """The documents of some pairs, ascending, and the pairs as places among them, shape (2, pairs)."""
    if len(left) and (right == right[0]).all():  # those whom one document met come in ascending order
        places = np.arange(len(left))
        return np.append(left, right[0]), np.stack((places, np.full(len(left), len(left))))
    numbers, sides = np.unique(np.concatenate((left, right)), return_inverse=True)
    return numbers, sides.reshape(2, -1)


def _weights() -> float:
    """A number that changes when the weights do."""
    return float(score.probability(np.linspace(0.1, 1, len(score.FEATURES))[None])[0])


def _read(entries: Sequence[Entry]) -> _Block:
    words = fingerprints.hashed([entry.text for entry in entries], [entry.skip for entry in entries])
    triples = fingerprints.grams(words, 3)
    sizes = np.stack((*(fingerprints.grams(words, size).sizes() for size in (1, 2)), triples.sizes()))
    return _Block(words, sizes, candidates.sampled(triples, words.lengths()))


def _blocks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    block: list[Entry] = []
    for entry in entries:
        block.append(entry)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block
