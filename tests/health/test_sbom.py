"""The list of what is inside holds every part of the lock, with a license and the lock's own hashes."""

from __future__ import annotations

import re
from runpy import run_path

from support import ROOT

MADE = run_path(str(ROOT / "tools" / "make_sbom.py"))


def test_every_part_of_the_lock_is_listed_once() -> None:
    sbom = MADE["sbom"]()
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wanted = {match[1] for match in re.finditer(r"^([\w.-]+)==", text, re.MULTILINE)}
    libraries = [one for one in sbom["components"] if one["type"] == "library"]
    assert {one["name"] for one in libraries} == wanted and len(libraries) == len(wanted)
    listed = {one["content"] for part in libraries for one in part["hashes"]}
    assert listed == set(re.findall(r"sha256:([0-9a-f]{64})", text))
    assert len({one["bom-ref"] for one in sbom["components"]}) == len(sbom["components"])


def test_every_part_of_the_one_file_page_is_listed_once() -> None:
    parts = MADE["sbom"](MADE["page"])["components"]
    text = (ROOT / "tools" / "page" / "page.lock").read_text(encoding="utf-8")
    wanted = {match[1] for match in re.finditer(r"^([\w.-]+)==", text, re.MULTILINE)}
    assert {one["name"] for one in parts if one["type"] == "library"} == wanted | {"pyodide"}
    assert len({one["bom-ref"] for one in parts}) == len(parts)
    runtime = next(one for one in parts if one["name"] == "pyodide")
    assert runtime["licenses"] == [{"license": {"name": "MPL-2.0"}}] and len(runtime["hashes"][0]["content"]) == 128


def test_what_is_installed_says_its_license() -> None:
    """An installed part never stands without words, and the font's own license is named."""
    parts = {one["name"]: one["licenses"][0]["license"] for one in MADE["sbom"]()["components"]}
    for name in ("jinja2", "pypdfium2", "weasyprint", "pillow", "rich"):
        words = parts[name]["name"]
        assert words and words not in (MADE["NOT_INSTALLED"], "none named by the package"), name
    assert parts["SourceSerif4-Regular.ttf"] == {"id": "OFL-1.1"}


def test_the_same_lock_gives_the_same_list() -> None:
    assert MADE["sbom"]() == MADE["sbom"]()


def test_the_installer_takes_the_hashes_of_the_lock() -> None:
    """`make letter` sets up by the lock, and the package itself is built by the locked backend."""
    setup = (ROOT / "tools" / "setup.sh").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in setup and "--no-deps --no-build-isolation" in setup
    readme = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    backend = re.search(r'requires = \["hatchling==([\d.]+)"\]', readme)
    assert backend and f"hatchling=={backend[1]} " in (ROOT / "requirements.lock").read_text(encoding="utf-8")
