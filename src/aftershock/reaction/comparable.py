"""Were two events collected alike enough to be compared? If not, why?"""

from __future__ import annotations

from aftershock.reaction.windows import Window

# Panels that differ more than this in active accounts are different collections: a rate per account corrects
# for a platform that grew, not for another way of collecting.
PANELS = 3.0
# One event watched while it happened and another collected later differ by what was deleted in between.
LATE = 0.5
# A correction for more than this would be most of the number.
LOST = 0.5
# What one event is known to have lost is no matter below this where the other's loss is not known.
SMALL_LOSS = 0.1
# Times that state no zone are hours off: an event that has them is cut otherwise than one that has none.
ZONELESS = 0.5
HOURS = 12  # hours before with posts; with fewer on both sides the panel is small, and that is all


def incomparable(now: Window, past: Window) -> str | None:
    """Why two windows cannot be compared, or None where they can."""
    if past.after.posts + past.before.posts == 0:
        return "no posts were collected around it"
    if not past.before.accounts or not now.before.accounts:
        return "no accounts were active before one of the two"
    if past.after.platforms != now.after.platforms:
        here, there = now.after.platforms or "nothing", past.after.platforms or "nothing"
        return f"collected from {there}, now from {here}"
    if max(now.panel / past.panel, past.panel / now.panel) > PANELS:
        return f"{past.panel:.0f} accounts were active before it, {now.panel:.0f} now"
    hours = sorted((past.before.hours, now.before.hours))
    if hours[1] >= HOURS and hours[0] * 2 < hours[1]:
        return f"{past.before.hours} of the hours before it have posts, {now.before.hours} now"
    zoneless = (now.zoneless[0], past.zoneless[0])
    if abs(zoneless[0] - zoneless[1]) > ZONELESS:
        return f"{zoneless[1]:.0%} of the times around it state no zone, now {zoneless[0]:.0%}"
    return _unlike_losses(now, past)


def _unlike_losses(now: Window, past: Window) -> str | None:
    """Why what the two collections lost makes them incomparable."""
    known = [_lost(now), _lost(past)]
    for window, which in ((now, "this event"), (past, "it")):
        if (lost := max(window.before.gone, window.after.gone)) > LOST:
            return f"{lost:.0%} of the posts around {which} are missing by their ids"
    if None not in known:
        return None  # corrected for, however late
    if any(lost is not None and lost > SMALL_LOSS for lost in known):
        return "what was lost is known for one of the two alone"
    late = [0.0 if window.late is None else window.late for window in (now, past)]
    if abs(late[0] - late[1]) > LATE:
        return (
            f"{late[1]:.0%} of it was collected a day late or more, now {late[0]:.0%}: "
            "what was deleted by then is not known"
        )
    return None


def _lost(window: Window) -> float | None:
    known = [each.lost for each in (window.before, window.after) if each.posts]
    return None if not known or None in known else max(each for each in known if each is not None)
