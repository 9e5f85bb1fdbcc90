"""Was it coordinated? What was looked for, what was found beyond chance, what the same search finds where
there is nothing to find, and what cannot be told."""

from __future__ import annotations

from string import ascii_uppercase

from markupsafe import Markup

from aftershock.dossier.charts import network as chart
from aftershock.dossier.charts.svg import twice
from aftershock.dossier.listed import GROUPS, PAIRS, and_more, counted, cut, of_all
from aftershock.dossier.passage import Masking, inline
from aftershock.dossier.receipts import Cited, Register
from aftershock.dossier.shown import Capped, Coordination, Group, Met, Together
from aftershock.records import FieldReceipt, Receipt, Record

OBJECTS = 6  # shared objects that stand open beside a group; the others are folded
HOT, LABEL = 3, 60  # hot objects that one sentence names, and characters of such a name


class Shared(Record, frozen=True, kw_only=True):
    """An object that a group's members shared."""

    trace: str
    label: Markup
    members: int
    within: str
    posts: str
    times: tuple[tuple[str, Cited], ...]


class Row(Record, frozen=True, kw_only=True):
    """A group in the table."""

    name: str
    words: Markup
    members: int
    joined: int
    observed: int
    expected: str
    q: str
    traces: str
    objects: tuple[Shared, ...]
    more: tuple[Shared, ...]
    cut: str
    cites: tuple[Cited, ...]


class Pair(Record, frozen=True, kw_only=True):
    """Two accounts in the table of pairs, under the masks of the picture."""

    ends: str
    trace: str
    within: str
    observed: int
    expected: str
    q: str
    meetings: str
    cites: tuple[Cited, ...]


class Joint(Record, frozen=True, kw_only=True):
    """Coordination, ready to be shown."""

    sentence: str = ""
    found: bool = False
    brief: str = ""
    check: str = ""
    check_fails: bool = False
    pictures: tuple[Markup, ...] = ()
    rows: tuple[Row, ...] = ()
    ties: tuple[tuple[str, str, str], ...] = ()
    pairs: tuple[Pair, ...] = ()
    pairs_cut: str = ""
    edges: int = 0
    caps: tuple[tuple[str, Markup, str, str], ...] = ()
    note: str = ""
    cannot: str = ""


def joint(found: Coordination | None, register: Register) -> Joint:
    """The section on coordination."""
    if found is None:
        return Joint(cannot="Whether accounts acted together was not looked at in this case.")
    if found.cannot:
        return Joint(cannot=found.cannot, note=_note(found))
    names = [f"Group {_letter(place)}" for place in range(len(found.groups))]
    labels = [
        (
            f"{name} · {group.members + group.joined}",
            f"audience or not: {counted(group.followed, 'source')}"
            if group.followed
            else f"{group.observed} seen, {_few(group.expected)} expected",
        )
        for name, group in zip(names, found.groups, strict=True)
    ]
    return Joint(
        sentence=_sentence(found),
        found=any(not group.followed for group in found.groups),
        brief=" ".join(each for each in (_bound(found), hot(found, register.masking)) if each),
        check=checked(found),
        check_fails=_fails(found),
        pictures=twice("network", lambda name, width: chart.draw(name, found, labels, width))
        if found.groups and found.nodes
        else (),
        rows=tuple(_row(name, group, register) for name, group in zip(names, found.groups, strict=True)),
        ties=_ties(found, names),
        pairs=tuple(_pair(met, found, names, register) for met in found.met),
        pairs_cut=cut(
            [of_all(len(found.met), found.edges, "pairs")], which="The least likely are listed", rest=PAIRS
        ),
        edges=found.edges,
        caps=tuple(
            (cap.trace, inline(cap.label, register.masking), f"{cap.actions:,}", _compared(cap))
            for cap in found.caps
        ),
        note=_note(found),
    )


def _fails(found: Coordination) -> bool:
    """Whether chance gives more pairs, on each copy, than the level allows beside what was found here."""
    check = found.scrambled
    return check is not None and check.edges > check.copies * max(found.level * found.edges, 1.0)


def _letter(place: int) -> str:
    first, last = divmod(place, 26)
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]


def _few(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:,.0f}"


def _q(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.2g}"


def _sentence(found: Coordination) -> str:
    looked = (
        f"{counted(found.actions, 'action')} by {counted(found.accounts, 'account')} were compared"
        + (f" over {', '.join(found.traces)}" if found.traces else "")
        + (f", within {found.windows}" if found.windows else "")
        + "."
        + _owners(found)
    )
    stand = [group for group in found.groups if not group.followed]
    looked = f"{looked}{_audiences(len(found.groups) - len(stand))}"
    if not stand:
        return f"Nothing was found beyond what chance and the crowd give. {looked}"
    members = sum(group.members + group.joined for group in stand)
    groups = counted(len(stand), "group")
    return (
        f"{groups}, {counted(members, 'account')} in all, acted at the same time on the same objects more "
        f"often than chance and the crowd give (q ≤ {found.level:g} for each). {looked} That is timing "
        "beyond a model, not intent, and not who somebody is."
    )


def _audiences(groups: int) -> str:
    """What is said of groups that an audience explains."""
    if not groups:
        return ""
    return (
        f" {counted(groups, 'further group')} passed on the same sources together: audience or "
        "coordinated, cannot be told."
    )


def _owners(found: Coordination) -> str:
    if not found.owned_accounts:
        return ""
    return (
        f" {counted(found.owned_accounts, 'account')} share a declared owner with another: that these act "
        f"alike is no finding ({counted(found.owned_pairs, 'pair')} left out), and an owner counts once in "
        "a group."
    )


def _bound(found: Coordination) -> str:
    s = found.scrambled
    return (
        f"By its self-check up to {_few(s.edges_most)} false pairs and {_few(s.groups_most)} false groups "
        "cannot be ruled out."
        if s
        else "It was not checked on scrambled copies."
    )


def hot(found: Coordination, masking: Masking | None = None) -> str:
    """Which objects were so hot that only a part of their pairs was compared, in one sentence."""
    if not found.caps:
        return ""
    named = [
        f"{cap.trace} {_label(cap.label, masking)} ({counted(cap.actions, 'action')}, {_part(cap)})"
        for cap in sorted(found.caps, key=lambda cap: -cap.actions)
    ]
    objects = counted(len(named), "hot object")
    return f"Of {objects} only a part of the pairs was compared: {and_more(named, HOT)}."


def _label(label: str, masking: Masking | None) -> str:
    said = inline(label, masking).striptags() if masking else label
    return said if len(said) <= LABEL else f"{said[: LABEL - 1]}…"


def _part(cap: Capped) -> str:
    share = f"among {100 * cap.share:.0f} % of the accounts" if cap.share < 1 else ""
    return ", ".join(each for each in (f"within {cap.window}" if cap.window else "", share) if each)


def _compared(cap: Capped) -> str:
    """Which part of a hot object's pairs was looked at, and of how many."""
    part = _part(cap)
    if not cap.pairs:
        return part
    return f"{part}; the rest of {cap.pairs:,} pairs of posts within the widest window was left out"


def checked(found: Coordination) -> str:
    """What the self-check says, and what its copies cannot rule out."""
    s = found.scrambled
    if s is None:
        return (
            "The self-check was not run: how many of such findings chance alone would give is not known here."
        )
    stand = sum(not group.followed for group in found.groups)
    copies = counted(s.copies, "copy", "copies")
    return (
        f"Self-check: on {copies} of these posts with the accounts dealt out anew, so that nothing can be "
        f"coordinated, the same search finds {counted(s.edges, 'pair')} and {counted(s.groups, 'group')} "
        f"(here: {counted(found.edges, 'pair')}, {counted(stand, 'group')}). By {copies} a mean of up to "
        f"{_few(s.edges_most)} false pairs and {_few(s.groups_most)} false groups "
        "a copy cannot be ruled out (95 %)."
    )


def _row(name: str, group: Group, register: Register) -> Row:
    objects = tuple(_shared(each, register) for each in group.objects)
    return Row(
        name=name,
        words=inline(group.words, register.masking) if group.words else Markup(""),
        members=group.members,
        joined=group.joined,
        observed=group.observed,
        expected=_few(group.expected),
        q=_q(group.q),
        traces=", ".join(group.traces),
        objects=objects[:OBJECTS],
        more=objects[OBJECTS:],
        cut=group_cut(group),
        cites=register.cite_all(group.receipts) if not objects else (),
    )


def group_cut(group: Group) -> str:
    """Which part of a group's objects and posts is listed, and where all are."""
    posts = len({receipt for each in group.objects for receipt in each.receipts})
    parts = (of_all(len(group.objects), group.shared, "objects"), of_all(posts, group.posts, "posts"))
    return cut(parts, which="Listed, what most members shared first", rest=GROUPS)


def _pair(met: Met, found: Coordination, names: list[str], register: Register) -> Pair:
    ends = [
        _mask(found, names, place) if place is not None else "one in no group"
        for place in (met.one, met.other)
    ]
    return Pair(
        ends=" with ".join(ends) if met.one is not None or met.other is not None else "two in no group",
        trace=met.trace,
        within=met.within,
        observed=met.observed,
        expected=_few(met.expected),
        q=_q(met.q),
        meetings=of_all(met.listed, met.meetings, "meetings") or counted(met.meetings, "meeting"),
        cites=register.cite_all(met.receipts),
    )


def _shared(each: Together, register: Register) -> Shared:
    return Shared(
        trace=each.trace,
        label=inline(each.label, register.masking),
        members=each.members,
        within=each.within,
        posts=of_all(len(each.receipts), each.posts, "posts") or counted(len(each.receipts), "post"),
        times=tuple((_time(receipt), register.cite(receipt)) for receipt in each.receipts),
    )


def _time(receipt: Receipt | FieldReceipt) -> str:
    """When a post was written, to the second; nothing where the receipt shows something else of it."""
    if isinstance(receipt, Receipt) or receipt.field != "created_at":
        return ""
    return receipt.value[:19].replace("T", " ")


def _ties(found: Coordination, names: list[str]) -> tuple[tuple[str, str, str], ...]:
    """The picture's edges in words: (one, other, weight), masks only, the strongest first."""

    strongest = sorted(found.ties, key=lambda tie: (-tie.weight, tie.one, tie.other))
    return tuple(
        (_mask(found, names, tie.one), _mask(found, names, tie.other), f"{tie.weight:g}") for tie in strongest
    )


def _mask(found: Coordination, names: list[str], place: int) -> str:
    node = found.nodes[place]
    return f"{names[node.group].removeprefix('Group ')} {node.mask}" if node.group >= 0 else node.mask


def _note(found: Coordination) -> str:
    parts = [f"{counted(found.tested, 'group')} tested"] if found.tested else []
    parts += [
        each for each in (found.completeness and f"collection: {found.completeness}", found.method) if each
    ]
    return "; ".join(parts)
