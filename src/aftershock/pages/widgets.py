"""Which posts are embedded in a page's HTML?

The fallback markup that platforms hand out for embedding: block quotes and message widgets whose text can be
read without running their scripts. A widget without text still says which post it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from aftershock.pages import dates
from aftershock.pages.embedded import Signed
from aftershock.pages.markup import clean
from aftershock.records import Interval

# More embedded posts than these on one page are a list of links, not an article.
MAX_WIDGETS = 200
MAX_TEXT = 10_000

_CLASS = {
    "twitter-tweet": "twitter", "twitter-video": "twitter", "instagram-media": "instagram",
    "bluesky-embed": "bluesky",
    "mastodon-embed": "mastodon", "tiktok-embed": "tiktok", "fb-post": "facebook",
    "fb-xfbml-parse-ignore": "facebook",
    "tgme_widget_message": "telegram", "telegram-post": "telegram",
}  # fmt: skip
_SCRIPTED = frozenset(("script", "iframe"))
_STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w+)/status(?:es)?/(\d+)")
_INSTAGRAM = re.compile(r"https?://(?:www\.)?instagram\.com/(?:\w+/)?(?:p|reel|tv)/([\w-]+)")
_TELEGRAM = re.compile(r"(?:https?://t\.me/(?:s/)?)?([A-Za-z]\w{3,})/(\d+)")
_EMBED = re.compile(r"https?://t\.me/\w+/\d+\?embed")
_TIKTOK = re.compile(r"https?://(?:www\.)?tiktok\.com/@([\w.]+)/video/(\d+)")
_BLUESKY = re.compile(r"at://(did:[\w:.%-]+)/app\.bsky\.feed\.post/(\w+)")
_MASTODON = re.compile(r"https?://([\w.-]+)/@(\w+)/(\d+)")
_FACEBOOK = re.compile(
    r"https?://(?:[\w-]+\.)?facebook\.com/([\w.]+)/(?:posts|videos|photos)/(?:[\w.]+/)*([\w]+)"
)
_SIGNATURE = re.compile(
    r"(?:[—–-]|&mdash;)\s*([^\n()]{0,100}?)\s*\((@[\w.\-]+(?:@[\w.\-]+)?)\)\s*(.{0,60})$", re.DOTALL
)
_SHARED = re.compile(
    r"(?:shared|posted) by\s+([^\n()@]{0,80}?)\s*(?:\((@[\w.]+)\))?(?:\s+on\s+(.{0,60}))?$", re.I | re.DOTALL
)


class Widget(NamedTuple):
    """An embedded post: all its visible characters, and of them its own words; both may be empty."""

    whole: str
    signed: Signed
    locator: str


def widgets_in(tree: Any) -> Iterator[Widget]:
    """The embedded posts of an lxml document, outermost element first, in document order."""
    seen: set[tuple[str, str | None, str]] = set()
    taken: list[Any] = []
    number = 0
    for node in tree.iter("blockquote", "div", "script", "iframe"):
        platform = _platform(node)
        if platform is None or any(parent in taken for parent in node.iterancestors("blockquote", "div")):
            continue
        taken.append(node)
        widget = _widget(node, platform, number)
        key = (platform, widget.signed.post_id, widget.signed.text)
        if key in seen or not (widget.signed.post_id or widget.signed.text):
            continue
        seen.add(key)
        number += 1
        yield widget
        if number >= MAX_WIDGETS:
            return


def _platform(node: Any) -> str | None:
    name = node.get("class")
    if node.tag not in _SCRIPTED:
        return _platform_of(name) if name else None
    source = node.get("src")
    if (source and _EMBED.match(source)) or node.get("data-telegram-post"):
        return "telegram"
    return "mastodon" if name and "mastodon-embed" in name else None


@lru_cache(maxsize=10_000)
def _platform_of(name: str) -> str | None:
    """The platform whose widgets have a class, of several the first."""
    return next((_CLASS[part] for part in name.split() if part in _CLASS), None)


def _widget(node: Any, platform: str, number: int) -> Widget:
    whole = "" if node.tag in _SCRIPTED else _characters(node)
    words = _words(node, platform) if whole else ""
    links = [link for link in (a.get("href") or "" for a in node.iter("a")) if link.startswith("http")]
    name, handle, shown = _signed(node, platform, whole)
    post_id, of_url, url = _address(node, platform, links)
    signed = Signed(
        platform=platform,
        text=words,
        name=name,
        handle=(handle or of_url or "").lstrip("@") or None,
        created=shown,
        url=url,
        post_id=post_id,
        links=tuple(dict.fromkeys(link for link in links if _is_content(link, url))),
    )
    return Widget(whole, signed, f"element={node.tag}.{platform};number={number}")


def _words(node: Any, platform: str) -> str:
    """The post's own words: its paragraphs, line breaks kept, without signature or a call to view it."""
    if platform == "telegram":
        parts = node.xpath(".//*[contains(@class, 'tgme_widget_message_text')]")[:1] or node.xpath(".//p")
    else:
        parts = node.xpath(".//p")
    said = [_characters(part) for part in parts]
    return "\n".join(
        line
        for line in said
        if line and not _SIGNATURE.match(line) and not _SHARED.search(line) and not _CALL.fullmatch(line)
    )[:MAX_TEXT]


_CALL = re.compile(r"(?i)view (?:this |the )?(?:post|photo|more)?.{0,20} on instagram|♬.*")


def _signed(node: Any, platform: str, whole: str) -> tuple[str | None, str | None, Interval | None]:
    """Name, handle and shown date."""
    stamp = next((t.get("datetime") for t in node.iter("time") if t.get("datetime")), None)
    shown = dates.declared(stamp, "time element of the post") if stamp else None
    match = _SIGNATURE.search(whole[-300:]) or _SHARED.search(whole[-300:])
    if match:
        shown = shown or _day(match[3] or "")
        return clean(match[1]) or None, match[2], shown
    if platform == "telegram":
        owner = node.xpath(".//*[contains(@class, 'tgme_widget_message_owner_name')]")
        return (clean(owner[0].text_content()) or None) if owner else None, None, shown
    if platform == "tiktok":
        handle = next(
            (a.get("title") for a in node.iter("a") if (a.get("title") or "").startswith("@")), None
        )
        return None, handle, shown
    return None, None, shown


def _day(value: str) -> Interval | None:
    found = next(dates.written(value), None)
    return dates.whole_day(found.day, "signature of the post") if found else None


def _address(node: Any, platform: str, links: list[str]) -> tuple[str | None, str | None, str | None]:
    """Number, handle and address of the post, from its attributes first and then its last fitting link."""
    declared = (
        "data-instgrm-permalink",
        "cite",
        "data-href",
        "data-telegram-post",
        "data-post",
        "data-bluesky-uri",
        "src",
    )
    values = [value for value in (node.get(name) for name in declared) if value] + links[::-1]
    pattern = {
        "twitter": _STATUS, "instagram": _INSTAGRAM, "telegram": _TELEGRAM, "tiktok": _TIKTOK,
        "bluesky": _BLUESKY,
        "mastodon": _MASTODON, "facebook": _FACEBOOK,
    }[platform]  # fmt: skip
    for value in values:
        match = pattern.match(value)
        if match is None:
            continue
        if platform == "instagram":
            return match[1], None, match[0]
        if platform == "mastodon":
            return match[3], f"{match[2]}@{match[1]}", match[0]
        if platform == "telegram":
            return match[2], match[1], f"https://t.me/{match[1]}/{match[2]}"
        if platform == "bluesky":
            return match[2], None, f"https://bsky.app/profile/{match[1]}/post/{match[2]}"
        return match[2], match[1], match[0]
    return None, None, None


def _is_content(link: str, url: str | None) -> bool:
    """Whether a link is one the post carries, not one to the post, its author, or a hashtag's page."""
    if url and link.startswith(url):
        return False
    return not re.match(
        r"https?://(?:www\.)?(?:(?:twitter|x)\.com/(?:hashtag/|\w+(?:[/?]|$))|bsky\.app/|instagram\.com/|tiktok\.com/)",
        link,
    )


def _characters(node: Any) -> str:
    """The visible characters of an element, line breaks as such."""
    for line_break in node.iter("br"):
        if not (line_break.tail or "").startswith("\n"):
            line_break.tail = "\n" + (line_break.tail or "")
    return re.sub(r"[ \t\r\f\xa0]+", " ", node.text_content()).strip()[:MAX_TEXT]
