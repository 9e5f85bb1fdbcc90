"""KEPT BACK: crowds and groups that whoever writes or tunes the detector does not read. See README.md here.

The package does not know these kinds; they are handed to `simulate.stream.make` by `measure.py` alone.
"""

from __future__ import annotations

import numpy as np

from aftershock.reaction.simulate.crowds import Kind, followers, named, taking_part
from aftershock.reaction.simulate.ground import Ground, milliseconds
from aftershock.reaction.simulate.plan import Crowd, Plant
from aftershock.reaction.simulate.plants import Kind as PlantKind
from aftershock.reaction.simulate.plants import part_of
from aftershock.reaction.simulate.sheet import Ints


def petition(ground: Ground, crowd: Crowd, number: int) -> None:
    """A page with a button that writes the post: the same words, the same tag, the same link, for hours."""
    accounts = followers(ground, crowd)
    cause = named(ground, crowd, number, accounts)
    for moment in ground.moments(crowd.stimuli, margin=12_000):
        link, tag = ground.new_links(1)[0], ground.new_tags(1)[0]
        prepared = ground.said(accounts[:1])[0]
        who = taking_part(ground, crowd, accounts)
        own = ground.rng.random(len(who)) < 0.2  # some write words of their own
        at = moment + ground.soon(len(who), 15 * crowd.within, 1.2)
        words = np.where(own, ground.said(who), prepared)
        ground.sheet.add(at=milliseconds(at), account=who, words=words, link=link, tag=tag, cause=cause)


def outage(ground: Ground, crowd: Crowd, number: int) -> None:
    """The service was down; when it is back, what was waiting in people's programs goes out in seconds."""
    accounts = followers(ground, crowd)
    cause = named(ground, crowd, number, accounts)
    tags = ground.new_tags(3)  # the days' topics, on everybody's mind
    for moment in ground.moments(crowd.stimuli):
        who = taking_part(ground, crowd, accounts)
        at = moment + ground.rng.exponential(crowd.within / 4, len(who))
        tag = np.where(ground.rng.random(len(who)) < 0.5, ground.rng.choice(tags, len(who)), -1)
        ground.sheet.add(at=milliseconds(at), account=who, words=ground.said(who), tag=tag, cause=cause)


def newsroom(ground: Ground, crowd: Crowd, number: int) -> None:
    """Colleagues of one house: several repost each of the house's posts, some minutes later."""
    accounts = followers(ground, crowd)[: max(3, crowd.followers // 15)]
    house, staff = accounts[-1:], accounts[:-1]
    cause = named(ground, crowd, number, staff)
    for moment in ground.moments(3 * crowd.stimuli):
        said = ground.said(house)
        root = ground.sheet.add(at=milliseconds(np.array([moment])), account=house, words=said, cause=cause)
        who = staff[ground.rng.random(len(staff)) < 0.35]
        at = moment + 20 + ground.soon(len(who), 6 * crowd.within, 1.1)
        ground.sheet.add(at=milliseconds(at), account=who, words=said, repost=root[0], cause=cause)


def quiz(ground: Ground, crowd: Crowd, number: int) -> None:
    """A host asks every two minutes and the same players answer at once, with the tag of the evening."""
    accounts = followers(ground, crowd)
    host, players = accounts[-1:], accounts[:-1]
    cause = named(ground, crowd, number, players)
    for evening in ground.moments(max(1, crowd.stimuli // 4), margin=4000):
        tag = ground.new_tags(1)[0]
        here = taking_part(ground, crowd, players)
        for question in range(15):
            asked = evening + 120 * question
            root = ground.sheet.add(
                at=milliseconds(np.array([asked])),
                account=host,
                words=ground.said(host),
                tag=tag,
                cause=cause,
            )
            who = here[ground.rng.random(len(here)) < 0.4]
            at = asked + 4 + ground.soon(len(who), 20.0, 0.6)
            words = ground.said(who)
            ground.sheet.add(
                at=milliseconds(at), account=who, words=words, tag=tag, reply=root[0], cause=cause
            )


def relay(ground: Ground, plant: Plant, members: Ints, objects: int, cause: int) -> None:
    """Each passes it on to the next: always the same chain, a few minutes from one to the next."""
    chain = ground.rng.permutation(members)
    links = ground.new_links(objects)
    for link, moment in zip(links, ground.moments(objects, margin=7200), strict=True):
        here = np.isin(chain, part_of(ground, plant, members))
        who = chain[here]
        at = moment + np.cumsum(ground.soon(len(who), plant.delay, 0.4))
        ground.sheet.add(at=milliseconds(at), account=who, words=ground.said(who), link=link, cause=cause)


def changing(ground: Ground, plant: Plant, members: Ints, objects: int, cause: int) -> None:
    """Each campaign by another trace, a link, a tag, a repost: no trace holds much of it."""
    for number, moment in enumerate(ground.moments(objects)):
        who = part_of(ground, plant, members)
        at = milliseconds(moment + ground.rng.random(len(who)) * plant.delay)
        words = ground.said(who)
        if number % 3 == 0:
            link = ground.new_links(1)[0]
            ground.sheet.add(at=at, account=who, words=words, link=link, cause=cause)
        elif number % 3 == 1:
            tag = ground.new_tags(1)[0]
            ground.sheet.add(at=at, account=who, words=words, tag=tag, cause=cause)
        else:
            author = ground.picker.of_platform(ground.rng, ground.people.platform[members[:1]])
            root = ground.sheet.add(
                at=milliseconds(np.array([moment - 600.0])),
                account=author,
                words=ground.said(author),
                cause=0,
            )
            said = ground.sheet.column("words")[root]
            ground.sheet.add(at=at, account=who, words=said, repost=root[0], cause=cause)


CROWDS: dict[str, Kind] = {"petition": petition, "outage": outage, "newsroom": newsroom, "quiz": quiz}
PLANTS: dict[str, PlantKind] = {"relay": relay, "changing": changing}
ORGANIC = (
    Crowd(kind="petition", sources=3, followers=400, stimuli=4, within=120, share=0.3),
    Crowd(kind="outage", sources=1, followers=800, stimuli=5, within=40, share=0.4),
    Crowd(kind="newsroom", sources=4, followers=300, stimuli=10, within=60),
    Crowd(kind="quiz", sources=2, followers=200, stimuli=12, within=20, share=0.5),
)
PLANTED = (
    Plant(kind="relay", name="relay", groups=4, members=(8, 20), objects=(12, 30), delay=90, trace="link"),
    Plant(kind="changing", name="changing", groups=4, members=(8, 20), objects=(15, 40), delay=40),
)
