"""The pages of docs/: those made from the code are current, links lead somewhere, and the site's list is whole."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from batch_support import made_here
from rows import each_row
from support import ROOT

pytestmark = pytest.mark.in_child

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


@cache
def tool() -> dict[str, Any]:
    return run_path(str(ROOT / "tools" / "make_docs.py"))


@pytest.mark.parametrize(
    "name",
    [
        "evidence.md",
        *(
            f"reference/{name}.md"
            for name in ("commands", "case-file", "rules-file", "python", "list-of-cases", "json", "figures")
        ),
    ],
)
def test_made_pages_are_what_the_tool_writes(name: str) -> None:
    with made_here():
        made = tool()["PAGES"][name]()
    assert (DOCS / name).read_text(encoding="utf-8") == made, "run `make docs`"


def test_every_made_page_is_tested() -> None:
    assert len(tool()["PAGES"]) == 8


def test_the_architecture_names_files_that_are_there() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_0-9]*(?:\.[a-z.0-9]+)?)`", page))
    roots = (ROOT, ROOT / "src" / "offsetcase", ROOT / "src" / "offsetcase" / "data", ROOT / "templates")
    lost = {
        name for name in named if not any((root / f"{name}{end}").exists() for root in roots for end in ("", ".py"))
    }
    assert lost == set() and len(named) > 40


def test_the_picture_of_the_rooms_is_what_the_tool_draws() -> None:
    made = run_path(str(ROOT / "tools" / "make_rooms.py"))
    assert made["PICTURE"].read_text(encoding="utf-8") == made["picture"](), "run `make docs`"


def test_what_editors_know_of_the_options_is_what_the_tool_writes() -> None:
    assert tool()["OPTIONS"].read_text(encoding="utf-8") == tool()["python_options"](), "run `make docs`"


def test_every_key_of_the_two_files_has_words() -> None:
    keys = [*tool()["case_keys"](), *tool()["rules_keys"]()]
    assert not [path for path, _, meaning in keys if not meaning]


def test_every_json_field_has_words() -> None:
    made = tool()
    assert set(made["commands_with_json"]()) == set(made["WORDS"]["json_runs"])
    page = (DOCS / "reference" / "json.md").read_text(encoding="utf-8")
    assert not re.findall(r"^.*\|  \|$", page, re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@each_row("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name}: {link}"
        assert not anchor or anchor in _anchors(target), f"{page.name}: {link}"


def test_the_site_lists_every_page() -> None:
    listed = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    assert listed == {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}


def test_pages_name_no_machine_and_no_outside_folder() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"\.\./shared|/work/|/tmp/|/home/", text), page.name


def test_a_site_that_loads_from_elsewhere_is_found(tmp_path: Path) -> None:
    verify = run_path(str(ROOT / "tools" / "verify_site.py"))["outside"]
    page = tmp_path / "page.html"
    page.write_text('<a href="https://example.org">a link</a><script src="own.js"></script>', encoding="utf-8")
    assert verify(tmp_path) == []
    page.write_text('<link rel="stylesheet" href="//example.org/a.css">', encoding="utf-8")
    (tmp_path / "a.css").write_text("@font-face { src: url('https://example.org/a.woff') }", encoding="utf-8")
    assert len(verify(tmp_path)) == 2
