"""What is the user told, in plain words? What was done, where, why, by whom or what, and what they can do.

DSA Art. 17(3) in the order of its points, for the user alone. It quotes their own words back to them; it
names no reviewer and nobody who gave notice.
"""

from __future__ import annotations

from aftershock.records import Receipt
from aftershock.shield.papers import personal
from aftershock.shield.papers.draft import Draft, drafted, moment, months_later
from aftershock.shield.papers.laws import Host, bound
from aftershock.shield.papers.restrictions import Restriction
from aftershock.shield.papers.statements_of_reasons import Publishing, Stated, basis_of, clause_of

DONE = {
    "label": "We put a label on your post. It can still be seen.",
    "limit": "We show your post to fewer people. It can still be seen.",
    "hold": "Your post is held back: nobody else can see it until a person has looked at it.",
    "block": "We removed your post. Nobody can see it any more.",
}
COURT = "You can go to a court; what we decide takes no right from you."
MOST_QUOTES = 5


def to_user(
    restriction: Restriction, stated: Stated, publishing: Publishing, host: Host, *, at: str
) -> Draft:
    """The text for the user whose post or account was restricted, drafted at a moment."""
    basis, clause = basis_of(restriction, publishing), clause_of(restriction)
    account = not restriction.item
    what = (
        f"We blocked your account until {moment(restriction.until)}."
        if account
        else DONE[restriction.verdict]
    )
    where = ", ".join(publishing.territory) or "everywhere"
    until = moment(restriction.until) if restriction.until else "until it is decided otherwise"
    lines = [
        f"What we did: {what}",
        f"It was done on {moment(restriction.at)}, holds {where}, and lasts {until}.",
        *([] if account else [f"Which post: {restriction.item} (version {restriction.revision})."]),
        "",
        f"What for: {_what_for(restriction)}",
        f"Why: {basis.says or (f'clause {clause} of our terms' if clause else 'our terms')}.",
    ]
    if basis.means:
        lines.append(basis.means)
    if basis.ground == "illegal":
        lines.append("We hold this content to be illegal under the provision named above.")
    lines += _passages(restriction)
    if restriction.reason:
        lines.append(f"The person who decided wrote: {personal.masked(restriction.reason)}")
    lines += ["", f"Who decided: {_who(restriction)}", "", "What you can do:", *_redress(host, at)]
    missing = [*stated.to_check, "the text is in English: translate it into the user's language"]
    if restriction.reason:
        missing.append("the words of the person who decided: do they name somebody?")
    if not host.complaints:
        missing.append("where the user can complain (complaints)")
    return drafted(
        "Statement of reasons to the user", "DSA Art. 17", host, to=f"account {restriction.account or '?'}",
        at=at, lines=lines, missing=missing,
    )  # fmt: skip


def _what_for(restriction: Restriction) -> str:
    if restriction.notice is not None:
        flagger = "a trusted flagger" if restriction.notice.trusted_flagger else "somebody"
        return f"{flagger} told us that it is illegal, and we looked at it."
    return "we found it ourselves; nobody reported it to us."


def _who(restriction: Restriction) -> str:
    if restriction.by in ("person", "appeal"):
        found = "A program found it. " if restriction.flagged else ""
        return f"{found}A person looked at it and decided."
    known = "it is the same as an item that we know. " if restriction.by == "known item" else ""
    return f"A program decided by our rules: {known}No person had looked at it by then."


def _passages(restriction: Restriction) -> list[str]:
    ground = restriction.ground
    quotes = [each.quote for each in ground.evidence if isinstance(each, Receipt)] if ground else []
    if not quotes:
        return []
    more = f" (and {len(quotes) - MOST_QUOTES} more)" if len(quotes) > MOST_QUOTES else ""
    return [f"It is about these words of yours{more}:", *(f"  «{each}»" for each in quotes[:MOST_QUOTES])]


def _redress(host: Host, at: str) -> list[str]:
    """The ways that are open, by what binds the host (DSA Art. 17(3), point (f))."""
    lines = []
    where = host.complaints or "[address for complaints]"
    if bound("DSA Art. 20", host, on=at[:10]).binds:
        end = months_later(at, 6)[:10]
        lines += [
            f"- Complain to us, free of charge, until {end} at least: {where}. A person who had no part in "
            "this decision will look, and you will get an answer with reasons.",
            "- Take it to a certified out-of-court dispute settlement body of your choice"
            + (f" ({host.settlement})." if host.settlement else "."),
        ]
    elif host.complaints:
        lines.append(f"- Complain to us, free of charge: {where}. The law does not oblige us to; we do it.")
    return [*lines, f"- {COURT}"]
