"""``python -m aftershock`` is the command line."""

from aftershock.cli import main

if __name__ == "__main__":
    main()
