"""Does the client say what the service says, and the platform's own choice where nobody answers?"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import msgspec
import pytest

from aftershock.errors import InputError
from aftershock.shield.client import AsyncClient, Client
from aftershock.shield.client_transport import Received
from aftershock.shield.faults import Rejected, Unreachable
from aftershock.shield.service.wire import Asked, Checked, Fault
from tests.media.test_films import scene, stills
from tests.media.test_pictures import saved
from tests.shield.service.running import CALL, Running, free_port, key_of


class Scripted:
    """Answers as it was told to."""

    def __init__(self, *answers: Received | Unreachable) -> None:
        self.answers, self.asked = list(answers), 0

    def send(self, method: str, path: str, body: bytes | None) -> Received:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Unreachable):
            raise answer
        return answer

    def close(self) -> None:
        pass


def test_a_started_service_is_asked(service: Running) -> None:
    with Client(f"http://127.0.0.1:{service.port}", service.key) as shield:
        held = shield.check(platform="forum", id="c1", text=CALL, account="a9")
        assert (held.verdict, held.decided, held.grounds[0].rule) == ("hold", True, "calls")
        assert shield.check(platform="forum", id="c1", text=CALL).again
        with pytest.raises(Rejected, match="another content") as error:
            shield.check(platform="forum", id="c1", text=CALL + "!")
        assert error.value.status == 409
        posts = [
            {"platform": "forum", "id": f"cb{n}", "text": "x" * 5001 if n == 3 else "fine"} for n in range(20)
        ]
        answers = shield.check_many(posts)
        assert [isinstance(each, Fault) for each in answers] == [n == 3 for n in range(20)]
        wrong = [
            {"platform": "a forum", "id": "1"},
            {"platform": "f"},
            {"platform": "f", "id": "2", "text": "\ud800"},
        ]
        answers = shield.check_many([wrong[0], posts[0], wrong[1], posts[1], wrong[2]])
        assert [isinstance(each, Fault) for each in answers] == [True, False, True, False, True]
        assert answers[1].item == "forum:cb0"
        assert answers[4].item == "f:2"
        appeal = shield.appeal("forum:c1", "They are my own.", account="a9")
        assert shield.appeal_state(appeal.appeal) == appeal
        notice = shield.notice(item="forum:c1", explanation="It calls for damage.")
        assert shield.notice_state(notice.notice).state == "open"
        events = shield.events(kinds=("appealed", "notice-received"), limit=1000)
        assert {"appealed"} <= {each.entry.key.split()[0] for each in events.events}
        assert shield.policy().id == "harbour-forum"


def test_files_beside_a_post_are_hashed_for_it(tmp_path: Path) -> None:
    stills(tmp_path / "film")
    for name, seed in (("a.png", 1), ("b.png", 2)):
        saved(scene(seed), tmp_path / name)
    (tmp_path / "torn.png").write_bytes((tmp_path / "a.png").read_bytes()[:900])
    with Client("http://127.0.0.1:1", "as_x_y") as shield:
        found = shield.media(tmp_path / "a.png", str(tmp_path / "b.png"), tmp_path / "film")
        assert {name: len(value) for name, value in found.items()} == {"files": 2, "pictures": 2, "film": 7}
        assert msgspec.convert({"platform": "f", "id": "1", **found}, Asked).item().film == found["film"]
        assert shield.media() == {}
        with pytest.raises(InputError, match="cannot be read"):
            shield.media(tmp_path / "torn.png")
        missed: list[str] = []
        assert list(shield.media(tmp_path / "torn.png", missed=missed.append)) == ["files"]
        assert "torn.png" in missed[0]


def test_asyncio_asks_many_at_once(service: Running) -> None:
    async def ask() -> list[Checked]:
        shield = AsyncClient(Client(f"http://127.0.0.1:{service.port}", service.key), at_once=4)
        return await asyncio.gather(
            *(shield.check(platform="forum", id=f"as{n}", text=CALL if n % 2 else "fine") for n in range(12))
        )

    assert [each.verdict for each in asyncio.run(ask())] == ["allow", "hold"] * 6
    shield = AsyncClient(Client(f"http://127.0.0.1:{service.port}", service.key))
    assert asyncio.run(shield.ask(Client.item, "forum", "as1", 0)).verdict == "hold"


def test_where_nobody_answers_the_platform_chooses_by_surface() -> None:
    address = f"http://127.0.0.1:{free_port()}"
    choices = {"uploads": "closed", "default": "open", "strict": "raise"}
    with Client(address, "as_x_y", seconds=0.5, tries=2, when_down=choices) as shield:  # type: ignore[arg-type]
        opened = shield.check(platform="f", id="1", text=CALL, surface="chat")
        closed = shield.check(platform="f", id="1", text=CALL, surface="uploads")
        assert (opened.verdict, opened.decided, closed.verdict) == ("allow", False, "hold")
        assert "cannot be reached" in opened.why
        with pytest.raises(Unreachable):
            shield.check(platform="f", id="1", text=CALL, surface="strict")
        assert [
            each.verdict
            for each in shield.check_many([{"platform": "f", "id": "2"}])
            if isinstance(each, Checked)
        ]
        with pytest.raises(Unreachable):
            shield.policy()


def test_a_limited_client_waits_and_goes_on(service: Running) -> None:
    key = key_of(service.place, "check", each_second=5, burst=2)
    time.sleep(0.8)
    with Client(f"http://127.0.0.1:{service.port}", key, seconds=5, tries=5, when_down="raise") as shield:
        answers = [shield.check(platform="f", id=f"lim{n}", text="fine") for n in range(4)]
    assert all(each.decided for each in answers)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (Received(500, b'{"type":"fault","error":"x"}'), "hold"),
        (Received(503, b""), "hold"),
        (Received(429, b"{}"), "hold"),
        (Unreachable("away"), "hold"),
    ],
)
def test_what_is_no_answer_is_the_platforms_choice(answer: Received | Unreachable, verdict: str) -> None:
    shield = Client("", "", when_down="closed", transport=Scripted(answer))
    said = shield.check(platform="f", id="1", text="x")
    assert (said.verdict, said.decided) == (verdict, False)


def test_an_answer_of_a_closed_surface_is_handed_on() -> None:
    checked = Checked(
        item="f:1", revision=0, verdict="hold", review=False, grounds=(), exemptions=(), shadow=(),
        unknown=(), policy="p", at="t", decided=False, why="the disk is full",
    )  # fmt: skip
    shield = Client("", "", when_down="open", transport=Scripted(Received(503, msgspec.json.encode(checked))))
    assert shield.check(platform="f", id="1", text="x") == checked


def test_refusals_are_said_and_not_taken_for_answers() -> None:
    body = b'{"type":"fault","error":"the key has not the scope","next_step":"Ask"}'
    shield = Client(
        "", "", transport=Scripted(Received(403, body), Received(401, b"<html>"), Received(200, b"[]"))
    )
    with pytest.raises(Rejected, match="the key has not the scope"):
        shield.check(platform="f", id="1", text="x")
    with pytest.raises(Rejected, match="the service answers 401"):
        shield.check(platform="f", id="1", text="x")
    with pytest.raises(Rejected, match="cannot be read"):
        shield.check(platform="f", id="1", text="x")
    with pytest.raises(msgspec.ValidationError):
        shield.check(platform="f", id="1", txet="misspelt")


def test_a_client_needs_no_filter_installed() -> None:
    import subprocess
    import sys

    code = (
        "import sys, aftershock.shield.client\n"
        "print([m for m in ('numpy', 're2', 'ahocorasick_rs', 'litestar', 'granian') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
