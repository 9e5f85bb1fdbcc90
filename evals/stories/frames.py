"""How many lines of sound body texts would be taken for a page's frame, and so left out of stories?

Run: python -m evals.stories.frames      (body texts by path, see bodies.py)
"""

from __future__ import annotations

from evals.stories import bodies

from aftershock.pages.boilerplate import frames_of
from aftershock.text import lines


def main() -> None:
    """Print the share of body lines that a frame touches."""
    if not bodies.available():
        print(f"no labelled pages in {bodies.FOLDER}: nothing measured")
        return
    for name, texts in bodies.bodies().items():
        total = hit = 0
        for text in texts:
            frames = frames_of(text)
            for span in lines(text):
                total += 1
                hit += any(f.start < span.end and span.start < f.end for f in frames)
        print(f"{name}: {hit} of {total} lines of {len(texts)} sound bodies: {100 * hit / total:.3f} %")


if __name__ == "__main__":
    main()
