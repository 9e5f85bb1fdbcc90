"""Make data/shield/confusables.tsv from Unicode's table of confusables (UTS 39), version 14 or later.

``python tools/confusables.py confusables.txt``. Kept: single characters outside ASCII that look like one
ASCII letter or digit, where neither compatibility decomposition nor case folding already says so. Left out:
scripts that are read by their own right where a look-alike is a matter of the font (Arabic, Hebrew, Indic,
CJK), and the letters that the hand-made table of the shield decides otherwise.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/aftershock/data/shield/confusables.tsv"
# Letters of scripts whose words must stay apart from Latin ones.
OWN_RIGHT = (
    "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU",
    "KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "MYANMAR", "GEORGIAN", "CJK", "HIRAGANA",
    "KATAKANA", "HANGUL", "TIRHUTA", "NKO", "SYRIAC", "ETHIOPIC", "KHMER",
)  # fmt: skip
# Letters of their own in Russian and German that would fall together with others too often.
APART = "Ббſ"


def plain(text: str) -> str:
    """Compatibility decomposition, lower case, no marks."""
    whole = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(mark for mark in whole if not unicodedata.combining(mark))


def main() -> None:
    """Write the table."""
    rows: dict[str, str] = {}
    for line in Path(sys.argv[1]).read_text("utf-8-sig").splitlines():
        parts = [part.strip() for part in line.split("#")[0].split(";")]
        if len(parts) < 3 or " " in parts[0]:
            continue
        source = chr(int(parts[0], 16))
        target = plain("".join(chr(int(code, 16)) for code in parts[1].split()))
        target = {"rn": "m", "l": "i"}.get(target, target)
        if ord(source) < 128 or len(target) != 1 or not (target.isascii() and target.isalnum()):
            continue
        if plain(source) == target or unicodedata.name(source, "CJK").startswith(OWN_RIGHT):
            continue
        if source not in APART:
            rows[source] = target
    for source, target in list(rows.items()):  # both cases fold alike
        for other in (source.lower(), source.upper()):
            if len(other) == 1 and plain(other) == plain(source) and other not in APART:
                rows.setdefault(other, target)
    # where the two cases look like different letters, the capital decides, as people write words of capitals
    for source in sorted(rows):
        if source.upper() != source and source.upper() in rows:
            rows[source] = rows[source.upper()]
    head = (
        "# Characters that look like an ASCII letter or digit, and which.\n"
        "# From confusables.txt of UTS 39, (c) Unicode, Inc., Unicode-3.0 licence; tools/confusables.py\n"
    )
    TARGET.write_text(head + "".join(f"{ord(a):04X}\t{b}\n" for a, b in sorted(rows.items())), "utf-8")
    print(len(rows), "characters")


if __name__ == "__main__":
    main()
