"""Do the verbs of `aftershock shield` say what they should, with the right exit codes?"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aftershock.cli import cli
from aftershock.errors import AftershockError, InputError, UsageError
from aftershock.media.pictures import hashes
from aftershock.shield.ledger import heads
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.sealed import sealed
from aftershock.shield.service import settings, stored, verbs
from aftershock.shield.service.duties import Duties
from aftershock.shield.verdict import Item
from tests.media.test_films import scene, stills
from tests.media.test_pictures import saved
from tests.shield.ledger.made import AT, decided
from tests.shield.service.running import CALL, folder

POSTS = [
    {"text": "the ferry is late"},
    {"platform": "forum", "id": "7", "text": CALL},
    {
        "platform": "forum",
        "post_id": "8",
        "channel_id": "c",
        "text": "take the grey boats",
        "media": [{"sha256": "ab"}],
    },
]
KNOWN = {
    "id": "k1",
    "bank": "removed",
    "text": "The lantern at the harbour gate was painted green by the night crew.",
}


def ndjson(rows: list[dict[str, object]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def run(*words: str, given: bytes = b"", code: int = 0) -> str:
    said = CliRunner().invoke(cli, ["shield", *words], input=given)
    assert said.exit_code == code, (said.output, said.exception)
    return said.stdout


def test_local_files_are_hashed_for_a_check_and_for_a_bank(tmp_path: Path) -> None:
    policy = folder(tmp_path / "forum")
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04\xff a file")
    (tmp_path / "words.txt").write_text(f"\ufeff{KNOWN['text']}\r\n", "utf-8")
    saved(scene(1), tmp_path / "seen.png")
    (tmp_path / "torn.png").write_bytes((tmp_path / "seen.png").read_bytes()[:900])
    stills(tmp_path / "film")
    names = [str(tmp_path / name) for name in ("x.zip", "words.txt", "seen.png", "film", "torn.png")]
    other, text, seen, film, torn = [json.loads(line) for line in run("hash", *names).splitlines()]
    digest = hashlib.sha256((tmp_path / "x.zip").read_bytes()).hexdigest()
    assert (other["kind"], other["files"], other["text"]) == ("file", [digest], "")
    assert (text["kind"], text["text"]) == ("text", KNOWN["text"])
    assert (seen["kind"], seen["pictures"]) == ("picture", [hashes(tmp_path / "seen.png", "x").pdq])
    assert (film["kind"], len(film["film"]), film["files"]) == ("film", 7, [])
    assert torn["files"]
    assert not torn["pictures"]
    assert "cannot be read" in torn["missing"]

    known = run("hash", "--bank", "removed", *names)
    kinds = [json.loads(line)["id"].split("-")[0] for line in known.splitlines()]
    assert kinds == ["file", "text", "file", "picture", "film", "file"]
    run("bank", "add", "--adopt", "--policy", str(policy), given=known.encode())
    posts = [
        {"id": name, **{field: each[field] for field in ("files", "pictures", "film", "text")}}
        for name, each in (("x", other), ("t", text), ("s", seen), ("f", {**film, "film": film["film"][2:6]}))
    ]
    found = run("check", "--policy", str(policy), given=ndjson(posts)).splitlines()
    assert [json.loads(line)["verdict"] for line in found] == ["block", "block", "block", "hold"]
    absent = CliRunner().invoke(cli, ["shield", "hash", str(tmp_path / "none")])
    assert isinstance(absent.exception, InputError)


def test_posts_are_checked_one_answer_a_line(tmp_path: Path) -> None:
    policy = folder(tmp_path)
    rows = [
        json.loads(line) for line in run("check", "--policy", str(policy), given=ndjson(POSTS)).splitlines()
    ]
    assert [(row["item"], row["verdict"], row["review"]) for row in rows] == [
        ("stdin:1", "allow", False),
        ("forum:7", "hold", True),
        ("forum:8", "allow", True),  # nobody adopted that phrase
    ]
    assert not (tmp_path / "shield-log").exists()
    with pytest.raises(AftershockError, match="stdin:2: not a post"):
        list(verbs.check(policy, [b'{"text":"a"}', b"{"]))


def test_a_policy_is_proved_or_its_faults_are_said_like_a_compiler_does(tmp_path: Path) -> None:
    policy = folder(tmp_path)
    assert "is sound: 5 rules, 1 exemptions, 4 phrases" in run("policy", str(policy))
    assert json.loads(run("policy", str(policy), "--json"))["examples"] == 9
    assert json.loads(run("policy", str(policy), "--json"))["warnings"] == []
    sound = policy.read_text("utf-8")
    policy.write_text(sound.replace(" or context.newsroom", "").replace("2027-12-31", "2026-01-31"))
    warned = CliRunner().invoke(cli, ["shield", "policy", str(policy)]).stderr
    assert "warning: no exemption asks context.newsroom" in warned
    assert "warning: rule calls has been silent since it expired: 2026-01-31" in warned
    policy.write_text(sound.replace("phrase.calls > 0", "phrase.cals > 0"))
    said = subprocess.run(
        [sys.executable, "-m", "aftershock", "shield", "policy", str(policy)], capture_output=True, text=True
    )
    assert said.returncode == 1
    assert f"{policy}:40:9: " in said.stderr
    assert "^" in said.stderr
    assert "did you mean phrase.calls" in said.stderr


def test_a_replay_says_what_another_policy_changes_whoever_shares_the_work(tmp_path: Path) -> None:
    old = folder(tmp_path / "old")
    new = folder(tmp_path / "new")
    source = new.read_text("utf-8").replace('"phrase.calls > 0"', '"phrase.calls.exact > 0"')
    new.write_text(source.replace(', "p4int the r3d d00rs"', ""), "utf-8")
    texts = [CALL, "p4int the r3d d00rs", "nothing", "He said: paint the red doors"] * 600
    posts = ndjson([{"text": text} for text in texts])
    words = ("replay", "--policy", str(new), "--against", str(old), "--json", "--workers")
    alone, shared = (json.loads(run(*words, count, given=posts)) for count in ("1", "2"))
    for told in (alone, shared):
        spent = [rule.pop("cost_ns") for rule in told["rules"]]
        assert all(0 < each < 1e6 for each in spent), spent
        assert [(rule["rule"], rule["rate"]) for rule in told["rules"] if rule["rate"]] == [("calls", 0.5)]
    assert alone == shared
    assert [(each["before"], each["after"], each["count"]) for each in alone["changes"]] == [
        ("hold", "allow", 600)
    ]
    assert alone["changes"][0]["posts"][0] == "stdin:2"
    text = run("replay", "--policy", str(new), "--against", str(old), given=posts)
    assert "2400 posts, 600 differ" in text
    assert re.search(r"rule calls: 600 hold, 600 review; .*; 50.000% of posts, \d+ ns a post", text)
    empty = json.loads(run(*words, "1", given=b"\n"))
    assert {(rule["rate"], rule["cost_ns"]) for rule in empty["rules"]} == {(0.0, 0.0)}
    with pytest.raises(UsageError, match="no posts there"):
        verbs.replay(new, old, tmp_path, str(tmp_path / "none"))
    with pytest.raises(UsageError, match="no posts there"):
        verbs.replay(new, old, tmp_path, tmp_path)
    with pytest.raises(UsageError, match="no policy was in force"):
        verbs.replay(new, None, tmp_path / "nowhere", [])


def test_banks_are_filled_adopted_and_listed_and_the_log_has_it(tmp_path: Path) -> None:
    policy = folder(tmp_path)
    where = ("--policy", str(policy))
    link = {"id": "k2", "bank": "removed", "link": "https://example.org/a?utm_source=x"}
    run("bank", "add", *where, given=ndjson([KNOWN, link]))
    post = ndjson([{"text": KNOWN["text"]}])
    assert json.loads(run("check", *where, given=post))["verdict"] == "allow"
    run("bank", "adopt", "k1", *where, "--person", "Ana")
    assert json.loads(run("check", *where, given=post))["verdict"] == "block"
    assert run("bank", "list", *where).splitlines() == [
        "k1  removed  text  adopted by Ana  ",
        "k2  removed  link  not adopted  ",
    ]
    run("bank", "add", *where, "--adopt", "--person", "Ben", given=ndjson([{**link, "id": "k3"}]))
    listed = [json.loads(row) for row in run("bank", "list", *where, "--json").splitlines()]
    assert [each["adopted_by"] for each in listed] == ["Ana", None, "Ben"]
    log = open_log(tmp_path / "shield-log")
    links = log.read(kinds=("bank-changed",))
    changes = [(each.entry.by, each.entry.what.change) for each in links]  # type: ignore[union-attr]
    log.close()
    assert changes == [
        ("person tester", "added"), ("person tester", "added"), ("person Ana", "adopted"),
        ("person Ben", "added"), ("person Ben", "adopted"),
    ]  # fmt: skip
    settings = verbs.Settings(log=str(tmp_path / "shield-log"))
    with pytest.raises(UsageError, match="no item k9"):
        verbs.bank_change(policy, settings, ["k9"], "adopted", person="Ana")
    assert "sound: 5 entries" in run("verify", str(tmp_path / "shield-log"))


def test_keys_are_made_listed_and_revoked(tmp_path: Path) -> None:
    where = ("--policy", str(folder(tmp_path)))
    secret = run("key", "make", "--scope", "check", "--scope", "read", *where).strip()
    id_ = secret.split("_")[1]
    assert secret.startswith("as_")
    assert f"{id_}  active  check, read" in run("key", "list", *where)
    run("key", "revoke", id_, *where)
    assert f"{id_}  revoked" in run("key", "list", *where)
    assert secret.split("_", 2)[2] not in (tmp_path / "shield-log" / "keys.json").read_text("utf-8")
    log = open_log(tmp_path / "shield-log")
    assert [link.entry.key for link in log.read()] == [f"key {id_} made", f"key {id_} revoked"]
    log.close()


def test_a_damaged_log_is_said_with_exit_code_1(tmp_path: Path) -> None:
    where = ("--policy", str(folder(tmp_path)))
    run("key", "make", "--scope", "check", *where)
    import sqlite3

    with sqlite3.connect(tmp_path / "shield-log" / "log.sqlite") as connection:
        connection.execute("drop trigger entries_stay")
        connection.execute("update entries set body = cast(replace(body, 'check', 'admin') as blob)")
    connection.close()
    assert "DAMAGED at entry 1" in run("verify", str(tmp_path / "shield-log"), code=1)
    assert json.loads(run("verify", str(tmp_path / "shield-log"), "--json", code=1))["broken"] == 1
    with pytest.raises(UsageError, match="no log here"):
        verbs.verify(str(tmp_path / "nothing"))


def test_a_log_that_was_cut_or_rewritten_is_found_by_the_heads_that_were_kept(tmp_path: Path) -> None:
    place, kept = tmp_path / "log", tmp_path / "heads.ndjson"
    public = run("head", "key", str(tmp_path / "head.key")).strip()
    (tmp_path / "head.pub").write_text(public + "\n")
    other = run("head", "key", str(tmp_path / "other.key")).strip()
    run("head", "key", str(tmp_path / "head.key"), code=1)

    def written(folder_: Path, names: str) -> None:
        log = open_log(folder_)
        for name in names:
            log.append([decided(name)])
            heads.deposit(kept, heads.signed(log.head(), at=AT, key=tmp_path / "head.key"))
        log.close()

    written(place, "abc")
    words = ("verify", str(place), "--against", str(kept))
    assert "through 3 deposited heads" in run(*words, "--key", public)
    assert "through 3 deposited heads" in run(*words, "--key", str(tmp_path / "head.pub"))
    assert "through 3" in run(*words)
    run(*words, "--key", other, code=1)
    with pytest.raises(UsageError, match="no head was deposited there"):
        verbs.verify(str(place), against=tmp_path / "none")
    shorter = open_log(tmp_path / "shorter")
    shorter.append([decided("a"), decided("b")])
    shorter.close()
    assert "sound" in run("verify", str(tmp_path / "shorter")), "by itself it proves nothing"
    said = run("verify", str(tmp_path / "shorter"), "--against", str(kept), "--key", public, code=1)
    assert "cut short: it ends at 2" in said
    written(tmp_path / "rewritten", "abxd")  # written anew, and signed again by the service itself
    for rewritten in (place, tmp_path / "rewritten"):
        said = run("verify", str(rewritten), "--against", str(kept), "--key", public, code=1)
        assert "another entry stands where a deposited head was" in said


def test_a_key_that_is_not_there_is_said_before_anything_starts(tmp_path: Path) -> None:
    policy = folder(tmp_path, service='[heads]\nkey = "head.key"\n')
    with pytest.raises(InputError, match="no key can be read"):
        Duties(settings.load(policy), tmp_path / "bank")
    (tmp_path / "head.key").write_bytes(b"too short")
    with pytest.raises(InputError, match="no key can be read"):
        Duties(settings.load(policy), tmp_path / "bank")
    (tmp_path / "head.key").unlink()
    run("head", "key", str(tmp_path / "head.key"))
    Duties(settings.load(policy), tmp_path / "bank")
    (tmp_path / "service.toml").write_text('[heads]\nkey = "head.key"\ndeposit = "away/heads"\n', "utf-8")
    with pytest.raises(InputError, match="no such folder"):
        Duties(settings.load(policy), tmp_path / "bank")


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    policy = folder(tmp_path)
    for change, said in (("listen", "HOST:PORT"), ("policy", "no such policy"), ("workers", "workers")):
        words = ["serve", "--policy", str(tmp_path / "none.toml") if change == "policy" else str(policy)]
        words += (
            ["--listen", "nowhere"]
            if change == "listen"
            else ["--workers", "70"]
            if change == "workers"
            else []
        )
        found = subprocess.run(
            [sys.executable, "-m", "aftershock", "shield", *words], capture_output=True, text=True
        )
        assert found.returncode in (1, 2), found
        assert said in found.stderr, found.stderr


def test_a_replay_reads_lines_columns_and_the_log_alike(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    policy = folder(tmp_path / "now")
    texts = [CALL, "nothing", f"first {CALL}", "He said: paint the red doors"]
    lines, columns, log = tmp_path / "posts.ndjson", tmp_path / "posts.parquet", tmp_path / "log"
    lines.write_bytes(ndjson([{"platform": "f", "id": str(n), "text": t} for n, t in enumerate(texts)]))
    table = {
        "platform": ["f"] * 4,
        "post_id": list("0123"),
        "text": texts,
        "links": [["https://example.org/a"], [], None, []],
        "media": [[{"type": "picture", "url": "", "sha256": "ab" * 32, "pdq": None}], [], None, []],
        "lang": ["en"] * 4,
    }
    parquet.write_table(pa.table(table), columns)
    read = [item for part in stored.parts_of(columns) for item in stored.items(part)]
    assert [(item.key, item.text) for item in read] == [(f"f:{n}", t) for n, t in enumerate(texts)]
    assert (read[0].links, read[0].files, read[0].pictures) == (("https://example.org/a",), ("ab" * 32,), ())
    place = open_log(log)
    for number in (0, 2):  # what was restricted; the text stands sealed
        item = Item(platform="f", id=str(number), text=texts[number])
        copy = sealed(item, now="2026-11-22T12:00:00Z")
        place.append([decided(f"{number}", content=copy.content)], [copy])
    place.append([decided("gone", content="0" * 64)])  # its copy's time is over
    place.close()
    assert [item.text for part in stored.parts_of(log) for item in stored.items(part)] == [CALL, texts[2]]
    words = ("replay", "--policy", str(policy), "--against", str(policy), "--json")
    told = [json.loads(run(*words, str(each)))["posts"] for each in (lines, columns, log)]
    assert told == [4, 4, 2]


def test_a_line_that_is_no_post_is_named_from_whichever_process_reads_it(tmp_path: Path) -> None:
    policy = folder(tmp_path)
    lines = [b'{"text": "a"}\n'] * 5_000 + [b"no post\n"]
    for workers in (1, 2):
        with pytest.raises(InputError) as error:
            verbs.replay(policy, policy, tmp_path, lines, workers=workers)
        assert error.value.line == 5_001
