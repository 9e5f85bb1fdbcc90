"""Does a started service keep its promises: durable, idempotent, changed live, stopped without loss?"""

from __future__ import annotations

import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aftershock.shield.ledger.happenings import Decided, PolicyActivated
from aftershock.shield.ledger.log import open_log
from tests.shield.service.conftest import SETTINGS
from tests.shield.service.running import CALL, Running, key_of, put, running


def decided(service: Running) -> dict[str, Decided]:
    log = open_log(service.place / "shield-log")
    try:
        assert log.verify().broken is None
        links = list(log.read(kinds=("decided",)))
    finally:
        log.close()
    return {link.entry.key: link.entry.what for link in links if isinstance(link.entry.what, Decided)}


def test_a_restriction_is_in_the_log_when_it_is_answered_and_a_repeat_gets_it_again(service: Running) -> None:
    first = service.check("d1", CALL, account="a7", surface="comments", language="en")
    assert (first.status, first.body["verdict"], first.body["again"]) == (200, "hold", False)
    ground = first.body["grounds"][0]
    quote = ground["evidence"][0]
    assert (ground["rule"], CALL[quote["start"] : quote["end"]]) == ("calls", "paint the red doors")
    kept = decided(service)["decided forum:d1#0"]
    assert (kept.account, kept.surface, kept.answer.verdict) == ("a7", "comments", "hold")
    for _ in range(6):  # whichever worker answers
        again = service.check("d1", CALL)
        assert again.body["again"]
        assert again.body["seq"] == first.body["seq"]
        assert again.body["at"] == first.body["at"]
    other = service.check("d1", CALL + " today")
    assert (other.status, other.body["item"]) == (409, "forum:d1")
    assert service.check("d1", "all is well", revision=1).body["verdict"] == "allow"


def test_an_allowed_post_is_counted_and_not_kept(service: Running) -> None:
    before = metric(service, "posts_total", verdict="allow")
    said = service.check("a1", "the ferry is late")
    assert (said.status, said.body["verdict"], said.body["seq"]) == (200, "allow", 0)
    assert metric(service, "posts_total", verdict="allow") == before + 1
    assert "decided forum:a1#0" not in decided(service)


def test_a_batch_is_answered_in_order_and_a_bad_post_does_not_take_the_others_along(service: Running) -> None:
    posts = [{"platform": "forum", "id": f"b{n}", "text": CALL if n % 3 == 0 else "fine"} for n in range(30)]
    posts[4]["text"] = "x" * 5001
    posts[9]["id"] = "b6"
    posts[12] |= {"id": "b6", "text": CALL + " again"}
    said = service.ask("POST", "/v1/check/batch", {"posts": posts})
    assert said.status == 200
    answers = said.body["answers"]
    assert [each.get("verdict") for each in answers[:3]] == ["hold", "allow", "allow"]
    assert answers[4]["item"] == "forum:b4"
    assert "5001 characters" in answers[4]["error"]
    assert answers[9]["seq"] == answers[6]["seq"]
    assert "another content" in answers[12]["error"]
    assert sum(each.get("verdict") == "hold" for each in answers) == 9


WRONG: dict[str, object] = {
    "an unknown field": {"txt": "a post"},
    "a blank in the platform": {"platform": "a forum"},
    "no day": {"posted_at": "yesterday"},
    "no hash": {"files": ["abc"]},
    "too many signals": {"signals": {f"s{n}": 1.0 for n in range(101)}},
    "another type": {"revision": "first"},
    "half a character": {"text": "\ud800"},
}


@pytest.mark.parametrize("place", [0, 7, 19])
def test_a_post_that_cannot_be_read_has_its_fault_in_its_place(service: Running, place: int) -> None:
    for name, wrong in WRONG.items():
        posts: list[dict[str, object]] = [
            {"platform": "forum", "id": f"r{place}-{n}", "text": "fine"} for n in range(20)
        ]
        posts[place].update(wrong)  # type: ignore[call-overload]
        said = service.ask("POST", "/v1/check/batch", {"posts": posts})
        assert said.status == 200, name
        answers = said.body["answers"]
        assert [each["type"] for each in answers] == ["fault" if n == place else "checked" for n in range(20)]
        assert "cannot be read" in answers[place]["error"], name
        assert all(each["item"] == f"forum:r{place}-{n}" for n, each in enumerate(answers) if n != place)


def test_a_batch_of_nothing_but_what_cannot_be_read(service: Running) -> None:
    said = service.ask("POST", "/v1/check/batch", {"posts": [1, {}, [], None, {"platform": "f", "id": 3}]})
    assert (said.status, [each["type"] for each in said.body["answers"]]) == (200, ["fault"] * 5)
    broken = (
        b'{"posts": [{"platform": "f", "id": "u\xff"}, {"platform": "f", "id": "u1", "signals": {"a": NaN}}]}'
    )
    said = service.ask("POST", "/v1/check/batch", broken)
    assert (said.status, [each["type"] for each in said.body["answers"]]) == (200, ["fault"] * 2)
    assert service.ask("POST", "/v1/check/batch", b'{"posts": ' + b"[" * 50_000).status == 400
    assert service.ask("POST", "/v1/check/batch", {"posts": [1] * 41}).status == 413
    assert service.ask("POST", "/v1/check/batch", {"posts": [], "more": 1}).status == 400


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/check", b"", 400),
        ("/v1/check", b"{", 400),
        ("/v1/check", b'{"platform":"f","id":"1","txet":"misspelt"}', 400),
        ("/v1/check", b'{"platform":"f:g","id":"1"}', 400),
        ("/v1/check", b'{"platform":"f","id":""}', 400),
        ("/v1/check", b'{"platform":"f","id":"1","revision":-1}', 400),
        ("/v1/check", b'{"platform":"f","id":"1","text":"\\ud800 paint the red doors"}', 400),
        ("/v1/check", b'{"platform":"f","id":"1","pictures":["zz"]}', 400),
        ("/v1/check", b'{"platform":"f","id":"1","text":"' + b"x" * 6000 + b'"}', 413),
        ("/v1/check", b"\xff\xfe", 400),
        ("/v1/check", b"x" * 200_001, 413),
        ("/v1/check/batch", b'{"posts":[' + b",".join([b'{"platform":"f","id":"1"}'] * 41) + b"]}", 413),
        ("/v1/check/batch", b'{"posts":1}', 400),
        ("/v1/appeals", b"[" * 50_000, 400),
        ("/v1/notices", b"x" * 200_001, 413),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    service: Running, path: str, body: bytes, status: int
) -> None:
    said = service.ask("POST", path, body)
    assert said.status == status, said.raw[:300]
    assert said.body["error"]
    assert b"paint" not in said.raw


def test_texts_of_the_whole_world_go_through(service: Running) -> None:
    for number, text in enumerate(
        ["", "\u0000", "\u202e" + CALL, "😀" * 500, "وقال: " + CALL, "p4int the r3d d00rs"]
    ):
        said = service.check(f"w{number}", text)
        assert said.status == 200
        for ground in said.body["grounds"]:
            for quote in ground["evidence"]:
                assert text[quote["start"] : quote["end"]] == quote["quote"]


def test_too_many_requests_wait(service: Running) -> None:
    slow = key_of(service.place, "check", each_second=2, burst=3)
    time.sleep(0.6)  # the workers look for new keys a few times a second
    post = {"platform": "forum", "id": "r", "text": "fine"}
    began = time.monotonic()
    said = [service.ask("POST", "/v1/check", post, key=slow) for _ in range(8)]
    passed = time.monotonic() - began
    assert 3 <= [each.status for each in said].count(200) <= 4 + 2 * passed  # over both workers
    refused = [each for each in said if each.status == 429]
    assert refused
    assert all(1 <= int(each.headers["retry-after"]) <= 2 for each in refused)
    assert service.ask("POST", "/v1/check", post).status == 200  # others are not touched


def test_a_new_phrase_is_live_in_all_workers_within_a_second_and_nothing_fails(service: Running) -> None:
    phrases = service.place / "phrases" / "calls.tsv"
    statuses: list[int] = []
    stop = threading.Event()

    def ask_on() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            statuses.append(service.check(f"live-{number}", "nothing to see").status)

    asking = threading.Thread(target=ask_on)
    asking.start()
    try:
        assert service.check("n0", "lift the white anchors").body["verdict"] == "allow"
        put(phrases, phrases.read_text("utf-8") + "lift the white anchors\tdesk\n")
        changed = time.monotonic()
        tries = 0
        while time.monotonic() - changed < 20:
            said = [
                service.check(f"n{tries}-{n}", "lift the white anchors").body["verdict"] for n in range(8)
            ]
            tries += 1
            if said == ["hold"] * 8:
                break
        took = time.monotonic() - changed
    finally:
        stop.set()
        asking.join()
    assert said == ["hold"] * 8
    assert took < 8, "a second is the aim; the machine of the tests is busy"
    assert set(statuses) == {200}
    log = open_log(service.place / "shield-log")
    activated = [link.entry.what for link in log.read(kinds=("policy-activated",))]
    log.close()
    assert len(activated) == 2  # once for both workers
    assert isinstance(activated[-1], PolicyActivated)
    assert service.ask("GET", "/v1/policy").body["hash"] == activated[-1].policy


def test_a_bad_policy_is_refused_and_the_last_good_one_stays(service: Running) -> None:
    policy = service.place / "policy.toml"
    good = policy.read_text("utf-8")
    before = service.ask("GET", "/v1/policy").body
    put(policy, good.replace('silent = ["the red doors were painted"]', 'silent = ["Paint the red doors"]'))
    try:
        told = {}
        for _ in range(50):
            told = service.ask("GET", "/v1/policy").body
            if told["problem"]:
                break
            time.sleep(0.1)
        assert "must stay silent on this" in told["problem"]
        assert told["hash"] == before["hash"]
        assert service.check("p1", CALL).body["verdict"] == "hold"
        assert service.ask("GET", "/readyz", key="").status == 200
    finally:
        put(policy, good)
    for _ in range(50):
        if not any(service.ask("GET", "/v1/policy").body["problem"] for _ in range(4)):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the mended policy did not come into force")


def test_a_rule_near_its_end_is_said_and_counted(service: Running) -> None:
    policy = service.place / "policy.toml"
    good = policy.read_text("utf-8")
    soon = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()

    def counted() -> tuple[str, ...]:
        text = service.ask("GET", "/metrics").raw.decode()
        return tuple(re.findall(r"^aftershock_shield_rules_(expir\w+ \d+)$", text, re.M))

    assert counted() == ("expiring 0", "expired 0")
    put(policy, good.replace('expires = "2027-12-31"', f'expires = "{soon}"', 1))
    try:
        until = time.monotonic() + 20
        while counted() != ("expiring 1", "expired 0"):
            assert time.monotonic() < until, counted()
            time.sleep(0.1)
        said = f"rule known-item expires: {soon} (owner desk)"
        source = policy.read_text("utf-8")
        assert said in service.ask("POST", "/v1/policy/prove", {"source": source}).body["warnings"]
        assert said in service.said()
    finally:
        put(policy, good)
        until = time.monotonic() + 20
        while any(service.ask("GET", "/v1/policy").body["warnings"] for _ in range(4)):
            assert time.monotonic() < until
            time.sleep(0.1)


def test_a_known_item_added_over_the_network_blocks_only_once_a_person_adopted_it(service: Running) -> None:
    text = "The lantern at the harbour gate was painted green again by the night crew."
    added = service.ask("POST", "/v1/bank", {"id": "k1", "bank": "removed", "text": text})
    assert (added.status, added.body["adopted_by"]) == (201, None)
    assert eventually(service, "k", text, "review") == "allow"
    adopted = service.ask("POST", "/v1/bank/k1/adopt", {"reason": "seen by the desk"})
    assert (adopted.status, adopted.body["adopted_by"]) == (200, "Ana")
    assert eventually(service, "l", text, "verdict", "block") == "block"
    assert service.ask("GET", "/v1/bank/k1").body["kind"] == "text"
    assert service.ask("GET", "/v1/policy").body["warnings"] == []
    unnamed = {"id": "k-case", "bank": "case", "text": "a stand-in text that stands in a bank of no rule"}
    assert service.ask("POST", "/v1/bank", unnamed).status == 201
    for _ in range(60):
        if all(service.ask("GET", "/v1/policy").body["warnings"] for _ in range(4)):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("nobody is warned of a bank that no rule asks about")
    assert service.ask("POST", "/v1/bank/k-case/remove", {"reason": "tried"}).status == 200
    assert service.ask("GET", "/v1/bank/nothing").status == 404
    assert service.ask("POST", "/v1/bank", {"id": "k2", "bank": "removed"}).status == 400


def eventually(service: Running, id_: str, text: str, field: str, wanted: object = True) -> str:
    """The verdict once all workers have taken a change in."""
    for number in range(60):
        said = [service.check(f"{id_}{number}-{n}", text).body for n in range(6)]
        if all(each[field] == wanted for each in said):
            return str(said[0]["verdict"])
        time.sleep(0.1)
    raise AssertionError(said)


def test_an_appeal_and_a_notice_are_acknowledged_once(service: Running) -> None:
    service.check("ap", CALL, account="a1")
    complaint = {"item": "forum:ap", "account": "a1", "words": "It was about our own doors."}
    first = service.ask("POST", "/v1/appeals", complaint)
    again = service.ask("POST", "/v1/appeals", complaint)
    assert (first.status, first.body["state"]) == (201, "open")
    assert first.body == again.body
    assert service.ask("GET", f"/v1/appeals/{first.body['appeal']}").body == first.body
    assert service.ask("POST", "/v1/appeals", {**complaint, "item": "forum:nothing"}).status == 404
    assert service.ask("GET", "/v1/appeals/appeal-0").status == 404
    notice = service.ask("POST", "/v1/notices", {"item": "forum:ap", "explanation": "It calls for damage."})
    assert (notice.status, notice.body["state"]) == (201, "open")
    assert service.ask("GET", f"/v1/notices/{notice.body['notice']}").body == notice.body
    assert service.ask("POST", "/v1/notices", {"explanation": "Where?"}).status == 400
    kinds = {
        each["entry"]["what"]["type"]
        for each in service.ask("GET", "/v1/events?kinds=appealed").body["events"]
    }
    assert kinds == {"appealed"}


def test_a_decision_can_be_read_and_a_sketch_of_a_policy_proved(service: Running) -> None:
    service.check("dec", CALL)
    found = service.ask("GET", "/v1/decisions/forum/dec/0")
    assert found.body["entry"]["what"]["answer"]["verdict"] == "hold"
    assert service.ask("GET", "/v1/decisions/forum/dec/1").status == 404
    source = (service.place / "policy.toml").read_text("utf-8")
    assert service.ask("POST", "/v1/policy/prove", {"source": source}).body["sound"]
    bad = service.ask(
        "POST", "/v1/policy/prove", {"source": source.replace("phrase.calls", "phrase.cals")}
    ).body
    assert not bad["sound"]
    assert "did you mean" in bad["problems"][0]
    rules = {each["id"]: each for each in service.ask("GET", "/v1/rules").body}
    assert rules["calls"]["outcomes"]["hold"] > 0


def metric(service: Running, name: str, **labels: str) -> float:
    text = service.ask("GET", "/metrics").raw.decode()
    inside = re.escape(",".join(f'{key}="{value}"' for key, value in labels.items()))
    found = re.search(rf"^aftershock_shield_{name}{{{inside}}} (\S+)$", text, re.M)
    return float(found[1]) if found else 0.0


def test_metrics_are_well_formed_and_sum_all_workers(service: Running) -> None:
    text = service.ask("GET", "/metrics").raw.decode()
    line = re.compile(r'^[a-z_:]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$')
    assert all(line.match(each) for each in text.splitlines() if not each.startswith("#"))
    before = metric(service, "requests_total", route="check", status="200")
    for number in range(20):
        service.check(f"m{number}", "fine")
    assert metric(service, "requests_total", route="check", status="200") == before + 20
    count = metric(service, "request_seconds_count", route="check")
    assert count == metric(service, "request_seconds_bucket", route="check", le="+Inf")


def test_what_the_service_says_of_itself_holds_no_secret_and_no_text(service: Running) -> None:
    post = {"platform": "forum", "id": "s", "text": f"{CALL} beside the tower mill"}
    assert service.ask("POST", "/v1/check", post).body["verdict"] == "hold"
    service.ask("POST", "/v1/check", post, key="as_bad_secret-of-nobody")
    service.ask("GET", "/v1/policy", key="as_bad_secret-of-nobody")
    said = service.said()
    for line in said.splitlines():
        assert json.loads(line)["what"], line
    secret = service.key.split("_", 2)[2]  # it may have more of them
    assert secret not in said
    assert "secret-of-nobody" not in said
    assert "tower mill" not in said  # a refused policy may be quoted, with its examples; a post never
    everything = b"".join(
        file.read_bytes() for file in service.place.rglob("*") if file.is_file() and file.suffix != ".log"
    )
    assert secret.encode() not in everything


@pytest.mark.slow
def test_a_stop_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    acknowledged: dict[str, int] = {}
    with running(tmp_path, service=SETTINGS) as service:

        def ask_on(name: str) -> None:
            for number in range(10_000):
                try:
                    said = service.check(f"{name}-{number}", CALL)
                except OSError:
                    return
                if said.status == 200:
                    acknowledged[f"decided forum:{name}-{number}#0"] = said.body["seq"]

        threads = [threading.Thread(target=ask_on, args=(f"t{n}",)) for n in range(4)]
        for each in threads:
            each.start()
        time.sleep(1.0)
        began = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - began < 15
        for each in threads:
            each.join()
    assert len(acknowledged) > 20
    assert acknowledged.keys() <= decided(service).keys()


@pytest.mark.slow
def test_a_rule_that_floods_goes_back_to_review_in_all_workers_until_a_person_frees_it(
    tmp_path: Path,
) -> None:
    with running(tmp_path, workers=2) as service:
        began = time.monotonic()
        verdict = "hold"
        for number in range(2000):
            posts = [{"platform": "f", "id": f"{number}-{n}", "text": CALL} for n in range(10)]
            answers = service.ask("POST", "/v1/check/batch", {"posts": posts}).body["answers"]
            verdict = answers[-1]["verdict"]
            if verdict == "allow" or time.monotonic() - began > 20:
                break
        assert verdict == "allow"
        assert answers[-1]["review"]
        assert answers[-1]["grounds"][0]["why"] == "the rule floods: back to review"
        assert eventually(service, "q", CALL, "verdict", "allow") == "allow"
        assert {each["id"]: each["tripped"] for each in service.ask("GET", "/v1/rules").body}["calls"]
        freed = service.ask("POST", "/v1/rules/calls/free", {"reason": "the flood is real"})
        assert (freed.status, freed.body["entry"]["by"]) == (200, "person Ana")
        assert eventually(service, "r", CALL, "verdict", "hold") == "hold"
        assert service.ask("POST", "/v1/rules/calls/free", {"reason": "again"}).status == 404
