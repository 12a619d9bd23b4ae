"""What is printed is what the audit read: templates that show one page to the audit and another to the reader give no letter."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from offsetcase.argument.argue import Argument
from offsetcase.case.look import Look
from offsetcase.model.places import templates_root
from offsetcase.model.problem import OffsetcaseError
from offsetcase.render import html as html_room
from offsetcase.render.docx import html_to_docx
from offsetcase.render.finished import letter_files
from offsetcase.render.html import Frame, keep_html, letter_html
from offsetcase.render.own_page import require_own_page
from offsetcase.render.own_style import refused_in_attribute, refused_in_sheet
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.printed import docx_differences, numbers, pdf_differences, pieces
from rows import each_row
from support import argued, in_child, short_letter

pytestmark = pytest.mark.in_child

CLAIM = "The plan saves $99,999 a year."
FIGURE = '<span data-fact="average.net" data-style="">$1.00</span>'
# Each prints words that stand on no page, hides a figure, or is read as two pages by two readers.
HOSTILE = {
    "comment": f"<!-- --!><p>{CLAIM}</p><!-- -->",
    "comment that ends at once": f"<!--><p>{CLAIM}</p>-->",
    "cdata": f"<![CDATA[><p>{CLAIM}</p>]]>",
    "declaration": f"<?x ><p>{CLAIM}</p>?>",
    "style's end": f"<style></style/><p>{CLAIM}</p><style></style>",
    "style in a drawing": f"<svg><style><p>{CLAIM}</p></style></svg>",
    "formula": f"<math><annotation-xml><p>{CLAIM}</p></annotation-xml></math>",
    "title": f"<title></title x><p>{CLAIM}</p><title></title>",
    "text area": f"<textarea>{CLAIM}</textarea>",
    "old words": f"<xmp>{CLAIM}</xmp>",
    "raw to the end": f"<plaintext>{CLAIM}",
    "content": f'<style>.z::after {{ content: "{CLAIM}" }}</style><p class="z"></p>',
    "content of a mark": '<style>li::marker { content: "$99,999 " }</style>',
    "content under the house's selector": f'<style>sup + sup::before {{ content: "{CLAIM}" }}</style>',
    "attr()": '<style>.z::after { content: attr(class) }</style><p class="z $99,999"></p>',
    "counter": "<style>.z { counter-reset: c 99999 } .z::after { content: counter(c) }</style><p class='z'></p>",
    "counter of pages": "<style>body { counter-reset: page 99998 }</style>",
    "counter's style": '<style>@counter-style c { system: cyclic; symbols: "$99,999" } ul { list-style: c }</style>',
    "list's text": "<style>ul { list-style-type: '$99,999 ' }</style>",
    "list's number": '<ol start="99999"><li>dollars saved</li></ol>',
    "item's number": '<ol><li value="99999">dollars saved</li></ol>',
    "quotes": '<style>q { quotes: "$99,999" "" }</style><q></q>',
    "hyphen": f'<style>p {{ hyphens: auto; hyphenate-character: "{CLAIM}" }}</style>',
    "margin box": f'<style>@page {{ @bottom-left {{ content: "{CLAIM}" }} }}</style>',
    "margin box in a medium": f'<style>@media print {{ @page {{ @bottom-left {{ content: "{CLAIM}" }} }} }}</style>',
    "string set": '<style>h2 { string-set: s "$99,999" } @page { @bottom-left { content: string(s) } }</style>',
    "leader": '<style>.z::after { content: leader("$99,999") }</style><p class="z"></p>',
    "page number of contents": '<ul class="toc"><li class="attached" data-n="$99,999">The plan saves</li></ul>',
    "input": f'<p><input value="{CLAIM}"></p>',
    "button": f'<p><button value="{CLAIM}"></button></p>',
    "choice": "<select><option label='$99,999'></option></select>",
    "picture": '<img alt="" src="data:image/png;base64,iVBORw0KGgo=">',
    "picture of text": "<svg><text>The plan saves a lot</text></svg>",
    "picture behind": "<style>p { background: url(data:image/png;base64,iVBORw0KGgo=) }</style>",
    "picture in a list": "<style>ul { list-style-image: url(data:image/png;base64,iVBORw0KGgo=) }</style>",
    "font": "<style>@font-face { font-family: Georgia; src: url(data:font/ttf;base64,AAAA) } p { font-family: Georgia }</style>",
    "font of signs": "<style>[data-fact] { font-family: Wingdings }</style>",
    "letters of a font": "<style>[data-fact] { font-feature-settings: 'swsh' }</style>",
    "display": '<style>[data-fact="average.net"] { display: none }</style>',
    "display of a column": '<style>[data-fact="average.net"] { display: table-column }</style>',
    "visibility": '<style>[data-fact="average.net"] { visibility: hidden }</style>',
    "opacity": '<style>[data-fact="average.net"] { opacity: 0.01 }</style>',
    "white": '<style>[data-fact="average.net"] { color: #fefefe }</style>',
    "clear": '<style>[data-fact="average.net"] { color: rgba(0, 0, 0, 0) }</style>',
    "black behind": "<style>p { background: #000 }</style>",
    "tiny": '<style>[data-fact="average.net"] { font-size: 0.1pt }</style>',
    "tiny by and by": '<style>span { font-size: 30% }</style>',
    "tiny at once": '<style>[data-fact="average.net"] { font: 1px serif }</style>',
    "tiny by raising": "<p>" + "<sup>" * 9 + FIGURE + "</sup>" * 9 + "</p>",
    "cut off": '<style>p { height: 0; overflow: hidden }</style>',
    "clipped": '<style>p { clip-path: inset(100%) }</style>',
    "moved": '<style>p { position: absolute; left: -9999px }</style>',
    "indented": '<style>p { text-indent: -9999px }</style>',
    "indented far": '<style>p { text-indent: 900em }</style>',
    "pulled": '<style>p { margin-left: -40em }</style>',
    "over one another": "<style>p { letter-spacing: -1em } p { line-height: 0 }</style>",
    "turned": '<style>[data-fact] { transform: scale(0) }</style>',
    "backward": '<style>[data-fact] { unicode-bidi: bidi-override; direction: rtl }</style>',
    "backward element": f"<bdo dir=rtl>{FIGURE}</bdo>",
    "struck out": f"<p><s>{FIGURE}</s></p>",
    "struck out by style": "<style>[data-fact] { text-decoration: line-through }</style>",
    "hidden": f"<p hidden>{FIGURE}</p>",
    "template": f"<template><p>{FIGURE}</p></template>",
    "details": f"<details><p>{FIGURE}</p></details>",
    "aria": f"<p aria-hidden='true'>{FIGURE}</p>",
    "in an attribute": f'<p style="display: none">{FIGURE}</p>',
    "old attribute": f'<p><font color="white">{FIGURE}</font></p>',
    "a second running head": f'<div class="runninghead">{FIGURE}</div>',
    "a medium": "<style>@media print { p { color: #fff } }</style>",
    "a layer": "<style>@layer a { p { display: none } }</style>",
    "nested rules": "<style>p { & span { display: none } }</style>",
    "escaped": "<style>p { d\\69 splay: none }</style>",
    "a sheet's comment": "<style><!-- p { display: none } --></style>",
    "a variable": "<style>p { --x: none; display: var(--x) }</style>",
    "an attribute twice": '<p class="x" class="runninghead">words</p>',
    "crossed": "<p><b>one<i class='x'>two</b>three</i></p>",
    "words in a table": "<table><tr><td>cell</td>words</tr></table>",
    "zoom": "<style>p { zoom: 0.01 }</style>",
    "columns": "<style>body { column-count: 40 }</style>",
    "a small sheet": "<style>@page { size: 10mm 10mm }</style>",
}  # fmt: skip


@cache
def argument() -> Argument:
    return argued("conditional")


def with_closing(folder: Path, text: str) -> Path:
    """A user's folder of templates whose closing ends with ``text``."""
    path = folder / "letter" / "sections" / "closing.html.j2"
    path.parent.mkdir(parents=True, exist_ok=True)
    house = (templates_root() / "letter" / "sections" / "closing.html.j2").read_text(encoding="utf-8")
    path.write_text(f"{house}\n{text}\n", encoding="utf-8")
    html_room.environment.cache_clear()
    html_room.css.cache_clear()
    return folder


def page(text: str) -> str:
    """A small page in the house's style."""
    style = (templates_root() / "style" / "letter.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="en-US"><head><meta charset="utf-8"><title>A letter</title><style>{style}</style></head>\n'
        f'<body class=""><div class="runninghead">Ada</div><main class="letter"><p>Sincerely,</p>{text}</main></body></html>'
    )


@each_row("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_page_that_shows_the_audit_something_else_is_refused(text: str) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        require_own_page(page(text))
    assert caught.value.exit_code == 8 and caught.value.problems[0].code == "E-OWN-PAGE"


@pytest.mark.parametrize("name", ["comment", "content", "style in a drawing", "display"])
def test_such_a_template_gives_no_letter(tmp_path: Path, name: str) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        letter_html(argument(), short_letter(with_closing(tmp_path, HOSTILE[name])))
    assert caught.value.exit_code == 8 and caught.value.problems[0].code in ("E-OWN-PAGE", "E-OUTSIDE")


def test_the_same_holds_of_the_pages_that_stay(tmp_path: Path) -> None:
    house = (templates_root() / "packet" / "keep.html.j2").read_text(encoding="utf-8")
    (tmp_path / "packet").mkdir()
    (tmp_path / "packet" / "keep.html.j2").write_text(house.replace("</main>", HOSTILE["content"] + "</main>"))
    html_room.environment.cache_clear()
    with pytest.raises(OffsetcaseError) as caught:
        keep_html(argument(), (), tmp_path)
    assert caught.value.problems[0].code == "E-OWN-PAGE"


@each_row(
    "text",
    [
        f"<p>Words of my own, and <em>{FIGURE}</em>.</p>",
        "<style>p { margin: 0 0 6pt; color: #222; line-height: 1.3; text-align: justify }\nh2 { font-size: 12pt; color: navy }</style>",
        "<style>@page { margin: 1in } th { background: #eee; border-bottom: 1pt solid #999 } td { padding: 2pt 4pt }</style>",
        '<style>body { font-family: "Times New Roman", serif } .z { font-weight: bold; text-transform: uppercase }</style><p class="z">words</p>',
        '<p style="text-align: center; break-before: page">words</p>',
        "<ul><li>one thing</li></ul><table><tbody><tr><td colspan='2'>a cell</td></tr></tbody></table>",
        "<table><tr><td>a cell, its table's body left out</td></tr></table><p>and an end left out",
        "<p>A &lt; B &amp; C — “quoted”</p>",
        "",
    ],
)  # fmt: skip
def test_words_and_looks_of_ones_own_are_welcome(text: str) -> None:
    require_own_page(page(text))


@pytest.mark.parametrize("layout", ["letter", "packet"])
def test_templates_as_they_are_ejected_pass(tmp_path: Path, layout: str) -> None:
    for path in templates_root().rglob("*"):
        if path.suffix in (".j2", ".css"):
            target = tmp_path / path.relative_to(templates_root())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    html_room.environment.cache_clear()
    html_room.css.cache_clear()
    front = ("packet/fax.html.j2", "packet/contents.html.j2")
    frame = Frame() if layout == "letter" else Frame(front, (), 23, "a4")
    assert letter_html(argument(), tmp_path, frame=frame).html
    assert keep_html(argument(), (), tmp_path, "a4")


MARK = "{{ fact('average.net') }}"
OFF_THE_SHEET = f'<p style="white-space: nowrap">{"words without end " * 40}{MARK}</p>'


def test_a_figure_that_lies_off_the_sheet_is_missed_in_the_finished_pdf(tmp_path: Path) -> None:
    with pytest.raises(OffsetcaseError, match="off the sheet") as caught:
        letter_files(argument(), Look(templates=short_letter(with_closing(tmp_path, OFF_THE_SHEET))), "l.pdf")
    assert caught.value.problems[0].code == "E-PRINTED" and caught.value.exit_code == 8


def test_own_templates_are_read_back_and_written(tmp_path: Path) -> None:
    mine = short_letter(with_closing(tmp_path, f"<ol><li>first, {MARK}</li><li>second</li></ol>"))
    for form in ("pdf", "docx"):
        assert letter_files(argument(), Look(form, templates=mine), f"l.{form}").files


def test_the_letters_pdf_prints_its_page_to_the_digit(letter_page: str, letter_pdf: bytes) -> None:
    assert pdf_differences(letter_pdf, letter_page) == []
    text = "".join(piece.text for piece in pieces(letter_pdf))
    assert "To the medical director and the plan administrator:" in text and "$3,180" in text


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("Sincerely,", '<span style="display: none">Sincerely 77,777</span>', '"77,777" stands on the page and isn\'t printed'),
        ("<p>Sincerely,</p>", '<style>.z::after { content: "77,777" }</style><p class="z">Sincerely,</p>', '"77,777" is printed and stands nowhere'),
        ("<p>Sincerely,</p>", '<p><input value="77,777"></p>', '"77,777" is printed and stands nowhere'),
        ("<p>Sincerely,</p>", '<style>@page { @bottom-left { content: "77,777" } }</style>', '"77,777" is printed in the margin of page 1'),
        ("Sincerely,", '<span style="font-size: 1pt">77,777</span>', "too small to read"),
        ("Sincerely,", '<span style="position: absolute; left: -999px">77,777</span>', "off the sheet"),
        ("Sincerely,", '<span style="transform: scale(0.01); display: inline-block">77,777</span>', "too small to read"),
        ("<p>Sincerely,</p>", '<svg width="99" height="20"><text y="10" font-size="9">77,777<title>x</title></text></svg><p>77,777</p>', ""),
        ('data-fact="letter.date" data-style=""', 'data-fact="letter.date" data-style="" style="display: none"', "isn't printed"),
    ],
)  # fmt: skip
def test_what_the_pdf_prints_beside_its_page_is_noticed(before: str, after: str, words: str, letter_page: str) -> None:
    """Without the refusal of such pages: the finished file alone gives them away, by the letter's head and its end."""
    body = letter_page.partition('<table class="re">')[0] + "<p>Sincerely,</p></main></body></html>"
    page = body.replace(before, after, 1)
    assert page != body
    said = pdf_differences(in_child(lambda: html_to_pdf(page)), page)
    assert any(words in one for one in said) if words else said == []


def test_the_word_file_prints_its_page_to_the_digit(letter_page: str) -> None:
    html = letter_page
    data = html_to_docx(html)
    assert docx_differences(data, html) == []
    assert docx_differences(data, html.replace("Sincerely,", "Sincerely 7,", 1))
    hidden = html.replace("<p>Sincerely,</p>", '<div class="runninghead">77</div><p>Sincerely,</p>', 1)
    assert docx_differences(html_to_docx(hidden), hidden)


def test_numbers_of_a_text() -> None:
    assert list(numbers("$1,234.50, 12-31, ½ and ٣4; 7.")) == ["1,234.50", "12", "31", "½", "٣4", "7"]


def test_the_house_style_is_its_own() -> None:
    rules = (templates_root() / "style" / "letter.css").read_text(encoding="utf-8")
    assert refused_in_sheet(rules) == []
    assert refused_in_sheet('@page { @top-right { content: "page " counter(page) " of 12" } }', 12) == []
    assert refused_in_sheet('@page { @top-right { content: "page " counter(page) " of 99" } }', 12)
    assert refused_in_attribute("color: black; margin: 3pt") == [] and refused_in_attribute("color: black; x")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>a</p>" * 7_000, "elements, more than any letter"),
        ("<div>" * 60 + "x" + "</div>" * 60, "boxes inside boxes"),
        ("<table><tr><td>" * 5 + "x" + "</td></tr></table>" * 5, "boxes inside boxes"),
        ("<span>" * 7_000, "more than any letter"),
        ("<p>" + "word upon word upon " * 60_000 + "</p>", "more text than any letter"),
    ],
    ids=["paragraphs", "boxes", "tables", "never closed", "words"],
)
def test_a_page_that_would_take_the_layout_for_ever_is_refused(text: str, words: str) -> None:
    with pytest.raises(OffsetcaseError, match=re.escape(words)) as caught:
        require_own_page(page(text))
    assert caught.value.exit_code == 2 and caught.value.problems[0].code == "E-TEMPLATE"


def test_a_layout_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from offsetcase.render import printed

    def endless(html: str, attachments: object) -> bytes:
        while True:
            pass

    monkeypatch.setattr(printed, "SECONDS", 0.1)
    monkeypatch.setattr(printed, "html_to_pdf", endless)
    with pytest.raises(OffsetcaseError, match="never ends") as caught:
        printed.own_pdf("<p>x</p>", tmp_path)
    assert caught.value.exit_code == 2
