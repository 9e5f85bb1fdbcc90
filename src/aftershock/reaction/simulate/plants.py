"""Which groups act together, so that a measurement can be asked whether it sees them?

Members are ordinary accounts that go on with their ordinary talk. ``together``: at each object the members
who take part act within `Plant.delay` seconds of each other. ``staggered``: one after the other, evenly,
over `Plant.delay`. ``copying``: the same words, or near copies of them. Objects are the group's own, or,
with `Plant.popular`, ones that many others use at that time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aftershock.reaction.simulate import words
from aftershock.reaction.simulate.ground import Cause, Ground, milliseconds
from aftershock.reaction.simulate.people import Reals
from aftershock.reaction.simulate.plan import Plant
from aftershock.reaction.simulate.sheet import Ints

Kind = Callable[[Ground, Plant, Ints, int, int], None]
COLUMN = {"repost": "repost", "link": "link", "hashtag": "tag", "media": "media", "reply": "reply"}
# An object is popular that at least so many posts carried: among them a group stays hidden.
POPULAR = 30


def fill(ground: Ground, plant: Plant, kinds: dict[str, Kind] | None = None) -> None:
    """Adds the groups of a plant; raises KeyError where there is no such kind."""
    make = (kinds or KINDS)[plant.kind]
    taken = {account for cause in ground.causes if cause.planted for account in cause.accounts}
    for number in range(plant.groups):
        size, objects = (
            int(ground.rng.integers(low, high + 1)) for low, high in (plant.members, plant.objects)
        )
        platform = int(ground.rng.integers(0, ground.people.platforms))
        everybody = ground.picker.distinct(ground.rng, 3 * size + len(taken), ground.people, platform)
        free = np.array([each for each in everybody if int(each) not in taken], np.int64)
        members = np.sort(ground.rng.choice(free, min(size, len(free)), replace=False))
        taken |= {int(each) for each in members}
        cause = ground.cause(
            Cause(
                kind=f"plant:{plant.kind}",
                name=f"{plant.name or plant.kind} {number + 1}",
                accounts=tuple(int(each) for each in members),
                objects=objects,
                planted=True,
            )
        )
        make(ground, plant, members, objects, cause)


def part_of(ground: Ground, plant: Plant, members: Ints) -> Ints:
    """Who takes part this time: at least two."""
    here = members[ground.rng.random(len(members)) < plant.part]
    return here if len(here) >= 2 else ground.rng.choice(members, min(2, len(members)), replace=False)


def objects_for(ground: Ground, plant: Plant, members: Ints, count: int) -> tuple[Ints, Reals]:
    """The objects of a group and when it acts on each: new ones, or popular ones while many use them."""
    if plant.popular:
        return _popular(ground, plant, members, count)
    moments = ground.moments(count)
    if plant.trace in ("repost", "reply"):
        # something that one of the others' accounts wrote a while ago
        platform = ground.people.platform[members[:1]]
        author = ground.picker.of_platform(ground.rng, np.repeat(platform, count))
        ago = ground.soon(count, 900.0)
        roots = ground.sheet.add(
            at=milliseconds(moments - ago), account=author, words=ground.said(author), cause=0
        )
        return roots, moments
    new = {"link": ground.new_links, "hashtag": ground.new_tags, "media": ground.new_media}
    return new.get(plant.trace, ground.new_links)(count), moments


def _popular(ground: Ground, plant: Plant, members: Ints, count: int) -> tuple[Ints, Reals]:
    """Objects that many used, each at a moment at which somebody did."""
    values = ground.sheet.column(COLUMN[plant.trace]).astype(np.int64)
    at = ground.sheet.column("at")
    rows = np.flatnonzero(values >= 0)
    if plant.trace in ("repost", "reply"):
        author = ground.sheet.column("account")[values[rows]]
        rows = rows[ground.people.platform[author] == ground.people.platform[members[0]]]
    used, uses = np.unique(values[rows], return_counts=True)
    floor = min(POPULAR, int(np.sort(uses)[-min(len(uses), 5 * count)])) if len(uses) else 0
    chosen = ground.rng.permutation(used[uses >= floor])[:count]
    moments = [at[ground.rng.choice(rows[values[rows] == each])] / 1000.0 for each in chosen]
    return chosen, np.array(moments)


def together(ground: Ground, plant: Plant, members: Ints, objects: int, cause: int) -> None:
    """Within ``delay`` seconds, in any order."""
    for each, moment in zip(*objects_for(ground, plant, members, objects), strict=True):
        who = part_of(ground, plant, members)
        act(ground, plant, who, int(each), moment + ground.rng.random(len(who)) * plant.delay, cause)


def staggered(ground: Ground, plant: Plant, members: Ints, objects: int, cause: int) -> None:
    """One after the other, evenly over ``delay`` seconds, each time in another order."""
    for each, moment in zip(*objects_for(ground, plant, members, objects), strict=True):
        who = ground.rng.permutation(part_of(ground, plant, members))
        steps = np.arange(len(who)) + ground.rng.normal(0, 0.15, len(who))
        act(ground, plant, who, int(each), moment + np.abs(steps) * plant.delay / len(who), cause)


def copying(ground: Ground, plant: Plant, members: Ints, objects: int, cause: int) -> None:
    """One text, by each in its own name: word for word or, from every third, with a word changed."""
    for moment in ground.moments(objects):
        who = part_of(ground, plant, members)
        text = np.repeat(ground.said(members[:1]), len(who))
        changed = ground.rng.random(len(who)) < 1 / 3
        text = np.where(changed, words.altered(ground.rng, text), text)
        at = moment + ground.rng.random(len(who)) * plant.delay
        ground.sheet.add(at=milliseconds(at), account=who, words=text, cause=cause)


def act(ground: Ground, plant: Plant, who: Ints, target: int, at: Reals, cause: int) -> None:
    """Each of ``who`` acts on one object at its moment."""
    said = ground.said(who)
    if plant.trace == "repost":
        said = np.repeat(ground.sheet.column("words")[target], len(who))
    column = COLUMN.get(plant.trace, "link")
    values = {column: target}
    ground.sheet.add(at=milliseconds(at), account=who, words=said, cause=cause, **values)


KINDS: dict[str, Kind] = {"together": together, "staggered": staggered, "copying": copying}
