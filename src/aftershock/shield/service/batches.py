"""Which posts of a batch can be taken? One that cannot has its fault in its place and no other goes along."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from aftershock.shield.service import wire
from aftershock.shield.service.wire import Asked, Fault

_T = TypeVar("_T")


class _Named(msgspec.Struct):
    """As much of a post as tells what it is about."""

    platform: str
    id: str


def read(body: bytes, most: int) -> Sequence[Asked | Fault]:
    """The posts of a request in their order, each by itself where not all can be read; past ``most`` none of
    them is looked into. Raises DecodeError where it is no batch at all.
    """
    try:
        return wire.many(body).posts
    except (msgspec.DecodeError, UnicodeDecodeError):
        posts = _frame(body)
        if posts is None:
            raise
    if len(posts) > most:
        return [Fault(error="more than one batch takes")] * len(posts)
    return [taken(each) for each in posts]


def taken(post: object) -> Asked | Fault:
    """A post as a mapping, as it can be checked."""
    try:
        asked = msgspec.convert(dict(post) if isinstance(post, Mapping) else post, Asked)
        wire.encode(asked)  # half a character can be neither sent nor kept
    except (msgspec.MsgspecError, UnicodeError, TypeError) as error:
        step = "See /v1/schema"
        return Fault(error=f"the post cannot be read: {error}", next_step=step, item=about(post))
    return asked


def in_place(posts: Sequence[Asked | Fault], answers: Sequence[_T]) -> list[_T | Fault]:
    """The answers on those posts that could be taken, and the faults, in the order of the posts."""
    left = iter(answers)
    return [each if isinstance(each, Fault) else next(left) for each in posts]


def about(post: object) -> str:
    """What something is about that may not be readable as a post (JSON, or what came of it); empty where it
    does not say.
    """
    try:
        if isinstance(post, bytes):
            found = msgspec.json.decode(post, type=_Named)
        else:
            found = msgspec.convert(dict(post) if isinstance(post, Mapping) else post, _Named)
        wire.encode(found)
    except (msgspec.MsgspecError, UnicodeError, TypeError):
        return ""
    return f"{found.platform}:{found.id}"[:701]


def _frame(body: bytes) -> list[object] | None:
    """The posts of a batch in which something cannot be read, broken characters and all; None where the whole
    is no batch.
    """
    try:
        found = json.loads(body.decode("utf-8", "surrogateescape"), parse_constant=str)
    except (ValueError, RecursionError):
        return None
    posts = found.get("posts") if isinstance(found, dict) and len(found) == 1 else None
    return posts if isinstance(posts, list) else None
