"""How often does sound news text look wounded?

Run: python -m evals.stories.scars      (body texts by path, see bodies.py)
"""

from __future__ import annotations

from collections import Counter

from evals.stories import bodies

from aftershock.stories import scars
from aftershock.text import lines


def main() -> None:
    """Print false alarms per 1,000 lines by kind and set."""
    if not bodies.available():
        print(f"no labelled pages in {bodies.FOLDER}: nothing measured")
        return
    for name, texts in bodies.bodies().items():
        count: Counter[str] = Counter()
        total = 0
        for text in texts:
            total += sum(1 for _ in lines(text))
            for scar in scars.find(text):
                count[scar.kind] += 1
                count["all"] += 1
        rates = ", ".join(f"{kind} {1000 * n / total:.2f}" for kind, n in count.most_common())
        print(f"{name}: {len(texts)} texts, {total} lines; scars per 1,000 lines: {rates}")


if __name__ == "__main__":
    main()
