"""What is on this machine? Its parts, its models."""

from __future__ import annotations

import sys

import msgspec
import typer

from aftershock.cli.doing import Json

models_cli = typer.Typer(no_args_is_help=True, help="Install, check or list the models.")


def doctor() -> None:
    """Say what is installed, what is missing, and what to do about it."""
    from aftershock import app

    sound = True
    for what, good, said in app.doctor():
        sys.stdout.write(f"{'ok  ' if good else 'BAD '} {what}: {said}\n")
        sound &= good
    raise typer.Exit(0 if sound else 1)


@models_cli.command("install")
def models_install() -> None:
    """Install every model of the manifest, checked by SHA-256."""
    from aftershock.models import fetch, manifest

    for model in manifest.manifest().values():
        sys.stderr.write(f"{model.name} {model.version}: {model.purpose}\n")
        new_ = fetch.install(model)
        sys.stdout.write(f"{model.name} {model.version} {'installed' if new_ else 'already there'}\n")


@models_cli.command("verify")
def models_verify() -> None:
    """Check the SHA-256 of every file of every model."""
    from aftershock.models import manifest

    bad = {model.name: manifest.damaged(model) for model in manifest.manifest().values()}
    for name, files in bad.items():
        sys.stdout.write(f"{name}: {'sound' if not files else 'missing or different: ' + ', '.join(files)}\n")
    raise typer.Exit(1 if any(bad.values()) else 0)


@models_cli.command("list")
def models_list(json: Json = False) -> None:
    """List the models: licence, source, purpose."""
    from aftershock.models import manifest

    for model in manifest.manifest().values():
        said = f"{model.name} {model.version} ({model.licence}): {model.purpose}"
        sys.stdout.write((msgspec.json.encode(model).decode() if json else said) + "\n")
