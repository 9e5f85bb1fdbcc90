"""``aftershock`` and ``python -m aftershock`` are the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Load the command line and run it; a Ctrl-C while it loads ends it without a word."""
    try:
        from aftershock.cli import main as run
    except KeyboardInterrupt:
        sys.exit(1)
    run()


if __name__ == "__main__":
    main()
