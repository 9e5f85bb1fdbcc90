"""Does the example of the guide work: new statuses, verdicts, edits, an appeal there and back?"""

from __future__ import annotations

import importlib.util
import sys
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from aftershock.shield.client import Client
from aftershock.shield.ledger.happenings import AppealDecided, Entry
from aftershock.shield.ledger.log import open_log
from tests.shield.service.running import AT, CALL, EXAMPLE, Running, running


def example(name: str) -> ModuleType:
    """A module of the example's folder."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Forum(NamedTuple):
    mock: Any
    bridge: Any
    service: Running


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forum]:
    place = tmp_path_factory.mktemp("forum")
    mock = example("mastodon_mock").Mock(token="admin-token", secret="hook-secret")
    with running(place) as service:
        client = Client(f"http://127.0.0.1:{service.port}", service.key, when_down="open", tries=2)
        bridge = example("bridge").Bridge(
            mock.address, "admin-token", "hook-secret", client, place / "bridge.cursor"
        )
        server = bridge.serve("127.0.0.1", 0)
        mock.hook = f"http://127.0.0.1:{server.server_address[1]}/"
        try:
            yield Forum(mock, bridge, service)
        finally:
            server.shutdown()
            server.server_close()
            client.close()
            mock.close()


def person_overturns(service: Running, appeal: str) -> None:
    """What the review pages do when a second person decides."""
    log = open_log(service.place / "shield-log")
    what = AppealDecided(appeal=appeal, overturned=True, reason="about their own doors")
    log.append([Entry(key=f"appeal-decided {appeal}", at=AT, by="person Ben", what=what)])
    log.close()


def test_a_status_is_held_appealed_and_restored(forum: Forum) -> None:
    assert forum.mock.post("1", "a1", "the ferry is late again").state == "visible"
    assert forum.mock.post("2", "a1", CALL).state == "held"
    assert forum.mock.reports[-1]["status_ids"] == ["2"]
    assert "calls (4.2)" in forum.mock.reports[-1]["comment"]
    forum.mock.appeal("2", "They are my own doors.")
    forum.bridge.follow()
    assert len(forum.bridge.appeals) == 1
    (appeal,) = forum.bridge.appeals
    assert forum.mock.statuses["2"].state == "held"
    person_overturns(forum.service, appeal)
    forum.bridge.appeals.clear()  # as after a restart of the bridge
    forum.bridge.follow()
    assert forum.mock.statuses["2"].state == "visible"
    assert forum.bridge.follow() == 0


def test_an_edit_is_a_new_revision(forum: Forum) -> None:
    assert forum.mock.post("3", "a2", "paint the blue fence").state == "visible"
    assert forum.mock.post("3", "a2", CALL).state == "held"
    assert forum.mock.post("3", "a2", "nothing any more").state == "visible"


def test_a_report_of_a_call_stays_and_a_person_looks(forum: Forum) -> None:
    before = len(forum.mock.reports)
    assert (
        forum.mock.post("4", "a3", "The court heard that he had said: paint the red doors.").state
        == "visible"
    )
    assert len(forum.mock.reports) == before + 1


def test_a_webhook_that_nobody_signed_is_not_heard(forum: Forum) -> None:
    assert forum.bridge.heard(b'{"event":"status.created","object":{}}', "sha256=00") == 401
    right = forum.mock.secret
    forum.mock.secret = "other"
    with pytest.raises(urllib.error.HTTPError):
        forum.mock.post("5", "a1", CALL)
    forum.mock.secret = right


def test_without_the_shield_the_forum_goes_on(forum: Forum, tmp_path: Path) -> None:
    away = Client("http://127.0.0.1:9", "as_x_y", seconds=0.3, tries=1, when_down={"comments": "open"})
    bridge = example("bridge").Bridge(forum.mock.address, "admin-token", "hook-secret", away, tmp_path / "c")
    forum.mock.statuses["6"] = example("mastodon_mock").Status("6", "a1", CALL)
    bridge.check(forum.mock.shown(forum.mock.statuses["6"]))
    assert forum.mock.statuses["6"].state == "visible"
