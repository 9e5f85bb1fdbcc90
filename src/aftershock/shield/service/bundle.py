"""From which files is a bundle made, has one of them changed, and what stood in force before?

Beside the policy stand `phrases/NAME.tsv`, `patterns/NAME.tsv`, `bank/` and `score.npz`. What was once in
force is kept whole under its hash, so that a service that starts beside a broken policy goes on with the
last good one, and old decisions can be replayed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

from aftershock.errors import InputError, UsageError
from aftershock.records import Record
from aftershock.shield import score
from aftershock.shield.activation import proved
from aftershock.shield.banks.bank import Bank
from aftershock.shield.decide import Shield
from aftershock.shield.papers.incident import Overlay, overlaid
from aftershock.shield.patterns import Pattern
from aftershock.shield.phrases import Phrase
from aftershock.shield.policy.awake import unasked
from aftershock.shield.policy.table import Parsed, read
from aftershock.shield.policy.tested import kept_to
from aftershock.shield.policy.warned import left_open
from aftershock.shield.service import lists

Print = tuple[tuple[str, int, int], ...]  # file, time of change in ns, bytes


class Kept(Record, frozen=True, kw_only=True):
    """Everything a bundle was made of but its bank: what stands in ``bundles/HASH.json``. ``overlays`` are
    those of the incidents under which it was in force.
    """

    source: str
    phrases: tuple[Phrase, ...]
    patterns: tuple[Pattern, ...]
    score: str = ""
    overlays: tuple[Overlay, ...] = ()


class Bundle:
    """A shield that has proved its examples, and what it was made of."""

    def __init__(self, shield: Shield, parsed: Parsed, kept: Kept, file: str) -> None:
        self.shield, self.parsed, self.kept, self.file = shield, parsed, kept, file
        self.hash = shield.hash
        # what it asks about the account behind a post
        self.accounts = frozenset(name for name in parsed.policy.outside if name.startswith("account."))


def load(policy: Path, *, bank: Bank | None = None) -> Bundle:
    """The bundle of a policy file and what stands beside it; only where every example passes.

    Raises PolicyError with everything that is wrong, InputError for a list, UsageError without the file.
    ``bank`` is a bank that is open already.
    """
    if not policy.is_file():
        raise UsageError("no such policy", where=str(policy), next_step="Name a TOML file with --policy")
    try:
        source = policy.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", where=str(policy), next_step="Save it as UTF-8") from error
    parsed = read(source, str(policy))
    named, beside = parsed.policy.lists, policy.parent
    weights = beside / "score.npz"
    kept = Kept(
        source=source,
        phrases=tuple(
            p for name in named.phrases for p in lists.phrases(_list(beside, "phrases", name), name)
        ),
        patterns=tuple(
            p for name in named.patterns for p in lists.patterns(_list(beside, "patterns", name), name)
        ),
        score=str(weights) if weights.is_file() else "",
    )
    if bank is None:
        bank = bank_of(policy)
    return made(kept, str(policy), bank, parsed)


def made(kept: Kept, file: str, bank: Bank | None, parsed: Parsed | None = None) -> Bundle:
    """The bundle of what was kept of it; raises PolicyError where an example does not pass, or a rule asks
    the score for less than it was tested at.
    """
    parsed = parsed or read(kept.source, file)
    linear = score.load(Path(kept.score)) if kept.score else None
    if linear is not None and linear.tested is not None:
        kept_to(parsed, linear.tested, kept.source, file)
    for each in kept.overlays:
        parsed = overlaid(parsed, each)
    shield = Shield(
        parsed,
        phrases=kept.phrases,
        patterns=kept.patterns,
        score=linear,
        bank=bank,
    )
    return Bundle(proved(shield, parsed, kept.source, file), parsed, kept, file)


def warnings(bundle: Bundle, at: str) -> tuple[str, ...]:
    """What a sound bundle does not do, though somebody may think that it does."""
    bank = bundle.shield.bank
    kinds = bank.kinds() if bank is not None else ()
    return (*unasked(bundle.parsed, kinds, at[:10]), *left_open(bundle.parsed, at[:10]))


def laid_over(base: Bundle, overlays: tuple[Overlay, ...]) -> Bundle:
    """A bundle, stricter as incidents say; raises UsageError where one has no category of this policy."""
    return made(msgspec.structs.replace(base.kept, overlays=overlays), base.file, base.shield.bank)


def bank_of(policy: Path) -> Bank | None:
    """The bank beside a policy, open; None where there is none."""
    folder = policy.parent / "bank"
    return Bank(folder) if folder.is_dir() else None


def fingerprint(policy: Path) -> Print:
    """What tells that one of the files has changed; a look at each, no reading."""
    files = [policy, policy.parent / "score.npz"]
    for kind in ("phrases", "patterns"):
        files += sorted((policy.parent / kind).glob("*.tsv"))
    found = []
    for file in files:
        try:
            seen = file.stat()
        except FileNotFoundError:
            continue
        found.append((str(file), seen.st_mtime_ns, seen.st_size))
    return tuple(found)


def keep(bundle: Bundle, folder: Path) -> None:
    """Keep a bundle under its hash, and say that it is the last good one: but for one under an incident,
    which is over some day. On disk when this returns.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = bundle.kept
    if bundle.shield.score is not None:
        weights = folder / f"score-{bundle.shield.score.digest}.npz"
        if not weights.is_file():
            partial = folder / f"{weights.name}.{os.getpid()}"
            shutil.copyfile(kept.score, partial)
            partial.replace(weights)
        kept = msgspec.structs.replace(kept, score=str(weights))
    place = folder / f"{bundle.hash}.json"
    if not place.is_file():
        _whole(place, msgspec.json.encode(kept))
    if not kept.overlays:
        _whole(folder / "last-good", bundle.hash.encode())


def last_good(folder: Path, bank: Bank | None) -> Bundle | None:
    """The bundle that was in force last; None where there never was one."""
    told = folder / "last-good"
    if not told.is_file():
        return None
    return kept_as(folder, told.read_text("utf-8").strip(), bank)


def kept_as(folder: Path, hash_: str, bank: Bank | None) -> Bundle:
    """A bundle by its hash; raises InputError where it was not kept or is not what it was."""
    place = folder / f"{hash_}.json"
    if not hash_.isalnum() or not place.is_file():
        raise InputError("no bundle of this hash was kept", where=str(place))
    bundle = made(msgspec.json.decode(place.read_bytes(), type=Kept), str(place), bank)
    if bundle.hash != hash_:
        raise InputError(
            "the bundle is not what it was", where=str(place), next_step="Restore it from a copy"
        )
    return bundle


def _list(beside: Path, kind: str, name: str) -> Path:
    if not name.replace("-", "").replace("_", "").isalnum():
        raise InputError(
            f"'{name}' is no name of a list", where=str(beside), next_step="Letters, digits, hyphens"
        )
    return beside / kind / f"{name}.tsv"


def _whole(place: Path, data: bytes) -> None:
    partial = place.with_name(f"{place.name}.{os.getpid()}.partial")
    with partial.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(place)
