"""Who acts alike without having agreed? Crowds that answer one thing, programs, and channels of one owner.

Nobody here is coordinated; a measurement that says so is wrong, or must say what it cannot tell apart
(`owner`: one hand, declared; `feed`: one source, many programs). Each kind is a function of the ground, the
crowd's sizes and the number of one source; `KINDS` is the list.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aftershock.reaction.simulate.ground import Cause, Ground, milliseconds
from aftershock.reaction.simulate.plan import Crowd
from aftershock.reaction.simulate.sheet import NONE, Ints

Kind = Callable[[Ground, Crowd, int], None]


def fill(ground: Ground, crowd: Crowd, kinds: dict[str, Kind] | None = None) -> None:
    """Adds every source of a crowd; raises KeyError where there is no such kind."""
    make = (kinds or KINDS)[crowd.kind]
    for number in range(crowd.sources):
        make(ground, crowd, number)


def followers(ground: Ground, crowd: Crowd) -> Ints:
    """Accounts of one platform that follow a source."""
    platform = int(ground.rng.integers(0, ground.people.platforms))
    return ground.picker.distinct(ground.rng, crowd.followers, ground.people, platform)


def named(ground: Ground, crowd: Crowd, number: int, accounts: Ints, *, owner: str | None = None) -> int:
    """The cause of a crowd's posts."""
    return ground.cause(
        Cause(
            kind=f"crowd:{crowd.kind}",
            name=f"{crowd.kind} {number + 1}",
            accounts=tuple(int(each) for each in accounts),
            objects=crowd.stimuli,
            owner=owner,
        )
    )


def taking_part(ground: Ground, crowd: Crowd, accounts: Ints) -> Ints:
    """Those of the followers who act this time."""
    return accounts[ground.rng.random(len(accounts)) < crowd.share]


def push(ground: Ground, crowd: Crowd, number: int) -> None:
    """A push message, a newsletter, a broadcast: the same followers share the same new link in minutes."""
    accounts = followers(ground, crowd)
    cause = named(ground, crowd, number, accounts)
    links = ground.new_links(crowd.stimuli)
    for link, moment in zip(links, ground.moments(crowd.stimuli), strict=True):
        who = taking_part(ground, crowd, accounts)
        at = moment + ground.soon(len(who), crowd.within)
        ground.sheet.add(at=milliseconds(at), account=who, words=ground.said(who), link=link, cause=cause)


def celebrity(ground: Ground, crowd: Crowd, number: int) -> None:
    """Somebody with many followers posts, and they repost at once."""
    accounts = followers(ground, crowd)
    star, accounts = accounts[-1:], accounts[:-1]
    cause = named(ground, crowd, number, accounts)
    for moment in ground.moments(crowd.stimuli):
        said = ground.said(star)
        root = ground.sheet.add(at=milliseconds(np.array([moment])), account=star, words=said, cause=cause)
        who = taking_part(ground, crowd, accounts)
        at = moment + 5 + ground.soon(len(who), crowd.within)
        ground.sheet.add(at=milliseconds(at), account=who, words=said, repost=root[0], cause=cause)


def programme(ground: Ground, crowd: Crowd, number: int) -> None:
    """A match, a show: for two hours a community writes with one tag, all at once when something happens."""
    accounts = followers(ground, crowd)
    cause = named(ground, crowd, number, accounts)
    tags = ground.new_tags(crowd.stimuli)
    for tag, begins in zip(tags, ground.moments(crowd.stimuli, margin=9000), strict=True):
        watching = taking_part(ground, crowd, accounts)
        for moment in begins + np.sort(ground.rng.random(12)) * 7200:  # a dozen goals, songs, turns
            who = watching[ground.rng.random(len(watching)) < 0.25]
            at = moment + ground.soon(len(who), crowd.within)
            ground.sheet.add(at=milliseconds(at), account=who, words=ground.said(who), tag=tag, cause=cause)


def autoposters(ground: Ground, crowd: Crowd, number: int) -> None:
    """A program that writes at fixed minutes with a tag that many programs use: weather, bus times."""
    accounts = followers(ground, crowd)[:1]
    cause = named(ground, crowd, number, accounts)
    start = ground.spans[0][0]
    hours = np.arange(0, int((ground.spans[-1][1] - start) // 3600))
    taken = np.sort(ground.rng.choice(hours, min(crowd.stimuli, len(hours)), replace=False))
    who = np.repeat(accounts, len(taken))
    at = start - start % 3600 + (taken + 1) * 3600 + ground.rng.integers(0, 4, len(taken))
    tag = ground.world.communities * 60 + 40 + number % 3  # of those that everybody may use
    ground.sheet.add(at=milliseconds(at), account=who, words=ground.said(who), tag=tag, cause=cause)


def feed(ground: Ground, crowd: Crowd, number: int) -> None:
    """Independent programs that pass on what one feed publishes, each as soon as it has looked."""
    accounts = followers(ground, crowd)
    cause = named(ground, crowd, number, accounts)
    links = ground.new_links(crowd.stimuli)
    every = ground.rng.choice(np.array([30, 60, 120, 300]), len(accounts))  # how often each looks
    phase = ground.rng.random(len(accounts)) * every
    for link, moment in zip(links, ground.moments(crowd.stimuli), strict=True):
        here = np.flatnonzero(ground.rng.random(len(accounts)) < crowd.share)
        wait = (phase[here] - moment) % every[here]
        at = moment + wait + ground.soon(len(here), 3.0, 0.5)
        who = accounts[here]
        said = ground.said(accounts[:1])  # the feed's own headline, word for word
        ground.sheet.add(at=milliseconds(at), account=who, words=said[0], link=link, cause=cause)


def owner(ground: Ground, crowd: Crowd, number: int) -> None:
    """Several channels of one declared owner, who posts the same to all of them within seconds."""
    accounts = followers(ground, crowd)
    cause = named(ground, crowd, number, accounts, owner=f"house-{number + 1}")
    for moment in ground.moments(crowd.stimuli):
        who = taking_part(ground, crowd, accounts)
        link = int(ground.new_links(1)[0]) if ground.rng.random() < 0.6 else NONE
        at = moment + ground.soon(len(who), crowd.within, 0.7)
        said = ground.said(accounts[:1])[0]
        ground.sheet.add(at=milliseconds(at), account=who, words=said, link=link, cause=cause)


def replies(ground: Ground, crowd: Crowd, number: int) -> None:
    """Many answer one visible post: a broadcaster's, an office's."""
    accounts = followers(ground, crowd)
    office, accounts = accounts[-1:], accounts[:-1]
    cause = named(ground, crowd, number, accounts)
    for moment in ground.moments(crowd.stimuli):
        said = ground.said(office)
        root = ground.sheet.add(at=milliseconds(np.array([moment])), account=office, words=said, cause=cause)
        who = taking_part(ground, crowd, accounts)
        at = moment + 5 + ground.soon(len(who), crowd.within)
        ground.sheet.add(
            at=milliseconds(at),
            account=who,
            words=ground.said(who),
            reply=root[0],
            mention=office[0],
            cause=cause,
        )


KINDS: dict[str, Kind] = {
    "push": push,
    "celebrity": celebrity,
    "programme": programme,
    "autoposters": autoposters,
    "feed": feed,
    "owner": owner,
    "replies": replies,
}
