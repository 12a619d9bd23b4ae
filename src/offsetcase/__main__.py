"""``python -m offsetcase``, and the command itself."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command. The version alone needs no library at all, so that a script may ask for it often."""
    if sys.argv[1:] == ["--version"]:
        from offsetcase import __version__

        sys.stdout.write(f"offsetcase {__version__}\n")
        return
    from offsetcase.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
