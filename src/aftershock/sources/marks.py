"""Which hashtags, links and mentions stand in a post's text?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Each pattern begins with a fixed mark, because a search for one is many times faster than a look back at
# every character; what may not stand before it is asked afterwards.
_LINK = re.compile(r"https?://[^\s<>\"”»」』]+")
_LINK_ANY_CASE = re.compile(_LINK.pattern, re.IGNORECASE)
# Bare addresses of channels count as links: in messages they are written without "https://".
_CHANNEL = re.compile(r"t\.me/[\w/+-]+")
_MENTION = re.compile(r"@([A-Za-z0-9_](?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?)")
_CLOSING = ".,;:!?'’…*_)]"


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags of a text, without their sign, each once, as first written. Any script."""
    if "＃" in text:  # the wide sign of East Asian keyboards
        text = text.replace("＃", "#")
    if "#" not in text:
        return ()
    found = (match[1] for match in _hashtag().finditer(text) if _free(text, match.start(), "_/&"))
    return tuple(dict.fromkeys(tag for tag in found if not tag.isdigit()))


def links(text: str) -> tuple[str, ...]:
    """The addresses in a text, each once, without the marks that end a sentence."""
    found = []
    if "://" in text:
        shouted = "http" not in text or "TTP" in text  # as phones and headlines write "Http", "HTTP"
        found = [match[0] for match in (_LINK_ANY_CASE if shouted else _LINK).finditer(text)]
    if "t.me/" in text:
        bare = (match for match in _CHANNEL.finditer(text) if _free(text, match.start(), "_./@"))
        found += [match[0] for match in bare]
    return tuple(dict.fromkeys(map(_trimmed, found))) if found else ()


def mentions(text: str) -> tuple[str, ...]:
    """The accounts that a text addresses, without ``@``, each once; mail addresses are none."""
    if "@" not in text:
        return ()
    found = (match[1] for match in _MENTION.finditer(text) if _free(text, match.start(), "_@./"))
    return tuple(dict.fromkeys(found))


def _free(text: str, at: int, barred: str) -> bool:
    """Whether a sign stands on its own: not inside a word, and not behind one of some marks."""
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] in barred)


def _trimmed(link: str) -> str:
    """Without closing marks of the sentence; a bracket goes only where its partner is not in the address."""
    if link[-1] not in _CLOSING:
        return link if "://" in link else f"https://{link}"
    end = len(link)
    over = {")": link.count(")") - link.count("("), "]": link.count("]") - link.count("[")}
    while end and link[end - 1] in _CLOSING:
        mark = link[end - 1]
        if mark in over:
            if over[mark] <= 0:
                break
            over[mark] -= 1
        end -= 1
    link = link[:end]
    return link if "://" in link else f"https://{link}"


@lru_cache(maxsize=1)
def _hashtag() -> re.Pattern[str]:
    r"""Letters, digits, joiners and combining marks: ``\w`` alone would cut Hindi or Thai tags in pieces."""
    marks = "".join(
        re.escape(character)
        for character in map(chr, range(0x300, 0x10000))
        if unicodedata.category(character) in ("Mn", "Mc")
    )
    return re.compile(rf"#([\w{marks}\u200c\u200d]+)")
