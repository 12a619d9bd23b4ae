"""``offsetcase doctor``, and what a build does on a machine without the libraries that draw text."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from offsetcase.render import pdf, text_libraries
from once import PATCHED
from rows import each_row
from support import Ran, in_child, run, run_apart, worked_example

pytestmark = pytest.mark.in_child


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """An environment whose WeasyPrint fails as the real one does without Pango."""
    fake = tmp_path / "fake" / "weasyprint"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text(
        "print('-----\\n\\nWeasyPrint could not import some external libraries.')\n"
        "raise OSError(\"cannot load library 'libpango-1.0-0': error 0x7e\")\n",
        encoding="utf-8",
    )
    return {
        "PYTHONPATH": os.pathsep.join([str(fake.parent), os.environ.get("PYTHONPATH", "")]),
        "SOURCE_DATE_EPOCH": "1795000000",
    }


def run_without_pango(*arguments: object, cwd: Path, env: dict[str, str]) -> Ran:
    """The command in a process that is forked from this one, where everything but WeasyPrint is loaded already."""

    def work() -> Ran:
        for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
            del sys.modules[name]
        sys.path.insert(0, env["PYTHONPATH"].partition(os.pathsep)[0])
        for room in PATCHED:
            importlib.import_module(room).html_to_pdf = pdf.html_to_pdf
        return run(*arguments, cwd=cwd, env=env)

    done: Ran = in_child(work)
    return done


def test_this_machine_has_what_it_needs(tmp_path: Path) -> None:
    done = run("doctor", cwd=tmp_path)
    assert done.status == 0 and "ok       Pango: loads" in done.out and "MISSING" not in done.out
    report = run("doctor", "--json", cwd=tmp_path)
    assert report.status == 0 and report.json["ok"] is True
    assert {"Python", "Pango", "HarfBuzz subset", "letter font", "letter templates", "this folder"} <= {
        one["name"] for one in report.json["findings"]
    }
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_named_with_the_command(tmp_path: Path, without_pango: dict[str, str]) -> None:
    done = run_without_pango("doctor", cwd=tmp_path, env=without_pango)
    assert done.status == 6 and "MISSING  a page as PDF" in done.out and "libpango" in done.out
    assert done.out.rstrip().endswith(text_libraries.library_command())


def test_a_build_without_pango_writes_web_page_and_word_file(tmp_path: Path, without_pango: dict[str, str]) -> None:
    worked_example(tmp_path)
    done = run_apart("build", "claims.csv", "--draws", "0", cwd=tmp_path, env=without_pango)
    assert done.status == 6
    assert "Written instead of the PDF: claims-letter.html, claims-letter.docx" in done.err
    assert text_libraries.library_command() in done.err and "(E-LIBRARY)" in done.err and "-----" not in done.out
    assert (tmp_path / "claims-letter.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "claims-letter.docx").read_bytes().startswith(b"PK")
    assert not (tmp_path / "claims-letter.pdf").exists()
    again = run_without_pango("build", "claims.csv", "--draws", "0", cwd=tmp_path, env=without_pango)
    assert again.status == 2 and "(E-EXISTS)" in again.err
    packet = run_without_pango(
        "build", "claims.csv", "--draws", "0", "--packet", "p", "--json", cwd=tmp_path, env=without_pango
    )
    assert packet.status == 6 and packet.json["outputs"]
    assert sorted(path.name for path in (tmp_path / "p").iterdir()) == [
        "prescriber.docx",
        "prescriber.html",
        "send.docx",
        "send.html",
    ]


def test_where_the_libraries_are_found() -> None:
    windows = PureWindowsPath(r"C:\env\gstreamer_libs")
    assert text_libraries.native_environment("win32", windows, {"PATH": r"C:\Windows"}) == {
        "PATH": r"C:\env\gstreamer_libs\bin;C:\Windows",
        "WEASYPRINT_DLL_DIRECTORIES": r"C:\env\gstreamer_libs\bin",
    }
    assert text_libraries.native_environment("win32", None, {"PATH": "x"}) == {}
    mac = PurePosixPath("/env/gstreamer_libs")
    assert text_libraries.native_environment("darwin", mac, {}) == {
        "DYLD_FALLBACK_LIBRARY_PATH": "/env/gstreamer_libs/lib:/opt/homebrew/lib:/usr/local/lib",
        "FONTCONFIG_PATH": "/env/gstreamer_libs/etc/fonts",
    }
    own = text_libraries.native_environment(
        "darwin", mac, {"DYLD_FALLBACK_LIBRARY_PATH": "/mine", "FONTCONFIG_PATH": "/f"}
    )
    assert own == {"DYLD_FALLBACK_LIBRARY_PATH": "/mine:/env/gstreamer_libs/lib:/opt/homebrew/lib:/usr/local/lib"}
    assert text_libraries.native_environment("darwin", None, {}) == {
        "DYLD_FALLBACK_LIBRARY_PATH": "/opt/homebrew/lib:/usr/local/lib"
    }
    assert text_libraries.native_environment("linux", None, {"PATH": "x"}) == {}


@each_row(
    ("release", "kind"),
    [
        ({"ID": "debian"}, "debian"),
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "debian"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "debian"),
        ({"ID": "fedora"}, "fedora"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "fedora"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "suse"),
        ({"ID": "strange"}, "linux"),
        ({}, "linux"),
    ],
)
def test_which_system(release: dict[str, str], kind: str) -> None:
    assert text_libraries.system("linux", release) == kind
    assert text_libraries.library_command(kind)


def test_the_extra_is_added_to_the_installation_at_hand() -> None:
    assert text_libraries.system("win32") == "win32" and text_libraries.system("darwin") == "darwin"
    assert text_libraries.library_command("darwin") == "brew install pango"
    assert text_libraries.library_command("win32").endswith('"offsetcase[native]"')
    uv = text_libraries.native_command(r"C:\Users\a\AppData\Roaming\uv\tools\offsetcase", "x")
    assert uv == 'uv tool install --force "offsetcase[native]"'
    assert text_libraries.native_command("/home/a/.local/share/pipx/venvs/offsetcase", "x").startswith("pipx inject")
    assert text_libraries.native_command("/v", "/a b/python") == '"/a b/python" -m pip install "offsetcase[native]"'
