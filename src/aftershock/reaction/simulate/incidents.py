"""How do people react to an event? Posts after the first report, with tones, and what collecting loses."""

from __future__ import annotations

from typing import Any

import numpy as np

from aftershock.reaction.simulate.ground import Cause, Ground, milliseconds
from aftershock.reaction.simulate.plan import TONES, Incident
from aftershock.reaction.simulate.sheet import NONE, Ints

AFTER = 2 * 86400.0  # two days show the decay
REPOSTED, LINKED, TAGGED = 0.35, 0.2, 0.7  # shares of the reaction
LIFE_OF_DELETED = 3 * 3600.0


def span(incident: Incident) -> tuple[float, float]:
    """The stretch of time around an incident that is filled, in seconds."""
    at = incident.first_report.timestamp()
    return at - incident.days_before * 86400.0, at + AFTER


def fill(ground: Ground, incident: Incident) -> None:
    """Adds the reaction; its number of posts is drawn around ``size`` for each account that can be drawn."""
    rng, t0 = ground.rng, incident.first_report.timestamp()
    count = int(rng.poisson(incident.size * ground.picker.count))
    tag, links = int(ground.new_tags(1)[0]), ground.new_links(3)
    cause = ground.cause(Cause(kind="incident", name=incident.title))
    after = delays(rng, count, incident)
    who = ground.picker.anybody(rng, count)
    tone = rng.choice(len(TONES), count, p=np.array(incident.tones) / sum(incident.tones))
    own = rng.random(count) >= REPOSTED
    said = ground.said(who, tone)
    rows = ground.sheet.add(
        at=milliseconds(t0 + after[own]),
        account=who[own],
        words=said[own],
        tone=tone[own],
        tag=np.where(rng.random(int(own.sum())) < TAGGED, tag, NONE),
        link=np.where(rng.random(int(own.sum())) < LINKED, rng.choice(links, int(own.sum())), NONE),
        cause=cause,
    )
    _reposts(ground, rows, t0 + after[~own], cause)


def delays(rng: np.random.Generator, count: int, incident: Incident) -> Any:
    """Seconds after the first report: from ``onset``, by a Lomax law; half has come after ``half_life``."""
    room = (AFTER - 3600.0) / 60.0 - incident.onset
    most = 1.0 - 1.0 / (1.0 + room / incident.half_life)
    drawn = rng.random(count) * most
    return 60.0 * (incident.onset + incident.half_life * (1.0 / (1.0 - drawn) - 1.0))


def _reposts(ground: Ground, rows: Ints, at: Any, cause: int) -> None:
    """Reposts of the reaction's own posts: of one that was there, the early ones first."""
    if not len(rows) or not len(at):
        return
    rng = ground.rng
    when = ground.sheet.column("at")[rows]
    order = np.argsort(when, kind="stable")
    rows, when = rows[order], when[order]
    there = np.searchsorted(when, milliseconds(at))
    at, there = at[there > 0], there[there > 0]
    which = rows[np.floor(rng.random(len(at)) ** 2.5 * there).astype(np.int64)]
    author = ground.sheet.column("account")[which].astype(np.int64)
    who = ground.picker.of_platform(rng, ground.people.platform[author])
    copied = {name: ground.sheet.column(name)[which] for name in ("words", "tone", "tag", "link")}
    ground.sheet.add(at=milliseconds(at), account=who, repost=which, cause=cause, **copied)


def losses(rng: np.random.Generator, at: Ints, cause_of_all: Incident) -> tuple[Ints, Ints, Any]:
    """For the posts around an incident: when deleted, when observed (milliseconds, NONE), which are kept."""
    count = len(at)
    deleted = rng.random(count) < cause_of_all.deleted
    life = LIFE_OF_DELETED * np.exp(rng.normal(0.0, 1.2, count))
    gone = np.where(deleted, at + milliseconds(life) // 1000 * 1000, NONE)
    kept = rng.random(count) >= cause_of_all.lost
    if cause_of_all.collected_after is None:
        return gone, at + 60_000, kept
    collected = int((cause_of_all.first_report.timestamp() + cause_of_all.collected_after * 3600) * 1000)
    seen = np.maximum(at + 60_000, collected)
    missed = deleted & (gone < seen)
    return np.where(missed, NONE, gone), seen, kept & ~missed
