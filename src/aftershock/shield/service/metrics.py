"""What does the service tell Prometheus? The common tally as text exposition (format 0.0.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache

TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Seconds that an answer took; the last bucket is everything.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_BEGIN = "aftershock_shield_"

# name in the tally: (metric, labels of the words after the first), kind, help
_KINDS = {
    "verdict": ("posts_total", ("verdict",), "Posts that were looked at, by verdict."),
    "rule": ("rule_total", ("rule", "outcome"), "How often a rule fired, by what came of it."),
    "request": ("requests_total", ("route", "status"), "Requests, by route and status."),
    "down": ("unchecked_total", ("surface", "choice"), "Posts answered by the surface's choice, unchecked."),
    "again": ("repeats_total", (), "Posts that were asked again and got the stored answer."),
    "review": ("review_total", (), "Posts that ask for a person."),
    "limited": ("limited_total", (), "Requests turned away for their rate."),
    "samples_lost": ("samples_lost_total", (), "Allowed posts whose sample could not be logged."),
    "unchecked_lost": ("unchecked_lost_total", (), "Posts let through unchecked that were forgotten."),
    "policy_refused": ("policy_refused_total", (), "Policies that were refused; the one before stayed."),
    "tone_raised": ("tone_raised_total", (), "Posts that the tone head raised behind the path."),
    "tone_read": ("tone_read_total", (), "Posts that the tone head read behind the path."),
    "taken": ("taken_total", (), "Items of the broker that were checked."),
    "poisoned": ("poisoned_total", (), "Messages of the broker that were set aside."),
    "tone_offered": ("tone_offered_total", (), "Posts that were to be read behind the path."),
    "tone_lost": ("tone_lost_total", (), "Posts that the tone head could not be given, or did not come to."),
}


def observe(route: str, status: int, seconds: float) -> Iterable[tuple[str, float]]:
    """What a request adds to the tally: (name, by)."""
    buckets = _buckets(route)
    return (
        (_request(route, status), 1),
        (buckets[-1], seconds),
        (buckets[bisect_left(BOUNDS, seconds)], 1),
    )


@cache
def _request(route: str, status: int) -> str:
    return f"request {route} {status}"


@cache
def _buckets(route: str) -> tuple[str, ...]:
    """The names of a route's buckets, and of its sum at the end."""
    return (*(f"seconds {route} {bound}" for bound in (*BOUNDS, "+Inf")), f"seconds_sum {route}")


def exposition(totals: Mapping[str, float], gauges: Mapping[str, float], policy: Mapping[str, str]) -> str:
    """The text; ``gauges`` by their full name after the beginning, ``policy`` the labels of what is in
    force.
    """
    lines: list[str] = []
    rows: dict[str, list[str]] = {}
    for name, value in totals.items():
        kind, *words = name.split(" ")
        if kind in _KINDS:
            metric, labels, _ = _KINDS[kind]
            rows.setdefault(metric, []).append(f"{_BEGIN}{metric}{_labels(labels, words)} {value:.17g}")
    for metric, _, help_ in _KINDS.values():
        if metric in rows:
            lines += _head(metric, "counter", help_) + rows[metric]
    lines += _seconds(totals)
    for name, value in gauges.items():
        lines += [
            *_head(name, "gauge", name.replace("_", " ").capitalize() + "."),
            f"{_BEGIN}{name} {value:.17g}",
        ]
    lines += _head("policy_info", "gauge", "The policy in force.")
    lines.append(f"{_BEGIN}policy_info{_labels(tuple(policy), tuple(policy.values()))} 1")
    return "\n".join(lines) + "\n"


def _seconds(totals: Mapping[str, float]) -> list[str]:
    routes = sorted({name.split(" ")[1] for name in totals if name.startswith("seconds_sum ")})
    lines = _head("request_seconds", "histogram", "How long answers took.") if routes else []
    for route in routes:
        count = 0.0
        for bound in (*map(str, BOUNDS), "+Inf"):
            count += totals.get(f"seconds {route} {bound}", 0.0)
            labels = _labels(("route", "le"), (route, bound))
            lines.append(f"{_BEGIN}request_seconds_bucket{labels} {count:.17g}")
        plain = _labels(("route",), (route,))
        lines.append(f"{_BEGIN}request_seconds_sum{plain} {totals[f'seconds_sum {route}']:.9g}")
        lines.append(f"{_BEGIN}request_seconds_count{plain} {count:.17g}")
    return lines


def _head(metric: str, kind: str, help_: str) -> list[str]:
    return [f"# HELP {_BEGIN}{metric} {help_}", f"# TYPE {_BEGIN}{metric} {kind}"]


def _labels(names: Iterable[str], values: Iterable[str]) -> str:
    pairs = [f'{name}="{_escaped(value)}"' for name, value in zip(names, values, strict=False)]
    return "{" + ",".join(pairs) + "}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
