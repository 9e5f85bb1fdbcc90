"""Which everyday posts with harmless words of violence are labelled or held, and by which layer?

Run: python -m evals.shield.harmless [--show]

The lines of `harmless.tsv` (weather, film, sport, games, kitchens, jokes; 25 in each of 8 languages) through
the shipped policy with the head of calls. Layers: the table of words asks the encoder or not, the head gives
a probability, the rules label and hold by it; phrases and patterns are asked as ever.
"""

from __future__ import annotations

import argparse

from evals.shield.calls import Case, shield
from evals.shield.legitimate import AT, bound, rows

from aftershock.shield.replay import named
from aftershock.shield.verdict import Item
from aftershock.tone import calls


def main() -> None:
    """Print a row a language, and (``--show``) each post that was not let through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    cases = [Case(language, False, text) for language, _, text in rows("harmless.tsv")]
    told, made = calls.read([each.text for each in cases]), shield()
    groups: dict[str, list[str]] = {}
    asked: dict[str, int] = {}
    for number, (case, share) in enumerate(zip(cases, told, strict=True)):
        item = Item(platform="e", id=str(number), text=case.text, signals={"tone.calls": share})
        answer = made.check(item, at=AT)
        for group in (case.group, "all"):
            groups.setdefault(group, []).append(named(answer))
            asked[group] = asked.get(group, 0) + calls.violent(case.text)
        if given.show and named(answer) != "allow":
            rules = ", ".join(ground.rule for ground in answer.grounds)
            print(f"{named(answer)} {share:.2f} by {rules}: {case.group} {case.text}")
    print(f"{'':6}{'of':>5}{'asked':>7}{'block':>7}{'hold':>6}{'label':>7}{'review':>8}")
    for group, some in sorted(groups.items()):
        counts = [some.count(each) for each in ("block", "hold", "label", "review")]
        print(
            f"{group:6}{len(some):>5}{asked[group]:>7}{counts[0]:>7}{counts[1]:>6}{counts[2]:>7}{counts[3]:>8}"
        )
    restricted = sum(each != "allow" for each in groups["all"])
    print(f"restricted {restricted / len(cases):.3f} (<= {bound(restricted, len(cases)):.3f})")


if __name__ == "__main__":
    main()
