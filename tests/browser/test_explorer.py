"""The what-if page in a real browser: its controls are moved, and every figure is compared with ``build --set``, to the cent."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

from offsetcase.model.nodes import OPERATORS
from support import ROOT, SAMPLES, run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
# A name, the sample behind it, and further options of the build.
CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "conditional": ("conditional", ()),
    "high-cost": ("high-cost", ()),
    "crps": ("crps", ()),
    "sessions": (
        "high-cost",
        (
            "--protocol",
            "kap-im",
            "--price",
            "310",
            "--set",
            "session_price=150",
            "--set",
            "retention=0.6",
            "--set",
            "response=0.6",
        ),
    ),
    "short": ("high-cost", ("--lookback", "9", "--indication", "ptsd")),
}


# The driver and the scheduler listen on this machine.
pytestmark = pytest.mark.loopback


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    assert CHROMIUM and DRIVER, "chromium and chromium-driver are needed: tools/setup.sh dev installs them"
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1000,1400",
    ):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def page(browser: Any, folder: Path, name: str) -> Path:
    target = folder / f"{name}.html"
    sample, options = CASES[name]
    done = run("build", SAMPLES / sample / "claims.csv", *options, "--format", "explorer", "-o", target)
    assert done.status == 0, done.err
    browser.get(target.as_uri())
    return target


def text(browser: Any, id: str) -> str:
    return str(browser.find_element("id", id).text)


def money(shown: str) -> str:
    return shown.replace("$", "").replace(",", "").replace("\u2212", "-")


def put(browser: Any, name: str, value: str) -> None:
    """Type a value into the exact box of a control."""
    script = (
        "var i=document.querySelector('[data-name=\"'+arguments[0]+'\"]');"
        "var b=document.querySelector('[data-for=\"'+i.id+'\"]');"
        "b.value=arguments[1];b.dispatchEvent(new Event('input',{bubbles:true}));"
    )
    browser.execute_script(script, name, value)


def same_as_build(browser: Any, folder: Path, name: str, sets: dict[str, str]) -> None:
    sample, fixed = CASES[name]
    options = [*fixed, *(part for name, value in sets.items() for part in ("--set", f"{name}={value}"))]
    done = run(
        "build",
        SAMPLES / sample / "claims.csv",
        *options,
        "--draws",
        0,
        "--json",
        "--format",
        "html",
        "-o",
        folder / "l.html",
        "--force",
    )
    assert done.status in (0, 3), done.err
    data = done.json
    offset = data["offset"]
    assert money(text(browser, "average-treatment")) == offset["treatment"], sets
    assert money(text(browser, "average-stops")) == offset["stops"], sets
    assert money(text(browser, "average-net")) == offset["net"], sets
    assert [money(text(browser, f"average-{year}")) for year in ("one", "two")] == offset["years"], sets
    for name in ("responder", "lasting"):
        for part in ("treatment", "stops", "net"):
            assert money(text(browser, f"{name}-{part}")) == offset[name][part], (name, part, sets)
    assert money(text(browser, "nobody-treatment")) == offset["no_response"], sets
    assert [money(one) for one in text(browser, "stages").split("; ")] == offset["stages"], sets
    price = text(browser, "even-price")
    assert (None if price == "no price" else money(price)) == data["break_even"]["price"], sets
    month = text(browser, "even-month")
    assert (None if month == "none" else int(month)) == data["break_even"]["month"], sets
    assert text(browser, "verdict") == data["verdict"], sets
    # The covered alternative's verdict, what it costs more on average, and what leads.
    leg = data["alternative"]
    assert text(browser, "lead") == data["lead"], sets
    shown, _, words = text(browser, "leg").partition(": ")
    assert shown == leg["verdict"], sets
    if shown != "not-made":
        dearer = re.search(r"on average (\S+) dearer than this request", words)
        assert dearer and money(dearer[1]) == leg["less"]["average"], sets
    # Whole per cent, rounded against the member: needs up, chances and the rebate down.
    for name, key, none, up in (
        ("even-share", "share", "no share", 1),
        ("even-lasting", "lasting_share", "no share", 1),
        ("even-response", "response", "no response", 1),
        ("even-rebate", "rebate", "no rebate", -1),
        ("own-chance", "own_chance", "", -1),
    ):
        exact = (data | data["break_even"])[key]
        shown = text(browser, name)
        if exact is None:
            assert shown == none, (name, sets)
        else:
            assert 0 <= up * (Decimal(shown.rstrip("%")) - Decimal(exact) * 100) < Decimal("1.02"), (name, sets)


@pytest.mark.parametrize("name", tuple(CASES))
def test_it_opens_with_the_letters_own_figures(name: str, browser: Any, tmp_path: Path) -> None:
    page(browser, tmp_path, name)
    same_as_build(browser, tmp_path, name, {})
    assert text(browser, "command") == "nothing was moved"


@pytest.mark.parametrize("name", tuple(CASES))
def test_every_move_is_what_build_would_say(name: str, browser: Any, tmp_path: Path) -> None:
    page(browser, tmp_path, name)
    controls = browser.find_elements("css selector", "#controls input[type=range]")
    names = {
        one.get_attribute("data-name"): (Decimal(one.get_attribute("min")), Decimal(one.get_attribute("max")))
        for one in controls
    }
    start = {one.get_attribute("data-name"): Decimal(one.get_attribute("value")) for one in controls}
    assert {"price", "maintenance_every_days", "response"} <= set(names)
    rng = random.Random(name)
    for _ in range(9):
        browser.find_element("id", "reset").click()
        sets: dict[str, str] = {}
        for moved, (low, high) in names.items():
            if rng.random() < 0.5:
                continue
            if moved == "maintenance_every_days":
                sets[moved] = str(rng.randint(int(low), int(high)))
            elif moved == "price":
                sets[moved] = f"{rng.uniform(50, 900):.2f}"
            else:
                sets[moved] = f"{rng.uniform(0, 1):.2f}"
        # Typing the letter's own value is not a move: the prescriber's word still stands behind it.
        sets = {moved: value for moved, value in sets.items() if Decimal(value) != start[moved]}
        for moved, value in sets.items():
            put(browser, moved, value)
        same_as_build(browser, tmp_path, name, sets)
        command = text(browser, "command")
        told = dict(re.findall(r"--set (\S+)=(\S+)", command))
        assert set(told) == set(sets)


def test_a_category_with_nothing_a_year_is_no_control_and_no_trouble(browser: Any, tmp_path: Path) -> None:
    """A medicine that was stopped a year ago offsets nothing; the page still adds up, at rest and when moved."""
    claims = tmp_path / "claims.csv"
    rows = [f"2024-{month:02d}-10,90.00,10.00,SERTRALINE HCL 100MG TABLET,," for month in range(1, 7)]
    rows += [f"{year}-{month:02d}-12,110.00,20.00,,90837," for year in (2024, 2025) for month in range(1, 13)]
    claims.write_text(
        "Date of Service,Plan Paid,Member Responsibility,Drug Name,Procedure Code,Note\n" + "\n".join(rows) + "\n"
    )
    target = tmp_path / "page.html"
    options = ("--as-of", "2025-12-31", "--price", 400)
    done = run("build", claims, *options, "--format", "explorer", "-o", target)
    assert done.status == 0, done.err
    browser.get(target.as_uri())
    names = [
        one.get_attribute("data-name") for one in browser.find_elements("css selector", "#controls input[type=range]")
    ]
    assert "share.psychotherapy" in names and "share.medication.antidepressant" not in names
    for share in ("", "0.8"):
        if share:
            put(browser, "share.psychotherapy", share)
        assert "NaN" not in browser.find_element("css selector", "body").text
        sets = ("--set", f"share.psychotherapy={share}") if share else ()
        shown = run(
            "build",
            claims,
            *options,
            *sets,
            "--draws",
            0,
            "--json",
            "--format",
            "html",
            "-o",
            tmp_path / "l.html",
            "--force",
        )
        assert shown.status in (0, 3), shown.err
        assert money(text(browser, "average-net")) == shown.json["offset"]["net"]
        assert money(text(browser, "lasting-net")) == shown.json["offset"]["lasting"]["net"]
        assert text(browser, "verdict") == shown.json["verdict"] and text(browser, "lead") == shown.json["lead"]


def test_the_pages_operators_do_what_the_models_do(browser: Any, tmp_path: Path) -> None:
    page(browser, tmp_path, "conditional")
    operators = (ROOT / "templates" / "explorer" / "operators.js").read_text(encoding="utf-8")
    calls: list[tuple[str, list[Any]]] = [
        ("power", [0.6, 5]), ("power", [0, 0]), ("power", [0, 3]), ("sum", [1, 2, 0.5]), ("least", [3, -1, 2]), ("largest", [3, -1, 2]),
        ("more", [2, 1]), ("more", [1, 1]), ("reaches", [1, 1]), ("reaches", [0, 1]), ("differs", [1, 2]), ("differs", [1, 1]),
        ("both", [True, False]), ("both", [True, True]), ("same", ["a", "a"]), ("same", ["a", "b"]), ("any", [False, True]), ("any", [False]),
        ("known", [None]), ("known", [0]), ("settles", [-5, -9, 0, 3]), ("settles", [1, -1, 1]), ("settles", [-1]), ("settles", [0]),
    ]  # fmt: skip
    assert {name for name, _ in calls} == set(re.findall(r"function (\w+)\(", operators)) - {"model"}
    for name, values in calls:
        listed = name in ("sum", "least", "largest", "any", "settles")
        said = json.dumps([values] if listed else values)
        found = browser.execute_script(f"{operators}\nreturn {name}.apply(null, {said});")
        assert found == pytest.approx(OPERATORS[name](*values)), (name, values)


def test_the_keyboard_moves_a_control(browser: Any, tmp_path: Path) -> None:
    page(browser, tmp_path, "conditional")
    slider = browser.find_element("id", "response")
    before = text(browser, "average-net")
    slider.send_keys("\ue014")  # the right arrow
    assert text(browser, "average-net") != before
    assert slider.get_attribute("aria-valuetext") == "56%"
    same_as_build(browser, tmp_path, "conditional", {"response": "0.56"})


def test_the_page_is_alone(browser: Any, tmp_path: Path) -> None:
    target = page(browser, tmp_path, "conditional")
    html = target.read_text(encoding="utf-8")
    assert "http://" not in html and "https://" not in html and 'src="' not in html and "<link" not in html
    resources = browser.execute_script(
        "return performance.getEntriesByType('resource').map(function (e) { return e.name; });"
    )
    assert [name for name in resources if not str(name).startswith("data:")] == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    # Every control has a label, and the picture its words.
    for one in browser.find_elements("css selector", "#controls input[type=range]"):
        assert browser.find_element("css selector", f'label[for="{one.get_attribute("id")}"]').text
    assert "if the response lasts it ends at" in text(browser, "picture-words")
