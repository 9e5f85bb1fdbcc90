"""How is the transparency report handed on? As a table for programs (CSV) and as a plain page."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib import resources

import jinja2

from aftershock.shield.papers.draft import CHECK
from aftershock.shield.papers.laws import DSA, TCO, Binding, Host, bound
from aftershock.shield.papers.transparency import Counted, Report

HEAD = ("section", "what", "rule", "category", "language", "automation", "outcome", "count", "value", "note")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
PLACES = ("DSA Art. 15", "DSA Art. 24(1)", "DSA Art. 42", "TCO Art. 7")


def as_csv(report: Report) -> str:
    """The report as one table, a line a figure; words that a spreadsheet would run are disarmed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for row in rows(report):
        writer.writerow([_safe(each) for each in row])
    return out.getvalue()


def rows(report: Report) -> list[tuple[str, ...]]:
    """The lines of the table, in the columns of ``HEAD``."""
    made: list[tuple[str, ...]] = [("period", "", "", "", "", "", "", "", report.since, report.until)]
    for each in report.measures:
        kind = (each.rule, each.category, each.language, each.automation, each.outcome)
        for what in ("count", "appealed", "reversed", "restored"):
            made.append(("measures", what, *kind, str(getattr(each, what)), "", ""))
    for section, listed in _sections(report):
        for line in listed:
            value = "" if line.median is None else f"{line.median:.2f}"
            note = f"median, {line.unit}" if value else ""
            made.append((section, line.what, "", "", "", "", "", str(line.count), value, note))
    for found in report.rates:
        share = "" if found.share is None else f"{found.share:.4f}"
        made.append(("rates", found.name, "", "", "", "", "", str(found.hits), share, str(found)))
    return made


def as_page(report: Report, host: Host, *, at: str) -> str:
    """The report as one page, without script or outside parts; a draft until a person releases it."""
    binding: list[Binding] = [bound(place, host, on=at[:10]) for place in PLACES]
    return _template().render(
        report=report, host=host, at=at, check=CHECK, laws=(DSA, TCO), binding=binding,
        sections=_sections(report),
    )  # fmt: skip


def _sections(report: Report) -> tuple[tuple[str, tuple[Counted, ...]], ...]:
    return (
        ("notices", report.notices),
        ("removal orders", report.orders),
        ("complaints", report.complaints),
        ("other", report.other),
    )


def _safe(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


@cache
def _template() -> jinja2.Template:
    source = resources.files("aftershock.shield.papers").joinpath("transparency.html").read_text("utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)
