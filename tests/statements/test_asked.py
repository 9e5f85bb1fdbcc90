"""Does a language model that lies get anything into the ledger but what stands in the source?"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from aftershock.errors import FetchError
from aftershock.statements.transport import Server, ask
from aftershock.store import answers
from aftershock.store.case import open_case
from tests.rows import do

TEXT = """Blast at the grain hall

NORWALD, 14 March 2026. A bomb exploded at the grain hall in Norwald on Saturday.

In the telling of the harbour master the gates had stood open since noon, all three of them, nobody minding.

The Hill Brigade claimed responsibility for the bombing.
"""
TRUE = {
    "evidence": "In the telling of the harbour master the gates had stood open since noon",
    "speaker": "the harbour master",
    "cue": "telling",
    "content": "the gates had stood open since noon",
    "act": "reports",
    "negative": False,
}
LIES: list[Any] = [
    {**TRUE, "speaker": "the Free Column"},  # a name from nowhere
    {**TRUE, "evidence": TRUE["evidence"] + ", say witnesses"},  # words added
    {**TRUE, "cue": "claimed"},  # stands in the text, but not here
    {**TRUE, "cue": "tell"},  # a piece of a word
    {**TRUE, "act": "confesses"},
    {**TRUE, "evidence": ""},
    {"evidence": "no more"},
    "not an element",
]
KNOWN = {
    "evidence": "The Hill Brigade claimed responsibility for the bombing",
    "speaker": "The Hill Brigade",
    "cue": "claimed",
    "content": "the bombing",
    "act": "denies",
}


class Fake(BaseHTTPRequestHandler):
    """A server with the chat interface; its answers are set by the test."""

    answer = "[]"
    status = 200
    fails_on = ""  # words of a passage that is answered with 500
    seen: list[dict[str, Any]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
        passage = body["messages"][1]["content"]
        lines = [each for each in (TRUE, *LIES, KNOWN) if self.answer == "lies"]
        here = [
            each for each in lines
            if not isinstance(each, dict) or str(each.get("evidence", ""))[:20] in passage
        ]  # fmt: skip
        words = json.dumps(here) if self.answer == "lies" else self.answer
        said = json.dumps({"choices": [{"message": {"content": f"Here it is:\n```json\n{words}\n```"}}]})
        fails = self.fails_on and self.fails_on in passage
        self.send_response(500 if fails else self.status)
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Fake.answer, Fake.status, Fake.seen, Fake.fails_on = "[]", 200, [], ""
    made = HTTPServer(("127.0.0.1", 0), Fake)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_address[1]}/v1"
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT, "utf-8")
    place = tmp_path / "asked.case"
    do("report", place, folder=str(folder))
    return place


def asked(case: Path, address: str) -> dict[str, Any]:
    (said,) = do("propose", case, address=address, model="toy-1", key_from=None, person="Ines")
    return said


def proposed(case: Path) -> list[dict[str, Any]]:
    return [each for each in do("ledger", case) if each["rule"] == "proposed@toy-1"]


def test_only_what_stands_in_the_source_is_taken(case: Path, server: str) -> None:
    before = do("ledger", case)
    Fake.answer = "lies"
    said = asked(case, server)
    assert said["taken"] == 1
    assert sum(said["refused"].values()) >= len(LIES)
    (line,) = proposed(case)
    assert (line["speaker_name"], line["act"], line["status"]) == (
        "the harbour master",
        "reports",
        "proposed",
    )
    evidence = line["witnesses"][0]["evidence"]
    assert TEXT[evidence["start"] : evidence["end"]] == evidence["quote"] == TRUE["evidence"]
    others = [each for each in do("ledger", case) if each["rule"] != "proposed@toy-1"]
    assert others == before  # what was read is not touched, and the claim was not turned into a denial
    assert do("verify", case)[-1]["ok"]


def test_asking_again_replaces_what_this_model_proposed(case: Path, server: str) -> None:
    Fake.answer = "lies"
    asked(case, server)
    Fake.answer = "[]"
    assert asked(case, server)["taken"] == 0
    assert proposed(case) == []


def test_nothing_is_sent_unless_asked_for(case: Path, server: str) -> None:
    do("run", case)
    assert Fake.seen == []
    asked(case, server)
    sent = {each["messages"][1]["content"].strip() for each in Fake.seen}
    assert all(words in TEXT for words in sent)
    assert {each["path"] for each in Fake.seen} == {"/v1/chat/completions"}


def test_a_server_that_fails_changes_nothing(case: Path, server: str) -> None:
    Fake.answer = "lies"
    asked(case, server)
    Fake.status = 500
    with pytest.raises(FetchError, match="says 500"):
        asked(case, server)
    assert len(proposed(case)) == 1


def test_what_came_before_a_server_failed_is_kept_and_the_rest_as_it_was(case: Path, server: str) -> None:
    folder = case.parent / "more"
    folder.mkdir()
    (folder / "two.txt").write_text(
        "Fire at the cider press\n\nESTMARK, 20 April 2026. A fire burnt the cider press of Estmark down on "
        f"Monday, and two roads were shut.\n\n{TRUE['evidence']}, at the cider press too.\n\nThe owners said "
        "that the insurance would be asked to pay, and that the press would open again in the autumn.\n",
        "utf-8",
    )
    do("add", case, what=[str(folder)])
    do("run", case)
    first, last = (member["members"][0]["file"] for member in do("stories", case))
    Fake.answer = "lies"
    Fake.fails_on = "cider press" if "two" in last else "grain hall"
    taken_first = asked(case, server)["taken"]
    Fake.fails_on = ""
    asked(case, server)
    whole = proposed(case)
    Fake.answer = "[]"  # about the first story it now proposes nothing; about the other it is not heard
    Fake.fails_on = "cider press" if "two" in last else "grain hall"
    assert asked(case, server)["taken"] == 0
    of_last = [each for each in whole if each["witnesses"][0]["file"] == last]
    assert proposed(case) == of_last
    assert taken_first == len(whole) - len(of_last)
    assert first != last


def test_a_proposed_speaker_is_looked_for_among_the_actors_of_the_case(tmp_path: Path, server: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT, "utf-8")
    (folder / "case.toml").write_text(
        '[[actor]]\nid = "port-office"\nkind = "office"\nnames = ["harbour master"]\nsource = "hand"\n',
        "utf-8",
    )
    place = tmp_path / "actor.case"
    do("report", place, folder=str(folder))
    Fake.answer = "lies"
    asked(place, server)
    assert [each["speaker_id"] for each in proposed(place)] == ["port-office"]


def test_no_server_is_a_plain_error() -> None:
    with pytest.raises(FetchError, match="cannot be asked"):
        ask(Server("http://127.0.0.1:9/v1", "toy-1"), "mark", "words")


def rebuilt(case: Path) -> None:
    """Everything derived is taken away, and worked out again."""
    with open_case(case) as held:
        held.drop_derived()
    do("run", case)


def test_what_was_proposed_is_rebuilt_from_the_chain_without_asking(case: Path, server: str) -> None:
    Fake.answer = "lies"
    asked(case, server)
    before = {verb: do(verb, case) for verb in ("ledger", "proposals")}
    page = (case / "dossier.html").read_bytes()
    often = len(Fake.seen)
    Fake.status = 500  # whoever asks now is turned away
    rebuilt(case)
    assert {verb: do(verb, case) for verb in before} == before
    assert len(proposed(case)) == 1
    now = (case / "dossier.html").read_bytes()
    assert now == page
    assert b"language model toy-1" in page
    assert len(Fake.seen) == often
    assert do("verify", case)[-1]["ok"]


def test_every_answer_is_kept_as_it_came_with_what_was_refused_of_it(case: Path, server: str) -> None:
    Fake.answer = "lies"
    asked(case, server.replace("http://", "http://user:secret@"))
    rows = do("proposals", case)
    assert len(rows) == len(Fake.seen)
    (row,) = [each for each in rows if each["taken"]]
    assert row["taken"] == [line["id"] for line in proposed(case)]
    assert (row["model"], row["person"], row["state"], row["address"]) == ("toy-1", "Ines", "stands", server)
    refused = [(each["why"], each["element"]) for each in row["refused"]]
    assert ("a speaker that does not stand in the source", json.dumps(LIES[0])) in refused
    assert ("an element without the keys asked for", '"not an element"') in refused
    kept = [each for each in case.rglob("originals/*/*") if b"Here it is" in each.read_bytes()]
    assert len(kept) == len(rows)
    assert not [each for each in case.rglob("*") if each.is_file() and b"secret" in each.read_bytes()]
    assert len(do("pages", case)) == 1  # an answer is no document
    kept[0].chmod(0o644)
    kept[0].write_bytes(kept[0].read_bytes().replace(b"toy-1", b"toy-2"))
    assert not do("verify", case)[-1]["ok"]


def test_an_answer_that_another_replaced_gives_nothing_and_stays_listed(case: Path, server: str) -> None:
    Fake.answer = "lies"
    asked(case, server)
    Fake.answer = "[]"
    asked(case, server)
    Fake.answer = "lies"  # the same words for a third time are an answer of their own
    asked(case, server)
    rows = [each for each in do("proposals", case) if each["taken"] or each["refused"]]
    states = [each["state"] for each in do("proposals", case)]
    assert states.count("stands") * 2 == states.count("replaced")
    assert {each["state"] for each in rows} == {"stands"}
    assert len(proposed(case)) == 1


def test_what_is_purged_is_purged_from_the_answers_too(case: Path, server: str) -> None:
    Fake.answer = "lies"
    asked(case, server)
    do("purge", case, source="one.txt", reason="asked for", person="Ines")
    with open_case(case) as held:
        assert answers.of_case(held) == ()
    assert not [each for each in case.rglob("originals/*/*") if b"harbour master" in each.read_bytes()]
    assert do("verify", case)[-1]["ok"]


@pytest.mark.parametrize("answer", ["no array here", "[1, 2", "[[[[", ""])
def test_an_answer_without_an_array_is_counted(case: Path, server: str, answer: str) -> None:
    Fake.answer = answer
    assert asked(case, server)["refused"]
