"""What does a page get and give? A request as it came and who made it; a reply with its headers."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl

from aftershock.errors import AftershockError

HTML = "text/html; charset=utf-8"
FIELDS = 60  # of a form


class Request(NamedTuple):
    """A request. ``path`` is without the ``mount``; of a field that came twice the last counts, but in
    ``many``.
    """

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    many: dict[str, list[str]]
    cookies: dict[str, str]
    headers: dict[str, str]
    mount: str = "/review"


class Reply(NamedTuple):
    """A reply; ``cookies`` are whole Set-Cookie lines, ``name`` that of a file to be kept."""

    status: int
    body: bytes
    kind: str = HTML
    place: str = ""
    cookies: tuple[str, ...] = ()
    name: str = ""


class Visit(NamedTuple):
    """A request by somebody: ``person`` is empty before signing in, ``token`` the session's.

    ``since`` is where in the log the session began; ``form`` the token that forms of this visit carry.
    """

    request: Request
    person: str = ""
    roles: tuple[str, ...] = ()
    token: str = ""
    since: int = 0
    began: str = ""
    form: str = ""
    unset: bool = False

    def said(self, name: str) -> str:
        """A field of the form, without spaces around it."""
        return self.request.form.get(name, "").strip()

    def number(self, name: str) -> int:
        """A field that is a whole number; raises Unfit."""
        said = self.said(name)
        if not said.isascii() or not said.isdigit() or len(said) > 15:
            raise Unfit(f"'{name}' is not a number")
        return int(said)


class Unfit(AftershockError):
    """The form is not filled in as it must be; nothing was done."""


class Turned(AftershockError):
    """Not for this person, not there, or not now; ``status`` says which."""

    def __init__(self, cause: str, status: int, next_step: str = "") -> None:
        super().__init__(cause, next_step=next_step)
        self.status = status


def request_of(method: str, path: str, query: bytes, headers: dict[str, str], body: bytes) -> Request:
    """A request in plain values; raises Turned (400, 415) for what cannot be read."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/x-www-form-urlencoded":
        raise Turned("not a form", 415)
    try:
        asked = parse_qsl(
            query.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS, errors="strict"
        )
        given = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS, errors="strict"
        )
    except ValueError as error:
        raise Turned("the request cannot be read", 400) from error
    many: dict[str, list[str]] = {}
    for name, value in given:
        many.setdefault(name, []).append(value)
    return Request(method, path, dict(asked), dict(given), many, _jar(headers.get("cookie", "")), headers)


def _jar(said: str) -> dict[str, str]:
    """The cookies; the first of a name counts, as browsers send the one of the longest path first."""
    found: dict[str, str] = {}
    for each in said.split(";"):
        name, _, value = each.strip().partition("=")
        found.setdefault(name, value)
    return found


def see(place: str, *, cookies: tuple[str, ...] = ()) -> Reply:
    """Go on elsewhere in these pages (303: with GET)."""
    return Reply(303, b"", place=place, cookies=cookies)
