"""How is it said? Sober, with the count, what was expected, and no word about who is behind it."""

from __future__ import annotations

from aftershock.reaction.coordination.stream import Floats, Ints

# one thing, several things
THINGS = {
    "repost": ("post reposted", "posts reposted"),
    "link": ("link", "links"),
    "domain": ("site", "sites"),
    "hashtag": ("tag", "tags"),
    "hashtags": ("sequence of tags", "sequences of tags"),
    "reply": ("post answered", "posts answered"),
    "mention": ("account mentioned", "accounts mentioned"),
    "text": ("identical text", "identical texts"),
    "near": ("nearly identical text", "nearly identical texts"),
    "forward": ("source forwarded", "sources forwarded"),
    "quote": ("post quoted", "posts quoted"),
    "media": ("picture or film", "pictures or films"),
    "handle": ("handle in use", "handles in use"),
    "deletion": ("hour of deletions", "hours of deletions"),
}


def things(trace: str, count: int) -> str:
    """The objects of a trace in words: '3 links'."""
    one, several = THINGS.get(trace, ("object", "objects"))
    return f"{count} {one if count == 1 else several}"


def span(seconds: float) -> str:
    """A window in words: '60 s', '10 min', '1 h'."""
    if seconds >= 3600 and seconds % 3600 == 0:
        return f"{seconds / 3600:g} h"
    if seconds >= 120 and seconds % 60 == 0:
        return f"{seconds / 60:g} min"
    return f"{seconds:g} s"


def number(value: float) -> str:
    """An expected count: two digits that mean something, never 0.0 for what is small."""
    if value >= 10:
        return f"{value:.0f}"
    if value >= 0.1:
        return f"{value:.1f}"
    return "fewer than 0.1"


def edge_words(
    trace: str, objects: Ints, observed: Ints, window: Floats, crowd: Floats, choice: Floats
) -> list[str]:
    """One sentence an edge."""
    return [
        f"shared {things(trace, n)} within {span(w)}{_fewer(n, x)}; {number(c)} expected by the crowd's "
        f"timing, {number(a)} by the hour's activity"
        for n, x, w, c, a in zip(
            objects.tolist(), observed.tolist(), window.tolist(), crowd.tolist(), choice.tolist(), strict=True
        )
    ]


def _fewer(objects: int, observed: int) -> str:
    """Several tags of one post, or several posts of one source, are one occasion: said where it matters."""
    if observed == objects:
        return ""
    return f", counted as {observed} (one post, or one source, counts once)"


def group_words(
    size: int, owners: int, trace: str, window: float, observed: int, expected: float, triggers: int
) -> str:
    """One sentence a group."""
    kind = things(trace, 2).split(" ", 1)[1]
    once = f" ({owners} with those of one declared owner counted once)" if owners < size else ""
    return (
        f"{size} accounts{once} co-timed beyond the model of a crowd: three or more together within "
        f"{span(window)} on {observed} occasions ({kind}) in the half of the time that did not form the "
        f"group, {number(expected)} expected; {triggers} distinct triggers in all. Who arranged it, if "
        "anybody, cannot be told from times"
    )


def audience_words(
    size: int, followed: int, window: float, whole: tuple[int, float], left: tuple[int, float, float]
) -> str:
    """What is said of a group that an audience explains.

    ``whole``: occasions and those expected; ``left``: the same without the sources that it follows, and q.
    """
    channels = "one source" if followed == 1 else f"{followed} sources"
    return (
        f"Audience or coordinated: cannot be told. {size} accounts pass on what {channels} post, again and "
        f"again: three or more within {span(window)} on {whole[0]} occasions in the half of the time that "
        f"did not form the group, {number(whole[1])} expected; without these sources on {left[0]}, "
        f"{number(left[1])} expected (q {left[2]:.2g}). Whoever follows the same sources does so without "
        "having agreed: nothing here tells this group from an audience"
    )


def own_words(size: int, beside: int, window: float, observed: int, expected: float) -> str:
    """What is said of a group that its members' own delays tell from an audience."""
    channels = "one source" if beside == 1 else f"{beside} sources"
    return (
        f"{size} accounts of the audience of {channels} pass on what these post at moments of their own: two "
        f"of them within {span(window)} of each other {observed} times in the half of the time that did not "
        f"form the group, {number(expected)} expected if each waited as long as it does, whatever the others "
        "do. Neither an account that goes first nor the clock explains it. Who or what gives the moment, a "
        "person, a program or a message that only they get, cannot be told from times"
    )


def check_words(scrambles: int, edges: int, groups: int) -> str:
    """What the self-check says."""
    if not scrambles:
        return "no scrambled copy was searched: how often this search errs here is not known"
    copies = "1 scrambled copy" if scrambles == 1 else f"{scrambles} scrambled copies"
    return f"false edges on {copies}: {edges}; false groups: {groups}"
