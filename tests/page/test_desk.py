"""The page's door, without a browser: each action in words and figures, and nothing that a file holds ends it."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from offsetcase.page.desk import ACTIONS, Desk
from offsetcase.page.grid import NAME
from offsetcase.read.fhir_documents import _require_shallow
from rows import each_row
from support import SAMPLES, Claims, run, zipped

pytestmark = pytest.mark.in_child

CONDITIONAL = SAMPLES / "conditional"


class Page:
    """A desk with its folder, asked as the page asks it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk(folder)

    def call(self, action: str, /, **said: Any) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.desk.call(action, json.dumps(said)))
        return found

    def done(self, action: str, /, **said: Any) -> Any:
        answer = self.call(action, **said)
        assert "done" in answer, answer
        return answer["done"]

    def put(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)


@pytest.fixture
def desk(tmp_path: Path) -> Page:
    return Page(tmp_path / "case")


@pytest.fixture
def sample(desk: Page) -> Page:
    desk.done("sample")
    return desk


CLAIMS = ["claims.csv"]


def test_how_the_sample_is_read_adds_up(sample: Page) -> None:
    found = sample.done("read", claims=CLAIMS)
    rows = found["rows"]
    assert rows[-1]["what"] == "all" and rows[-1]["rows"] == sum(row["rows"] for row in rows[:-1]) == 322
    assert found["member"] == "Marisol Quintero" and found["months"] == 36 and found["good"]


def test_a_person_is_chosen_with_a_button(desk: Page) -> None:
    desk.put("claims.csv", (CONDITIONAL / "claims.csv").read_bytes())
    found = desk.done("read", claims=CLAIMS)
    assert found["who"] and found["people"] == ["Marisol Quintero", "Theo Quintero"]
    answer = desk.call("choose", name="Theo Quintero", claims=CLAIMS)
    assert 'name = "Theo Quintero"' in answer["kept"]["case.toml"]
    assert desk.done("read", claims=CLAIMS)["member"] == "Theo Quintero"


def test_a_provider_is_settled_by_an_answer(desk: Page) -> None:
    portal = SAMPLES / "portal-and-pharmacy"
    names = ["MedicalClaimSummary.csv", "prescriptions.csv"]
    for name in names:
        desk.put(name, (portal / name).read_bytes())
    desk.done("choose", name="Jordan Applewhite")
    providers = [one["provider"] for one in desk.done("read", claims=names)["providers"]]
    assert providers
    answer = desk.call("settle", claims=names, provider=providers[0], answer="psychotherapy")
    assert 'category = "psychotherapy"' in answer["kept"]["claims.rules.toml"]
    after = desk.done("read", claims=names)
    assert providers[0] not in [one["provider"] for one in after["providers"]] and after["settled"] == 1


def test_a_status_that_is_not_known_has_a_button_for_each_meaning(desk: Page) -> None:
    desk.put("claims.csv", (SAMPLES.parent / "tests" / "errors" / "E-STATUS" / "claims.csv").read_bytes())
    (problem,) = desk.done("read", claims=CLAIMS)["problems"]
    assert [one["values"][0] for one in problem["choices"]] == ["paid", "denied", "pending", "reversed", "not-a-claim"]
    desk.done("settle", claims=CLAIMS, lines=problem["choices"][0]["lines"])
    assert desk.done("read", claims=CLAIMS)["problems"] == []


def test_an_answer_that_does_not_fit_changes_nothing(sample: Page) -> None:
    before = (sample.folder / "case.toml").read_bytes()
    said = sample.done("answer", path="member.date_of_birth", text="30/2/1985", claims=CLAIMS)
    assert "day" in said["wrong"] and (sample.folder / "case.toml").read_bytes() == before
    assert sample.done("answer", path="treatment.price", text="$600", claims=CLAIMS) == {"value": "600"}
    assert sample.done("answer", path="no.such", text="x", claims=CLAIMS)["wrong"]
    assert sample.done("answer", path="treatment.price", text="", claims=CLAIMS) == {"value": ""}


def test_clinical_questions_come_with_name_and_date(sample: Page) -> None:
    def paths() -> list[str]:
        return [one["path"] for one in sample.done("ask", screen="prescriber", claims=CLAIMS)["questions"]]

    assert "prescriber.date" in paths() and "prescriber.severity" not in paths()
    sample.done("answer", path="prescriber.name", text="Dr. Iris Abernathy", claims=CLAIMS)
    sample.done("answer", path="prescriber.date", text="11/3/2026", claims=CLAIMS)
    assert "prescriber.severity" in paths() and "prescriber.trials.sertraline" in paths()
    sample.done("answer", path="assumptions.shares.psychotherapy", text="60", claims=CLAIMS)
    text = (sample.folder / "case.toml").read_text()
    assert "Iris Abernathy" in text.split("psychotherapy")[1]


def test_what_nobody_has_published_is_asked_for(desk: Page) -> None:
    for name in ("claims.csv", "case.toml"):
        desk.put(name, (SAMPLES / "crps" / name).read_bytes())
    found = {one["path"]: one["value"] for one in desk.done("ask", screen="prescriber", claims=CLAIMS)["questions"]}
    assert found["assumptions.response"] == "65.00 %" and "assumptions.retention" in found
    desk.done("answer", path="assumptions.response", text="70", claims=CLAIMS)
    assert "response = 0.7" in (desk.folder / "case.toml").read_text()


def test_every_blank_that_no_pen_must_fill_has_a_screen_that_asks(sample: Page) -> None:
    asked = {
        one["path"]
        for screen in ("you", "plan", "denial", "quote", "prescriber")
        for one in sample.done("ask", screen=screen, claims=CLAIMS)["questions"]
    }
    late = {"prescriber.diagnosis", "prescriber.severity", "prescriber.esketamine", "prescriber.response_criterion"}
    for blank in sample.done("letter", claims=CLAIMS)["blanks"]:
        assert blank["screen"]
        # A prescriber's words are asked for once their name and date are there.
        assert blank["field"] in asked | late or blank["field"].startswith("prescriber."), blank


def test_the_result_is_the_commands_and_a_slider_is_a_set(sample: Page) -> None:
    found = sample.done("result", claims=CLAIMS)
    assert (found["verdict"], found["lead"]) == ("conditional", "alternative")
    tried = sample.done("what-if", claims=CLAIMS, sets={"price": "300", "share.psychotherapy": "80"})
    done = run("build", "claims.csv", "--set", "price=300", "--set", "share.psychotherapy=0.8", "--draws", 0, "--json", "--format", "html", "-o", "l.html", cwd=sample.folder)  # fmt: skip
    net = Decimal(done.json["offset"]["net"])
    assert f"${abs(net):,.2f}" in tried["verdict_words"]
    shown = tried["outcomes"][-1]["own"][2].replace("−", "-").replace("$", "").replace(",", "")
    assert abs(Decimal(shown) - net) <= 1  # in whole dollars that re-add
    again = sample.done("result", claims=CLAIMS)
    assert again["verdict_words"] == found["verdict_words"]


def test_every_other_page_is_there(sample: Page) -> None:
    letter = sample.done("letter", claims=CLAIMS, paper="a4")
    assert "size: A4" in letter["html"]
    for name in letter["pages"]:
        page = sample.done("page", name=name, claims=CLAIMS)
        assert page["html"].startswith("<!DOCTYPE html>") and (
            not page["only"] or f'id="{page["only"]}"' in page["html"]
        )
    found = sample.done("next", claims=CLAIMS)
    assert base64.b64decode(found["calendar"]).startswith(b"BEGIN:VCALENDAR") and found["steps"]


def test_papers_offer_and_only_what_is_chosen_is_taken(sample: Page) -> None:
    for name in ("denial-notice.pdf", "plan-booklet.pdf"):
        sample.put(name, (CONDITIONAL / name).read_bytes())
    papers = ["denial-notice.pdf", "plan-booklet.pdf", "claims.csv"]
    found = sample.done("papers", papers=papers)
    assert {one["kind"] for one in found["papers"]} == {"notice", "plan booklet"} and found["troubles"]
    clause = next(one for one in found["offers"] if one["name"] == "plan.clause")
    value = clause["candidates"][0]["value"]
    assert sample.done("take", papers=papers, chosen={"plan.clause": value, "plan.name": "not in any paper"}) == {
        "left": []
    }
    text = (sample.folder / "case.toml").read_text()
    assert value[:40] in text and "not in any paper" not in text and "denial-notice.pdf" in text


def test_saved_work_is_what_the_command_takes_and_the_page_takes_back(sample: Page, tmp_path: Path) -> None:
    saved = base64.b64decode(sample.done("save", files=CLAIMS)["zip"])
    with zipfile.ZipFile(io.BytesIO(saved)) as held:
        assert held.namelist() == ["case.toml", "claims.csv"]
        held.extractall(tmp_path / "work")
    assert run("build", "claims.csv", "--format", "html", "-q", cwd=tmp_path / "work").status == 0
    other = Page(tmp_path / "other")
    other.put("my.zip", saved)
    found = other.done("open", zip="my.zip")
    assert found["claims"] == CLAIMS and not (other.folder / "my.zip").exists()
    assert other.done("result", claims=CLAIMS)["verdict_words"] == sample.done("result", claims=CLAIMS)["verdict_words"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip",
        b"PK\x03\x04 cut off",
        zipped(("notes.txt", b"nothing of ours")),
        zipped(("case.toml", b"\xff\xfe")),
        zipped(("case.toml", b"[member]\nnobody = 1\n")),
        zipped(("claims.rules.toml", b"[colums]\n")),
        zipped(*((f"f{number}.csv", b"") for number in range(100)), ("case.toml", b"")),
    ],
)
def test_a_zip_that_is_not_ours_is_refused_and_the_folder_is_as_before(sample: Page, data: bytes) -> None:
    before = {path.name: path.read_bytes() for path in sample.folder.iterdir()}
    sample.put("odd.zip", data)
    answer = sample.call("open", zip="odd.zip")
    assert answer["problems"] and answer["problems"][0]["code"] != "E-BUG"
    assert {path.name: path.read_bytes() for path in sample.folder.iterdir()} == before


def test_a_zip_writes_nothing_outside_the_folder(sample: Page) -> None:
    sample.put("odd.zip", zipped(("../../outside.csv", b"a"), ("case.toml", b"")))
    assert sample.done("open", zip="odd.zip")["claims"] == ["outside.csv"]
    assert not (sample.folder.parent / "outside.csv").exists()


ROWS = [
    {
        "service_date": f"{month}/5/2026",
        "provider": "Ada LCSW",
        "what": "psychotherapy",
        "plan_paid": "150.10",
        "member_paid": "",
    }
    for month in range(1, 9)
]


def test_typed_rows_add_up_and_an_empty_amount_stays_unknown(desk: Page) -> None:
    found = desk.done("rows", rows=[*ROWS, {}], person="Ada Example", total_plan_paid="1,200.80", total_member_paid="5")
    assert found["rows"] == 8 and found["wrong"] == [] and found["totals"]["plan_paid"] == "$1,200.80"
    assert found["off"] == {"member_paid": "−$5.00"}
    read = desk.done("read", claims=[NAME])
    assert read["rows"][-1]["plan"] == "$1,200.80" and read["rows"][-1]["member"] == "unknown"


def test_a_slip_in_a_typed_row_is_named_and_nothing_is_written(desk: Page) -> None:
    rows = [*ROWS, {"service_date": "2/30/2026", "plan_paid": "a lot"}, {"plan_paid": "5"}]
    found = desk.done("rows", rows=rows)
    assert [(one["row"], one["name"]) for one in found["wrong"]] == [
        (8, "service_date"),
        (8, "plan_paid"),
        (9, "service_date"),
    ]
    assert not found["file"] and not (desk.folder / NAME).exists()


@each_row("name", sorted(ACTIONS))
@each_row(
    "said",
    ["{}", '{"claims": 5}', '{"claims": ["nowhere.csv"], "papers": ["nowhere.pdf"], "zip": "nowhere.zip"}', "[]", "{"],
)
def test_no_argument_ends_the_program(tmp_path: Path, name: str, said: str) -> None:
    answer = json.loads(Desk(tmp_path / "case").call(name, said))
    assert "done" in answer or answer["problems"]
    assert "kept" in answer


def test_a_fault_of_ours_says_where_and_nothing_of_the_case(desk: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Ada Example's secret")

    monkeypatch.setattr("offsetcase.page.desk.ACTIONS", {"read": broken})
    (problem,) = desk.call("read")["problems"]
    assert (
        problem["code"] == "E-BUG"
        and "KeyError at test_desk.py" in problem["text"]
        and "Ada" not in json.dumps(problem)
    )


def test_dates_that_read_two_ways_are_settled_by_a_button(desk: Page) -> None:
    desk.put("claims.csv", (SAMPLES.parent / "tests" / "errors" / "E-DATE-ORDER" / "claims.csv").read_bytes())
    problem = next(one for one in desk.done("read", claims=CLAIMS)["problems"] if one["code"] == "E-DATE-ORDER")
    assert [one["lines"] for one in problem["choices"]] == ['date_order = "day-first"', 'date_order = "month-first"']
    desk.done("settle", claims=CLAIMS, lines=problem["choices"][1]["lines"])
    assert "E-DATE-ORDER" not in {one["code"] for one in desk.done("read", claims=CLAIMS)["problems"]}


def test_claims_in_two_files_are_one_or_two_by_a_button(desk: Page) -> None:
    folder = SAMPLES.parent / "tests" / "errors" / "E-SAME-TWICE"
    names = [path.name for path in sorted(folder.iterdir()) if path.suffix == ".csv"]
    for name in names:
        desk.put(name, (folder / name).read_bytes())
    problem = next(one for one in desk.done("read", claims=names)["problems"] if one["code"] == "E-SAME-TWICE")
    assert [one["values"][0] for one in problem["choices"]] == ["one", "two"]
    desk.done("settle", claims=names, lines=problem["choices"][0]["lines"])
    assert "E-SAME-TWICE" not in {one["code"] for one in desk.done("read", claims=names)["problems"]}


def test_an_unknown_column_is_named_by_a_button(desk: Page) -> None:
    claims = Claims()
    for month in range(1, 13):
        claims.add(f"2026-{month:02d}-03" if month < 11 else f"2025-{month:02d}-03", code="90837", plan=100)
    path = claims.write(desk.folder / "claims.csv")
    text = path.read_text(encoding="utf-8").replace("Plan Paid", "Xyzzy Amount", 1)
    path.write_text(text, encoding="utf-8")
    found = desk.done("read", claims=CLAIMS)
    lines = [choice["lines"] for one in found["problems"] for choice in one["choices"]]
    lines += [option[1] for one in found["columns_unread"] for option in one["options"]]
    chosen = next(one for one in lines if "plan_paid" in one and "Xyzzy" in one)
    desk.done("settle", claims=CLAIMS, lines=chosen)
    assert desk.done("read", claims=CLAIMS)["rows"][-1]["plan"] == "$1,200.00"


@each_row(
    ("text", "deep"),
    [
        ("[" * 400 + "]" * 400, False),
        ("[" * 401, True),
        ('{"a":' * 401, True),
        ('{"a": "' + "[" * 1000 + '", "b": "\\"[[[["}', False),
        ("[{}, " * 5 + "[]" * 3000, False),
    ],
)
def test_json_is_measured_before_a_browser_parses_it(text: str, deep: bool) -> None:
    if deep:
        with pytest.raises(RecursionError):
            _require_shallow(text)
    else:
        _require_shallow(text)
