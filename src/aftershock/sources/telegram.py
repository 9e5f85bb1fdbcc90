"""What does an export of Telegram Desktop (``result.json``) hold, and whose is it?

Public channels and groups are read. Private chats are refused unless somebody gives a reason: what was said
in private is not published. The export is often not valid JSON; it is repaired where it breaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aftershock.records import Capture, Channel, Media, Post, Record, Reject
from aftershock.sources import marks
from aftershock.sources.head import Head, peek
from aftershock.sources.json_shape import shape_of
from aftershock.sources.json_stream import JsonBroken, Window
from aftershock.sources.posts import string
from aftershock.sources.raw import Found, refused
from aftershock.sources.source import Source, never_silent
from aftershock.sources.times import TzSource, utc

# Open to everyone. Everything else (also kinds that are added later) counts as private.
PUBLIC = frozenset(("public_channel", "public_supergroup"))
# The lists of chats in the export of a whole account.
CHAT_LISTS = ("chats", "left_chats")
# What the exporter writes in place of a file that it left out begins with a bracket and a capital.
_NOTICE = re.compile(r"^\(.*\)$", re.DOTALL)
# A control character, written as C would, after an even number of backslashes.
_CONTROL = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_DOCUMENT = re.compile(
    r'("document_id"[ \t]*:[ \t]*)([^\s"\[{][^\r\n]{0,1000}?)(?=[ \t]*(?:,?[ \t]*\r?\n|,[ \t]*"|\}))'
)
_PLAIN_VALUE = re.compile(r"-?\d+|null|true|false")
_STEP = "Look at this message in the export; the others were read"
_AGAIN_STEP = "Everything before it was read. Export the chat again"
_PRIVATE_STEP = "Nothing to do. To read it all the same, its owner's consent or another reason must be stated"

Object = dict[str, Any]


class Chat(Record, frozen=True, kw_only=True):
    """What stands before a chat's messages."""

    name: str | None = None
    type: str | None = None
    id: str | None = None


def repair(text: str) -> str:
    r"""The two known faults mended: ``\x01`` inside strings, and a ``document_id`` without quotes.

    An escaped backslash before an ``x`` (``C:\\xAB``) is no fault and stays. Repairing twice changes nothing.
    """
    text = _CONTROL.sub(r"\1\\u00\2", text)
    return _DOCUMENT.sub(_quoted, text) if '"document_id"' in text else text


def _quoted(found: re.Match[str]) -> str:
    value = found[2]
    return found[0] if _PLAIN_VALUE.fullmatch(value) else found[1] + json.dumps(value, ensure_ascii=False)


def matches(head: Head) -> bool:
    """Whether the file is an export of one chat or of an account."""
    shape = shape_of(head, repair=repair)
    if shape is None or shape.kind != "object":
        return False
    keys, inner = set(shape.keys), set(shape.inner)
    if "messages" in keys:
        chat = {"name", "type", "id"} <= keys
        message = {"id", "type", "date"} <= inner and bool(inner & {"text", "actor", "date_unixtime", "from"})
        return message or (chat and not inner)
    return bool(keys & set(CHAT_LISTS)) or {"about", "personal_information"} <= keys


def read(original: Path, capture: Capture, *, reason: str | None = None) -> Iterator[Found]:
    """The posts of each public chat (locator: a JSON pointer), then its channel.

    With a ``reason`` private chats are read too; it stands in their channel's ``role_why``.
    """
    head = peek(original, capture.source)
    with original.open(encoding=head.encoding, errors="replace", newline="") as file:
        window = Window(file, repair=repair)
        export = Export(original, head.encoding, capture, reason)
        try:
            yield from export.chat_or_account(window)
        except JsonBroken as error:
            yield export.reject(error.line, error.cause, _AGAIN_STEP)
        if window.repaired:
            yield export.reject(
                0,
                "not valid JSON as it was exported; mended where it broke",
                "Nothing to do; it was read",
            )


class Export:
    """One export while it is read."""

    def __init__(self, original: Path, encoding: str, capture: Capture, reason: str | None) -> None:
        self.original, self.encoding, self.capture, self.reason = original, encoding, capture, reason
        self._chats: dict[str, Chat] | None = None

    def reject(self, line: int, cause: str, next_step: str) -> Reject:
        return refused(self.capture, cause, next_step, line)

    def chat_or_account(self, window: Window) -> Iterator[Found]:
        """Reads the object at hand: one chat, or an account whose chats stand in lists."""
        said: Object = {}
        for key in window.members():
            if key == "messages":
                yield from self._chat(window, said, "")
            elif key in CHAT_LISTS and window.peek() == "{":
                for inner in window.members():
                    if inner == "list" and window.peek() == "[":
                        for position in window.elements():
                            yield from self._listed(window, f"/{key}/list/{position}")
                    else:
                        window.value()
            else:
                said[key] = window.value()

    def _listed(self, window: Window, pointer: str) -> Iterator[Found]:
        said: Object = {}
        for key in window.members():
            if key == "messages":
                yield from self._chat(window, said, pointer)
            else:
                said[key] = window.value()

    def _chat(self, window: Window, said: Object, pointer: str) -> Iterator[Found]:
        chat = _chat_of(said)
        if chat.type is None or chat.id is None:  # written by a program that sorts keys: it stands behind
            chat = self._all_chats().get(pointer, chat)
        line = window.line
        if chat.type not in PUBLIC and not self.reason:
            count = sum(1 for _ in _values(window))
            yield self.reject(
                line,
                f"a private chat ({chat.type or 'of no known kind'}) of {count} messages is not read",
                _PRIVATE_STEP,
            )
            return
        yield from Messages(self, chat).read(window, pointer)

    def _all_chats(self) -> dict[str, Chat]:
        """What each chat says about itself, where that stands behind its messages: a reading of its own."""
        if self._chats is None:
            self._chats = {}
            with self.original.open(encoding=self.encoding, errors="replace", newline="") as file:
                try:
                    self._collect(Window(file, repair=repair), self._chats)
                except JsonBroken:
                    return self._chats  # the reading itself reports where it breaks
        return self._chats

    def _collect(self, window: Window, chats: dict[str, Chat]) -> None:
        def chat_at(pointer: str) -> None:
            said: Object = {}
            for key in window.members():
                if key == "messages":
                    for _ in _values(window):
                        pass
                elif key in CHAT_LISTS and not pointer and window.peek() == "{":
                    for inner in window.members():
                        if inner == "list" and window.peek() == "[":
                            for position in window.elements():
                                chat_at(f"/{key}/list/{position}")
                        else:
                            window.value()
                else:
                    said[key] = window.value()
            chats[pointer] = _chat_of(said)

        chat_at("")


def _values(window: Window) -> Iterator[object]:
    """The elements of an array that nobody needs, passed over; broken ones too."""
    for _ in window.elements():
        try:
            yield window.value()
        except JsonBroken:
            if not window.resume():
                raise
            yield None


def _chat_of(said: Object) -> Chat:
    return Chat(name=string(said.get("name")), type=string(said.get("type")), id=string(said.get("id")))


class Messages:
    """The messages of one chat while they are read: posts come out, the rest is counted."""

    def __init__(self, export: Export, chat: Chat) -> None:
        self.export, self.chat = export, chat
        self.services = self.edits = self.missing = self.timeless = self.first_timeless = 0
        self.last: int | None = None

    def read(self, window: Window, pointer: str) -> Iterator[Found]:
        begun = window.line
        for position in window.elements():
            line = window.line if window.peek() else 0
            try:
                value = window.value()
            except JsonBroken as error:
                if not window.resume():
                    yield self._channel()
                    raise
                yield self.export.reject(error.line, error.cause, _STEP)
                continue
            found = self._post(value, f"json={pointer}/messages/{position}", line)
            if found is not None:
                yield found
        yield from self._counted(begun)
        yield self._channel()

    def _counted(self, line: int) -> Iterator[Reject]:
        if self.services:
            yield self.export.reject(
                line,
                f"{self.services} service messages (joins, pins, calls, new titles) are not posts",
                "Nothing to do; they are counted only",
            )
        if self.timeless:
            cause = f"the time of {self.timeless} messages cannot be read; they are kept without it"
            yield self.export.reject(self.first_timeless, cause, "Export the chat again with a newer program")

    def _channel(self) -> Channel:
        chat = self.chat
        private = chat.type not in PUBLIC
        return Channel(
            platform="telegram",
            id=chat.id or chat.name or "unknown",
            names=(chat.name,) if chat.name else (),
            role_why=f"private, read because: {self.export.reason}" if private else None,
            id_gaps=self.missing,
            edits_seen=self.edits,
        )

    def _post(self, value: object, locator: str, line: int) -> Post | Reject | None:
        if not isinstance(value, dict) or not isinstance(value.get("id"), int):
            return self.export.reject(line, "not a message: it has no id", _STEP)
        number = value["id"]
        if self.last is not None and number > self.last:
            self.missing += number - self.last - 1
        self.last = number if self.last is None else max(self.last, number)
        if value.get("type", "message") != "message":
            self.services += 1
            return None
        post = post_of(value, self.chat, self.export.capture, locator)
        if post.edited_at:
            self.edits += 1
        if post.created_at is None:
            self.first_timeless = self.first_timeless or line
            self.timeless += 1
        if not post.text.strip() and not post.media and not post.forwarded_from:
            return self.export.reject(line, f"message {number} has neither text nor media", _STEP)
        return post


def post_of(message: Object, chat: Chat, capture: Capture, locator: str) -> Post:
    """A message as a post. Its exact time goes before the local time of whoever exported it."""
    text, entities = text_of(message.get("text")), _entities(message)
    created, source = _time(message, "date")
    edited = _time(message, "edited")[0] if "edited" in message else None
    name = string(message.get("from"))
    forwarded = string(message.get("forwarded_from")) or string(message.get("forwarded_from_id"))
    reply = string(message.get("reply_to_message_id"))
    elsewhere = string(message.get("reply_to_peer_id"))
    return Post(
        platform="telegram",
        channel_id=chat.id or chat.name or "unknown",
        post_id=str(message["id"]),
        author_id=string(message.get("from_id")),
        author_name=name,
        created_at=created,
        tz_source=source,
        edited_at=edited,
        text=text,
        links=_merged(_of(entities, "link"), _hrefs(entities), marks.links(text)),
        hashtags=_merged(_of(entities, "hashtag", "#"), marks.hashtags(text)),
        mentions=_merged(_of(entities, "mention", "@"), marks.mentions(text)),
        media=_media(message) if "photo" in message or "file" in message else (),
        reply_to=f"{elsewhere}/{reply}" if reply and elsewhere else reply,
        forwarded_from=forwarded,
        metrics=_reactions(message["reactions"]) if "reactions" in message else {},
        capture=capture.id,
        locator=locator,
    )


def text_of(value: object) -> str:
    """A message's text: one string, or a list of strings and marked pieces."""
    if isinstance(value, list):
        pieces = (piece.get("text") if isinstance(piece, dict) else piece for piece in value)
        value = "".join(piece for piece in pieces if isinstance(piece, str))
    return _kept(value) if isinstance(value, str) else ""


def _kept(text: str) -> str:
    """As `decoding.clean`, but without looking for mojibake: the exporter always writes UTF-8."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\0", "\ufffd")


def _time(message: Object, field: str) -> tuple[str | None, TzSource]:
    exact = message.get(f"{field}_unixtime")
    if exact and (found := utc(exact))[0] is not None:
        return found
    return utc(message.get(field))  # the exporter's local time, without a zone: assumed


def _entities(message: Object) -> list[Object]:
    """The marked pieces: old exports have them only in ``text``."""
    pieces: list[Object] = []
    for field in ("text", "text_entities"):
        value = message.get(field)
        if isinstance(value, list):
            # "plain" pieces mark nothing, and most pieces are plain.
            pieces += [piece for piece in value if isinstance(piece, dict) and piece.get("type") != "plain"]
    return pieces


def _of(entities: list[Object], kind: str, sign: str = "") -> tuple[str, ...]:
    if not entities:
        return ()
    return tuple(
        said.removeprefix(sign)
        for piece in entities
        if piece.get("type") == kind and (said := string(piece.get("text")))
    )


def _hrefs(entities: list[Object]) -> tuple[str, ...]:
    if not entities:
        return ()
    return tuple(
        said for piece in entities if piece.get("type") == "text_link" and (said := string(piece.get("href")))
    )


def _merged(*several: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for values in several for value in values)) if any(several) else ()


def _media(message: Object) -> tuple[Media, ...]:
    """Pictures and files that a message carries; a notice instead of a file is no address."""
    found = []
    for field, kind in (("photo", "photo"), ("file", "")):
        if said := string(message.get(field)):
            what = kind or string(message.get("media_type")) or string(message.get("mime_type")) or "file"
            found.append(Media(type=what, url=None if _NOTICE.match(said) else said))
    return tuple(found)


def _reactions(value: object) -> dict[str, int]:
    """Reactions as counts: one for each sign, and their sum."""
    counts: dict[str, int] = {}
    for reaction in value if isinstance(value, list) else ():
        if not isinstance(reaction, dict):
            continue
        count = reaction.get("count")
        sign = string(reaction.get("emoji")) or string(reaction.get("type")) or "unknown"
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 10**12:
            counts[f"reaction {sign}"] = counts.get(f"reaction {sign}", 0) + count
    return counts | {"reactions": sum(counts.values())} if counts else {}


source = Source(
    name="telegram", media_type="application/json", version="1", matches=matches, read=never_silent(read)
)
