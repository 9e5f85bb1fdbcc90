"""The command line; ``main`` is what the installed command calls."""

from aftershock.cli.entry import cli, main

__all__ = ("cli", "main")
