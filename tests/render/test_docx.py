"""The Word file read back without the code that wrote it: its words, its structure, and what it says of itself."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import zipfile
from functools import cache
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from docx import Document

from offsetcase.argument.argue import argue
from offsetcase.case.request import Request
from offsetcase.pipeline import build_case
from offsetcase.render.docx import column_widths, html_to_docx
from offsetcase.render.html import letter_html
from offsetcase.render.page import parse_page
from offsetcase.render.templating import inline_faces
from rows import each_row
from support import SAMPLES, run

pytestmark = pytest.mark.in_child

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CASES = {
    "conditional": ("conditional", {}),
    "robust": ("high-cost", {}),
    "crps": ("crps", {}),
    "necessity": ("low-cost", {"argument": "necessity"}),
}
# The order in which Word's schema wants these parts; a file that breaks it may be called damaged.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind contextualSpacing jc outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps color spacing kern sz szCs u shd vertAlign lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW tcBorders shd tcMar vAlign",
}


@cache
def page(name: str) -> str:
    sample, options = CASES[name]
    files = tuple(sorted((SAMPLES / sample).glob("*.csv")))
    return letter_html(argue(build_case(Request(files, **options)))).html.replace(inline_faces(), "")


@cache
def written(html: str) -> bytes:
    return html_to_docx(html)


def xml(data: bytes, part: str = "document") -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ET.fromstring(archive.read(f"word/{part}.xml"))


def style(paragraph: ET.Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val", "")


def text(element: ET.Element) -> str:
    parts = []
    for node in element.iter():
        if node.tag == f"{W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{W}tab", f"{W}br", f"{W}p"):
            parts.append(" ")
    return "".join(parts)


def docx_words(data: bytes) -> list[str]:
    return [
        word
        for paragraph in xml(data).iter(f"{W}p")
        if style(paragraph) != "Picture"
        for word in text(paragraph).split()
    ]


def html_words(html: str) -> list[str]:
    body = html[html.index("<body") : html.index("</body>")]
    body = re.sub(r'<div class="runninghead">.*?</div>', "", body, flags=re.S)
    body = re.sub(r"<svg.*?</svg>", "", body, flags=re.S)
    body = re.sub(r"</sup>\s*<sup", "</sup>,<sup", body)  # the comma that the style sheet sets
    body = re.sub(r"</?(p|h1|h2|h3|tr|th|td|li|caption|figcaption|div|section|br)\b[^>]*>", " ", body)
    return unescape(re.sub(r"<[^>]+>", "", body)).split()


def small(inside: str) -> bytes:
    return html_to_docx(f'<html lang="en-US"><head><title>t</title></head><body>{inside}</body></html>')


@each_row("name", CASES)
def test_its_words_are_the_pages_words_in_order(name: str) -> None:
    assert docx_words(written(page(name))) == html_words(page(name))


@pytest.mark.parametrize("name", CASES)
def test_every_figure_of_the_page_is_in_it(name: str) -> None:
    html = re.sub(r"<svg.*?</svg>", "", page(name), flags=re.S)
    figures = {" ".join(unescape(shown).split()) for shown in re.findall(r"data-fact=[^>]*>([^<]*)<", html)}
    root = xml(written(html))
    words = " ".join(text(root).split()) + " ".join(text(xml(written(html), "header1")).split())
    assert len(figures) > 50 and [figure for figure in figures if figure not in words] == []


@pytest.mark.parametrize("name", CASES)
def test_headings_have_real_styles_and_exhibits_start_a_page(name: str) -> None:
    found = [
        (int(style(p)[-1]), " ".join(text(p).split()), p.find(f"{W}pPr/{W}pageBreakBefore") is not None)
        for p in xml(written(page(name))).iter(f"{W}p")
        if style(p).startswith("Heading")
    ]
    wanted = [
        (int(level), " ".join(unescape(re.sub(r"<[^>]+>", "", words)).split()))
        for level, words in re.findall(r"<h([123])[^>]*>(.*?)</h\1>", page(name), flags=re.S)
    ]
    assert [entry[:2] for entry in found] == wanted
    assert [words for _, words, breaks in found if breaks] == [words for _, words in wanted if words[:8] == "Exhibit "]
    outline = {s.get(f"{W}styleId"): s for s in xml(written(page(name)), "styles").iter(f"{W}style")}
    for level in range(3):
        line = outline[f"Heading{level + 1}"].find(f"{W}pPr/{W}outlineLvl")
        assert line is not None and line.get(f"{W}val") == str(level)


@pytest.mark.parametrize("name", CASES)
def test_tables_repeat_their_heads_and_split_no_row(name: str) -> None:
    html = page(name)
    tables = list(xml(written(html)).iter(f"{W}tbl"))
    source = re.findall(r"<table.*?</table>", html, flags=re.S)
    assert len(tables) == len(source)
    for table, wanted in zip(tables, source, strict=True):
        rows = table.findall(f"{W}tr")
        assert len(rows) == wanted.count("<tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert heads == ["<thead" in wanted] + [False] * (len(rows) - 1)
        for row, cells in zip(rows, re.findall(r"<tr.*?</tr>", wanted, flags=re.S), strict=True):
            figures = ['class="n"' in cell for cell in re.findall(r"<t[hd][ >][^>]*", cells)]
            right = [cell.find(f"{W}p/{W}pPr/{W}jc") is not None for cell in row.findall(f"{W}tc")]
            assert right == [f and text(c).strip() != "" for f, c in zip(figures, row.findall(f"{W}tc"), strict=True)]
        grid = [int(column.get(f"{W}w", "")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        assert sum(grid) == 9936 and min(grid) > 300  # the sheet between its margins


def test_captions_stand_before_their_tables_and_stay_with_them() -> None:
    data = written(page("conditional"))
    body = xml(data)[0]
    captions = 0
    for before, table in itertools.pairwise(body):
        if table.tag == f"{W}tbl":
            captions += style(before) == "Caption"
    assert captions == page("conditional").count("<caption") > 8
    caption = next(s for s in xml(data, "styles").iter(f"{W}style") if s.get(f"{W}styleId") == "Caption")
    assert caption.find(f"{W}pPr/{W}keepNext") is not None


def test_lists_are_lists() -> None:
    html = page("conditional")
    root = xml(written(html))
    count = sum(style(p) in ("ListBullet", "List") for p in root.iter(f"{W}p"))
    assert count == html.count("<li>")


def test_the_running_head_and_the_pages_number() -> None:
    html = page("conditional")
    header = xml(written(html), "header1")
    wanted = re.search(r'<div class="runninghead">(.*?)</div>', html, flags=re.S)
    assert wanted
    head = unescape(re.sub(r"<[^>]+>", "", wanted[1])).split()
    assert text(header).split() == [*head, "page", "1", "of", "1"]
    assert [field.get(f"{W}instr") for field in header.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]


def test_the_sheet_is_the_pdfs() -> None:
    section = Document(io.BytesIO(written(page("robust")))).sections[0]
    assert section.page_width is not None and section.page_height is not None
    assert (section.page_width.inches, section.page_height.inches) == (8.5, 11)
    css = re.search(r"margin: 0.8in 0.8in 0.6in 0.8in", page("robust"))
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert css and [round(m.inches, 2) for m in margins if m is not None] == [0.8, 0.8, 0.6, 0.8]


def test_blanks_are_bold_and_shaded_citations_raised() -> None:
    html = page("conditional")
    data = written(html)
    runs = list(xml(data).iter(f"{W}r"))
    blanks = [r for r in runs if (s := r.find(f"{W}rPr/{W}rStyle")) is not None and s.get(f"{W}val") == "Blank"]
    main = html[html.index("<main") :]
    assert len(blanks) == main.count('class="blank"') > 5
    assert all(r.find(f"{W}rPr/{W}b") is not None and text(r).startswith("[BLANK ") for r in blanks)
    blank = next(s for s in xml(data, "styles").iter(f"{W}style") if s.get(f"{W}styleId") == "Blank")
    assert blank.find(f"{W}rPr/{W}shd") is not None
    raised = [text(r) for r in runs if r.find(f"{W}rPr/{W}vertAlign") is not None]
    assert "".join(raised).replace(",", "") == "".join(re.findall(r"<sup[^>]*>([^<]*)</sup>", html))


def test_pictures_are_their_text_alternatives() -> None:
    html = page("conditional")
    found = [text(p).strip() for p in xml(written(html)).iter(f"{W}p") if style(p) == "Picture"]
    assert found == [
        f"Picture: {unescape(title)}" for title in re.findall(r"<svg[^>]*><title[^>]*>([^<]*)</title>", html)
    ]
    assert len(found) == 2


def test_it_says_its_title_language_and_day_and_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(page("conditional"))
    own = Document(io.BytesIO(data)).core_properties
    assert own.title == "Appeal: coverage of intravenous ketamine" and own.language == "en-US"
    assert own.author == own.last_modified_by == own.comments == ""
    shown = re.search(r'data-fact="letter.date"[^>]*>([^<]*)<', page("conditional"))
    assert shown and own.created == own.modified and own.created is not None
    assert f"{own.created:%B} {own.created.day}, {own.created.year}" == shown[1]
    language = xml(data, "styles").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert language is not None and language.get(f"{W}val") == "en-US"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name or "app.xml" in name]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    undated = Document(io.BytesIO(small("<p>x</p>"))).core_properties.created
    assert undated is not None and undated.date().isoformat() == "1970-01-02"


@pytest.mark.parametrize("name", ["conditional", "crps"])
def test_the_same_page_gives_the_same_bytes(name: str) -> None:
    assert html_to_docx(page(name)) == written(page(name))


@each_row("name", CASES)
def test_parts_stand_in_words_order(name: str) -> None:
    for part in ("document", "styles", "header1"):
        for element in xml(written(page(name)), part).iter():
            order = ORDERS.get(element.tag.removeprefix(W))
            if order is not None:
                places = [order.split().index(child.tag.removeprefix(W)) for child in element]
                assert places == sorted(places), (part, [child.tag.removeprefix(W) for child in element])


def test_every_style_that_is_used_is_there() -> None:
    data = written(page("crps"))
    ids = {s.get(f"{W}styleId") for s in xml(data, "styles").iter(f"{W}style")}
    used = {
        node.get(f"{W}val")
        for part in ("document", "header1", "styles")
        for kind in ("pStyle", "rStyle", "basedOn", "next", "link")
        for node in xml(data, part).iter(f"{W}{kind}")
    }
    assert used <= ids


HOSTILE = [
    "<script>alert(1)</script>",
    "Smith & Sons &amp; &#0; ]]> <!-- -->",
    "a\x07b\x1bc\ufffed\uffff",
    "x" * 5000,
    "{{ 7 * 7 }} {% raw %}",
    "</w:t></w:r></w:p>",
    "\U0001f600 naïve ﷽ é",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    from html import escape

    data = small(f'<p><span class="own">{escape(words)}</span> end</p><table><tr><td>{escape(words)}</td></tr></table>')
    wanted = re.sub("[\x07\x1b\ufffe\uffff]", "", words)
    assert text(xml(data)).split() == [*wanted.split(), "end", *wanted.split()]
    opened = Document(io.BytesIO(data))
    assert opened.paragraphs[0].text == f"{wanted} end" and opened.tables[0].cell(0, 0).text == wanted


def test_line_ends_in_somebodys_own_words_stay() -> None:
    data = small('<div class="from"><span class="own">1 Road\n  Town\n\nState</span><br>555</div><p>a\nb</p>')
    assert [p.text for p in Document(io.BytesIO(data)).paragraphs] == ["1 Road\nTown\n\nState\n555", "a b"]


def test_what_a_changed_template_may_hold() -> None:
    data = small(
        '<ol class="requests"><li>one</li><li>two<ul><li>inner</li></ul></li></ol><ol><li>again</li></ol>'
        "<table><tr><td>a<td>b</table><table><tbody><tr><td>c</td></tr><tr><td>d</td><td></td></tr></tbody></table>"
        "<blockquote>said <em>so</em> <b>twice</b></blockquote></nothing>loose<hr><table></table><table><tr><td>end</td></tr></table>"
    )
    opened = Document(io.BytesIO(data))
    names = [(p.style.name, p.text) for p in opened.paragraphs if p.style is not None and p.text]
    assert names == [
        ("List Number", "one"), ("List Number", "two"), ("List Bullet 2", "inner"), ("List Number", "again"),
        ("Normal", "said so twice"), ("Normal", "loose"),
    ]  # fmt: skip
    numbers = [node.get(f"{W}val") for node in xml(data).iter(f"{W}numId")]
    assert numbers[0] == numbers[1] != numbers[2]
    assert "lowerLetter" in ET.tostring(xml(data, "numbering").findall(f"{W}num")[-2], encoding="unicode")
    body = [node.tag for node in xml(data)[0]]
    assert all(pair != (f"{W}tbl", f"{W}tbl") for pair in itertools.pairwise(body))
    assert body[-2:] == [f"{W}p", f"{W}sectPr"]


def test_a_page_of_nothing_opens() -> None:
    assert Document(io.BytesIO(html_to_docx(""))).paragraphs == []


def test_the_command_writes_one(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "conditional", tmp_path / "case")
    case = tmp_path / "case" / "case.toml"
    hostile = 'name = "A<script>x</script> & \\u0007\\uFFFE]]> ' + "w" * 300 + '"'
    case.write_text(case.read_text(encoding="utf-8").replace('name = "Marisol Quintero"', hostile), encoding="utf-8")
    epoch = {"SOURCE_DATE_EPOCH": "1795392000"}
    command = ("build", "case/claims.csv", "--member", "Marisol Quintero", "--case", case, "--format")
    done = run(*command, "docx", cwd=tmp_path, env=epoch)
    target = tmp_path / "claims-letter.docx"
    assert done.status == 0 and "Written: claims-letter.docx" in done.out, done.err
    assert run(*command, "html", cwd=tmp_path, env=epoch).status == 0
    html = (tmp_path / "claims-letter.html").read_text(encoding="utf-8")
    assert docx_words(target.read_bytes()) == html_words(html.replace("\ufffe", ""))
    assert f"A<script>x</script> & ]]> {'w' * 300}" in Document(str(target)).paragraphs[1].text
    again = run(*command, "docx", "--output", tmp_path / "again.docx", cwd=tmp_path, env=epoch)
    assert again.status == 0 and (tmp_path / "again.docx").read_bytes() == target.read_bytes()


def test_the_new_page_keeps_its_marks() -> None:
    root = xml(written(page("robust")))
    assert [text(p) for p in root.iter(f"{W}p") if style(p) == "Statement"]
    (instead,) = (text(p).strip() for p in root.iter(f"{W}p") if style(p) == "Instead")
    assert instead.startswith("If you would approve esketamine instead:")
    # Room for a pen is above the line below which the name and the date stand.
    (sign,) = (text(p) for p in root.iter(f"{W}p") if style(p) == "SignatureLine")
    assert re.fullmatch(r"\s*Devon Achterberg\s+Date\s*", sign)
    # A cell that is itself the mark of a figure is as wide as the figure, whatever words stand beside it.
    cells = list(
        parse_page(
            f'<table><tr><td>{"word " * 90}</td><td class="n" data-fact="x">−$1,234,567.89</td></tr></table>'
        ).all("td")
    )
    assert column_widths([cells])[1] >= len("−$1,234,567.89") * 90
