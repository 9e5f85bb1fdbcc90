"""Are phrases found in disguise, and nothing where there is none? python -m evals.shield.evasion [--clean N]

Twelve disguises in three scripts, on random phrases of two to four invented words among others; then clean
posts in eight languages against ten thousand phrases, where every hit by folding is a false one. Exact hits
of clean posts on invented phrases are counted apart (they would be the phrase itself).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable

from evals.shield import made

from aftershock.shield.normalise import fold
from aftershock.shield.phrases import Phrase, Phrases

SCRIPTS = ("latin", "cyrillic", "arabic")
LIKE = {
    "latin": dict(zip("aeopcxyisj", "аеорсхуіѕј", strict=True)),
    "cyrillic": dict(zip("аеорсхукмтв", "aeopcxykmtb", strict=True)),
    "arabic": dict(zip("كيهاق", "کیہٱٯ", strict=True)),
}
LEET = {
    "latin": dict(zip("aeiost", "4310$7", strict=True)),
    "cyrillic": dict(zip("озчв", "0348", strict=True)),
    "arabic": dict(zip("اهعح", "1537", strict=True)),
}
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(ord("a"), ord("z") + 1)}
BOLD = {chr(ord("a") + n): chr(0x1D41A + n) for n in range(26)}
ISOLATED = {
    "ا": "ﺍ",
    "ب": "ﺏ",
    "ت": "ﺕ",
    "ج": "ﺝ",
    "ح": "ﺡ",
    "د": "ﺩ",
    "ر": "ﺭ",
    "س": "ﺱ",
    "ل": "ﻝ",
    "م": "ﻡ",
    "ن": "ﻥ",
}
MARKS = {
    "latin": "\u0301\u0308\u0323",
    "cyrillic": "\u0301\u0308\u0306",
    "arabic": "\u064e\u0651\u0652\u0650",
}


def _each(rng: random.Random, text: str, table: dict[str, str], share: float = 0.7) -> str:
    """Some letters changed by a table, at least one where one can be."""
    out = [table[mark] if mark in table and rng.random() < share else mark for mark in text]
    return "".join(out)


def _between(rng: random.Random, text: str, marks: str, share: float = 0.5) -> str:
    return (
        "".join(mark + (rng.choice(marks) if rng.random() < share else "") for mark in text[:-1]) + text[-1]
    )


def _repeated(rng: random.Random, text: str, script: str) -> str:
    if script == "arabic":
        return "".join(
            mark + ("ـ" * rng.randint(1, 3) if mark in "بتجحسشفقلمن" and rng.random() < 0.5 else "")
            for mark in text
        )
    return "".join(
        mark * rng.randint(2, 5) if mark.isalpha() and rng.random() < 0.3 else mark for mark in text
    )


def _letters(text: str, gap: str) -> str:
    return (gap * 2 if gap == " " else " ").join(gap.join(word) for word in text.split())


MATHS = {"о": "𝗈", "а": "𝖺", "е": "𝖾", "с": "𝖼"}


def _capitals(rng: random.Random, text: str, script: str) -> str:
    return "".join(m.upper() if rng.random() < 0.5 and len(m.upper()) == 1 else m for m in text)


def _blocks(rng: random.Random, text: str, script: str) -> str:
    latin = rng.choice((WIDE, BOLD))
    return _each(
        rng, text, {"latin": latin, "cyrillic": LIKE["cyrillic"] | MATHS, "arabic": ISOLATED}[script]
    )


def _two(rng: random.Random, text: str, script: str) -> str:
    return _repeated(rng, _between(rng, _each(rng, text, LIKE[script]), "\u200b\u200d", 0.3), script)


UNSEEN, TURNING = "\u200b\u200c\u200d\u2060\ufeff\u00ad", "\u200e\u200f\u202a\u202c\u2066\u2069"
DISGUISES: dict[str, Callable[[random.Random, str, str], str]] = {
    "capitals mixed": _capitals,
    "invisible marks": lambda rng, text, script: _between(rng, text, UNSEEN),
    "direction marks": lambda rng, text, script: _between(rng, text, TURNING, 0.3),
    "look-alikes": lambda rng, text, script: _each(rng, text, LIKE[script]),
    "digits and signs": lambda rng, text, script: _each(rng, text, LEET[script]),
    "letters spaced": lambda rng, text, script: _letters(text, " "),
    "points between": lambda rng, text, script: _letters(text, rng.choice(".-_*·")),
    "repeated": _repeated,
    "marks on letters": lambda rng, text, script: _between(rng, text, MARKS[script], 0.4),
    "other blocks": _blocks,
    "one word": lambda rng, text, script: "#" + text.replace(" ", ""),
    "two of them": _two,
}


def phrases(count: int, seed: int = 3) -> list[tuple[str, Phrase]]:
    """Invented phrases with their script."""
    rng = random.Random(seed)
    found: dict[str, tuple[str, Phrase]] = {}
    while len(found) < count:
        script = SCRIPTS[len(found) % 3]
        listed, _ = made.vocabulary(script)
        text = " ".join(rng.choice(listed[200:]) for _ in range(rng.choice((2, 3, 3, 4))))
        if len(fold(text)) >= 8:
            found[text] = (script, Phrase(id=f"p{len(found)}", list="l", text=text, adopted_by="evaluation"))
    return list(found.values())


def main() -> None:
    """Print recall by disguise and script, exact spans, false hits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=500)
    parser.add_argument("--clean", type=int, default=100_000)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    listed = phrases(10_000)
    bank = Phrases([phrase for _, phrase in listed])
    rng = random.Random(8)
    whole = found_all = 0
    for name, disguise in DISGUISES.items():
        line = []
        for script in SCRIPTS:
            of = [phrase for kind, phrase in listed if kind == script]
            found = 0
            for _ in range(given.each):
                phrase = rng.choice(of)
                hidden = disguise(rng, phrase.text, script)
                before = made.invented(rng, script, 4) + " "
                text = before + hidden + rng.choice((" ", "! ", ", ")) + made.invented(rng, script, 4)
                hits = [hit for hit in bank.find(text) if hit.id == phrase.id]
                right = any(
                    hit.start <= len(before) + 1
                    and len(before) + len(hidden) - 1 <= hit.end <= len(before) + len(hidden)
                    for hit in hits
                )
                found += right
                if given.show and not right:
                    print(
                        "   missed:",
                        name,
                        repr(phrase.text),
                        repr(hidden),
                        [text[h.start : h.end] for h in hits],
                    )
            whole, found_all = whole + given.each, found_all + found
            line.append(f"{script} {found / given.each:.3f}")
        print(f"{name:20}", *line)
    print(f"all {found_all} of {whole}: {found_all / whole:.4f}")
    folded = exact = 0
    for text in made.stream(77, given.clean):
        hits = bank.find(text)
        folded += any(not hit.exact for hit in hits)
        exact += any(hit.exact for hit in hits)
        if given.show and any(not hit.exact for hit in hits):
            print("   false:", [(text[h.start : h.end], h.id, listed[int(h.id[1:])][1].text) for h in hits])
    print(f"clean {given.clean}: hits only by folding {folded}, as it stands {exact}")
    print(f"95 % below {(folded + 3) / given.clean:.1e}")


if __name__ == "__main__":
    main()
