"""Which hashtags, links and mentions stand in a post's text?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Bare addresses of channels count as links: in messages they are written without "https://".
_LINK = re.compile(r"https?://[^\s<>\"”»」』]+|(?<![\w./@])t\.me/[\w/+-]+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@./])@([A-Za-z0-9_](?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?)")
_TAIL = ".,;:!?'’…*_"


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags of a text, without their sign, each once, as first written. Any script."""
    if "#" not in text and "＃" not in text:
        return ()
    found = (match[1] for match in _hashtag().finditer(text))
    return tuple(dict.fromkeys(tag for tag in found if not tag.isdigit()))


def links(text: str) -> tuple[str, ...]:
    """The addresses in a text, each once, without the marks that end a sentence."""
    if "://" not in text and "t.me/" not in text:
        return ()
    return tuple(dict.fromkeys(_trimmed(match[0]) for match in _LINK.finditer(text)))


def mentions(text: str) -> tuple[str, ...]:
    """The accounts that a text addresses, without ``@``, each once; mail addresses are none."""
    if "@" not in text:
        return ()
    return tuple(dict.fromkeys(match[1] for match in _MENTION.finditer(text)))


def _trimmed(link: str) -> str:
    """Without closing marks of the sentence; a bracket goes only where its partner is not in the address."""
    while link:
        partner = {")": "(", "]": "["}.get(link[-1])
        closes = partner is not None and link.count(link[-1]) > link.count(partner)
        if not closes and link[-1] not in _TAIL:
            break
        link = link[:-1]
    return link if "://" in link else f"https://{link}"


@lru_cache(maxsize=1)
def _hashtag() -> re.Pattern[str]:
    r"""Letters, digits, joiners and combining marks: ``\w`` alone would cut Hindi or Thai tags in pieces."""
    marks = "".join(
        re.escape(character)
        for character in map(chr, range(0x300, 0x10000))
        if unicodedata.category(character) in ("Mn", "Mc")
    )
    return re.compile(rf"(?<![\w/&])[#＃]([\w{marks}\u200c\u200d]+)")
