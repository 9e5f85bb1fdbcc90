"""What is said anyway? Ordinary talk: sittings, tags of communities, shared links, reposts, replies."""

from __future__ import annotations

import numpy as np

from aftershock.reaction.simulate.ground import Cause, Ground, milliseconds
from aftershock.reaction.simulate.people import Reals
from aftershock.reaction.simulate.sheet import NONE, Ints

TAGS = 60  # of each community; a tenth as many are used by all
WITHIN = 240.0  # seconds between posts of one sitting, on average
# Reach follows a power law: a few posts are seen by very many. The exponent of the tail of cascade sizes.
TAIL = 1.15
LARGEST = 0.02  # of the accounts, that one post or link reaches


def fill(ground: Ground, posts: int) -> None:
    """Adds ``posts`` rows of ordinary talk to the sheet."""
    mix = ground.world.talk
    cause = ground.cause(Cause(kind="talk", name="ordinary talk"))
    reposts, replies = int(posts * mix.reposts), int(posts * mix.replies)
    quotes, shares = int(posts * mix.quotes), int(posts * mix.link_shares)
    own = max(1, posts - reposts - replies - quotes - shares)
    rows = _own_words(ground, own, cause)
    at = ground.sheet.column("at")[rows]
    account = ground.sheet.column("account")[rows].astype(np.int64)
    said = ground.sheet.column("words")[rows]
    tag = ground.sheet.column("tag")[rows]
    for count, column, median, copies in (
        (reposts, "repost", 1500.0, True),
        (replies, "reply", 900.0, False),
        (quotes, "quote", 2400.0, False),
    ):
        which, delay = _cascades(ground, count, len(rows), median)
        who = _near(ground, account[which])
        later = at[which] + milliseconds(delay)
        words = said[which] if copies else ground.said(who)
        tags = tag[which] if copies else NONE
        ground.sheet.add(at=later, account=who, words=words, tag=tags, cause=cause, **{column: rows[which]})
    _links(ground, shares, cause)


def _own_words(ground: Ground, count: int, cause: int) -> Ints:
    """Posts in sittings: an account writes a few, minutes apart, mostly on what its community talks about."""
    rng, mix = ground.rng, ground.world.talk
    sittings = max(1, round(count / mix.sessions))
    lengths = rng.geometric(1.0 / mix.sessions, sittings)
    first = np.repeat(np.arange(sittings), lengths)[:count]
    if len(first) < count:
        first = np.concatenate([first, rng.integers(0, sittings, count - len(first))])
    sitter = ground.picker.anybody(rng, sittings)
    begins = ground.when(sitter)
    gaps = rng.exponential(WITHIN, count)
    # the time since the sitting began: gaps summed within each sitting
    order = np.argsort(first, kind="stable")
    first = first[order]
    sums = np.cumsum(gaps)
    start = np.searchsorted(first, first, side="left")
    since = sums - sums[start]
    account = sitter[first]
    tagged = rng.random(count) < mix.with_tag
    tag = np.where(tagged, _tags(ground, account), NONE)
    second = np.where(tagged & (rng.random(count) < 0.3), _tags(ground, account), NONE)
    return ground.sheet.add(
        at=begins[first] + milliseconds(since),
        account=account,
        words=ground.said(account),
        tag=tag,
        tag2=np.where(second == tag, NONE, second),
        cause=cause,
    )


def _tags(ground: Ground, account: Ints) -> Ints:
    """A tag for each account: its community's, the frequent ones first, or one that everybody uses."""
    rng, communities = ground.rng, ground.world.communities
    if ground.tags == 0:
        ground.new_tags(TAGS * communities + TAGS)
    rank = (
        np.minimum(TAGS - 1, np.floor(np.exp(rng.random(len(account)) * np.log(TAGS)))).astype(np.int64) - 1
    )
    rank = np.maximum(rank, 0)
    common = rng.random(len(account)) < 0.15
    of_all, of_own = TAGS * communities + rank // 2, ground.people.community[account] * TAGS + rank
    chosen: Ints = np.where(common, of_all, of_own)
    return chosen


def _cascades(ground: Ground, count: int, roots: int, median: float) -> tuple[Ints, Reals]:
    """Which of ``roots`` things each of ``count`` reactions is to, and after how many seconds."""
    rng = ground.rng
    sizes = np.minimum(
        np.floor((1.0 - rng.random(max(16, count))) ** (-1.0 / TAIL)),
        max(2.0, LARGEST * ground.world.accounts),
    ).astype(np.int64)
    which = np.repeat(rng.integers(0, roots, len(sizes)), sizes)[:count]
    return which, ground.soon(len(which), median, 1.5)


def _near(ground: Ground, author: Ints) -> Ints:
    """Who reacts to somebody: mostly of the same community, always on the same platform."""
    rng, people = ground.rng, ground.people
    close = rng.random(len(author)) < ground.world.talk.own_community
    return np.where(
        close,
        ground.picker.of_community(rng, people.community[author]),
        ground.picker.of_platform(rng, people.platform[author]),
    )


def _links(ground: Ground, count: int, cause: int) -> None:
    """Links that are published at some moment and then shared, mostly by one community, some by very many."""
    if count == 0:
        return
    links = max(1, count // 4)
    which, delay = _cascades(ground, count, links, 2700.0)
    ids, born = ground.new_links(links), milliseconds(ground.moments(links))
    home = ground.picker.anybody(ground.rng, links)
    who = _near(ground, home[which])
    ground.sheet.add(
        at=born[which] + milliseconds(delay),
        account=who,
        words=ground.said(who),
        link=ids[which],
        tag=np.where(ground.rng.random(count) < 0.2, _tags(ground, who), NONE),
        cause=cause,
    )
