"""How does a plan become posts? The makers in order, sorted by time, as Arrow with the columns of `Post`.

The same plan and seed give the same posts. Memory is the numbers of the sheet (about 60 bytes a post) and
one batch of text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from aftershock.progress import Progress, silent
from aftershock.reaction.simulate import crowds, incidents, plants, talk
from aftershock.reaction.simulate.columns import batch, post_ids
from aftershock.reaction.simulate.ground import DAY, Cause, Ground
from aftershock.reaction.simulate.people import People, Picker
from aftershock.reaction.simulate.plan import TONES, World
from aftershock.reaction.simulate.sheet import NONE, Sheet
from aftershock.records import Record
from aftershock.store.posts import SCHEMA

ROWS = 50_000  # posts put into words at a time


class Made(Record, frozen=True, kw_only=True):
    """What is true of a stream: its plan, and the causes with the ids of the accounts that took part."""

    seed: int
    world: World
    posts: int
    accounts: int
    causes: tuple[TrueCause, ...]


class TrueCause(Record, frozen=True, kw_only=True):
    """`Cause` with account ids as they stand in the posts; ``posts`` that it made (and were not lost)."""

    kind: str
    name: str
    accounts: tuple[str, ...]
    objects: int
    planted: bool
    owner: str | None
    posts: int


@dataclass(frozen=True)
class Stream:
    """A made stream; ask it for batches, or for one table where it is small."""

    columns: dict[str, Any]
    world: World
    truth: Made

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The posts in order of time, `ROWS` at a time, with the columns of `store.posts.SCHEMA`."""
        kept = np.flatnonzero(self.columns["kept"])
        for start in range(0, len(kept), ROWS):
            yield batch(self.columns, kept[start : start + ROWS], self.world)

    def table(self) -> pa.Table:
        """All posts as one table."""
        return pa.Table.from_batches(self.batches(), SCHEMA)

    def labels(self) -> Iterator[pa.RecordBatch]:
        """For each post, in the same order, its id, the number of its cause and its tone (null: none)."""
        kept = np.flatnonzero(self.columns["kept"])
        for start in range(0, len(kept), ROWS):
            rows = kept[start : start + ROWS]
            tone = self.columns["tone"][rows].astype(np.int64)
            yield pa.RecordBatch.from_arrays(
                [
                    post_ids(rows),
                    pa.array(self.columns["cause"][rows]),
                    pa.array(TONES).take(pa.array(tone, mask=tone < 0)),
                ],
                ["post_id", "cause", "tone"],
            )


def make(
    world: World,
    *,
    seed: int = 7,
    crowd_kinds: dict[str, crowds.Kind] | None = None,
    plant_kinds: dict[str, plants.Kind] | None = None,
    progress: Progress = silent,
) -> Stream:
    """The stream of a plan. Kinds of crowds and plants beyond the known ones can be given; KeyError else."""
    rng = np.random.default_rng(seed)
    people = People(rng, world)
    ground = Ground(
        rng=rng, world=world, people=people, picker=Picker(people), sheet=Sheet(), spans=_spans(world)
    )
    progress("talk", 0, world.posts)
    if world.around_incidents:
        _around(ground)
        _now(ground)
    else:
        talk.fill(ground, world.posts)
        for incident in world.incidents:
            incidents.fill(ground, incident)
    for crowd in world.crowds:
        crowds.fill(ground, crowd, {**crowds.KINDS, **(crowd_kinds or {})})
    for plant in world.plants:
        plants.fill(ground, plant, {**plants.KINDS, **(plant_kinds or {})})
    progress("order", 0, ground.sheet.rows)
    columns: dict[str, Any] = ground.sheet.ordered()
    columns["at"] = columns["at"] - columns["at"] % 1000  # platforms tell whole seconds
    columns["platform"] = people.platform[columns["account"]].astype(np.int8)
    _lose(ground, columns)
    return Stream(columns=columns, world=world, truth=_truth(ground, columns, seed))


def account_id(number: int) -> str:
    """The id of an account as it stands in the posts."""
    return f"u{number:07d}"


def _spans(world: World) -> tuple[tuple[float, float], ...]:
    if world.around_incidents:
        return tuple(sorted(incidents.span(each) for each in world.incidents))
    start = world.start.timestamp()
    return ((start, start + world.days * DAY),)


def _around(ground: Ground) -> None:
    """Talk and reaction around each incident, by the accounts that there are at that time."""
    world, people = ground.world, ground.people
    alive = [people.alive(each.first_report.timestamp()) for each in world.incidents]
    share = np.array([people.weight[here].sum() for here in alive])
    posts = np.round(world.posts * share / share.sum()).astype(int)
    spans, everybody = ground.spans, ground.picker
    for incident, here, count in zip(world.incidents, alive, posts, strict=True):
        ground.spans, ground.picker = (incidents.span(incident),), Picker(people, here)
        talk.fill(ground, int(count))
        incidents.fill(ground, incident)
    ground.spans, ground.picker = spans, everybody


def _now(ground: Ground) -> None:
    """Crowds and groups belong to the last incident: its days, and the accounts that there are then."""
    if ground.world.incidents:
        last = max(ground.world.incidents, key=lambda each: each.first_report)
        ground.spans = (incidents.span(last),)
        ground.picker = Picker(ground.people, ground.people.alive(last.first_report.timestamp()))


def _lose(ground: Ground, columns: dict[str, Any]) -> None:
    """Deletions and what was not collected, around each incident; elsewhere everything is there at once."""
    at = columns["at"]
    columns["deleted"] = np.full(len(at), NONE, np.int64)
    columns["observed"] = at + 60_000
    columns["kept"] = np.ones(len(at), bool)
    for incident in ground.world.incidents:
        first, last = (int(each * 1000) for each in incidents.span(incident))
        low, high = np.searchsorted(at, [first, last])
        gone, seen, kept = incidents.losses(ground.rng, at[low:high], incident)
        columns["deleted"][low:high], columns["observed"][low:high] = gone, seen
        columns["kept"][low:high] = kept


def _truth(ground: Ground, columns: dict[str, Any], seed: int) -> Made:
    kept = columns["kept"]
    made = np.bincount(columns["cause"][kept], minlength=len(ground.causes))
    causes = tuple(_true(cause, int(count)) for cause, count in zip(ground.causes, made, strict=True))
    return Made(
        seed=seed,
        world=ground.world,
        posts=int(kept.sum()),
        accounts=len(np.unique(columns["account"][kept])),
        causes=causes,
    )


def _true(cause: Cause, posts: int) -> TrueCause:
    return TrueCause(
        kind=cause.kind,
        name=cause.name,
        accounts=tuple(account_id(each) for each in cause.accounts),
        objects=cause.objects,
        planted=cause.planted,
        owner=cause.owner,
        posts=posts,
    )
