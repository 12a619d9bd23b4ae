"""Fold the fragments of changelog.d into CHANGELOG.md under the version that the code has.

python tools/fold_changelog.py             fold, and take the fragments away
python tools/fold_changelog.py --version   print the version
python tools/fold_changelog.py --notes     print the newest section, for a release
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHANGELOG = ROOT / "CHANGELOG.md"
FRAGMENTS = ROOT / "changelog.d"
HEADING = re.compile(r"^## ", re.MULTILINE)


def version() -> str:
    """The version, from the one place that has it."""
    text = (ROOT / "src" / "offsetcase" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise SystemExit("src/offsetcase/__init__.py: no line __version__ = …")
    return found[1]


def fragments() -> list[Path]:
    """The fragments, by name; the folder's README is none."""
    return [path for path in sorted(FRAGMENTS.glob("*.md")) if path.name != "README.md"]


def folded(changelog: str, parts: list[str], number: str, day: dt.date) -> str:
    """The changelog with the parts under the version's section, which is begun where it isn't there yet."""
    lines = "\n".join(part.strip() for part in parts) + "\n"
    heading = f"## {number} - "
    at = changelog.find(heading)
    if at < 0:
        first = HEADING.search(changelog)
        at = first.start() if first else len(changelog)
        return f"{changelog[:at]}{heading}{day.isoformat()}\n\n{lines}\n{changelog[at:]}"
    after = changelog.index("\n", at) + 1
    return f"{changelog[:after]}\n{lines}{changelog[after:]}"


def notes(changelog: str) -> str:
    """The newest section without its heading."""
    starts = [match.start() for match in HEADING.finditer(changelog)]
    if not starts:
        raise SystemExit("CHANGELOG.md: no section")
    section = changelog[starts[0] : starts[1] if len(starts) > 1 else len(changelog)]
    return section.split("\n", 1)[1].strip() + "\n"


def main(arguments: list[str]) -> None:
    if arguments == ["--version"]:
        print(version())
    elif arguments == ["--notes"]:
        print(notes(CHANGELOG.read_text(encoding="utf-8")), end="")
    elif arguments:
        raise SystemExit(__doc__)
    elif paths := fragments():
        parts = [path.read_text(encoding="utf-8") for path in paths]
        text = folded(CHANGELOG.read_text(encoding="utf-8"), parts, version(), dt.datetime.now(dt.UTC).date())
        CHANGELOG.write_text(text, encoding="utf-8")
        for path in paths:
            path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
