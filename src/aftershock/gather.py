"""What comes into a case: files and folders by content, addresses fetched politely."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from aftershock import description
from aftershock.errors import ExtraMissing, FetchError, InputError
from aftershock.media import pictures
from aftershock.progress import Progress, over
from aftershock.records import Record, Reject
from aftershock.sources import files, picture_hash, recognise, site, web
from aftershock.sources.head import peek
from aftershock.store import casefile, familiar
from aftershock.store.folder import CaseFolder
from aftershock.store.layout import CASE_FILE
from aftershock.text import sha256

_OURS = "described"
UNCHANGED = 304
_WEB, _MARKS = "web", "marks"


class Gathered(Record, frozen=True, kw_only=True):
    """How much came in."""

    new: int = 0
    known: int = 0
    rejected: int = 0

    def __str__(self) -> str:
        return f"{self.new} new, {self.known} known already, {self.rejected} set aside"

    def __add__(self, more: Gathered) -> Gathered:
        return Gathered(
            new=self.new + more.new, known=self.known + more.known, rejected=self.rejected + more.rejected
        )


def gather(case: CaseFolder, what: Iterable[str], progress: Progress, *, pages: int = 0) -> Gathered:
    """Take each file, folder or address into the case; what cannot be is listed among its rejects.

    With ``pages``, at most so many of those that the site of an address names are fetched in its place.
    """
    found = Gathered()
    named = list(what)
    visits = _remembered(case)
    hosts = frozenset(host for each in named if "://" in each and (host := urlsplit(each).hostname))
    for each in named:
        if "://" in each and pages:
            found += _site(case, each, visits, hosts, pages, progress)
        elif "://" in each:
            found += _address(case, each, visits, hosts)
        else:
            found += _folder(case, Path(each), progress)
    return found


def describe(case: CaseFolder, folder: Path) -> None:
    """Take over a folder's own ``case.toml`` as the case's description, unless a person has written one.

    Taken over again when it changed, as long as the case's own is the one that was taken over before; what a
    person wrote into the case stays, and the folder's is listed among the rejects.
    Raises CaseError, naming file and line, where it cannot be used.
    """
    path = folder / CASE_FILE
    if not path.is_file():
        return
    data = path.read_bytes()
    description.read(data, file=path)
    own, taken_over = sha256((case.root / CASE_FILE).read_bytes()), case.cached(_OURS, [CASE_FILE])
    kept: list[Reject] = []
    if casefile.untouched(case.root) or taken_over.get(CASE_FILE) == own:
        if sha256(data) != own:
            case.describe(data)
        case.keep(_OURS, {CASE_FILE: sha256(data)})
    elif sha256(data) != own:
        kept = [
            Reject(
                file=CASE_FILE,
                line=0,
                cause="the case has a description of its own, which stays",
                next_step=f"Edit the case's own {CASE_FILE}, or copy this one over it",
            )
        ]
    case.set_rejects({CASE_FILE: kept})


def _folder(case: CaseFolder, folder: Path, progress: Progress) -> Gathered:
    found = list(files.walk(folder))
    rejects: dict[str, list[Reject]] = {each.file: [each] for each in found if isinstance(each, Reject)}
    wanted = [each for each in found if not isinstance(each, Reject) and each[1] != CASE_FILE]
    new = 0
    with case.together():
        for path, name in over(wanted, "taking in files", progress):
            try:
                was_new = _take_in(case, path, name)
                new += was_new
                if was_new:
                    rejects[name] = []  # what was wrong with it before is mended
            except (InputError, ExtraMissing) as error:
                rejects[name] = [error.set_aside(name)]
    case.set_rejects(rejects)
    refused = sum(bool(rejects.get(name)) for _, name in wanted)
    return Gathered(new=new, known=len(wanted) - new - refused, rejected=sum(map(bool, rejects.values())))


def _take_in(case: CaseFolder, path: Path, name: str) -> bool:
    """Whether a file is new to the case. Of a picture its hashes are kept, and nothing else."""
    if pictures.is_picture(peek(path, name).data[:16]):
        kept = pictures.write(pictures.hashes(path, name))
        return case.add_original(kept, source=name, media_type=picture_hash.MEDIA_TYPE)[1]
    before = familiar.stamp(path)
    if familiar.known(case, name, before):
        return False
    source = recognise.recognise(path, name)
    capture, new = case.add_original(path, source=name, media_type=source.media_type)
    familiar.remember(case, name, before, capture.sha256)
    return new


def _remembered(case: CaseFolder) -> web.Cache:
    """What earlier fetches of this case left: the marks by which a site says that nothing changed."""
    kept = case.cached(_WEB, [_MARKS])
    marks = msgspec.json.decode(kept[_MARKS], type=dict[str, tuple[str | None, str | None]]) if kept else {}
    return web.Cache(marks=marks)


def _address(case: CaseFolder, url: str, visits: web.Cache, hosts: frozenset[str]) -> Gathered:
    """Fetch one address. Hosts that a person named may stand in a private network; redirects may not."""
    try:
        fetched = web.fetch(url, cache=visits, named_hosts=hosts)
        if fetched.status == UNCHANGED:
            return Gathered(known=1)
        _, new = case.add_original(
            fetched.data,
            source=url,
            url=fetched.url,
            media_type=fetched.media_type,
            fetched_at=fetched.fetched_at,
        )
    except (FetchError, InputError) as error:
        case.set_rejects({url: [error.set_aside(url)]})
        return Gathered(rejected=1)
    # only now: a mark that is remembered without its answer would hide the page from the next run
    case.keep(_WEB, {_MARKS: msgspec.json.encode(visits.marks).decode()})
    return Gathered(new=int(new), known=int(not new))


def _site(
    case: CaseFolder, url: str, visits: web.Cache, hosts: frozenset[str], most: int, progress: Progress
) -> Gathered:
    """Fetch the pages of a site, those that were not tried before first: a run goes on where one ended."""
    # the site's lists are read anew each time: an answer "unchanged" would name no page
    had = {capture.source for capture in case.captures()} | {reject.file for reject in case.rejects()}
    lists = web.Cache(rules=visits.rules, free_at=visits.free_at)
    try:
        named = site.pages_of(
            url, lambda each: web.fetch(each, cache=lists, named_hosts=hosts), most + len(had)
        )
    except FetchError as error:
        case.set_rejects({url: [error.set_aside(url)]})
        return Gathered(rejected=1)
    case.set_rejects({url: [_elsewhere(url, named.elsewhere)] if named.elsewhere else []})
    wanted = sorted(named.pages, key=had.__contains__)[:most]
    return sum(
        (_address(case, each, visits, hosts) for each in over(wanted, "fetching the site", progress)),
        Gathered(),
    )


def _elsewhere(url: str, count: int) -> Reject:
    passed = f"{count:,} addresses of other hosts that the site names were passed over"
    return Reject(file=url, line=0, cause=passed, next_step="Ask for those sites by their own addresses")
