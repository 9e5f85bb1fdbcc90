"""Is what is known always what a recount from nothing would find, whatever happened in whatever order?"""

from __future__ import annotations

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.shield.accounts.acting import act
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Known
from aftershock.shield.accounts.queue import appeals, queue
from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.accounts.standing import proposals, standing
from aftershock.shield.accounts.statistics import statistics, workload
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.faults import LedgerDamaged
from aftershock.shield.ledger.happenings import (
    AccountBlocked,
    AppealDecided,
    Appealed,
    Decided,
    Entry,
    Link,
    Reviewed,
    Undone,
)
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.ledger.projections import Followed
from tests.shield.accounts.chance import ACCOUNTS, PEOPLE, log_by_chance
from tests.shield.accounts.story import NOW, Story
from tests.shield.ledger.made import decided

TERMS = Terms(second_share=0.5, campaign_days=0.2, strike_days=30, block_after=2, lease=600, salt="s")
logs = st.integers(0, 2**32).map(log_by_chance)


class OnlyLinks:
    """As much of a log as a projection asks for."""

    def __init__(self, links: list[Link]) -> None:
        self.links = links

    def read(self, after: int = 0, kinds: object = (), limit: int | None = None) -> list[Link]:
        return self.links[after:] if limit is None else self.links[after : after + limit]


def rebuilt(links: list[Link]) -> Known:
    accounts = Accounts(TERMS)
    for link in links:
        accounts.apply(link)
    return accounts.known


def seen(known: Known) -> object:
    """Everything that anybody may ask."""
    return (
        [standing(known, account, now=NOW) for account in ACCOUNTS],
        queue(known, now=NOW),
        [queue(known, now=NOW, person=person) for person in PEOPLE],
        appeals(known),
        proposals(known, now=NOW),
        statistics(known),
    )


def test_chance_does_all_that_people_do() -> None:
    done: Counter[str] = Counter()
    for seed in range(30):
        links = log_by_chance(seed)
        known = rebuilt(links)
        done.update(type(link.entry.what).__name__ for link in links if link.seq not in known.void)
        for account in ACCOUNTS:
            found = standing(known, account, now="2026-11-22T00:00:00Z")
            done["strikes"] += len(found.strikes)
            done["copies"] += sum(len(each.items) > 1 for each in found.strikes)
            done["blocked"] += found.blocked is not None
            done["limits"] += len(found.limits)
        done["overturned"] += sum(each.overturned for each in known.complaints.values())
        done["differed"] += statistics(known).differed
        done["thirds"] += sum(
            each.look == 3 for s in known.subjects.values() for r in s.revisions.values() for each in r.looks
        )
    enough = (
        "strikes",
        "copies",
        "blocked",
        "limits",
        "overturned",
        "differed",
        "thirds",
        "Undone",
        "Claimed",
    )
    assert {name: done[name] for name in enough if done[name] < 10} == {}


@settings(max_examples=12, deadline=None)
@given(links=logs, chance=st.randoms(use_true_random=False))
def test_links_delivered_twice_and_in_any_order_give_what_a_recount_gives(
    links: list[Link], chance: random.Random
) -> None:
    followed = Followed(OnlyLinks(links), lambda: Accounts(TERMS))  # type: ignore[arg-type]
    delivered = links + chance.sample(links, len(links) // 2)
    chance.shuffle(delivered)
    while delivered:
        count = chance.randint(1, len(delivered))
        followed.deliver(delivered[:count])
        delivered = delivered[count:]
    with followed.now() as accounts:
        assert accounts.known == rebuilt(links)


@settings(max_examples=12, deadline=None)
@given(links=logs, cut=st.integers(0, 240))
def test_a_snapshot_in_between_changes_nothing(links: list[Link], cut: int) -> None:
    first, second = Accounts(TERMS), Accounts(TERMS)
    for link in links[:cut]:
        first.apply(link)
    assert second.restored(first.saved())
    for link in links[cut:]:
        second.apply(link)
    assert second.known == rebuilt(links)
    assert seen(second.known) == seen(rebuilt(links))


def counted_by_hand(links: list[Link], void: dict[int, str]) -> dict[str, list[tuple[str, ...]]]:
    """Strikes of each account by another way: all decisions in lists, asked from the end."""
    allowed = [link for link in links if link.seq not in void]
    undone = {link.entry.what.seq for link in allowed if isinstance(link.entry.what, Undone)}
    appealed = {
        w.appeal: (w.item, w.revision) for link in allowed if isinstance(w := link.entry.what, Appealed)
    }
    won = {
        appealed[w.appeal]
        for link in allowed
        if isinstance(w := link.entry.what, AppealDecided) and w.overturned
    }
    answers: dict[tuple[str, int], list[tuple[int, str, Decided]]] = defaultdict(list)
    looks: dict[tuple[str, int], dict[int, tuple[int, str, str]]] = defaultdict(dict)
    owner: dict[str, str] = {}
    for link in allowed:
        what = link.entry.what
        if isinstance(what, Decided):
            answers[what.answer.item, what.answer.revision].append((link.seq, link.entry.at, what))
            if what.account:
                owner.setdefault(what.answer.item, what.account)
        if isinstance(what, Reviewed) and link.seq not in undone:
            looks[what.item, what.revision][what.look] = (link.seq, link.entry.at, what.verdict)
    found: dict[str, dict[str, tuple[int, str, str]]] = defaultdict(dict)
    for (item, revision), said in answers.items():
        if (item, revision) in won or item not in owner:
            continue
        seen_ = looks[item, revision]
        content = said[-1][2].content
        if seen_:
            given_ = {each[2] for each in seen_.values()}
            if 3 not in seen_ and len(given_) > 1:
                continue
            strike = seen_[3] if 3 in seen_ else seen_[min(seen_)]
        else:
            if said[-1][2].answer.verdict != "block":
                continue
            run = list(reversed(said))
            same = 0
            while same < len(run) and run[same][2].answer.verdict == "block":
                same += 1
            first = run[same - 1]
            strike = (first[0], first[1], "block")
        if strike[2] in ("limit", "hold", "block"):
            one = (strike[0], strike[1], content)
            found[owner[item]][item] = min(found[owner[item]].get(item, one), one)
    groups: dict[str, list[tuple[str, ...]]] = {}
    for account, struck in found.items():
        heads: list[tuple[str, int, list[str]]] = []
        for item, (_, at, content) in sorted(struck.items(), key=lambda pair: pair[1][0]):
            hour = int(at[11:13])
            for head in heads:
                if content and head[0] == content and abs(head[1] - hour) <= 0.2 * 24:
                    head[2].append(item)
                    break
            else:
                heads.append((content, hour, [item]))
        groups[account] = [tuple(head[2]) for head in heads]
    return groups


@settings(max_examples=25, deadline=None)
@given(links=logs)
def test_strikes_are_those_of_a_slow_recount(links: list[Link]) -> None:
    known = rebuilt(links)
    expected = counted_by_hand(links, known.void)
    for account in ("a1", "a2"):
        found = standing(known, account, now="2026-11-22T00:00:00Z")
        assert [each.items for each in found.strikes] == expected.get(account, [])


@settings(max_examples=25, deadline=None)
@given(links=logs)
def test_counts_are_those_of_a_slow_recount(links: list[Link]) -> None:
    known = rebuilt(links)
    found = statistics(known)
    allowed = [link.entry.what for link in links if link.seq not in known.void]
    decisions = {(w.answer.item, w.answer.revision): w for w in allowed if isinstance(w, Decided)}
    assert found.revisions == len(decisions) == sum(line.count for line in found.lines)
    assert found.looks == sum(isinstance(what, Reviewed) for what in allowed)
    assert found.undone == sum(isinstance(what, Undone) for what in allowed)
    assert found.appeals == sum(isinstance(what, Appealed) for what in allowed)
    assert found.appeals_decided == sum(isinstance(what, AppealDecided) for what in allowed)
    won = [what for what in allowed if isinstance(what, AppealDecided) and what.overturned]
    assert found.appeals_overturned == len(won)
    assert found.blocked == sum(isinstance(what, AccountBlocked) for what in allowed)
    languages = Counter(what.language for what in decisions.values())
    assert Counter({k: sum(x.count for x in found.lines if x.language == k) for k in languages}) == languages
    pairs = {(w.item, w.revision) for w in allowed if isinstance(w, Appealed) and w.item}
    assert sum(line.appealed for line in found.lines) == len(pairs)
    assert found.refused == len(links) - len(allowed)


@settings(max_examples=25, deadline=None)
@given(links=logs)
def test_no_order_of_happenings_breaks_a_rule_about_people(links: list[Link]) -> None:
    known = rebuilt(links)
    for subject in known.subjects.values():
        for revision in subject.revisions.values():
            standing_ = [each for each in revision.looks if not each.undone]
            assert len({each.person for each in standing_}) == len(standing_)
            assert len({each.look for each in standing_}) == len(standing_)
            assert "" not in {each.person for each in revision.looks}
    for complaint in known.complaints.values():
        if complaint.decided:
            before = [link for link in links if link.seq < complaint.decided and link.seq not in known.void]
            looked = {
                link.entry.by
                for link in before
                if isinstance(link.entry.what, Reviewed) and link.entry.what.item == complaint.item
            }
            assert f"person {complaint.person}" not in looked
            assert complaint.person
    for page in known.accounts.values():
        for block in page.blocks:
            assert block.person
            assert len(set(block.items)) >= TERMS.block_items


def test_a_snapshot_of_another_log_or_other_terms_is_not_used(tmp_path: Path) -> None:
    log = open_log(tmp_path / "one")
    log.append([decided("p1", "block"), decided("p2", "block")])
    path = tmp_path / "snapshot"
    followed = Followed(log, lambda: Accounts(TERMS), snapshot=path)
    followed.catch_up()
    assert followed.save()
    assert Followed(log, lambda: Accounts(TERMS), snapshot=path).head.seq == 2
    assert Followed(log, Accounts, snapshot=path).head.seq == 0
    other = open_log(tmp_path / "two")
    other.append([decided("q1", "block"), decided("q2", "block"), decided("q3", "block")])
    assert Followed(other, lambda: Accounts(TERMS), snapshot=path).head.seq == 0
    path.write_bytes(path.read_bytes()[:-3])
    assert Followed(log, lambda: Accounts(TERMS), snapshot=path).head.seq == 0
    assert not Followed(log, lambda: Accounts(TERMS)).save()


def test_a_link_that_does_not_follow_is_not_counted(tmp_path: Path) -> None:
    one, two = open_log(tmp_path / "one"), open_log(tmp_path / "two")
    one.append([decided("p1", "block"), decided("p2", "block")])
    (_, other) = two.append([decided("q1", "block"), decided("q2", "block")])
    followed = Followed(one, Accounts)
    followed.deliver(list(one.read(limit=1)))
    with pytest.raises(LedgerDamaged, match="does not follow"):
        followed.deliver([other])
    assert followed.catch_up() == 1


def _act(log: Log, followed: Followed[Accounts], who: str, key: str, verdict: str = "hold") -> Link:
    what = Reviewed(item="harbour:p1", revision=0, verdict=verdict, clause="4", reason="so")  # type: ignore[arg-type]
    return act(followed, log, Entry(key=key, at=NOW, by=f"person {who}", what=what))


def test_who_acts_is_told_why_not_and_leaves_no_trace(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append([decided("p1")])
    followed = Followed(log, Accounts)
    first = _act(log, followed, "ines", "r1")
    assert _act(log, followed, "ines", "r1") == first  # the same click twice
    with pytest.raises(Refused, match="faster"):
        _act(log, followed, "omar", "r2")
    assert log.head().seq == 2


def test_who_was_slower_at_the_log_itself_is_told_so(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append([decided("p1")])
    mine, theirs = Followed(log, Accounts), Followed(log, Accounts)

    def slow(handed: object) -> list[Link]:
        _act(log, theirs, "ines", "r1")  # between the question and the writing
        return log.append(handed)  # type: ignore[arg-type]

    what = Reviewed(item="harbour:p1", revision=0, verdict="allow", clause="4", reason="so")
    entry = Entry(key="r2", at=NOW, by="person omar", what=what)
    with pytest.raises(Refused, match="faster"):
        act(mine, log, entry, append=slow)
    with mine.now() as accounts:
        assert [each.person for each in accounts.known.subjects["harbour:p1"].revisions[0].looks] == ["ines"]


def test_counts_over_a_small_story() -> None:
    story = Story()
    story.decided("p1", "hold", language="en")
    story.decided("p2", "hold", language="en")
    story.decided("p3", "label", language="ar", rule="other")
    story.reviewed("ines", "p1", "allow", hard=True)
    story.undone("ines", story.reviewed("ines", "p2", "block"))
    story.appealed("x", "p3")
    story.judged("vera", "x")
    found = statistics(story.known)
    lines = [
        (x.rule, x.language, x.automation, x.outcome, x.count, x.appealed, x.reversed) for x in found.lines
    ]
    assert lines == [
        ("calls", "en", "automatic", "hold", 1, 0, 0),
        ("calls", "en", "person", "allow", 1, 0, 0),
        ("other", "ar", "automatic", "label", 1, 1, 1),
    ]
    assert (found.looks, found.undone, found.changed, found.restored_by_appeal) == (2, 1, 1, 1)
    assert statistics(story.known, since="2026-11-23").revisions == 0
    assert statistics(story.known, until="2026-11-23").revisions == 3
    day = workload(story.known, "ines", "2026-11-22")
    assert (day.looks, day.hard) == (2, 1)
    assert workload(story.known, "omar", "2026-11-22").looks == 0


def test_who_only_looks_does_not_wait_until_a_log_is_read(tmp_path: Path) -> None:
    links = list(log_by_chance(3))
    reading, going_on = threading.Event(), threading.Event()

    class Slow(OnlyLinks):
        def read(self, after: int = 0, kinds: object = (), limit: int | None = None) -> Iterator[Link]:
            for number, link in enumerate(super().read(after, kinds, limit)):
                if number == 20:
                    reading.set()
                    assert going_on.wait(20)
                yield link

    followed = Followed(Slow(links), lambda: Accounts(TERMS))  # type: ignore[arg-type]
    thread = threading.Thread(target=followed.catch_up)
    thread.start()
    try:
        assert reading.wait(20)
        with followed.as_it_is() as accounts:
            assert accounts.known.seq < len(links)
        assert not followed.reached
    finally:
        going_on.set()
        thread.join()
    assert followed.reached
    assert followed.head.seq == len(links)


def test_a_snapshot_is_kept_by_one_of_many_and_only_after_many_links(tmp_path: Path) -> None:
    log = open_log(tmp_path / "log")
    path = tmp_path / "snapshot"
    one, other = (Followed(log, lambda: Accounts(TERMS), snapshot=path) for _ in range(2))
    log.append([decided(str(n)) for n in range(4)])
    for followed in (one, other):
        followed.catch_up()
    assert not one.keep(4)
    assert one.keep(3)
    assert not other.keep(3), "another process has just done it"
    again = Followed(log, lambda: Accounts(TERMS), snapshot=path)
    assert again.head.seq == 4
    assert not again.reached, "what came since is not yet counted"
    log.append([decided(str(n)) for n in range(4, 9)])
    for followed in (one, other):
        followed.catch_up()
    assert other.keep(3)
    assert not one.keep(3)
    assert Followed(log, lambda: Accounts(TERMS), snapshot=path).head.seq == 9
    log.close()
