"""The verbs for people on the command line: whoever sits at the machine makes the first admin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aftershock import config

if TYPE_CHECKING:
    from aftershock.shield.review.office import Office

person_cli = typer.Typer(no_args_is_help=True, help="People who review: make, roles, invite, bind, list.")

PolicyOpt = Annotated[Path, typer.Option("--policy", help="The policy; lists and bank stand beside it.")]
ServiceOpt = Annotated[
    Path | None, typer.Option("--service", help="Settings; service.toml beside the policy.")
]
RoleOpt = Annotated[
    list[str] | None, typer.Option("--role", help="reviewer, senior, admin, auditor; may be repeated.")
]
Name = Annotated[str, typer.Argument(help="Who, as it stands in the log.")]
POLICY = Path("policy.toml")


def _office(policy: Path, service: Path | None) -> Office:
    from aftershock.shield.ledger.log import open_log
    from aftershock.shield.review.office import Office
    from aftershock.shield.review.setup import looked_at
    from aftershock.shield.service import settings

    found = settings.load(policy, service)
    log = open_log(found.log)
    return Office(
        log, log.append, found.folder, setup=looked_at(found.review, str(policy)), terms=found.accounts,
        clauses=tuple,
    )  # fmt: skip


def _by() -> str:
    return f"machine {config.person()}"


@person_cli.command("make")
def make(name: Name, role: RoleOpt = None, policy: PolicyOpt = POLICY, service: ServiceOpt = None) -> None:
    """Make an account. Its invitation is printed once; with it they choose a password."""
    from aftershock.shield.review import people

    word = people.make(_office(policy, service), name, tuple(role or ()), by=_by())
    sys.stderr.write(f"the invitation of {name}, good once and for three days\n")
    sys.stdout.write(f"{word}\n")


@person_cli.command("roles")
def roles(
    name: Name,
    role: RoleOpt = None,
    out: Annotated[bool, typer.Option("--out", help="Take the account out of use.")] = False,
    policy: PolicyOpt = POLICY,
    service: ServiceOpt = None,
) -> None:
    """Give exactly these roles; sessions of that person end."""
    from aftershock.errors import UsageError
    from aftershock.shield.review import people

    office = _office(policy, service)
    if name not in office.people().people:
        raise UsageError("nobody of that name", where=name)
    people.change(office, name, tuple(role or ()), active=not out, by=_by())
    sys.stdout.write(f"{name}: {', '.join(role or ()) or 'no role'}{', out of use' if out else ''}\n")


@person_cli.command("invite")
def invite(name: Name, policy: PolicyOpt = POLICY, service: ServiceOpt = None) -> None:
    """A new invitation for somebody who lost their password."""
    from aftershock.shield.review import people

    sys.stdout.write(f"{people.invite(_office(policy, service), name, by=_by())}\n")


@person_cli.command("bind")
def bind(
    name: Name,
    subject: Annotated[str, typer.Argument(help="The subject (sub) at the issuer; empty to undo.")],
    policy: PolicyOpt = POLICY,
    service: ServiceOpt = None,
) -> None:
    """Say who somebody is at the issuer of service.toml, so that they can sign in there."""
    from aftershock.errors import UsageError
    from aftershock.shield.review import people

    office = _office(policy, service)
    found, issuer = office.people().people.get(name), office.setup.elsewhere.issuer
    if found is None or not issuer:
        raise UsageError("nobody of that name" if issuer else "no issuer is set up", where=name)
    office.passwords.bind(name, f"{issuer} {subject}" if subject else "")
    people.change(office, name, found.roles, active=found.active, by=_by())
    sys.stdout.write(f"{name} is {subject or 'nobody'} at {issuer}\n")


@person_cli.command("list")
def list_(policy: PolicyOpt = POLICY, service: ServiceOpt = None) -> None:
    """Everybody, with roles."""
    for each in sorted(_office(policy, service).people().people.values(), key=lambda each: each.person):
        state = "" if each.active else "  out of use"
        sys.stdout.write(f"{each.person}  {', '.join(each.roles) or 'no role'}{state}\n")
