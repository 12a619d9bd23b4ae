"""The page's words: one file holds them all, and the page asks for none that isn't there; its parts are pinned, without addresses."""

from __future__ import annotations

import json
import re
import tomllib

from offsetcase.classify.suggest import ASKED
from offsetcase.model.ledger import Disposition
from offsetcase.offset.lead import Lead
from offsetcase.offset.verdict import Verdict
from offsetcase.page.letters import PAGES
from offsetcase.page.questions import RATES
from offsetcase.page.reading import FIELDS
from support import ROOT

STATIC = ROOT / "src" / "offsetcase" / "page" / "static"
WORDS = tomllib.loads((STATIC / "words.toml").read_text(encoding="utf-8"))
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")}


def known(path: str) -> bool:
    table, _, name = path.partition(".")
    return name in WORDS.get(table, {})


def test_every_word_that_the_page_asks_for_is_there() -> None:
    asked = {found for text in SCRIPTS.values() for found in re.findall(r'say\("([\w.-]+)"', text)}
    assert len(asked) > 100
    assert sorted(path for path in asked if not known(path)) == []


def test_every_screen_on_the_way_has_its_file_its_step_and_its_title() -> None:
    way = json.loads(re.search(r"const WAY = (\[.*?\]);", SCRIPTS["app.js"])[1])  # type: ignore[index]
    for name in way:
        assert any(f"screens.{name} = " in text for text in SCRIPTS.values()), f"no file sets screens.{name}"
        assert known(f"steps.{name}"), f"words.toml has no {name} below [steps]"
        assert known(f"{name}.title") or known(f"questions.{name}"), f"words.toml has no title below [{name}]"


def test_every_word_by_a_name_of_the_program_is_there() -> None:
    wanted = [f"rows.{one}" for one in Disposition] + [f"fields.{one}" for one in FIELDS]
    wanted += [f"result.lead_{one}" for one in Lead] + [f"result.verdict_{one}" for one in Verdict]
    wanted += [f"finish.{one}{end}" for one in PAGES for end in ("", "_why")]
    wanted += [f"extra.assumptions.{one}{end}" for one in RATES for end in ("", "_why")]
    wanted += [f"rule.status_{one}" for one in ("paid", "denied", "pending", "reversed", "not-a-claim")]
    assert [path for path in wanted if not known(path)] == []
    assert all(ASKED)


def test_no_script_writes_markup_from_text_or_keeps_anything() -> None:
    for name, text in SCRIPTS.items():
        for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "new Function", "localStorage", "sessionStorage",
                     "indexedDB", "document.cookie", "pushState", "replaceState", "XMLHttpRequest", "sendBeacon", "WebSocket", "location."):  # fmt: skip
            assert word not in text, (name, word)
        assert len(text.splitlines()) <= 400


def test_the_policy_lets_nothing_out() -> None:
    text = (ROOT / "tools" / "make_page.py").read_text(encoding="utf-8")
    for rule in (
        "default-src 'none'",
        "connect-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "'wasm-unsafe-eval'",
    ):
        assert rule in text
    assert "'unsafe-eval'" not in text.replace("'wasm-unsafe-eval'", "")


def test_what_the_page_is_made_of_is_pinned_without_an_address() -> None:
    lock = (ROOT / "tools" / "page" / "page.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|index-url|find-links", lock)
    pinned = dict(
        re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    )
    versions = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pinned.items()}
    lines = [line for line in lock.splitlines() if line and not line.startswith("#")]
    for line in lines:
        name, version, mark = re.fullmatch(r"([\w-]+)==([\w.]+) --hash=sha256:([0-9a-f]{64})", line).groups()  # type: ignore[union-attr]
        assert versions[name] == version and mark
    node = json.loads((ROOT / "tools" / "page" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("resolved" not in one for one in node.values())
    assert all("integrity" in one for path, one in node.items() if path)
    own = json.loads((ROOT / "tools" / "page" / "package.json").read_text(encoding="utf-8"))
    for group in ("dependencies", "devDependencies"):
        for name, version in own[group].items():
            assert node[f"node_modules/{name}"]["version"] == version and version[0].isdigit()


def test_what_comes_next_never_speaks_of_a_case_file_or_a_command() -> None:
    course = (STATIC.parents[1] / "data" / "languages" / "en" / "course.toml").read_text(encoding="utf-8")
    calendar = [
        text
        for table in tomllib.loads(course).values()
        if isinstance(table, dict)
        for text in table.values()
        if isinstance(text, str)
    ]
    swaps = WORDS["swaps"]["list"]
    said = "\n".join(calendar)
    for old, new in swaps:
        said = said.replace(old, new)
    assert len(calendar) > 40
    assert [
        word for word in ("case file", "case.toml", "[sent]", "[denial]", "--", "offsetcase ") if word in said
    ] == []
