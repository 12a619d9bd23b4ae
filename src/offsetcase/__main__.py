"""``python -m offsetcase``, and the command itself."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command. The version alone needs no library at all, so that a script may ask for it often."""
    if sys.argv[1:] == ["--version"]:
        from offsetcase import __version__

        sys.stdout.write(f"offsetcase {__version__}\n")
        return
    # What the libraries' loading makes stays; looking through it for garbage took a tenth of the start.
    gc.disable()
    from offsetcase.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
