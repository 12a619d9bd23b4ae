"""Hostile cells: control characters, order of reading, formulas, lengths and patterns. Each is harmless or named."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import time
import unicodedata
from pathlib import Path

import pytest

import offsetcase
from batch_support import made_here
from offsetcase.codes.persons import parse_name
from offsetcase.model.text import escaped, plain, visible
from offsetcase.read.dates import DateError, parse_date
from offsetcase.read.sources import parts_of
from offsetcase.render.reported import safe_cell
from rows import each_row
from support import HEADER, Claims, in_child, run, zipped

pytestmark = pytest.mark.in_child

BAD = "\x1b]0;owned\x07\x1b[31m\u202e1,000\u202c\u2066x\u2069\x9b5m"
HARMLESS = ("\x1b", "\x07", "\x9b", "\u202e", "\u202c", "\u2066", "\u2069")


def year(claims: Claims, **more: object) -> Claims:
    for month in range(1, 13):
        claims.add(f"2025-{month:02d}-05", plan=3000, code="90837", provider=f"{BAD} Clinic", **more)  # type: ignore[arg-type]
        claims.add(f"2025-{month:02d}-06", plan=20, drug=f"SERTRALINE {BAD}", provider=f"=HYPERLINK({BAD})")
        claims.add(f"2025-{month:02d}-07", plan=5, code=f"ZZ{BAD}", provider=f"{BAD}")
    return claims


def test_no_output_obeys_a_cell(tmp_path: Path) -> None:
    claims = year(Claims(member=f"Ada {BAD} Example")).write(tmp_path / f"cl{BAD.replace('/', '')}aims.csv")
    (tmp_path / "case.toml").write_text(
        f'[member]\nname = "Ada Example"\naddress = {json.dumps("1 Road" + BAD)}\n[treatment]\nprice = 300\n',
        encoding="utf-8",
    )
    seen = []
    for arguments in (
        ["check", claims], ["check", claims, "--json"], ["check", claims, "--ledger", tmp_path / "ledger.csv"],
        ["build", claims, "-o", tmp_path / "l.html", "--format", "html", "--print-ledger", "--date", "2026-02-01"],
        ["build", claims, "-o", tmp_path / "l.pdf", "--print-ledger", "--attach-data", "--date", "2026-02-01"],
        ["build", claims, "--member", BAD, "-o", tmp_path / "x.pdf"], ["explain", claims, "--figure", "annual.total"],
        ["compare", claims], ["build", tmp_path / f"none{BAD}.csv"],
    ):  # fmt: skip
        done = run(*arguments)
        assert "Traceback" not in done.err
        seen += [done.out.replace("\\u", ""), done.err]
    assert (tmp_path / "l.pdf").exists()
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "l.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    info = subprocess.run(["pdfinfo", str(tmp_path / "l.pdf")], capture_output=True, text=True, check=True).stdout
    seen += [text.replace("\x0c", ""), info, (tmp_path / "l.html").read_text(), (tmp_path / "ledger.csv").read_text()]
    for number, page in enumerate(seen):
        found = [repr(character) for character in HARMLESS if character in page]
        assert not found, f"output {number} holds {found}"


def test_a_line_break_in_a_name_makes_no_line_of_its_own(tmp_path: Path) -> None:
    fake = "(W-FAKE) all is well"
    good = year(Claims(member="Ada Example")).write(tmp_path / f"a\n{fake}\r{fake}.csv")
    folder = tmp_path / f"b\n{fake}"
    folder.mkdir()
    bad = folder / f"c\n{fake}.csv"
    bad.write_text("nothing\n", encoding="utf-8")
    packed = tmp_path / "claims.zip"
    packed.write_bytes(zipped((f"d\n{fake}.csv", "nothing\n")))
    said = ""
    for arguments in (["check", good], ["check", bad], ["build", bad], ["build", folder / "none.csv"], ["check", packed],
                      ["batch", folder, "-o", tmp_path / "out"]):  # fmt: skip
        with made_here():
            done = run(*arguments)
        said += done.out + done.err
    assert fake in said and not [line for line in said.splitlines() if line.startswith("(W-FAKE)")]


def test_no_cell_of_ours_is_a_formula(tmp_path: Path) -> None:
    claims = Claims()
    for month in range(1, 13):
        for start in ("=", "+", "-", "@"):
            claims.add(
                f"2025-{month:02d}-05",
                plan=500,
                code="90837",
                provider=f"{start}cmd|' /C calc'!A0",
                claim=f"{start}{month}",
            )
    claims.write(tmp_path / "claims.csv")
    assert run("check", tmp_path / "claims.csv", "--ledger", tmp_path / "ledger.csv").status == 0
    for row in csv.reader(io.StringIO((tmp_path / "ledger.csv").read_text(encoding="utf-8"))):
        for cell in row:
            assert cell[:1] not in ("=", "+", "@") and (cell[:1] != "-" or cell[1:].replace(".", "").isdigit())


WIDE = [
    chr(point) for point in range(0x80, 0x1_0000) if unicodedata.normalize("NFKC", chr(point)) in ("=", "+", "-", "@")
]


@each_row(
    "before", ["", " ", "\xa0", "\u3000", "\u200d", "\ufeff", "Clinic;", "Clinic; ", "Clinic\n", "Clinic\t", "\t", "\r"]
)
def test_no_look_alike_begins_a_formula(before: str) -> None:
    """Wide signs count where East Asian text is written; what can't be seen is passed over; a semicolon begins a cell in half of Europe."""
    for sign in ["=", "+", "-", "@", "\u2212", *WIDE]:
        cell = safe_cell(f"{before}{sign}cmd|' /C calc'!A0")
        for part in re.split(r"[;\t\r\n]", cell):
            seen = part.strip(" \xa0\u3000\u200d\ufeff")
            assert not seen or unicodedata.normalize("NFKC", seen[0]) not in ("=", "+", "-", "@", "\u2212"), cell
        assert not cell.startswith(("\t", "\r", "\n"))
    assert safe_cell("St. Mary-of-the-Woods; a + b = c") == "St. Mary-of-the-Woods; a + b = c"


def test_every_table_of_ours_is_held_to_it(tmp_path: Path) -> None:
    claims = Claims()
    for month in range(1, 13):
        for sign in ("＝", "＋", "－", "＠", "x;="):
            claims.add(f"2025-{month:02d}-05", plan=500, code="90837", provider=f"{sign}cmd", claim=f"{sign}{month}")
    claims.write(tmp_path / "claims.csv")
    assert run("check", tmp_path / "claims.csv", "--ledger", tmp_path / "ledger.csv").status == 0
    text = (tmp_path / "ledger.csv").read_text(encoding="utf-8")
    assert text.count("'＝") == 24 and text.count("'－") == 24 and text.count("x;'=") == 24
    assert not re.search(r"(^|[,;])[＝＋－＠=]", text, re.M)


def test_every_writer_of_a_table_asks_for_safe_cells() -> None:
    """A module that writes CSV guards its cells, or is one that writes only texts of the program's own making."""
    own = {"redact/lines.py"}
    source = Path(offsetcase.__file__).parent
    writers = {
        path.relative_to(source).as_posix(): path.read_text(encoding="utf-8")
        for path in source.rglob("*.py")
        if re.search(r"(?:csv\.(?:writer|DictWriter)|csv_text)\(", path.read_text(encoding="utf-8"))
    }
    assert len(writers) > 5 and {name for name, text in writers.items() if "safe_cell" not in text} <= own


def table(cell: str, column: int) -> str:
    row = ["C1", "1", "2025-01-05", "", "Ada", "P", "90837", "", "1", "1", "1", "0", "Processed"]
    row[column] = cell
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, row])
    return out.getvalue()


LONG = ["x" + " " * 19_000 + "y", "1" * 19_000, "$" * 19_000, "1 - " * 4_000, "(" * 19_000, "age " * 4_000, "a" * 25_000,
        "x" + "\u2003" * 19_000 + "y", "\n" * 19_000 + "y", "1," * 9_000, "9" * 5_000 + ".5", "=" * 19_000]  # fmt: skip


@pytest.mark.parametrize("column", range(len(HEADER)))
def test_no_cell_can_take_the_time(tmp_path: Path, column: int) -> None:
    """Each ends in a table or a named error. The bound only tells a hang from work: one would take hours."""
    from offsetcase.case.request import Request
    from offsetcase.model.problem import OffsetcaseError
    from offsetcase.pipeline import read_history

    start = time.process_time()
    for number, cell in enumerate(LONG):
        path = tmp_path / f"{number}.csv"
        path.write_text(table(cell, column), encoding="utf-8", newline="")
        try:
            read_history(Request(claims=(path,), allow_short_history=True))
        except OffsetcaseError as error:
            assert error.problems[0].remedy or error.problems[0].where
    assert time.process_time() - start < 60


def test_names_and_dates_of_any_length() -> None:
    def seconds() -> float:
        start = time.process_time()
        for filling in (" ", "\n", "(", "1", "age ", ", ", "a" + " " * 500):
            parse_name(("x" + filling * 20_000 + "y")[:200_000])
            with pytest.raises(DateError):
                parse_date(("1" + filling * 20_000 + "1")[:200_000])
        return time.process_time() - start

    assert in_child(seconds) < 60


def test_a_cell_too_long_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(table("a" * 25_000, 5), encoding="utf-8")
    done = run("check", path)
    assert done.status == 4 and "20,000 characters" in done.err and "c.csv, row 2" in done.err


def test_a_page_s_cells_are_bounded_too(tmp_path: Path) -> None:
    head = "".join(f"<th>{name}</th>" for name in HEADER)
    for cell in ("a" * 25_000, "&#27;[31m&#x202e;x", "b"):
        for span in ("²", "9" * 5000, "1000000", "x"):
            page = f"<table><tr>{head}</tr><tr><td colspan='{span}'>{cell}</td></tr></table>"
            (tmp_path / "c.xls").write_text(page, encoding="utf-8")
            done = run("check", tmp_path / "c.xls") if span == "²" else None
            if done is not None:
                assert done.status in (0, 3, 4) and "Traceback" not in done.err and "(E-BUG)" not in done.err
                continue
            try:
                parts = parts_of(tmp_path / "c.xls")
            except Exception as error:
                assert type(error).__name__ == "OffsetcaseError"
            else:
                assert all("\x1b" not in one and "\u202e" not in one for row in parts[0].rows for one in row.cells)


def test_what_is_taken_out_and_what_stays() -> None:
    assert plain("a\x0bb\x1b[1m\u202ec\ufeff") == "a b[1mc" and plain("Zoë O’Neil – 5 %") == "Zoë O’Neil – 5 %"
    assert plain("a\tb\nc") == "a\tb\nc" and plain("a" + " " * 100 + "b") == "a b"
    assert plain("a" + "\x0b " * 20 + "b") == "a b" == plain("a" + "\xa0 " * 20 + "b")
    assert plain("a" + " " * 39 + "b") == "a" + " " * 39 + "b" and plain("a" + " " * 40 + "b") == "a b"
    assert visible("a\x1bb\u202e") == "a?b?"
    # Marks of every kind: Arabic letter mark, line separator, invisible operators, deprecated and tag characters; half a pair.
    marks = "\u061c\u180e\u2062\u206a\ufff9\U000e0041\U000e007f\ud800\xad"
    assert plain(f"a{marks}b\u2028c") == "ab c" and visible("\u061c\u2029\U000e0041\udcff") == "????"
    assert plain("نی\u200cا") == "نی\u200cا" and plain("👩\u200d⚕") == "👩\u200d⚕"
    text = f"{marks}\u2028\x7f"
    assert json.loads(escaped(json.dumps(text, ensure_ascii=False))) == text
    assert escaped(json.dumps(text, ensure_ascii=False)).isascii()


def test_half_a_character_and_marks_in_json_reach_no_output(tmp_path: Path) -> None:
    def eob(number: int) -> dict[str, object]:
        coding = {"system": "http://www.ama-assn.org/go/cpt", "code": "90837"}
        money = [{"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 500}}]
        item = {
            "sequence": 1,
            "servicedDate": f"2025-{number:02d}-05",
            "productOrService": {"coding": [coding]},
            "adjudication": money,
        }
        return {"resourceType": "ExplanationOfBenefit", "status": "active", "patient": {"display": "Ada \ud800Example"},
                "provider": {"display": "Dr. \u061c\ud800 Who"}, "id": f"\u202e\x1b[31m{number}\udfff", "item": [item]}  # fmt: skip

    path = tmp_path / "claims.json"
    path.write_text("\n".join(json.dumps(eob(number)) for number in range(1, 13)))
    for arguments in (["check", path, "--ledger", tmp_path / "l.csv"], ["check", path, "--json"],
                      ["build", path, "-o", tmp_path / "l.html", "--format", "html", "--print-ledger", "--price", "300"]):  # fmt: skip
        done = run(*arguments)
        assert done.status in (0, 3) and "(E-BUG)" not in done.err, done.err
    said = "".join((tmp_path / name).read_text(encoding="utf-8") for name in ("l.csv",))
    assert not [mark for mark in ("\u061c", "\u202e", "\x1b") if mark in said]


def test_a_long_line_of_a_case_file_takes_no_time(tmp_path: Path) -> None:
    from offsetcase.case.settings import load_case
    from offsetcase.model.problem import OffsetcaseError

    path = tmp_path / "case.toml"
    path.write_text('[member]\nname = """\n[' + " " * 500_000 + 'x\n"""\n[plan]\nnonsense = 1\n', encoding="utf-8")
    start = time.process_time()
    with pytest.raises(OffsetcaseError) as caught:
        load_case(path)
    assert time.process_time() - start < 30 and any("nonsense" in one.text for one in caught.value.problems)
