"""Which mentions in several documents are one event?

Each document's events (`topics`) are joined where place, time and kind fit and nothing excludes it: two times
apart, an event after the document that tells of it, two places of which neither holds the other. What is
shared is counted in points.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from aftershock.events.case_info import CaseInfo
from aftershock.events.fitting import ENOUGH, Sum, score, summed
from aftershock.events.kinships import chief, together
from aftershock.events.mentions import Mention, Reading, find
from aftershock.events.placing import places as named_places
from aftershock.events.topics import Local, of_story, stands_in
from aftershock.records import Record, Statement
from aftershock.text import Span

# A document without a place joins an event only where no second one comes near.
CLEAR = 0.4
# A word that says how it was done is an event even without place and time; "incident" alone is none.
TELLING = 2


_CAPITALISED = re.compile(r"\b[A-Z][\w-]{2,}")


class Cluster(Record, frozen=True, kw_only=True):
    """One event as several documents tell it; ``given`` where the case file names it."""

    members: tuple[Local, ...]
    given: bool = False

    @property
    def main(self) -> bool:
        """Whether it is what some document is mainly about."""
        return self.given or any(member.main for member in self.members)


class Linked(Record, frozen=True, kw_only=True):
    """The events as clusters; ``of`` gives a mention (story, offset) its own, ``main_of`` a story."""

    clusters: tuple[Cluster, ...]
    of: dict[tuple[str, int], int]
    main_of: dict[str, int]
    mentions: dict[str, tuple[Mention, ...]]


def link(readings: Sequence[Reading], case: CaseInfo | None, not_places: Collection[str]) -> Linked:
    """Joins what the readings tell into events; ``not_places`` are names of groups and speakers."""
    found = {reading.story.id: tuple(find(reading, not_places)) for reading in readings}
    seed = _seed(case)
    seeded = seed.places if seed else ()
    told = [local for r in readings for local in of_story(r, found[r.story.id], seeded)]
    texts = {reading.story.id: reading.text for reading in readings}
    clusters = _joined(_clustered(told, seed, texts), texts)
    of, main_of = {}, {}
    for index, cluster in enumerate(clusters):
        for local in cluster.members:
            of.update({(local.story, mention.at): index for mention in local.mentions})
            if local.main and local.story:
                main_of[local.story] = index
    for reading in readings:
        if reading.story.id not in main_of and clusters:
            only = _only_fitting(reading, clusters)
            if only is not None:
                main_of[reading.story.id] = only
    return Linked(clusters=tuple(clusters), of=of, main_of=main_of, mentions=found)


def _seed(case: CaseInfo | None) -> Local | None:
    """What the case file says, as an event that documents can join."""
    if case is None or (case.where is None and case.when is None):
        return None
    places = [case.where] if case.where else []
    if case.title:
        places += [place.name for place in named_places(case.title, Span(0, len(case.title)))]
    return Local(
        story="", main=True, mentions=(), places=tuple(dict.fromkeys(places)), when=case.when, kinds=(),
        published=None,
    )  # fmt: skip


def _clustered(told: Sequence[Local], seed: Local | None, texts: Mapping[str, str]) -> list[Cluster]:
    """Each event of a document joins the cluster that fits best; those that say most come first."""
    clusters = [Cluster(members=(seed,), given=True)] if seed else []
    sums = [summed(cluster.members, texts) for cluster in clusters]
    index: dict[str, set[int]] = defaultdict(set)
    for at, known in enumerate(sums):
        _enter(index, known, at)
    for local in sorted(told, key=_order):
        alone = summed((local,), texts)
        words = set(_words(alone))
        near = {at for word in words for at in index[word]} if local.places else set(range(len(clusters)))
        scores = sorted(
            ((points, -at) for at in near if (points := score(alone, sums[at])) is not None),
            reverse=True,
        )
        home = _home(local, clusters, scores, texts)
        if home is not None:
            at = home
            clusters[at] = Cluster(members=(*clusters[at].members, local), given=clusters[at].given)
            sums[at] = summed(clusters[at].members, texts)
        elif local.places or local.when or any(m.specific >= TELLING for m in local.mentions):
            at = len(clusters)
            clusters.append(Cluster(members=(local,)))
            sums.append(alone)
        else:
            continue
        _enter(index, sums[at], at)
    return clusters


def _home(
    local: Local,
    clusters: Sequence[Cluster],
    scores: Sequence[tuple[float, int]],
    texts: Mapping[str, str],
) -> int | None:
    """The cluster that a document's event joins. ``scores`` hold points and negated index, the best first.

    Without a place of its own it needs a clear best one; else the one that its text names, or the only one.
    """
    fits = [-at for points, at in scores if points >= ENOUGH]
    vague = not local.places and len(scores) > 1 and scores[0][0] - scores[1][0] < CLEAR
    if fits and not vague:
        return fits[0]
    if local.places:
        return None
    kind = chief(dict(local.kinds))
    possible = [
        -at
        for points, at in scores
        if points >= 0
        and (clusters[-at].main or not local.main)
        and not any(kind and not together(kind, other) for other in _kinds(clusters[-at]))
    ]
    if not local.main:
        return None
    named = [at for at in possible if _named_in(clusters[at], texts[local.story])]
    for choice in (named, possible):
        if len(choice) == 1:
            return choice[0]
    return next((at for at in possible if clusters[at].given), None)


def _kinds(cluster: Cluster) -> set[str]:
    return {kind for local in cluster.members if (kind := chief(dict(local.kinds))) is not None}


def _named_in(cluster: Cluster, text: str) -> bool:
    return any(stands_in(place, text) for local in cluster.members for place in local.places)


def _enter(index: dict[str, set[int]], known: Sum, at: int) -> None:
    for word in _words(known):
        index[word].add(at)


def _words(known: Sum) -> Iterator[str]:
    """The words by which two tellings can find each other: of their places, and names near the act."""
    for place in known.places:
        yield from place.casefold().split()
    for name in _CAPITALISED.findall(known.near):
        yield name.casefold()


def _order(local: Local) -> tuple[bool, bool, bool, str, str, int]:
    """Main ones with place and time first; then by publication and id: input order does not matter."""
    published = (local.published.start or "~") if local.published else "~"
    first = local.mentions[0].at if local.mentions else 0
    return (not local.places, local.when is None, not local.main, published, local.story, first)


def _joined(clusters: list[Cluster], texts: Mapping[str, str]) -> list[Cluster]:
    """Clusters that fit once they are whole: a hall and its town are one place once a text says so."""
    sums = [summed(cluster.members, texts) for cluster in clusters]
    gone: set[int] = set()
    changed = True
    while changed:
        changed = False
        by_word: dict[str, set[int]] = defaultdict(set)
        for at, known in enumerate(sums):
            if at not in gone:
                _enter(by_word, known, at)
        pairs = sorted({(a, b) for found in by_word.values() for a in found for b in found if a < b})
        for one, other in pairs:
            if one in gone or other in gone or (clusters[one].given and clusters[other].given):
                continue
            points = score(sums[one], sums[other])
            if points is None or points < ENOUGH:
                continue
            members = (*clusters[one].members, *clusters[other].members)
            clusters[one] = Cluster(members=members, given=clusters[one].given or clusters[other].given)
            sums[one] = summed(clusters[one].members, texts)
            gone.add(other)
            changed = True
    return [cluster for at, cluster in enumerate(clusters) if at not in gone]


def _only_fitting(reading: Reading, clusters: Sequence[Cluster]) -> int | None:
    """The one main event that a document without a word for it can mean: by a place, else the only one."""
    mains = [at for at, cluster in enumerate(clusters) if cluster.main]
    named = [at for at in mains if _named_in(clusters[at], reading.text)]
    if len(named) == 1:
        return named[0]
    given = [at for at in mains if clusters[at].given]
    if given and not named:
        return given[0]
    return mains[0] if len(mains) == 1 else None


def by_event(statements: Iterable[Statement]) -> Mapping[str, list[Statement]]:
    """Statements grouped by the event they are about; those about none are left out."""
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.event is not None:
            groups[statement.event].append(statement)
    return groups
