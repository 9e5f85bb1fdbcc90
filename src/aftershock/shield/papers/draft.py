"""What is a draft? A text for a person to check, with the law it follows and what the program did not know.

Nothing in this folder sends a paper. A draft says so itself, so that it cannot pass for something a person
has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from aftershock.records import Record
from aftershock.shield.ledger.times import seconds
from aftershock.shield.papers.laws import Binding, Host, bound

CHECK = "DRAFT, made by a program. A person must read, correct and release it before anybody relies on it."
OPEN = "not known"


class Draft(Record, frozen=True, kw_only=True):
    """A drafted text. ``to`` is whom it is for, ``missing`` what a person must fill in or look at first."""

    title: str
    binding: Binding
    to: str
    made_at: str
    text: str
    missing: tuple[str, ...] = ()

    def page(self) -> str:
        """The whole draft as plain text: what it is, after which law, what is open, the text."""
        duty = self.binding.duty
        head = [
            CHECK,
            f"{self.title} - after Art. {duty.article} of {duty.law}",
            f"Binding here: {'yes' if self.binding.binds else 'no'} - {self.binding.why}",
            f"For: {self.to}",
            f"Made: {self.made_at}",
        ]
        if self.missing:
            head += ["To check or fill in first:", *(f"- {each}" for each in self.missing)]
        return "\n".join([*head, "", self.text, ""])


def drafted(
    title: str,
    place: str,
    host: Host,
    *,
    to: str,
    at: str,
    lines: Sequence[str],
    missing: Sequence[str] = (),
) -> Draft:
    """A draft after the duty at ``place`` (``laws.DUTIES``) for a host, made at a moment."""
    return Draft(
        title=title, binding=bound(place, host, on=at[:10]), to=to, made_at=at,
        text="\n".join(lines), missing=tuple(dict.fromkeys(each for each in missing if each)),
    )  # fmt: skip


def moment(at: str) -> str:
    """A moment as people read it, in UTC: ``2026-11-22 02:10 UTC``; the words ``not known`` for none."""
    try:
        return datetime.fromtimestamp(seconds(at), UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError):
        return OPEN


def months_later(at: str, months: int) -> str:
    """The same day and time ``months`` later, or that month's last day; calendar months, as laws count."""
    read = datetime.fromtimestamp(seconds(at), UTC)
    count = read.month - 1 + months
    year, month = read.year + count // 12, count % 12 + 1
    for day in range(read.day, 27, -1):
        try:
            return read.replace(year=year, month=month, day=day).strftime("%Y-%m-%dT%H:%M:%SZ")
        except ValueError:  # that month has no such day
            continue
    return read.replace(year=year, month=month).strftime("%Y-%m-%dT%H:%M:%SZ")
