"""One function per verb. The command line, and later the pages and the API, call only this.

Who owns the case does the verb; beside a running owner it is sent there and done by it (`perform`).
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from aftershock import (
    ask,
    collated,
    config,
    coordinated,
    description,
    gather,
    judging,
    power,
    rehearse,
    release,
    run,
)
from aftershock import assess as boards
from aftershock import propose as proposing
from aftershock.case_place import case_for as case_for
from aftershock.case_place import dossier_of as dossier_of
from aftershock.case_place import find_case as find_case
from aftershock.correct import Change
from aftershock.engine.over import DUCKDB
from aftershock.errors import AftershockError, CaseError, CaseLocked, UsageError
from aftershock.reaction.simulate import example
from aftershock.records import JudgementKind
from aftershock.rows import Row
from aftershock.statements.transport import Server
from aftershock.store import case as store
from aftershock.store import casefile, layout, lock, owner, purging
from aftershock.store.casefile import CaseMeta
from aftershock.store.clock import now
from aftershock.store.folder import CaseFolder
from aftershock.verb import Args, Listener, Verb

NAMED = 5  # of what was set aside, said at the end of a run; the verb `rejects` lists all


# --- verbs that change a case ------------------------------------------------------------------


def add(case: CaseFolder, args: Args, tell: Listener) -> int:
    """Take files, folders and addresses in, without reading them."""
    counts = gather.gather(case, args["what"], tell.progress, pages=args.get("pages") or 0)
    if counts.rejected:
        _set_aside(case, tell)
    tell.row({"said": str(counts), **ask.plain(counts)})
    return 0


def _set_aside(case: CaseFolder, tell: Listener) -> None:
    """The first few of what was set aside, in words, and where the others are listed."""
    found = case.rejects()
    for each in found[:NAMED]:
        place = f"{each.file}:{each.line}" if each.line else each.file
        tell.notice(f"set aside: {place}: {each.cause}. {each.next_step}")
    if len(found) > NAMED:
        tell.notice(f"{len(found) - NAMED} more were set aside; list them: aftershock rejects {case.root}")


def run_(case: CaseFolder, args: Args, tell: Listener) -> int:
    """Read what is new and build the dossier again."""
    account = run.run(case, tell.progress, engine=args.get("engine") or DUCKDB)
    for each in account.unread:
        tell.notice(f"reduced: {each.documents} documents {each.why}")
    _set_aside(case, tell)
    tell.row(ask.summary(case, account))
    return 0


def report(case: CaseFolder, args: Args, tell: Listener) -> int:
    """The main job: everything in the folder into the case, read, and shown in the dossier."""
    gather.describe(case, Path(args["folder"]))
    gather.gather(case, [args["folder"]], tell.progress)
    return run_(case, args, tell)


def judge(case: CaseFolder, args: Args, tell: Listener) -> int:
    """Add a judgement: accept, reject, correct, merge, split, alias or mark."""
    return _decide(case, args["kind"], judging.asked(case, args, tell.notice), args, tell)


def assess(case: CaseFolder, args: Args, tell: Listener) -> int:
    """Correct or add what stands on a board of competing answers, one judgement for each change."""
    if file := args.get("take"):
        asked = boards.changes(case, Path(file))
    else:
        asked = (Change(tuple(args["targets"]), dict(args["value"])),)
        boards.check(case, asked[0].targets, asked[0].value)
    if not asked:
        tell.notice("nothing differs from the boards as they stand")
        return 0
    return _decide(case, "assess", asked, args, tell)


def _decide(
    case: CaseFolder, kind: JudgementKind, asked: Iterable[Change], args: Args, tell: Listener
) -> int:
    """Keep each judgement, and work the account out again with them."""
    made = [
        case.judge(
            kind, each.targets, value=each.value, reason=each.reason or args["reason"], person=args["person"]
        )
        for each in asked
    ]
    run.run(case, tell.progress)
    between = " " if kind in ("correct", "assess") else ", "
    for each in made:
        tell.row({"said": f"{each.id}: {kind} {between.join(each.targets)}", **ask.plain(each)})
    return 0


def propose(case: CaseFolder, args: Args, tell: Listener) -> int:
    """Have a language model propose statements, at an address that the person names, and take what stands."""
    server = Server(args["address"], args["model"], config.secret(args.get("key_from")))
    asked = proposing.propose(case, server, tell.progress, person=args["person"])
    run.run(case, tell.progress)
    if asked.stopped:
        tell.notice(f"not every passage was asked about, what came is kept: {asked.stopped}")
    outcome = proposing.outcome(case, asked.captures)
    tell.row({"said": str(outcome), "taken": outcome.taken, "refused": outcome.refused})
    return 0


def undo(case: CaseFolder, args: Args, tell: Listener) -> int:
    """Take a judgement back by adding one."""
    made = case.undo(args["judgement"], reason=args["reason"], person=args["person"])
    run.run(case, tell.progress)
    tell.row({"said": f"{made.id}: undo {args['judgement']}", **ask.plain(made)})
    return 0


def purge(case: CaseFolder, args: Args, tell: Listener) -> int:
    """Replace originals by redacted copies, and build everything derived again without what was taken out."""
    done = purging.purge(
        case,
        account=args.get("account"),
        before=args.get("before"),
        source=args.get("source"),
        reason=args["reason"],
        person=args["person"],
    )
    if done.anything:
        run.run(case, tell.progress)
    tell.row({"said": str(done), **ask.plain(done)})
    return 0


def check(case: CaseFolder, args: Args, tell: Listener) -> int:
    """Prove every line of the case; exit code 1 where damage was found."""
    found = case.verify(against=args.get("against"))
    for finding in found.findings:
        tell.row(ask.plain(finding))
    counted = ", ".join(f"{count} {what}" for what, count in found.checked.items())
    verdict = "sound" if found.ok else "DAMAGED"
    heads = [f"{name} head {head}" for name, head in found.heads.items()]
    said = "\n".join([f"{verdict}: {counted}", *heads])
    tell.row({"said": said, "ok": found.ok, "checked": found.checked, "heads": found.heads})
    return 0 if found.ok else 1


def export(case: CaseFolder, args: Args, tell: Listener) -> int:
    """Write a table of the case to a file, with the name of who takes it out."""
    place = Path(args["out"])
    by = {"person": args["person"], "named": args.get("named", ""), "at": now()}
    release.export(case, args["what"], args["form"], place, **by)
    tell.row({"said": str(place), "file": str(place)})
    return 0


# --- the list of verbs -------------------------------------------------------------------------

VERBS: dict[str, Verb] = {
    "add": add,
    "run": run_,
    "report": report,
    "judge": judge,
    "assess": assess,
    "propose": propose,
    "undo": undo,
    "purge": purge,
    "verify": check,
    "export": export,
    "coordination": coordinated.coordination,
    "power": power.power,
    **{name: ask.answering(rows) for name, rows in ask.ANSWERS.items()},
    "artefacts": ask.artefacts,
    "stories": collated.stories,
}


# Verbs that change the case, or work it out again: one at a time, also those sent by other processes.
CHANGING = frozenset({"add", "run", "report", "judge", "assess", "propose", "undo", "purge"})
_TURN = threading.Lock()


def perform(verb: str, path: Path, args: Args, tell: Listener) -> int:
    """Do a verb on the case at ``path``: as its owner, or through the process that owns it.

    Returns the exit code. Raises CaseError where there is no case, CaseLocked where it stays taken by a
    process that cannot be asked, and whatever the verb raises.
    """
    request = owner.Request(verb=verb, args=dict(args), cwd=os.getcwd())
    until = time.monotonic() + store.PATIENCE
    while True:
        try:
            if (code := _through_owner(path, request, tell)) is not None:
                return code
            return _as_owner(path, request, tell)
        except CaseLocked:  # its owner ends, or another began at the same moment: one of both ways opens
            if time.monotonic() > until:
                raise
            time.sleep(lock.POLL)


def _as_owner(path: Path, request: owner.Request, tell: Listener) -> int:
    """Own the case for as long as the verb takes, and let other processes have theirs done meanwhile."""
    if request.verb not in CHANGING and store.is_case(path) and not os.access(path, os.W_OK):
        with store.open_case(path, readonly=True) as case:  # on a read-only disk, or somebody else's
            return _do(case, request, tell)
    making = request.verb in ("report", "add")
    with store.open_case(path, create=making, wait=lock.POLL) as case:
        for notice in case.notices:
            tell.notice(notice)
        listening = owner.serve(case, lambda asked, emit: _do(case, asked, Relay(emit)))
        try:
            return _do(case, request, tell)
        finally:
            listening.close()


def _do(case: CaseFolder, request: owner.Request, tell: Listener) -> int:
    if request.verb not in VERBS:
        raise UsageError(f"there is no verb '{request.verb}'")
    with _TURN if request.verb in CHANGING else nullcontext():
        return VERBS[request.verb](case, request.args, tell)


def _through_owner(path: Path, request: owner.Request, tell: Listener) -> int | None:
    """The exit code of the verb as the owner did it; None where nobody owns the case."""
    who = lock.owner_of(path)
    waited = 0.0
    while who is not None and not who.socket and waited < store.PATIENCE:
        time.sleep(lock.POLL)  # it has just begun, or only reads for a moment
        waited += lock.POLL
        who = lock.owner_of(path)
    if who is None or not who.socket:
        return None

    wrong: list[str] = []

    def emit(stream: owner.Stream, data: str) -> None:
        if stream == "stdout":
            tell.row(msgspec.json.decode(data))
        elif stream == "progress":
            tell.progress(*msgspec.json.decode(data, type=tuple[str, int, int | None]))
        elif stream == "notice":
            tell.notice(data)
        else:
            wrong.append(data)

    code = owner.ask(who.socket, request, emit)
    if wrong:  # said here as it would have been said by us, with its own exit code
        raise (UsageError if code == UsageError.exit_code else AftershockError)(" ".join(wrong))
    return code


class Relay:
    """Tells another process, through the socket, what a verb says."""

    def __init__(self, emit: owner.Emit) -> None:
        self._emit = emit

    def row(self, row: Row) -> None:
        self._emit("stdout", msgspec.json.encode(row).decode())

    def progress(self, stage: str, done: int, total: int | None) -> None:
        self._emit("progress", msgspec.json.encode((stage, done, total)).decode())

    def notice(self, said: str) -> None:
        self._emit("notice", said)


# --- before there is a case --------------------------------------------------------------------


def new(path: Path, *, title: str, where: str, when: str, purpose: str, legal_basis: str, tlp: str) -> None:
    """Make an empty case; raises CaseError where something stands there already, or a word is off."""
    about = CaseMeta(
        title=title, where=where or None, when=when or None, purpose=purpose, legal_basis=legal_basis, tlp=tlp
    )
    try:
        description.read(casefile.encode(about), file=path / layout.CASE_FILE)
    except CaseError as error:
        raise UsageError(error.cause, next_step=error.next_step) from error
    store.create(path, about).close()


def unpack_example(out: Path) -> Path:
    """Put the bundled example's documents and its generated posts under ``out``; returns their folder."""
    folder = out / "port-hale"
    with resources.as_file(resources.files("aftershock.data") / "example") as bundled:
        shutil.copytree(bundled, folder, dirs_exist_ok=True)
    (folder / "posts").mkdir(exist_ok=True)
    (folder / "posts" / "chirp.ndjson").write_bytes(example.ndjson(example.posts()))
    return folder


def simulate(out: Path, tell: Listener, **asked: Any) -> None:
    """Make a stream of posts whose truth is known; ``asked`` as `rehearse.simulate` has it."""
    tell.row(rehearse.simulate(out, progress=tell.progress, **asked))


def doctor() -> Iterator[tuple[str, bool, str]]:
    """What is installed and what is missing: (part, sound, what to know)."""
    import sys

    from aftershock.models import manifest

    version = ".".join(map(str, sys.version_info[:3]))
    yield "python", sys.version_info >= (3, 11), version
    for model in manifest.manifest().values():
        bad = manifest.damaged(model)
        said = f"{len(bad)} files missing or different; run: aftershock models install" if bad else "sound"
        yield f"model {model.name} {model.version}", not bad, said
    keys = config.keys_dir()
    yield "keys", True, f"pseudonym keys of cases are kept in {keys}"
