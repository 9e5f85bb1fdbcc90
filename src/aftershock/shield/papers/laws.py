"""Which duty of which law binds which host? A table, and the size profile that it is read with.

It is an aid for drafting, not advice: whether a service is a platform, a small enterprise or offers its
services in the Union is for a person to say. Texts of the laws: Regulation (EU) 2022/2065 of 19 October 2022
and Regulation (EU) 2021/784 of 29 April 2021; docs/shield-law.md says what was looked up and what was not.
"""

from __future__ import annotations

from typing import Literal

from aftershock.records import Record
from aftershock.shield.papers.database import COUNTRIES

Kind = Literal["hosting", "platform", "very-large"]
Group = Literal["hosting", "not-small", "platform-not-small", "platform", "very-large", "public-hosting"]

# The 27 member states of the Union; the database's list has the whole European Economic Area.
MEMBER_STATES = COUNTRIES - {"IS", "LI", "NO"}


class Law(Record, frozen=True, kw_only=True):
    """A law's text: ``short`` as people call it, ``dated`` the day of the act, ``applies`` since when."""

    short: str
    name: str
    dated: str
    applies: str

    def __str__(self) -> str:
        return f"{self.name} of {self.dated} ({self.short}, applies since {self.applies})"


DSA = Law(short="DSA", name="Regulation (EU) 2022/2065", dated="2022-10-19", applies="2024-02-17")
TCO = Law(short="TCO", name="Regulation (EU) 2021/784", dated="2021-04-29", applies="2022-06-07")


class Duty(Record, frozen=True, kw_only=True):
    """One duty: where it stands, what it asks for, and which group of hosts it binds."""

    law: Law
    article: str
    title: str
    group: Group

    @property
    def place(self) -> str:
        """As it is cited: ``DSA Art. 17``."""
        return f"{self.law.short} Art. {self.article}"


def _duty(law: Law, article: str, title: str, group: Group) -> Duty:
    return Duty(law=law, article=article, title=title, group=group)


DUTIES: dict[str, Duty] = {
    each.place: each
    for each in (
        _duty(DSA, "15", "yearly transparency report", "not-small"),
        _duty(DSA, "16", "notices of illegal content, and their decision", "hosting"),
        _duty(DSA, "17", "statement of reasons to the user", "hosting"),
        _duty(DSA, "18", "suspicion of a threat to life or safety", "hosting"),
        _duty(DSA, "20", "internal complaints", "platform-not-small"),
        _duty(DSA, "21", "out-of-court dispute settlement", "platform-not-small"),
        _duty(DSA, "22", "trusted flaggers first", "platform-not-small"),
        _duty(DSA, "23", "suspension for misuse", "platform-not-small"),
        _duty(DSA, "24(1)", "disputes and suspensions in the report", "platform-not-small"),
        _duty(DSA, "24(3)", "number of users, on request", "platform"),
        _duty(DSA, "24(5)", "statements to the transparency database", "platform-not-small"),
        _duty(DSA, "42", "reports every six months", "very-large"),
        _duty(TCO, "3", "removal orders within one hour", "public-hosting"),
        _duty(TCO, "4", "scrutiny of orders from another member state", "public-hosting"),
        _duty(TCO, "5", "specific measures, for hosts found to be exposed", "public-hosting"),
        _duty(TCO, "6", "keeping what was removed for six months", "public-hosting"),
        _duty(TCO, "7", "yearly report of a year with measures or orders", "public-hosting"),
        _duty(TCO, "10", "complaints within two weeks", "public-hosting"),
        _duty(TCO, "11", "telling the content provider", "public-hosting"),
        _duty(TCO, "14(5)", "terrorist content with an imminent threat to life", "public-hosting"),
        _duty(TCO, "15", "contact point for removal orders", "public-hosting"),
    )
}


class Host(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The size profile, as a person of the platform declares it.

    ``small``: a micro or small enterprise (Recommendation 2003/361/EC). ``small_until``: the day on which
    that status was lost; for twelve months after it DSA Art. 19(1) still excludes. ``member_state``: of the
    main establishment or legal representative. ``public``: content reaches the public; ``in_union``: services
    are offered in the Union. ``languages``: those in which removal orders may be sent to it (TCO Art. 15(2)).
    ``complaints``, ``terms``, ``settlement`` are addresses that users are told.
    """

    name: str
    kind: Kind = "platform"
    small: bool = False
    small_until: str = ""
    member_state: str = ""
    public: bool = True
    in_union: bool = True
    languages: tuple[str, ...] = ("en",)
    contact: str = ""
    complaints: str = ""
    terms: str = ""
    settlement: str = ""


class Binding(Record, frozen=True, kw_only=True):
    """Whether a duty binds a host, and why; both for a person to check."""

    duty: Duty
    binds: bool
    why: str


def bound(place: str, host: Host, *, on: str) -> Binding:
    """Whether the duty at ``place`` (a key of ``DUTIES``) binds a host on a day (``YYYY-MM-DD``)."""
    duty = DUTIES[place]
    excluded = _small(host, on, grace=place.startswith("DSA") and duty.group == "platform-not-small")
    if not host.in_union:
        return Binding(duty=duty, binds=False, why="no services are offered in the Union")
    match duty.group:
        case "hosting":
            return Binding(duty=duty, binds=True, why="binds every hosting service, whatever its size")
        case "public-hosting":
            why = "binds every host whose content reaches the public, whatever its size"
            return Binding(
                duty=duty, binds=host.public, why=why if host.public else "nothing reaches the public"
            )
        case "very-large":
            very = host.kind == "very-large"
            return Binding(
                duty=duty, binds=very, why="binds very large platforms that were designated, no other"
            )
        case "not-small":
            return _unless_small(duty, excluded, "DSA Art. 15(2)")
        case "platform":
            yes = host.kind != "hosting"
            return Binding(duty=duty, binds=yes, why="binds platforms, small ones too (DSA Art. 19(1))")
        case _:
            if host.kind == "hosting":
                why = "binds platforms only: services that spread what users give them to the public"
                return Binding(duty=duty, binds=False, why=why)
            return _unless_small(duty, excluded, "DSA Art. 19(1)")


def _unless_small(duty: Duty, excluded: str, article: str) -> Binding:
    if excluded:
        return Binding(duty=duty, binds=False, why=f"{excluded} ({article})")
    return Binding(duty=duty, binds=True, why="neither a micro nor a small enterprise, or very large")


def _small(host: Host, on: str, *, grace: bool) -> str:
    """Why size excludes, or an empty string; very large platforms are never excluded."""
    if host.kind == "very-large":
        return ""
    if host.small:
        return "a micro or small enterprise"
    if grace and host.small_until and on < _year_later(host.small_until):
        return "lost the status of a small enterprise less than twelve months ago"
    return ""


def _year_later(day: str) -> str:
    return f"{int(day[:4]) + 1:04}{day[4:10]}"
