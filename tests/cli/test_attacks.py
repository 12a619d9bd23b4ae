"""Attacks of our own, one a line of docs/attacks.md: each ends in words or in an output that does nothing but show."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rows import each_row
from support import SAMPLES, Ran, in_child, run, zipped

HEAD = (
    "Claim Number,Line,Date of Service,Patient,Provider,Procedure Code,Drug,Billed,Allowed,Plan Paid,You Owe,Status\n"
)
ROW = "C99,1,2026-05-05,Ada Example,Clinic,90837,,200,150,120,30,Processed\n"
GOOD = "".join(
    f"C{n},1,{2024 + (n + 10) // 12}-{(n + 10) % 12 + 1:02d}-09,Ada Example,Clinic,90837,,200,150,120,30,Processed\n"
    for n in range(24)
)
SECRET = "SECRET-7719"


def linked() -> bytes:
    """An archive with a symbolic link in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("claims.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "secret.txt")
    return stream.getvalue()


def cell(column: int, text: str) -> bytes:
    row = ROW.rstrip("\n").split(",")
    row[column] = text
    return (HEAD + GOOD + ",".join(row) + "\n").encode()


def page(inside: str) -> bytes:
    head = "".join(f"<th>{one}</th>" for one in HEAD.strip().split(","))
    row = "".join(f"<td>{one}</td>" for one in ROW.strip().split(","))
    return f"<html>{inside}<table><tr>{head}</tr><tr>{row}</tr></table></html>".encode()


def workbook_2003(before: str, inside: str) -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row><Cell><Data ss:Type="String">'
        f"{inside}</Data></Cell></Row></Table></Worksheet></Workbook>"
    ).encode()


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12)
) + "]>"  # fmt: skip
OUTSIDE = "<!DOCTYPE x [<!ENTITY e SYSTEM 'secret.txt'>]>"
RECORD = {"resourceType": "Bundle", "type": "searchset", "entry": []}


def record(**more: object) -> bytes:
    eob = {"resourceType": "ExplanationOfBenefit", "id": "1", "status": "active", **more}
    return json.dumps({**RECORD, "entry": [{"resource": eob}]}).encode()


# Name of the attack: the file's name and what it holds. Each is handed to ``check`` beside a file that must not be read.
FILES: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "zeros between": ("a.csv", b"\0".join(bytes([one]) for one in (HEAD + ROW).encode())),
    "zeros alone": ("a.csv", b"\0" * 100_000),
    "two bytes each, no mark": ("a.csv", (HEAD + GOOD + ROW).encode("utf-16-le")),
    "four bytes each": ("a.csv", (HEAD + GOOD + ROW).encode("utf-32")),
    "seven bits": ("a.csv", (HEAD + GOOD + ROW.replace("Clinic", "+AD0-cmd")).encode()),
    "a mainframe's letters": ("a.csv", (HEAD + GOOD + ROW).encode("cp500")),
    "two marks of order": ("a.csv", b"\xef\xbb\xbf\xef\xbb\xbf" + (HEAD + GOOD + ROW).encode()),
    "an open quotation mark": ("a.csv", (HEAD + '"' + ROW * 500).encode()),
    "quotation marks alone": ("a.csv", HEAD.encode() + b'"' * 100_001),
    "the same heading twice": ("a.csv", (HEAD.replace("Allowed", "Plan Paid") + ROW).encode()),
    "a hundred thousand columns": ("a.csv", b"," * 100_000 + b"\n" + b"1," * 100_000),
    "line ends of five kinds": ("a.csv", (HEAD + GOOD + ROW).replace("\n", "\r\r\n\x0b\x0c\u2028").encode()),
    "year 9999": ("a.csv", cell(2, "9999-12-31")),
    "year 0": ("a.csv", cell(2, "0000-01-01")),
    "a day as a number": ("a.csv", cell(2, "99999999999999999999")),
    "the 30th of February": ("a.csv", cell(2, "2026-02-30")),
    "a day turned by a mark": ("a.csv", cell(2, "\u202e50-50-6202")),
    "a power of ten": ("a.csv", cell(9, "1e999999999")),
    "no number": ("a.csv", cell(9, "NaN")),
    "without end": ("a.csv", cell(9, "Infinity")),
    "two signs": ("a.csv", cell(9, "--5")),
    "wide digits": ("a.csv", cell(9, "１２０")),
    "another script's digits": ("a.csv", cell(9, "١٢٠")),
    "a number in brackets and signs": ("a.csv", cell(9, "($-(120))")),
    "digits over digits": ("a.csv", cell(9, "1\u0305\u0305\u030520")),
    "a name of marks alone": ("a.csv", cell(3, "\u0301" * 500)),
    "a name in the program's own markup": ("a.csv", cell(3, "[bold red]x[/bold] [link=file:///etc/passwd]y")),
    "a name as a template": ("a.csv", cell(3, "{{ 7*191 }}{% include 'secret.txt' %}")),
    "out of the archive's folder": ("a.zip", zipped(("../../secret2.csv", HEAD + GOOD + ROW))),
    "an archive's absolute name": ("a.zip", zipped(("/etc/passwd", HEAD + GOOD + ROW))),
    "an archive in an archive": ("a.zip", zipped(("b.zip", zipped(("c.zip", zipped(("d.csv", HEAD + ROW))))))),
    "a link in an archive": ("a.zip", linked()),
    "a file twice in an archive": ("a.zip", zipped(("a.csv", HEAD + GOOD + ROW), ("A.CSV", HEAD + GOOD + ROW))),
    "ten thousand files in an archive": ("a.zip", lambda: zipped(*((f"{n}.csv", "") for n in range(10_000)))),
    "zeros in an archive": ("a.zip", lambda: zipped(("a.csv", b"\0" * 30_000_000))),
    "half an archive": ("a.zip", zipped(("a.csv", HEAD + GOOD + ROW))[:-30]),
    "an archive behind a table": ("a.csv", (HEAD + GOOD + ROW).encode() + zipped(("b.csv", HEAD + GOOD + ROW))),
    "entities that grow": ("a.xml", workbook_2003(LAUGHS, "&m;")),
    "an entity from a file": ("a.xml", workbook_2003(OUTSIDE, "&e;")),
    "an entity from a file in a page": ("a.html", OUTSIDE.encode() + page("&e;")),
    "a page that asks for others": ("a.html", page(
        "<base href='file:///'><meta http-equiv=refresh content='0;url=file:secret.txt'><iframe src=secret.txt></iframe><link "
        "rel=stylesheet href=secret.txt><img src=secret.txt><object data=secret.txt></object><script src=secret.txt></script>")),
    "a page of nested tables": ("a.html", b"<table><tr><td>" * 5000),
    "a record in a record": ("a.json", b'{"resourceType":"Bundle","entry":[' * 20_000),
    "a list of a list": ("a.json", b"[" * 200_000),
    "a whole number of 5,000 digits": ("a.json", b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":'
                                      b'"ExplanationOfBenefit","id":' + b"9" * 5000 + b"}}]}"),
    "a record's key twice": ("a.json", b'{"resourceType":"Bundle","resourceType":"Patient","entry":[]}'),
    "a record's no number": ("a.json", b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"ExplanationOfBenefit",'
                             b'"payment":{"amount":{"value":NaN}}}}]}'),
    "a record that points elsewhere": ("a.json", record(patient={"reference": "file:///secret.txt"}, contained=[{"resourceType":
                                       "Patient", "photo": [{"url": "file:secret.txt"}]}])),
    "a record of wrong kinds": ("a.json", record(item={"0": []}, patient=7, provider=[[]], payment="x", type=None, total=True)),
    "a record of lone surrogates": ("a.json", b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":'
                                    b'"ExplanationOfBenefit","patient":{"display":"\\ud800\\udfff\\ud800"}}}]}'),
    "a sheet that links to a file": ("a.xlsx", zipped(
        ("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", OUTSIDE + "<workbook>&e;</workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='a' Target='../../../secret.txt' TargetMode='External'/>"
         "</Relationships>"))),
    "an empty file": ("a.csv", b""),
    "another program's file": ("a.csv", b"\x7fELF" + bytes(range(256)) * 400),
    "a PDF as claims": ("a.pdf", b"%PDF-1.7\n1 0 obj<</Length 99999999999>>stream\n"),
}  # fmt: skip


@pytest.mark.parametrize("attack", FILES)
def test_a_hostile_file_ends_in_words(tmp_path: Path, attack: str) -> None:
    name, data = FILES[attack]
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / name).write_bytes(in_child(data) if callable(data) else data)
    before = sorted(tmp_path.parent.rglob("*"))

    def check() -> Ran:
        return run("check", name, cwd=tmp_path)

    # What is large is read in a child, so that the test run needn't keep its memory.
    done = in_child(check) if callable(data) else check()
    said = done.out + done.err
    assert done.status in (0, 2, 3, 4) and (done.status == 0 or "What to do" in said), said
    assert "Traceback" not in said and "E-BUG" not in said and SECRET not in said and "1337" not in said
    assert sorted(tmp_path.parent.rglob("*")) == before


TEXT = "[plan]\nname = {}\n"
SETTINGS: dict[str, str] = {
    "python's own names": "[member.__class__]\n__init__ = 1\n[__globals__]\nx = 1",
    "a name as a template": TEXT.format('"{{ cycler.__init__.__globals__ }}{{ 7*191 }}"'),
    "a name as markup": TEXT.format('"</style><script>alert(1)</script><img src=x onerror=alert(1)>"'),
    "an address as markup": '[member]\naddress = "<svg><animate onbegin=alert(1)>&#x3C;script>"',
    "a price below nothing": "[treatment]\nprice = -1",
    "a price of a yes": "[treatment]\nprice = true",
    "a price as a date": "[treatment]\nprice = 2026-01-01",
    "a price without end": "[treatment]\nprice = inf",
    "a price beyond money": '[treatment]\nprice = "1000000000000000000000000"',
    "a letter of the last day": "[letter]\ndate = 9999-12-31",
    "a notice of the first day": "[denial]\nnotice_date = 0001-01-01",
    "a reason of a list": "[denial]\nreason = [1]",
    "a table for a text": "[member]\nname = {a = 1}",
    "a text for a table": 'member = "x"',
    "a path for a language": '[letter]\nlanguage = "../../../etc"',
    "a path for an indication": '[treatment]\nindication = "../../secret"',
    "a key of line breaks": '[member]\n"na\\nme" = 1',
    "a name of escapes": TEXT.format('"\\u001b]0;x\\u0007\\u202e"'),
}


@pytest.mark.parametrize("attack", SETTINGS)
def test_a_hostile_case_file_ends_in_words_or_is_shown(tmp_path: Path, attack: str) -> None:
    (tmp_path / "case.toml").write_text(SETTINGS[attack], encoding="utf-8")
    (tmp_path / "claims.csv").write_text(HEAD + GOOD)
    done = run("build", "claims.csv", "-o", "l.html", "--format", "html", "--draws", 0, cwd=tmp_path)
    said = done.out + done.err
    assert done.status in (0, 2, 3, 4, 8) and "Traceback" not in said and "E-BUG" not in said, said
    assert "\x1b" not in said and "1337" not in said
    if (tmp_path / "l.html").exists():
        letter = (tmp_path / "l.html").read_text(encoding="utf-8")
        assert not any(bad in letter for bad in ("1337", "<script>alert", "<img src=x", "<animate", "\x1b", "\u202e"))
    else:
        assert done.status and "What to do" in said


RULES: dict[str, str] = {
    "a pattern that grows": '[[category]]\ndescription = "(a+)+$"\ncategory = "other"',
    "an empty pattern": '[[category]]\ndescription = ""\ncategory = "other"',
    "a rule for another file": '[columns."../../secret.txt"]\n"plan paid" = "x"',
    "a category of python": '[[category]]\ndescription = "x"\ncategory = "__class__"',
    "rules in rules": "[[category]]\n[[category.category]]\n[[category.category.category]]",
    "a person who is everybody": '[people]\n"" = "Ada Example"',
    "a person who is another, who is the first": '[people]\n"Ada Example" = "Bea"\n"Bea" = "Ada Example"',
    "a status for every word": '[status]\n"" = "paid"\n"Processed" = "paid\\u0000"',
}


@each_row("attack", RULES)
def test_hostile_rules_end_in_words(tmp_path: Path, attack: str) -> None:
    (tmp_path / "claims.rules.toml").write_text(RULES[attack], encoding="utf-8")
    (tmp_path / "claims.csv").write_text(HEAD + GOOD.replace("Clinic", "a" * 60 + "!"))
    (tmp_path / "secret.txt").write_text(SECRET)
    done = run("check", "claims.csv", cwd=tmp_path)
    said = done.out + done.err
    assert done.status in (0, 2, 4) and "Traceback" not in said and "E-BUG" not in said and SECRET not in said, said


def link_to_input(folder: Path) -> list[object]:
    (folder / "l.html").symlink_to("claims.csv")
    return ["build", "claims.csv", "-o", "l.html", "--format", "html", "--force"]


def hard_link_to_input(folder: Path) -> list[object]:
    (folder / "l.html").hardlink_to(folder / "claims.csv")
    return ["build", "claims.csv", "-o", "l.html", "--format", "html", "--force"]


def named_like_an_option(folder: Path) -> list[object]:
    (folder / "--force.csv").write_text(HEAD + GOOD)
    return ["check", "--", "--force.csv"]


COMMANDS: dict[str, Callable[[Path], list[object]]] = {
    "an output that is a link to an input": link_to_input,
    "an output that is another name of an input": hard_link_to_input,
    "a file named like an option": named_like_an_option,
    "an assumption of python's": lambda _: ["build", "claims.csv", "--set", "__class__=1"],
    "an assumption without end": lambda _: ["build", "claims.csv", "--set", "response=1e999999999"],
    "an assumption that isn't a number": lambda _: ["build", "claims.csv", "--set", "price=nan"],
    "a full device": lambda _: ["build", "claims.csv", "-o", "/dev/full"],
    "an output through a missing folder": lambda _: ["build", "claims.csv", "-o", "../none/../none/l.pdf"],
    "a name of 5,000 letters": lambda _: ["build", "claims.csv", "-o", "x" * 5000 + ".html", "--format", "html"],
    "a claims file of 5,000 letters": lambda _: ["check", "x" * 5000],
    "a zero in a name": lambda _: ["check", "a\0b.csv"],
    "a web address for claims": lambda _: ["check", "https://127.0.0.1/claims.csv"],
    "a figure that isn't one": lambda _: ["explain", "claims.csv", "--figure", "{{ 7*191 }}../x"],
    "a page as an attached paper": lambda _: ["build", "claims.csv", "--packet", "p", "--attach", "Notes=claims.csv"],
    "the folder of claims as the example's": lambda folder: ["redact", "claims.csv", "-o", folder],
}


@pytest.mark.parametrize("attack", COMMANDS)
def test_a_hostile_command_ends_in_words(tmp_path: Path, attack: str) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text(HEAD + GOOD)
    done = run(*COMMANDS[attack](tmp_path), cwd=tmp_path)
    said = done.out + done.err
    assert done.status in (0, 2, 3, 4, 7) and "Traceback" not in said and "E-BUG" not in said and "1337" not in said, (
        said
    )
    assert claims.read_text() == HEAD + GOOD


ENVIRONMENTS: dict[str, dict[str, str]] = {
    "an epoch that is none": {"SOURCE_DATE_EPOCH": "-1e9; rm"},
    "an epoch beyond all days": {"SOURCE_DATE_EPOCH": "9" * 30},
    "a window of no width": {"COLUMNS": "0", "LINES": "-5"},
    "a window of all widths": {"COLUMNS": "99999999999"},
    "a language that is a path": {"LANG": "../../etc/passwd", "LC_ALL": "\u202e"},
    "no home": {"HOME": "/nowhere", "XDG_CACHE_HOME": "/nowhere", "TMPDIR": "/nowhere"},
}


@pytest.mark.parametrize("attack", ENVIRONMENTS)
def test_a_hostile_environment_ends_in_words(tmp_path: Path, attack: str) -> None:
    claims = SAMPLES / "low-cost" / "claims.csv"
    for arguments in (["check", claims], ["build", claims, "--format", "html", "-o", "l.html", "--draws", 0]):
        done = run(*arguments, cwd=tmp_path, env=ENVIRONMENTS[attack])
        said = done.out + done.err
        assert done.status in (0, 2, 3) and "Traceback" not in said and "E-BUG" not in said, said
