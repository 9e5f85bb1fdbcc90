"""The verbs of the shield on the command line: parse, call, print. Data on stdout, what goes on on stderr."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from aftershock import config
from aftershock.shield.review.cli import person_cli

shield_cli = typer.Typer(no_args_is_help=True, help="A platform's filter: check, policy, banks, keys, serve.")
bank_cli = typer.Typer(no_args_is_help=True, help="Known items: add, adopt, remove, list, settle.")
key_cli = typer.Typer(no_args_is_help=True, help="API keys: make, revoke, list.")
head_cli = typer.Typer(no_args_is_help=True, help="Signed heads of the log: key.")
shield_cli.add_typer(bank_cli, name="bank")
shield_cli.add_typer(key_cli, name="key")
shield_cli.add_typer(head_cli, name="head")
shield_cli.add_typer(person_cli, name="person")

PolicyOpt = Annotated[Path, typer.Option("--policy", help="The policy; lists and bank stand beside it.")]
ServiceOpt = Annotated[
    Path | None, typer.Option("--service", help="Settings; service.toml beside the policy.")
]
Json = Annotated[bool, typer.Option("--json", help="One record a line.")]
Posts = Annotated[
    Path | None, typer.Argument(help="Posts, one JSON object a line; standard input if left out.")
]
Who = Annotated[str | None, typer.Option(help="Who does it; your account's name if left out.")]
Ids = Annotated[list[str], typer.Argument(help="Ids of known items.")]
POLICY = Path("policy.toml")


def _out(record: object) -> None:
    sys.stdout.write(msgspec.json.encode(record).decode() + "\n")


def _warn(warnings: Iterable[str]) -> None:
    for each in warnings:
        sys.stderr.write(f"warning: {each}\n")


@shield_cli.command()
def check(posts: Posts = None, policy: PolicyOpt = POLICY) -> None:
    """Check posts: one answer a line, with its reasons. Nothing is logged."""
    from aftershock.shield.service import verbs

    with posts.open("rb") if posts else nullcontext(sys.stdin.buffer) as lines:
        for answer in verbs.check(policy, lines):
            _out(answer)


@shield_cli.command("hash")
def hash_(
    files: Annotated[
        list[Path], typer.Argument(help="Pictures, films, texts, other files; a folder: stills of one film.")
    ],
    bank: Annotated[
        str, typer.Option(help="Print known items of this bank instead, for `shield bank add`.")
    ] = "",
    source: Annotated[str, typer.Option(help="With --bank: where they come from.")] = "",
) -> None:
    """Hash local files: a line each with the fields of `/v1/check`. Nothing is sent anywhere."""
    from aftershock.shield import hashing

    for path in files:
        found = hashing.hashed(path)
        for each in hashing.known(found, bank, source=source) if bank else [found]:
            _out(each)
        _warn([found.missing] if found.missing else [])


@shield_cli.command("policy")
def policy_(
    file: Annotated[Path, typer.Argument(help="The policy.")] = POLICY,
    json: Json = False,
) -> None:
    """Prove a policy: everything that is wrong, with its place, or that all examples pass."""
    from aftershock.shield.service import verbs

    found = verbs.prove(file)
    if json:
        _out(found)
        return
    sys.stdout.write(
        f"{file}: {found.id} version {found.version} is sound: {found.rules} rules, "
        f"{found.exemptions} exemptions, {found.phrases} phrases, {found.patterns} patterns, "
        f"{found.examples} examples pass\n"
        f"{found.hash}\n"
    )
    _warn(found.warnings)


@shield_cli.command()
def replay(
    posts: Annotated[
        str | None,
        typer.Argument(
            help="Lines of JSON, a Parquet file of posts, a log's folder or postgresql://...; or stdin."
        ),
    ] = None,
    policy: PolicyOpt = POLICY,
    against: Annotated[
        Path | None, typer.Option(help="The other policy; what was in force last if left out.")
    ] = None,
    service: ServiceOpt = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that share the posts; one a core.")
    ] = None,
    json: Json = False,
) -> None:
    """What would this policy change, on stored posts?"""
    from aftershock.shield.service import settings, verbs

    folder = settings.load(policy, service).folder
    stored = posts if posts is not None else sys.stdin.buffer
    found = verbs.replay(policy, against, folder, stored, workers=workers or config.threads())
    if json:
        _out(found)
        return
    sys.stdout.write(f"{found.posts} posts, {sum(each.count for each in found.changes)} differ\n")
    for change in found.changes:
        shown = ", ".join(change.posts[:5])
        sys.stdout.write(f"{change.count:8}  {change.before} -> {change.after}  {shown}\n")
    for rule in found.rules:
        said = ", ".join(f"{count} {name}" for name, count in rule.outcomes.items()) or "nothing"
        sys.stdout.write(
            f"rule {rule.rule}: {said}; shadow {rule.shadow}, could not tell {rule.unknown}; "
            f"{rule.rate:.3%} of posts, {rule.cost_ns:.0f} ns a post\n"
        )


@shield_cli.command()
def train(
    labelled: Annotated[Path, typer.Argument(help='Lines of {"text": ..., "marked": true or false}.')],
    policy: PolicyOpt = POLICY,
    tests: Annotated[
        Path | None, typer.Option(help="Lines of the same shape that must come out right.")
    ] = None,
    threshold: Annotated[
        float, typer.Option(min=0.5, max=0.999, help="From which score it is to count.")
    ] = 0.9,
) -> None:
    """Train the linear score on the platform's own labelled posts; used only where its tests pass."""
    from aftershock.shield.service import training

    report = training.train(labelled, policy.parent / "score.npz", tests=tests, threshold=threshold)
    _out(report)
    raise typer.Exit(0 if report.used else 1)


@shield_cli.command()
def serve(
    policy: PolicyOpt = POLICY,
    listen: Annotated[str | None, typer.Option(help="HOST:PORT; 127.0.0.1:8480 if left out.")] = None,
    log: Annotated[str | None, typer.Option(help="A folder, or postgresql://...")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes; 1 if left out.")] = None,
    service: ServiceOpt = None,
) -> None:
    """Serve the filter over HTTP until told to stop."""
    from aftershock.shield.service import serving, settings

    found = settings.load(policy, service)
    said = {"listen": listen, "log": log, "workers": workers}
    changed = msgspec.structs.replace(
        found, **{name: each for name, each in said.items() if each is not None}
    )
    serving.serve(policy, settings.settled(changed, Path.cwd()))


@shield_cli.command()
def verify(
    log: Annotated[str, typer.Argument(help="The log's folder, or postgresql://...")],
    against: Annotated[
        Path | None, typer.Option(help="Heads that were kept elsewhere; the log must pass through all.")
    ] = None,
    key: Annotated[str, typer.Option(help="The public key that signed them, or a file with it.")] = "",
    json: Json = False,
) -> None:
    """Prove that the log is whole, and was not cut or rewritten since a head was kept: exit code 1 where it
    is not.
    """
    from aftershock.shield.service import verbs

    found = verbs.verify(log, against=against, key=key)
    if json:
        _out(found)
    elif found.broken is None:
        through = f", through {found.through} deposited heads" if against else ""
        sys.stdout.write(f"sound: {found.head.seq} entries, head {found.head.hash}{through}\n")
        if against and not key:
            sys.stderr.write("no signature was looked at: name the public key with --key\n")
    else:
        sys.stdout.write(f"DAMAGED at entry {found.broken}: {found.cause}\n")
    raise typer.Exit(0 if found.broken is None else 1)


@head_cli.command("key")
def head_key(file: Annotated[Path, typer.Argument(help="A new file for the private half.")]) -> None:
    """Make the key that signs the log's heads ([heads] in service.toml); its public half is printed."""
    from aftershock.shield.ledger import heads

    public = heads.make_key(file)
    sys.stderr.write(f"private key in {file}; keep the public half where the service cannot write\n")
    sys.stdout.write(f"{public}\n")


@shield_cli.command()
def statements(
    since: Annotated[str, typer.Option(help="The first day, YYYY-MM-DD (UTC).")],
    until: Annotated[str, typer.Option(help="The day before which to end; none if left out.")] = "",
    policy: PolicyOpt = POLICY,
    service: ServiceOpt = None,
) -> None:
    """The statements of reasons of a time, for the transparency database: a line is the body of a call."""
    from aftershock.shield.service import settings, stating

    found = list(stating.of_time(policy, settings.load(policy, service), since=since, until=until))
    bodies = list(stating.bodies(found))
    sys.stdout.writelines(body.decode() + "\n" for body in bodies)
    sys.stderr.write(f"{len(found)} statements in {len(bodies)} calls; nothing was sent\n")
    _warn(f"{count} of them: {what}" for what, count in Counter(c for e in found for c in e.to_check).items())


@bank_cli.command("add")
def bank_add(
    items: Annotated[
        Path | None, typer.Argument(help="Known items, one JSON object a line; or stdin.")
    ] = None,
    policy: PolicyOpt = POLICY,
    adopt: Annotated[bool, typer.Option("--adopt", help="Take them over at once, in your name.")] = False,
    person: Who = None,
    service: ServiceOpt = None,
) -> None:
    """Add known items; until a person adopts them they are only looked at."""
    from aftershock.shield.service import settings, verbs

    found = settings.load(policy, service)
    with items.open("rb") if items else nullcontext(sys.stdin.buffer) as lines:
        count = verbs.bank_add(policy, found, lines, person=person or config.person(), adopt=adopt)
    sys.stdout.write(f"{count} items added{', adopted' if adopt else ''}\n")
    _warn(verbs.unasked(policy))


@bank_cli.command("adopt")
def bank_adopt(ids: Ids, policy: PolicyOpt = POLICY, person: Who = None, service: ServiceOpt = None) -> None:
    """A person of the platform takes items over; only then may they hold or block."""
    from aftershock.shield.service import verbs

    _change("adopted", ids, policy, person, service)
    _warn(verbs.unasked(policy, ids))


@bank_cli.command("remove")
def bank_remove(ids: Ids, policy: PolicyOpt = POLICY, person: Who = None, service: ServiceOpt = None) -> None:
    """Take items out of the bank; a running service forgets them within a second."""
    _change("removed", ids, policy, person, service)


def _change(
    change: Literal["adopted", "removed"],
    ids: list[str],
    policy: Path,
    person: str | None,
    service: Path | None,
) -> None:
    from aftershock.shield.service import settings, verbs

    found = settings.load(policy, service)
    count = verbs.bank_change(policy, found, ids, change, person=person or config.person())
    sys.stdout.write(f"{count} items {change}\n")


@bank_cli.command("settle")
def bank_settle(policy: PolicyOpt = POLICY) -> None:
    """Make one mapped generation of all that stands; the service does it by itself after 5,000 changes."""
    from aftershock.shield.service import verbs

    made = verbs.bank_settle(policy)
    sys.stdout.write("one generation of all that stands\n" if made else "nothing was added since\n")


@bank_cli.command("list")
def bank_list(policy: PolicyOpt = POLICY, json: Json = False) -> None:
    """The known items: id, bank, kind, who adopted it."""
    from aftershock.shield.service import verbs

    for item in verbs.bank_list(policy):
        if json:
            _out(item)
        else:
            by = f"adopted by {item.adopted_by}" if item.adopted_by else "not adopted"
            sys.stdout.write(f"{item.id}  {item.bank}  {item.kind}  {by}  {item.title}\n")


@key_cli.command("make")
def key_make(
    scope: Annotated[list[str], typer.Option(help="check, read, review, admin, notices; may be repeated.")],
    policy: PolicyOpt = POLICY,
    person: Annotated[str, typer.Option(help="Whose key it is; needed for review.")] = "",
    rate: Annotated[float, typer.Option(min=0, help="Posts a second; the service's if left out.")] = 0.0,
    burst: Annotated[float, typer.Option(min=0, help="Posts at once; the service's if left out.")] = 0.0,
    flagger: Annotated[
        str, typer.Option(help="The trusted flagger (DSA 22) whose notices come with it; scope notices only.")
    ] = "",
    service: ServiceOpt = None,
) -> None:
    """Make a key. Its secret is printed once and stands nowhere."""
    from aftershock.shield.service import settings, verbs

    found = settings.load(policy, service)
    by = config.person()
    key, secret = verbs.key_make(
        found, scope, person=person, by=by, each_second=rate, burst=burst, flagger=flagger
    )
    sys.stderr.write(f"key {key.id} for {', '.join(key.scopes)}; keep the secret, it is not shown again\n")
    sys.stdout.write(f"{secret}\n")


@key_cli.command("revoke")
def key_revoke(
    key: Annotated[str, typer.Argument(help="The key's id.")],
    policy: PolicyOpt = POLICY,
    service: ServiceOpt = None,
) -> None:
    """Take a key out of use; a running service refuses it within a second."""
    from aftershock.shield.service import settings, verbs

    gone = verbs.key_revoke(settings.load(policy, service), key, by=config.person())
    sys.stdout.write(f"{gone.id} revoked\n")


@key_cli.command("list")
def key_list(policy: PolicyOpt = POLICY, service: ServiceOpt = None) -> None:
    """The keys, without secrets."""
    from aftershock.shield.service import keys, settings

    for key in keys.listed(settings.load(policy, service).folder):
        state = "active" if key.active else "revoked"
        sys.stdout.write(
            f"{key.id}  {state}  {', '.join(key.scopes)}  {key.made_at}  {key.person or key.made_by}"
            f"{f'  trusted flagger {key.flagger}' if key.flagger else ''}\n"
        )
