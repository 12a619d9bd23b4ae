"""Files written whole or not at all, for their owner alone; inputs only ever read."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from offsetcase.__main__ import main
from offsetcase.cli import build_run
from offsetcase.model.problem import OffsetcaseError
from offsetcase.papers import scans
from offsetcase.render import write
from offsetcase.render.pdf import html_to_pdf, warm_fonts
from offsetcase.render.write import write_whole
from rows import each_row
from support import SAMPLES, in_child, run

CLAIMS = SAMPLES / "conditional" / "claims.csv"


@pytest.mark.parametrize("unnamed", [True, False])
def test_written_whole_for_the_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unnamed: bool) -> None:
    if not unnamed:
        monkeypatch.setattr(write, "_open_unnamed", lambda folder: None)
    target = tmp_path / "l.pdf"
    old = os.umask(0)
    try:
        write_whole(target, b"one")
        write_whole(target, b"two")
    finally:
        os.umask(old)
    assert target.read_bytes() == b"two" and target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["l.pdf"]


@each_row("unnamed", [True, False])
@each_row("fails", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unnamed: bool, fails: str
) -> None:
    if not unnamed:
        monkeypatch.setattr(write, "_open_unnamed", lambda folder: None)
    target = tmp_path / "l.pdf"
    write_whole(target, b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if fails == "write":
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
    else:
        monkeypatch.setattr(write.os, fails, full)
    try:
        with pytest.raises(OffsetcaseError, match="can't be written") as caught:
            write_whole(target, b"n" * 100_000)
    finally:
        if fails == "write":
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert caught.value.exit_code == 7
    assert target.read_bytes() == b"old" and [path.name for path in tmp_path.iterdir()] == ["l.pdf"]


def killed_after(calls: int, target: Path) -> int:
    """Write a file in a process of its own, which is killed when it calls the system once more than so often; how it ended."""
    child = os.fork()
    if child == 0:
        left = calls

        def dying(real: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object, **kwargs: object) -> object:
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kwargs)

            return call

        for name in ("open", "fdopen", "fsync", "link", "replace", "close"):
            setattr(write.os, name, dying(getattr(os, name)))
        try:
            write_whole(target, b"new" * 1000)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="this system has no files without a name")
def test_killed_at_each_step_no_half_file_bears_the_name(tmp_path: Path) -> None:
    ends = []
    for calls in range(12):
        folder = tmp_path / str(calls)
        folder.mkdir()
        (folder / "l.pdf").write_bytes(b"old")
        status = killed_after(calls, folder / "l.pdf")
        data = (folder / "l.pdf").read_bytes()
        assert data in (b"old", b"new" * 1000)
        left = [path for path in folder.iterdir() if path.name != "l.pdf"]
        # Between the two last steps the finished file has both names for a moment; half a file never has one.
        assert all(path.read_bytes() == b"new" * 1000 for path in left)
        ends.append((status, data == b"old", len(left)))
    assert ends[0] == (-9, True, 0) and ends[-1] == (0, False, 0)
    assert sum(left for _, _, left in ends) <= 1


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    link = tmp_path / "l.pdf"
    link.symlink_to(tmp_path / "precious.txt")
    done = run("build", CLAIMS, "-o", link, "--force")
    assert done.status == 2 and (tmp_path / "precious.txt").read_text() == "mine"
    # A link that is put there after the check is replaced, not followed.
    write_whole(link, b"letter")
    assert (tmp_path / "precious.txt").read_text() == "mine" and not link.is_symlink()


@pytest.mark.parametrize("name", ["claims.csv", "case.toml"])
def test_an_input_is_never_written_over(tmp_path: Path, name: str) -> None:
    for one in ("claims.csv", "case.toml"):
        (tmp_path / one).write_bytes((CLAIMS.parent / one).read_bytes())
    before = (tmp_path / name).read_bytes()
    (tmp_path / "same.pdf").hardlink_to(tmp_path / name)
    for target in (tmp_path / name, tmp_path / "same.pdf"):
        done = run("build", tmp_path / "claims.csv", "-o", target, "--format", "pdf", "--force")
        assert done.status == 2 and "(E-OUTPUT)" in done.err
    assert (tmp_path / name).read_bytes() == before


def test_a_device_and_a_pipe_are_no_letters(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for target in ("/dev/null", tmp_path / "pipe"):
        assert run("build", CLAIMS, "-o", target, "--force").status == 2
    assert Path("/dev/null").is_char_device() and (tmp_path / "pipe").is_fifo()


def test_a_folder_that_is_gone_or_closed(tmp_path: Path) -> None:
    done = run("build", CLAIMS, "-o", tmp_path / "no" / "l.pdf")
    assert done.status == 7 and "(E-WRITE)" in done.err
    done = run("build", CLAIMS, "-o", "/proc/l.html", "--format", "html", "--draws", 0)
    assert done.status == 7 and "(E-WRITE)" in done.err and "Traceback" not in done.err


def test_a_reader_that_goes_away() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "offsetcase", "evidence", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    err = process.stderr.read().decode()
    assert process.wait() in (0, 7) and "Traceback" not in err and "Exception ignored" not in err


@pytest.mark.parametrize("arguments", [("check", CLAIMS, "--json"), ("explain", CLAIMS, "--draws", "0")])
def test_a_reader_that_goes_away_from_other_commands(arguments: tuple[object, ...]) -> None:
    """In a process that is forked from this one, with a pipe for its output that nobody reads."""

    def unread() -> tuple[object, str]:
        out, into = os.pipe()
        os.close(out)
        os.dup2(into, 1)
        sys.argv = ["offsetcase", *map(str, arguments)]
        sys.stdout, sys.stderr = open(1, "w", encoding="utf-8"), io.StringIO()  # noqa: SIM115
        try:
            main()
        except SystemExit as end:
            sys.stdout.flush()  # as Python does at its end
            return end.code, sys.stderr.getvalue()
        return None, ""

    assert in_child(unread) == (7, "")


def test_nothing_is_left_about(tmp_path: Path) -> None:
    for name in ("home", "tmp", "out"):
        (tmp_path / name).mkdir()
    done = run(
        "build", CLAIMS, "-o", tmp_path / "out" / "l.pdf", "--letter", "plan-sponsor", "--draws", 0,
        env={"HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.status == 0 and [path.name for path in (tmp_path / "out").iterdir()] == ["l.pdf"]
    assert list((tmp_path / "tmp").rglob("*")) == []
    # Fontconfig keeps an index of the system's own fonts; nothing of the user's is in it.
    assert all("fontconfig" in path.parts or path.name == ".cache" for path in (tmp_path / "home").rglob("*"))


def test_a_folder_that_can_be_written_but_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is there, so nobody is told that it isn't."""
    real = os.open

    def closed(path: object, flags: int, *more: int, **named: int) -> int:
        if flags == os.O_RDONLY | os.O_DIRECTORY:
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(write.os, "open", closed)
    write_whole(tmp_path / "l.pdf", b"letter")
    assert (tmp_path / "l.pdf").read_bytes() == b"letter"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_full_disk_behind_stdout_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "offsetcase", "evidence"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 7, done.stderr
    assert "what the command prints can't be written" in done.stderr and "E-WRITE" in done.stderr
    assert "E-BUG" not in done.stderr and "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()

    def from_there() -> tuple[object, str]:
        os.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()
        sys.argv = ["offsetcase", "build", str(CLAIMS), "--format", "html", "--draws", "0"]
        sys.stderr = io.StringIO()
        try:
            main()
        except SystemExit as end:
            return end.code, sys.stderr.getvalue()
        return None, ""

    status, said = in_child(from_there)
    assert status == 7, said
    assert "E-WRITE" in said and "E-BUG" not in said


def test_a_template_of_the_users_own_is_an_input(tmp_path: Path) -> None:
    own = tmp_path / "words"
    assert run("templates", "eject", own).status == 0
    style = own / "style" / "letter.css"
    before = style.read_bytes()
    done = run("build", CLAIMS, "--templates", own, "--format", "html", "-o", style, "--force", "--draws", 0)
    assert done.status == 2 and "input" in done.err
    assert style.read_bytes() == before


def test_several_files_are_written_together_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    folder = tmp_path / "packet"
    plain = write.write_whole
    done: list[Path] = []

    def full(path: Path, data: bytes, **more: bool) -> None:
        if len(done) == 2:
            raise write._cannot(path, "No space left on device")
        plain(path, data, **more)
        done.append(path)

    monkeypatch.setattr(write, "write_whole", full)
    with pytest.raises(OffsetcaseError):
        write.write_together(folder, {"a.pdf": b"a", "in/b.pdf": b"b", "c.pdf": b"c"}, force=False)
    assert len(done) == 2 and not folder.exists()
    # Where the folder holds somebody's files, only what is new goes.
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    done.clear()
    with pytest.raises(OffsetcaseError):
        write.write_together(folder, {"a.pdf": b"a", "in/b.pdf": b"b", "c.pdf": b"c"}, force=True)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_a_new_file_never_has_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(write.os, "replace", None)  # a second step would need it
    target = tmp_path / "letter.pdf"
    write.write_whole(target, b"whole")
    assert target.read_bytes() == b"whole" and [path.name for path in tmp_path.iterdir()] == ["letter.pdf"]


@pytest.mark.parametrize("system", ["as it is", "no unnamed files", "one name for a file"])
def test_of_two_at_once_the_first_has_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    """Both looked before either wrote, and neither said --force: the second may not take the first one's letter away."""

    def none(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if system != "as it is":
        monkeypatch.setattr(write, "_open_unnamed", lambda folder: None)
    if system == "one name for a file":
        monkeypatch.setattr(write.os, "link", none)
    target = tmp_path / "letter.pdf"

    def both(number: int) -> str:
        try:
            write_whole(target, b"%d" % number, replace=False)
        except OffsetcaseError as error:
            return error.problems[0].code
        return str(number)

    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(both, range(16)))
    assert sorted(said)[1:] == ["E-EXISTS"] * 15 and target.read_text() == min(said)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.pdf"]
    write_whole(target, b"forced")
    assert target.read_bytes() == b"forced"


@pytest.mark.parametrize("force", [False, True])
def test_a_letter_that_came_while_another_was_made_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    target = tmp_path / "letter.html"
    plain = build_run.letter_files

    def meanwhile(*arguments: object, **named: object) -> object:
        target.write_text("another build's")
        return plain(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(build_run, "letter_files", meanwhile)
    done = run("build", CLAIMS, "--format", "html", "-o", target, "--draws", 0, *(["--force"] if force else []))
    assert done.status == (0 if force else 2) and ("(E-EXISTS)" in done.err) != force
    assert (target.read_text() == "another build's") != force


def test_of_several_files_the_other_run_s_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came first under one name stays; what this run wrote before goes again."""
    plain = write.write_whole

    def meanwhile(path: Path, data: bytes, **more: bool) -> None:
        if path.name == "b.pdf":
            path.write_text("another's")
        plain(path, data, **more)

    monkeypatch.setattr(write, "write_whole", meanwhile)
    with pytest.raises(OffsetcaseError, match="exists already"):
        write.write_together(tmp_path / "packet", {"a.pdf": b"a", "b.pdf": b"b"}, force=False)
    assert [path.name for path in (tmp_path / "packet").iterdir()] == ["b.pdf"]
    assert (tmp_path / "packet" / "b.pdf").read_text() == "another's"


def test_nothing_of_a_pdf_lies_in_a_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even meanwhile: a kill would leave it there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    done = in_child(lambda: (warm_fonts.cache_clear(), len(html_to_pdf("<p>x</p>")), list(tmp_path.iterdir()))[1:])
    assert done[0] > 1000 and done[1] == []


def test_a_scan_is_handed_on_without_a_copy_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    program = tmp_path / "tesseract"
    program.write_text(
        "#!/bin/sh\ncat > /dev/null\nprintf 'level\\n1\\t1\\t0\\t0\\t0\\t0\\t0\\t0\\t612\\t792\\t-1\\t\\n'\n"
    )
    program.chmod(0o700)
    page = scans._tesseract(str(program), b"\x89PNG" + b"x" * 300_000, 1)
    assert page.number == 1 and [path.name for path in tmp_path.iterdir()] == ["tesseract"]
