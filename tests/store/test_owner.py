"""Can a second process have its verb done by the owner, and nobody else?"""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from aftershock.errors import CaseError, CaseLocked, UsageError
from aftershock.records import Reject
from aftershock.store import case as store
from aftershock.store import lock, owner
from aftershock.store.folder import CaseFolder

Asked = Callable[[owner.Request, owner.Emit], int]


@pytest.fixture(autouse=True)
def sockets_elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("r")))


def ask(root: Path, verb: str, **args: object) -> tuple[int, list[tuple[str, str]]]:
    who = lock.owner_of(root)
    assert who is not None
    said: list[tuple[str, str]] = []
    code = owner.ask(
        who.socket, owner.Request(verb=verb, args=args), lambda stream, data: said.append((stream, data))
    )
    return code, said


def handler(case: CaseFolder) -> Asked:
    def answer(request: owner.Request, emit: owner.Emit) -> int:
        if request.verb == "fail":
            raise UsageError("the call's words are off")
        if request.verb == "add":
            emit("progress", "1/1")
            number = int(request.args["number"])
            case.set_rejects(
                {str(number): [Reject(file=str(number), line=number, cause="torn", next_step="")]}
            )
        emit("stdout", f"{len(case.read('rejects', Reject))} räume\n" * int(request.args.get("times", 1)))
        return 0

    return answer


def test_a_verb_goes_through_the_owner(tmp_path: Path) -> None:
    root = tmp_path / "a.case"
    with store.create(root) as case:
        ear = owner.serve(case, handler(case))
        assert stat.S_IMODE(Path(ear.path).stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(ear.path).parent.stat().st_mode) == 0o700
        assert ask(root, "add", number=1) == (0, [("progress", "1/1"), ("stdout", "1 räume\n")])
        code, said = ask(root, "fail")
        assert code == 2
        assert said[0][0] == "stderr"
        assert "words are off" in said[0][1]
        assert len(ask(root, "count", times=300_000)[1][0][1]) > 2_000_000
        ear.close()
        assert not Path(ear.path).exists()
        with pytest.raises(CaseLocked, match="does not answer"):
            owner.ask(str(ear.path), owner.Request(verb="count"), lambda stream, data: None)
    assert lock.owner_of(root) is None


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    root = tmp_path / "a.case"
    with store.create(root) as case:
        ear = owner.serve(case, handler(case))
        callers = [
            threading.Thread(target=ask, args=(root, "add"), kwargs={"number": each}) for each in range(12)
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        ear.close()
        assert {reject.line for reject in case.read("rejects", Reject)} == set(range(12))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_owner_that_ends_meanwhile_is_said(tmp_path: Path) -> None:
    root = tmp_path / "a.case"

    def gone(request: owner.Request, emit: owner.Emit) -> int:
        raise SystemExit  # its thread ends without a word

    with store.create(root) as case:
        ear = owner.serve(case, gone)
        with pytest.raises(CaseError, match="ended before"):
            ask(root, "count")
        ear.close()


def test_a_folder_open_to_others_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with store.create(tmp_path / "a.case") as case:
        owner.socket_path(case.root).parent.chmod(0o755)
        with pytest.raises(CaseError, match="not this user's alone"):
            owner.serve(case, handler(case))
