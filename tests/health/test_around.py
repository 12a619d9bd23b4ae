"""What stands around the code: fragments of the changelog, workflows, the version's one place."""

import datetime as dt
import re
import tomllib
from pathlib import Path
from runpy import run_path

from offsetcase import __version__
from rows import each_row
from support import ROOT

FOLD = run_path(str(ROOT / "tools" / "fold_changelog.py"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def a_short_list(text: str) -> bool:
    lines = text.splitlines()
    return bool(lines) and lines[0].startswith("- ") and all(line.startswith(("- ", "  ")) for line in lines)


def test_a_fragment_is_a_short_list() -> None:
    assert a_short_list("- One.\n- Two,\n  in two lines.\n") and not a_short_list("One.\n") and not a_short_list("")
    assert [path.name for path in FOLD["fragments"]() if not a_short_list(path.read_text(encoding="utf-8"))] == []


def test_fragments_go_below_their_version() -> None:
    day = dt.date(2026, 12, 1)
    old = "# Changelog\n\n## 0.1.0 - 2026-11-29\n\nFirst.\n"
    new = FOLD["folded"](old, ["- One.\n", "- Two.\n"], "0.2.0", day)
    assert new == "# Changelog\n\n## 0.2.0 - 2026-12-01\n\n- One.\n- Two.\n\n## 0.1.0 - 2026-11-29\n\nFirst.\n"
    assert FOLD["folded"](new, ["- Three."], "0.2.0", day).count("## ") == 2
    assert FOLD["notes"](new) == "- One.\n- Two.\n"


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project and FOLD["version"]() == __version__
    assert f"## {__version__} - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@each_row("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_takes_pinned_actions_and_few_rights(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", one) for one in used)
    assert "\npermissions:\n  contents: read\n" in text and text.count("timeout-minutes:") == text.count("runs-on:")
