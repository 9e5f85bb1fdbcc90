"""How is a picture of the dossier written? Strings of SVG: no style attributes, the same bytes every time.

Colours are classes of the dossier's stylesheet (light, dark, print); shapes carry the meaning as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from aftershock.dossier.passage import visible

# The mean advance of a sans-serif letter, as a share of its size: wide enough that nothing is cut in
# DejaVu or Noto, the widest of the usual system fonts.
ADVANCE = 0.58
WIDE, NARROW = 940, 340  # CSS pixels: the text column of the page, and that of a phone 390 wide


def twice(name: str, draw: Callable[[str, float], Markup]) -> tuple[Markup, ...]:
    """A picture as wide as the page and as a phone; ``draw`` is given its name and its width."""
    return draw(f"{name}-wide", WIDE), draw(f"{name}-narrow", NARROW)


def number(value: float) -> str:
    """A coordinate with at most one decimal, without a trailing nought."""
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def tag(name: str, content: str | None = None, **attributes: str | float | None) -> str:
    """One element; ``class_`` is class, underscores become hyphens, None is left out."""
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            shown = number(value) if isinstance(value, float | int) else str(escape(visible(value)))
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{shown}"')
    opened = " ".join(parts)
    return f"<{opened}/>" if content is None else f"<{opened}>{content}</{name}>"


def words(value: str, x: float, y: float, *, class_: str = "lab", anchor: str | None = None) -> str:
    """A line of text at ``x, y`` (its baseline); from outside, so isolated and escaped."""
    shown = str(escape(visible(value)))
    return tag("text", shown, x=x, y=y, class_=class_, text_anchor=anchor, unicode_bidi="plaintext")


def cut(value: str, width: float, size: float) -> str:
    """The string as far as it fits into ``width`` pixels at this size, with an ellipsis where it does not."""
    room = int(width / (size * ADVANCE))
    flat = " ".join(value.split())
    return flat if len(flat) <= room else flat[: max(1, room - 1)].rstrip() + "…"


def picture(
    name: str, title: str, description: str, width: float, height: float, parts: Iterable[str]
) -> Markup:
    """A whole picture with its title and description; ``name`` makes its ids unique in the document."""
    inside = tag("title", str(escape(visible(title))), id=f"{name}-t")
    inside += tag("desc", str(escape(visible(description))), id=f"{name}-d")
    svg = tag(
        "svg",
        inside + "".join(parts),
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        class_="chart",
    )
    return Markup(svg)
