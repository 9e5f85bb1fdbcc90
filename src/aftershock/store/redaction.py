"""What is left of an original when one account is taken out of it?

Its own records (in JSON, NDJSON, CSV) keep their number and time and lose everything else; its handle, its
ids and its posts' words are masked wherever else they stand: in quotes, mentions, embedded posts. The file
stays readable by the program that read it before. Where that cannot be made sure, nothing of it is left.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from aftershock.store import parquet

MASK = "[redacted]"
WITHHELD = b"[This original was purged from the case.]\n"
# A shorter post ("yes", "see you") is blotted out as a record of the account's own, not wherever others
# used the same words.
MIN_WORDS = 12  # code points
# A shorter id ("7") would mask numbers that have nothing to do with the account.
MIN_ID = 5
_AUTHOR = (
    "from", "from_id", "actor", "actor_id", "author", "author_id", "author_handle", "author_name",
    "author_username", "account", "account_id", "user", "user_id", "username", "user_name", "screen_name",
    "handle", "acct", "did", "channel", "channel_id", "name",
)  # fmt: skip
_AUTHOR_IDS = frozenset(_AUTHOR) - {"from", "author", "author_name", "user", "name", "account", "channel"}
_NAMES = ("from", "actor", "author", "author_name", "display_name", "name")
_WITHIN_AUTHOR = ("id", "id_str", "did", "handle", "username", "user_name", "screen_name", "acct")
_TEXT = ("text", "content", "body", "message", "full_text", "caption", "description")
_KEPT = frozenset((
    "id", "post_id", "message_id", "type", "date", "date_unixtime", "created_at", "timestamp",
    "unix_timestamp", "time", "published", "platform", "lang", "language",
))  # fmt: skip
# Two ways in which Telegram Desktop's exports are no valid JSON: control characters as `\x01` (after an even
# run of backslashes), and a bare word as a document's id.
_CONTROL = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9a-fA-F]{2})")
_UNQUOTED = re.compile(r'("document_id"\s*:\s*)([^"\s,}\]][^",}\]\n]*)')
_GAP = r"(?:\s|<[^<>]*>|&nbsp;|&#160;|\\[nrt])*"
_ESCAPED = {
    "&": r"(?:&amp;|&)", "<": r"(?:&lt;|<)", ">": r"(?:&gt;|>)", "/": r"\\?/",
    '"': r'(?:\\?"|&quot;|&#34;)', "'": r"(?:'|&#39;|&#x27;|&apos;)",
}  # fmt: skip


class Traces:
    """By what an account is known: handles and ids, and the words of its posts."""

    def __init__(self, account: str) -> None:
        self.handles = {plain(account)}
        self.texts: set[str] = set()
        self.names: set[str] = set()  # masked only where one is all that a field says: names are shared

    def add(
        self, handles: Iterable[str | None], texts: Iterable[str] = (), names: Iterable[object] = ()
    ) -> None:
        """More of the same account."""
        self.names |= {name.strip() for name in names if isinstance(name, str) and name.strip()}
        self.handles |= {plain(handle) for handle in handles if handle and len(plain(handle)) >= MIN_ID}
        self.texts |= {text.strip() for text in texts if text.strip()}
        self.__dict__.pop("_patterns", None)

    def is_account(self, value: object) -> bool:
        """Whether an author field names the account."""
        if isinstance(value, dict):
            return any(self.is_account(value.get(key)) for key in _WITHIN_AUTHOR)
        return isinstance(value, str | int) and plain(str(value)) in self.handles

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]]]:
        names = "|".join(_letters(handle) for handle in sorted(self.handles, key=len, reverse=True))
        handles = re.compile(rf"(?<!\w)@?(?:{names})(?!\w)", re.IGNORECASE)
        texts = []
        for text in sorted(self.texts, key=len, reverse=True):
            if len(text) >= MIN_WORDS:
                words = text.split()
                # The longest plain word tells quickly that a text does not stand there at all.
                key = max((re.sub(r"[^0-9A-Za-z].*", "", word) for word in words), key=len)
                texts.append((key, re.compile(_GAP.join(map(_letters, words)))))
        return handles, texts

    def mask(self, text: str) -> str:
        """The text without the account's handles, ids and posts."""
        if text.strip() in self.texts or text.strip() in self.names:
            return MASK
        handles, texts = self._patterns
        for key, pattern in texts:
            if key in text:
                text = pattern.sub(MASK, text)
        return handles.sub(MASK, text)

    def stand_in(self, data: bytes) -> bool:
        """Whether anything of the account stands in these bytes, as UTF-8 or UTF-16."""
        return any(
            self.mask(text) != text
            for text in (data.decode(encoding, "replace") for encoding in _encodings(data))
        )


def _encodings(data: bytes) -> tuple[str, ...]:
    """In which ways bytes may hold text; the UTF-16 ways only where zero bytes make them likely."""
    return ("utf-8", "utf-16-le", "utf-16-be") if b"\0" in data[:4096] else ("utf-8",)


def plain(handle: str) -> str:
    """A handle as it is compared: without ``@`` and case."""
    return handle.strip().lstrip("@").casefold()


def _letters(word: str) -> str:
    """A pattern for a word in plain text, HTML or JSON."""
    return "".join(
        _ESCAPED.get(letter) or (re.escape(letter) if letter.isascii() else _unicode(letter))
        for letter in word
    )


def _unicode(letter: str) -> str:
    escaped = json.dumps(letter)[1:-1].replace("\\", "\\\\")
    return f"(?:{re.escape(letter)}|(?i:{escaped})|&#{ord(letter)};|(?i:&#x{ord(letter):x};))"


Redactor = Callable[[bytes, str, Traces], bytes | None]


def redact(data: bytes, media_type: str, traces: Traces) -> bytes | None:
    """A copy without the account; None where nothing of it stands there.

    ``media_type`` decides only between CSV and the rest: what is JSON is found by trying.
    """
    if data.startswith(parquet.MAGIC):
        changed = parquet.changed(data, lambda rows: blot(rows, traces))
        return WITHHELD if changed is parquet.UNSURE else changed
    encoding = _encoding(data)
    if encoding is None:
        return WITHHELD if traces.stand_in(data) else None
    text = data.decode(encoding)
    found = _as_json(text, traces)
    if found is None and "csv" in media_type:
        found = _as_csv(text, traces)
    if found is None:
        found = traces.mask(text)
    if found == text:
        return None
    redacted = found.encode(encoding)
    return WITHHELD if traces.stand_in(redacted) else redacted


def _encoding(data: bytes) -> str | None:
    """How the bytes hold text; None where they do not."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    for encoding in ("utf-8-sig" if data[:3] == b"\xef\xbb\xbf" else "utf-8", "cp1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if b"\0" in data else encoding
    return None


def collect(data: bytes, media_type: str, traces: Traces) -> None:
    """Learn the account's other ids, and what it wrote, from a file of posts."""
    if data.startswith(parquet.MAGIC):
        for rows in parquet.rows(data):
            _learn(rows, traces)
        return
    encoding = _encoding(data)
    if encoding is None:
        return
    text = data.decode(encoding)
    values = _json_values(text)
    if values is None and "csv" in media_type:
        values = [list(csv.DictReader(io.StringIO(text)))]
    for value in values or ():
        _learn(value, traces)


def _learn(value: Any, traces: Traces) -> None:
    if isinstance(value, list):
        for inner in value:
            _learn(inner, traces)
    elif isinstance(value, dict):
        if _own(value, traces):
            authors = [value[key] for key in _AUTHOR_IDS & value.keys()]
            holders = [value[key] for key in _AUTHOR if isinstance(value.get(key), dict)]
            authors += [holder.get(key) for holder in holders for key in _WITHIN_AUTHOR]
            traces.add(
                (str(author) for author in authors if isinstance(author, str | int)),
                (_flat(value[key]) for key in _TEXT if key in value),
                (holder.get(key) for holder in (value, *holders) for key in _NAMES),
            )
        for inner in value.values():
            _learn(inner, traces)


def _own(record: dict[str, Any], traces: Traces) -> bool:
    """Whether a record is a post or a profile of the account."""
    return any(traces.is_account(record[key]) for key in _AUTHOR if key in record)


def _flat(value: Any) -> str:
    """A text that may be a list of strings and of ``{"text": …}`` (Telegram)."""
    if isinstance(value, list):
        return "".join(map(_flat, value))
    if isinstance(value, dict):
        return _flat(value.get("text", ""))
    return value if isinstance(value, str) else ""


def _json_values(text: str) -> list[Any] | None:
    """The text as one JSON value, or as one a line; None where it is neither."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    for mended in (False, True):
        try:
            return [json.loads(_mended(text) if mended else text)]
        except (json.JSONDecodeError, RecursionError):
            continue
    values = []
    for line in text.splitlines():
        try:
            values.append(json.loads(line) if line.strip() else None)
        except (json.JSONDecodeError, RecursionError):
            values.append(line)
    return values if any(isinstance(value, dict) for value in values) else None


def _mended(text: str) -> str:
    """An export of Telegram Desktop as the JSON that was meant."""
    return _UNQUOTED.sub(r'\1"\2"', _CONTROL.sub(r"\1\\u00\2", text))


def _as_json(text: str, traces: Traces) -> str | None:
    values = _json_values(text)
    if values is None:
        return None
    redacted = [blot(value, traces) for value in values]
    if redacted == values:
        return text
    if len(values) == 1:
        return json.dumps(redacted[0], ensure_ascii=False, indent=1 if "\n" in text.strip() else None)
    lines = (
        value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
        for value in redacted
    )
    return "\n".join(lines) + "\n"


def blot(value: Any, traces: Traces) -> Any:
    """A JSON value without the account: its own records emptied, the rest masked."""
    if isinstance(value, str):
        return traces.mask(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return MASK if len(str(value)) >= MIN_ID and str(value) in traces.handles else value
    if isinstance(value, list):
        return [blot(inner, traces) for inner in value]
    if isinstance(value, dict):
        own = _own(value, traces) and any(key in value for key in _TEXT)
        return {
            traces.mask(key): (
                blot(inner, traces) if not own or key in _KEPT or _holds_records(inner) else _emptied(inner)
            )
            for key, inner in value.items()
        }
    return value


def _holds_records(value: Any) -> bool:
    """Whether a list has records of its own (a chat's messages): those are judged one by one."""
    return isinstance(value, list) and any(
        isinstance(inner, dict) and any(key in inner for key in _AUTHOR) for inner in value
    )


def _emptied(value: Any) -> Any:
    """A value of the same kind that says nothing."""
    if isinstance(value, str):
        return MASK if value else value
    if isinstance(value, list):
        return []
    if isinstance(value, dict):
        return {key: _emptied(inner) for key, inner in value.items()}
    return None if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_csv(text: str, traces: Traces) -> str | None:
    """A table of posts; None where it has no header that names an author."""
    dialect = _dialect(text)
    rows = list(csv.reader(io.StringIO(text), dialect))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    authors = [place for place, name in enumerate(header) if name in _AUTHOR]
    if not authors:
        return None
    out = [rows[0]]
    for row in rows[1:]:
        if any(place < len(row) and traces.is_account(row[place]) for place in authors):
            out.append(
                [
                    traces.mask(cell)
                    if place < len(header) and header[place] in _KEPT
                    else MASK
                    if cell
                    else ""
                    for place, cell in enumerate(row)
                ]
            )
        else:
            out.append([traces.mask(cell) for cell in row])
    if out == rows:
        return text
    target = io.StringIO()
    csv.writer(target, dialect, lineterminator="\n").writerows(out)
    return target.getvalue()


def _dialect(text: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        return csv.excel
