"""How does a row read for a person at a terminal? One line or a short block each, the receipt last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from aftershock.dossier import listed
from aftershock.events.figures import amount, counted
from aftershock.stories import edition
from aftershock.stories.apparatus import Apparatus
from aftershock.text import one_line

Row = Mapping[str, Any]
_OBJECTS = 5  # of a group; --json and the dossier have more
# What `judge` takes by an id that the line does not begin with.
_JUDGED = frozenset({"figures", "harms", "warnings", "affiliations", "callbacks", "events", "artefacts"})
_QUOTE = 160  # characters of a quote on one line; the whole stands in --json and in the dossier


def line(verb: str, row: Row) -> str:
    """A row of ``verb`` in words; what verbs without a form of their own have done is said in the row."""
    said = _FORMS.get(verb, _done)(row)
    return f"{said} · {row['id']}" if verb in _JUDGED and row.get("id") else said


def _page(row: Row) -> str:
    published = row["published"]
    when = f"{(published['start'] or '?')[:16]} ({published['how']})" if published else "no date"
    named = ", ".join(sorted({each["kind"] for each in row["boilerplate"]})) or "none"
    title = row["title"] or "(no title)"
    about = f"{row['author'] or 'no author'} · {when} · {row['language'] or '?'} · boilerplate: {named}"
    archive = "".join(f"\n  {name}: {value}" for name, value in _archive(row))
    return f"{row['file']}\n  {title}\n  {about}{archive}{_contested(row)}"


def _contested(row: Row) -> str:
    """How many passages of a page not all extractors have, and who lacks some."""
    lacking = sorted({name for each in row["contested"] for name in each["lacking"]})
    return f"\n  not in all extractors: {len(row['contested'])} ({', '.join(lacking)})" if lacking else ""


def _archive(row: Row) -> list[tuple[str, str]]:
    """What a web archive says of a page that it holds: whether its digest holds, and who signed it."""
    receipts = row["receipts"]
    return [(r["field"], r["value"]) for r in receipts if r.get("field", "").startswith("archive ")]


def _post(row: Row) -> str:
    return f"{row['created_at'] or '?'}  {row['platform']}/{row['channel_id']}  {_short(row['text'])}"


def _story(row: Row) -> str:
    if "places" in row:
        lines = edition.told(msgspec.convert(row, Apparatus), short=row.get("short", False))
        return "\n".join((row["story"], *(f"  {each}" for each in lines)))
    out = [f"{row['id']}"]
    out += [f"  {member['relation']:10} {member['file']}" for member in row["members"]]
    for member in row["members"]:
        for scar in member["scars"]:
            told, at = scar["kind"].replace("-", " "), scar["receipt"]
            out.append(f"  scar    in {member['file']} at {at['start']}: {told}: {_short(at['quote'], 70)!r}")
    for variant in row["variants"]:
        change = f"{_short(variant['quote'], 70)!r} for {_short(variant['reading'], 70)!r}"
        open_ = "" if variant["sure"] else "lost or added, either way"
        said = ("a scar" if variant["scar"] else "", variant["note"], open_)
        told = ", ".join(each for each in said if each)
        behind = f" ({told})" if told else ""
        out.append(f"  {variant['kind']:7} in {variant['file']} at {variant['start']}: {change}{behind}")
    for each in row["reprints"]:
        out += [f"  round-up: prints {each['story']}: {_short(p['quote'], 70)!r}" for p in each["passages"]]
    if frame := row["boilerplate"]:
        kinds = ", ".join(sorted({each["kind"] for each in frame}))
        out.append(f"  frame: {listed.counted(len(frame), 'passage')} left out ({kinds})")
    return "\n".join(out)


def _statement(row: Row) -> str:
    first = row["witnesses"][0]
    no = "NOT " if row["polarity"] == "negative" else ""
    target = f" -> {row['target']}" if row["target"] else ""
    via = f" via {', '.join(row['via'])}" if row["via"] else ""
    hedged = "" if row["certainty"] == "asserted" else f" [{row['certainty']}]"
    damage = " [spans damage]" if row["spans_damage"] else ""
    damage += f" [printed from {row['printed_from']}]" if row["printed_from"] else ""
    damage += " [of something earlier]" if row["history"] else ""
    who = row["speaker_name"] or f"({row['tier']})"
    when = f"{_day(row['said_at'])}  " if row["said_at"] and row["said_at"]["start"] else ""
    head = f"{row['id']}  {when}{who}{via}: {no}{row['act']}{target}{hedged}{damage}"
    return f"{head}\n    “{_short(first['evidence']['quote'])}”\n    {_place(first['evidence'])}"


def _answer(row: Row) -> str:
    out = [f"{row['id']}  {row['at']}  {row['model']}: {row['state']}, {len(row['taken'])} taken"]
    out += [f"    taken   {line}" for line in row["taken"]]
    out += [f"    refused {each['why']}: {_short(each['element'], 90)}" for each in row["refused"]]
    return "\n".join(out)


def _figure(row: Row) -> str:
    disputed = "  DISPUTED" if row["disputed_by"] else ""
    gone = "" if row["status"] == "standing" else f"  {row['status'].upper()}"
    who = ", ".join(row["said_by"]) or "the document itself"
    number = f"{amount(row['low'], row['high'], row['modifier'])} {counted(row['role'], row['unit'])}"
    where = _place(row["receipts"][0]) if row["receipts"] else ""
    said = f"{who} · {_day(row['said_at'])} · {row['origins']} independent · {where}"
    return f"{number}{gone}{disputed}\n    {said}"


def _timeline(row: Row) -> str:
    return f"{_when(row['at']):20}  {row['kind']:11} {_short(row['text'])}"


def _event(row: Row) -> str:
    main = "main   " if row["main"] else "history"
    said = listed.counted(len(row["statements"]), "statement")
    return f"{main} {_when(row['when']):20}  {row['title']}  ({said})"


def _when(at: Row | None) -> str:
    """A time as fine as it is known: a year, a month, a day, or a minute of UTC."""
    if not at or not at["start"]:
        return "undated"
    fine = {"year": 4, "month": 7, "day": 10, "week": 10}.get(at["granularity"])
    return at["start"][:fine] if fine else f"{at['start'][:16].replace('T', ' ')} UTC"


def _mention(row: Row) -> str:
    return f"{row['id']}  {row['event']}  {row['kind']:12} {row['word']}\n    {_place(row['receipts'][0])}"


def _course(row: Row) -> str:
    out = [row["text"]]
    for point in row["points"]:
        at = _day(point["at"])
        out.append(f"    {at}  {point['said_by']} · {_place(point['receipts'][0])}")
    return "\n".join(out)


def _group(row: Row) -> str:
    delay = row["delay_hours"]
    cells = {
        "target": row["target"],
        "means": row["means"],
        "attackers": row["flight"],
        "killed": row["killed"],
        "claim after": f"{delay[0]:.3g} to {delay[1]:.3g} h" if delay else "",
    }
    told = "; ".join(f"{name} {cell}" for name, cell in cells.items() if cell)
    said = f"{', '.join(row['said_by'])} · {row['origins']} independent · {_place(row['receipts'][0])}"
    return f"{row['group']}  {row['what']:10} {row['title']}\n    {told}\n    {said}"


def _past(row: Row) -> str:
    return f"{_day(row['at'])}  {row['actor']}: {_short(row['text'])}\n    {_place(row['receipts'][0])}"


def _affiliation(row: Row) -> str:
    since = f" since {_day(row['since'])}" if row["since"] else ""
    no = "no " if row["stance"] == "denied" else ""
    said = f"{row['said_by']} {'denies' if no else 'says'} it · {_place(row['receipts'][0])}"
    return f"{row['part']}: {no}{row['kind']} of {row['whole']}{since}\n    {said}"


def _person(row: Row) -> str:
    names = ", ".join(name["name"] for name in row["names"])
    about = f", {len(row['about'])} about the person" if row["about"] else ""
    said = f"{len(row['statements'])} statements{about}; {row['how']}"
    return f"{row['id']}  {row['name']}: {names}\n    {said}"


def _entity(row: Row) -> str:
    names = ", ".join(dict.fromkeys(name["name"] for name in row["names"]))
    ties = "; ".join(f"{each['kind']} of {each['of']}" for each in row["relations"])
    return f"{row['id']}  {row['kind']}: {names}" + (f"\n    {ties}" if ties else "")


def _warning(row: Row) -> str:
    least, most = row["lead_hours"]
    said = f"{least:.3g} to {most:.3g} hours before; {row['why']}"
    return f"{_day(row['said_at'])}  {row['text']}\n    {said} · {_place(row['receipts'][0])}"


def _callback(row: Row) -> str:
    if row["of"] == "posts":
        often = f"{row['posts']} posts, {row['before']} on the day before, since {row['first_seen'][:16]}"
        return (
            f"{row['statement']} in {often}\n    “{_short(row['words'])}”\n    {_place(row['receipts'][0])}"
        )
    first = (
        _place(row["first_receipts"][0]) if row["first_receipts"] else "no document holds the first saying"
    )
    return f"{row['text']}\n    “{_short(row['quoted'])}”\n    {_place(row['receipts'][0])} · first: {first}"


def _day(at: Row | None) -> str:
    return at["start"][:10] if at and at["start"] else "undated"


def _finding(row: Row) -> str:
    value = "–" if row["value"] is None else _number(row["value"])
    expected = "" if row["expected"] is None else f", {_number(row['expected'])} expected"
    interval = "" if row["interval"] is None else ", 95 % {} to {}".format(*map(_number, row["interval"]))
    said = f"{row['name']}: {value}{expected}{interval} (N = {row['n']}; {row['completeness']})"
    return f"{said}\n    {row['verdict']} · {row['method']}"


def _number(value: float) -> str:
    """Three figures of a number, and all before its point: no more is known, and nobody reads 1.17e+03."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _tone(row: Row) -> str:
    if row["kind"] == "finding":
        return _finding(row)
    share = f"{row['value']:.1%} ({row['low']:.1%} to {row['high']:.1%})"
    hours = f"{row['first']:+g} to {row['last']:+g} h"
    return f"{row['event']}  {hours}  {row['tone']}: {share} of {row['posts']} posts"


def _curve(row: Row) -> str:
    most = max(row["points"], key=lambda point: point[1], default=None)
    peak = f", most in hour {most[0]:+g}: {most[1]:g}" if most else ""
    main = "this event  " if row["main"] else ""
    rate = max((rate for _, rate in row["rates"]), default=None)
    per = (
        f", {_number(rate)} per 1,000 of {row['active']:,.0f} {row['active_of']}" if rate is not None else ""
    )
    return f"{row['t0']}  {main}{row['name']}: {row['n']} posts{peak}{per} ({row['completeness']})"


def _joint(row: Row) -> str:
    """A row of ``coordination``: what was searched, a group, a pair or a member."""
    if row["kind"] == "search":
        if row["cannot"]:
            return str(row["cannot"])
        said = f"{row['groups']} groups, {row['edges']} pairs among {row['accounts']} accounts"
        said = f"{said} ({row['actions']} actions; {row['tested']} groups tested)"
        return "\n    ".join(each for each in (said, row["check"], row["hot"]) if each)
    if row["kind"] == "group":
        numbers = f"{row['observed']} occasions, {row['expected']:.3g} expected, q {row['q']:.2g}"
        if row["followed"]:
            left = f"without them {row['left']}, {row['left_expected']:.3g} expected"
            numbers = (
                f"audience of {row['followed']} sources or coordinated, cannot be told: {numbers}; {left}"
            )
        shared = [
            f"{each['trace']:8} {_short(each['label'], 80)}  {each['members']} members, {each['posts']} posts"
            for each in row["objects"][:_OBJECTS]
        ]
        cut = listed.cut(
            [listed.of_all(len(shared), row["shared"], "objects")], which="Listed", rest=listed.GROUPS
        )
        who = f"{row['members']} accounts and {row['joined']} joined"
        said = f"{row['name']}  {who}: {numbers}; {row['posts']} posts"
        return "\n    ".join(each for each in (said, *shared, cut) if each)
    if row["kind"] == "pair":
        return f"{row['one']} {row['other']}  {row['words']} (q {row['q']:.2g}; {len(row['posts'])} meetings)"
    return f"{row['id']}  {row['group'] or 'in no group'}  {row['degree']} pairs"


def _reject(row: Row) -> str:
    place = f"{row['file']}:{row['line']}" if row["line"] else row["file"]
    return f"{place}: {row['cause']}. {row['next_step']}"


def _verified(row: Row) -> str:
    if "said" in row:
        return str(row["said"])
    place = f"{row['file']}:{row['line']}" if row.get("line") else row["file"]
    return f"{row['kind']:7} {place}: {row['what']}"


def _done(row: Row) -> str:
    return str(row["said"])


def _dispute(row: Row) -> str:
    out = [row["text"]]
    for side in row["sides"]:
        place = _place(side["receipts"][0]) if side["receipts"] else ""
        out.append(f"    {', '.join(side['who'])}: {_short(side['says'])} · {place}")
    return "\n".join(out)


def _harm(row: Row) -> str:
    receipt = row["receipts"][0]
    words = f"\n    “{_short(receipt['quote'])}”" if "quote" in receipt else ""
    return f"{row['kind']}: {_short(row['text'])}{words}\n    {_place(receipt)}"


def _artefact(row: Row) -> str:
    return (
        f"{row['posts']:5}  {row['kind']:8} {_short(row['label'], 80)}  first seen {row['first_seen'] or '?'}"
    )


def _channel(row: Row) -> str:
    said = f"{row['role']} (says {row['role_by']}: {row['role_why']})" if row["role_by"] else row["role"]
    watched = f"{row['watched_from'] or '?'} to {row['watched_to'] or '?'}"
    names = ", ".join(row["names"])
    return f"{row['platform']}/{row['id']}  {names}: {said}; watched {watched}; gaps {row['id_gaps']}"


def _decision(row: Row) -> str:
    changes = "; ".join(f"{c['field']}: {c['was'] or '–'} -> {c['now'] or '–'}" for c in row["changes"])
    head = f"{row['target']}  {row['sort']} {row['verdict']} by {row['person']}, {row['at']}: {row['reason']}"
    return f"{head}\n    read first: {_short(row['text'])}" + (f"\n    {changes}" if changes else "")


def _judgement(row: Row) -> str:
    state = f"orphaned: {row['why']}" if row["orphaned"] else "stands" if row["standing"] else "taken back"
    what = f"{row['kind']} {', '.join(row['targets'])} ({row['reason']})"
    return f"{row['id']}  {row['at']}  {row['person']}: {what} {state}"


def _hypothesis(row: Row) -> str:
    out = [f"{row['question']} · {row['id']}"]
    texts = {each["id"]: each["text"] for each in row["hypotheses"]}
    for rank in row["ranks"]:
        place = f"place {rank['ranks'][0]}" if rank["stable"] else "no stable place"
        said = f"net {rank['net']:+.2f}, silent on {rank['silence']:.0%}"
        out.append(f"  {place}: {texts.get(rank['hypothesis'], '')} ({said}) · {rank['hypothesis']}")
    out += [f"  caution: {each}" for each in row["cautions"]]
    return "\n".join([*out, f"  {row['verdict']}"])


def _short(text: str, most: int = _QUOTE) -> str:
    return one_line(text, most)


def _place(receipt: Row) -> str:
    if "start" not in receipt:
        return f"{receipt['capture']} {receipt['locator']} {receipt['field']}"
    return f"{receipt['file']} {receipt['start']}–{receipt['end']}"


_FORMS: dict[str, Callable[[Row], str]] = {
    "pages": _page,
    "posts": _post,
    "stories": _story,
    "ledger": _statement,
    "proposals": _answer,
    "figures": _figure,
    "timeline": _timeline,
    "events": _event,
    "mentions": _mention,
    "courses": _course,
    "groups": _group,
    "history": _past,
    "affiliations": _affiliation,
    "persons": _person,
    "entities": _entity,
    "warnings": _warning,
    "callbacks": _callback,
    "hypotheses": _hypothesis,
    "reaction": _finding,
    "tone": _tone,
    "curves": _curve,
    "rejects": _reject,
    "coordination": _joint,
    "disputes": _dispute,
    "harms": _harm,
    "artefacts": _artefact,
    "panel": _channel,
    "decided": _decision,
    "judgements": _judgement,
    "verify": _verified,
}
