"""A letter asks for nothing outside itself, in any form, whatever a template or a case file holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from offsetcase.render.nesting import tree_of
from offsetcase.render.outside import addresses
from rows import each_row
from support import SAMPLES, run, short_letter

pytestmark = pytest.mark.in_child

CLAIMS = SAMPLES / "conditional" / "claims.csv"
ASKING = [
    '<img src="http://localhost/x.png" alt="">', '<img src="//localhost/x" alt="">', '<img src="../../x.png" alt="">',
    '<img srcset="http://localhost/a 2x" alt="">', '<link rel="stylesheet" href="file:///etc/passwd">',
    '<object data="file:///etc/passwd"></object>', '<iframe src="data:text/html,x"></iframe>', "<script>x()</script>",
    '<svg><image href="file:///etc/hosts"/></svg>', '<svg><use xlink:href="http://localhost/#a"/></svg>',
    '<p style="background: URL( \'http://localhost/x\')">x</p>', '<style>@import "http://localhost/x.css";</style>',
    "<style>p { background: \\75rl(http://localhost/x) }</style>", '<p onclick="x()">x</p>', '<base href="http://localhost/">',
    '<meta http-equiv="refresh" content="x">', '<a href="javascript:x()">x</a>', '<form action="http://localhost/"></form>',
    # Where a simpler reader of HTML or of styles sees something else than a browser does.
    '<svg><style><img src="http://localhost/x"></style></svg>', '<!--><img src="http://localhost/x">-->', '<!-- --!><img src="http://localhost/x">-->',
    '<![CDATA[><img src="http://localhost/x">]]>', '<style/>@import "http://localhost/x.css";</style>',
    '<noscript><p title="</noscript><img src=http://localhost/x>"></p></noscript>', '<xmp><p title="</xmp><img src=http://localhost/x>"></p></xmp>',
    '<textarea><p title="</textarea><img src=http://localhost/x>"></p></textarea>', '<img srcset="data:,x 1x, http://localhost/x 2x" alt="">',
    '<svg><image><set attributeName="href" to="http://localhost/x"/></image></svg>', '<svg><rect mask="url(http://localhost/m.svg#a)"/></svg>',
    '<link rel="stylesheet" href="data:text/css,@import%20\'http://localhost/x\'">', '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "<style>@\\import 'http://localhost/x.css';</style>", "<style>p { background: u\\rl(http://localhost/x) }</style>",
    '<style>a { content: "/*" } b { background: url(http://localhost/x) } c { content: "*/" }</style>', '<a href="\x01javascript:x()">x</a>',
]  # fmt: skip


@each_row("text", ASKING)
def test_what_asks_is_found(text: str) -> None:
    assert addresses(tree_of(f"<html><body>{text}</body></html>"))


@each_row(
    "text", ['<a href="https://example.org">x</a>', '<img src="data:image/png;base64,x" alt="">', '<svg><use href="#a"/></svg>',
             '<p style="color: red">url(http://localhost) @import</p>',
             '<!-- <img src="http://localhost/x"> --><p>x</p>', '<svg><rect fill="url(#a)"/></svg>']
)  # fmt: skip
def test_what_does_not_ask_is_none(text: str) -> None:
    assert addresses(tree_of(f"<html><body>{text}</body></html>")) == []


@pytest.mark.parametrize("kind", ["exception", "plan-sponsor", "physician"])
def test_our_own_pages_ask_for_nothing(tmp_path: Path, kind: str) -> None:
    assert (
        run("build", CLAIMS, "--letter", kind, "--format", "html", "--draws", 0, "-o", tmp_path / "l.html").status == 0
    )
    assert addresses(tree_of((tmp_path / "l.html").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("format", ["html", "docx", "pdf"])
@pytest.mark.parametrize("where", ["letter/sections/closing.html.j2", "style/letter.css"])
def test_an_own_template_that_asks_stops_the_letter(tmp_path: Path, format: str, where: str) -> None:
    own = short_letter(tmp_path / "own")
    (own / where).parent.mkdir(parents=True, exist_ok=True)
    css = where.endswith("css")
    (own / where).write_text(
        "p { background: url(http://localhost/x) }" if css else '<img alt="" src="http://localhost/x">'
    )
    done = run("build", CLAIMS, "--templates", own, "--format", format, "--draws", 0, "-o", tmp_path / "l.out")
    assert done.status == 8 and "(E-OUTSIDE)" in done.err and not (tmp_path / "l.out").exists()


@each_row("name", ["letter/sections/closing.html.j2", "style/letter.css", "notes.txt"])
def test_a_link_out_of_the_folder_is_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("<p>secret</p>")
    own = tmp_path / "own"
    (own / "letter" / "sections").mkdir(parents=True)
    (own / "letter" / "sections" / "limits.html.j2").write_text('{% include "notes.txt" %}')
    (own / name).parent.mkdir(parents=True, exist_ok=True)
    (own / name).symlink_to(tmp_path / "secret")
    done = run("build", CLAIMS, "--templates", own, "--format", "html", "-o", tmp_path / "l.html")
    assert done.status == 2 and "(E-TEMPLATES)" in done.err and not (tmp_path / "l.html").exists()


def test_markup_in_a_case_file_is_words(tmp_path: Path) -> None:
    markup = "<img src=http://localhost/x><style>@import 'http://localhost/y'</style>{{ 7 * 7 }}"
    (tmp_path / "claims.csv").write_bytes(CLAIMS.read_bytes())
    case = f'[member]\nname = "Ada {markup}"\naddress = "{markup}"\n[treatment]\nprice = 550\nclinic = "{markup}"\n'
    (tmp_path / "case.toml").write_text(case)
    done = run(
        "build", tmp_path / "claims.csv", "--member", "Marisol Quintero", "--format", "html", "-o", tmp_path / "l.html"
    )
    assert done.status == 0, done.err
    page = (tmp_path / "l.html").read_text(encoding="utf-8")
    assert addresses(tree_of(page)) == [] and "&lt;img src=http://localhost/x&gt;" in page and "{{ 7 * 7 }}" in page
