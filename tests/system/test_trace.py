"""A build as the system sees it: no connection, no other program, no file beyond its inputs, its output and the libraries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from support import ROOT, SAMPLES

CALLS = "open,openat,creat,connect,bind,socket,sendto,execve,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,symlink,symlinkat"
# The system's own: libraries, fonts and fontconfig's index, locale, what the kernel says of this process.
SYSTEM = (
    "/usr/", "/lib/", "/lib64/", "/etc/ld.so", "/etc/fonts", "/etc/localtime", "/etc/gnutls", "/etc/ssl/openssl.cnf",
    "/var/cache/fontconfig", "/proc/", "/sys/", "/dev/", "/etc/pango", "/etc/mime.types",
)  # fmt: skip


def trace(folder: Path, *arguments: object) -> list[str]:
    assert shutil.which("strace"), "strace is needed: tools/setup.sh dev installs it"
    environment = {
        **os.environ,
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    environment.pop("XDG_CACHE_HOME", None)
    subprocess.run(
        ["strace", "-f", "-qq", "-s", "4096", "-e", f"trace={CALLS}", "-o", str(folder / "trace"), sys.executable, "-m", "offsetcase",
         *map(str, arguments)],
        env=environment, check=True, cwd=folder / "out", capture_output=True,
    )  # fmt: skip
    return (folder / "trace").read_text(encoding="utf-8", errors="replace").splitlines()


@pytest.mark.parametrize("format", ["pdf", "docx", "html"])
def test_what_a_build_does(tmp_path: Path, format: str) -> None:
    for name in ("home", "tmp", "out", "in"):
        (tmp_path / name).mkdir()
    for name in ("claims.csv", "case.toml"):
        shutil.copy(SAMPLES / "conditional" / name, tmp_path / "in" / name)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "in").iterdir()}
    calls = trace(
        tmp_path, "build", tmp_path / "in" / "claims.csv", "--format", format, "-o", tmp_path / "out" / f"l.{format}"
    )
    assert (tmp_path / "out" / f"l.{format}").exists()
    # The first program is Python itself; no other is run.
    ran = [line for line in calls if "execve(" in line and line.rstrip().endswith("= 0")]
    assert len(ran) == 1, ran
    sockets = [line for line in calls if re.search(r"\b(socket|connect|bind|sendto)\(", line) and "AF_UNIX" not in line]
    assert sockets == []
    home = tuple({sys.prefix, sys.base_prefix, str(ROOT), sysconfig.get_path("stdlib")})
    ours = tuple(str(tmp_path / name) for name in ("in", "out", "tmp"))
    read, written = set(), set()
    for line in calls:
        hit = re.search(r'\b(?:open|openat|creat)\([^"]*"([^"]*)"(.*)', line)
        if hit is None or "ENOENT" in line:
            continue
        path = os.path.normpath(hit[1])
        (written if re.search(r"O_(WRONLY|RDWR|CREAT)", hit[2]) and "= -1" not in hit[2] else read).add(path)
    strange = {path for path in read if path.startswith("/") and not path.startswith((*SYSTEM, *home, *ours))}
    assert {path for path in strange if not path.startswith(str(tmp_path / "home"))} == set()
    assert all("fontconfig" in path for path in strange), strange
    outside = {path for path in written if not path.startswith((*ours[1:], "/dev/", "/proc/"))}
    assert all("fontconfig" in path for path in outside), outside
    # Afterwards: the output, fontconfig's index of the system's own fonts, and nothing else.
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"l.{format}"]
    assert list((tmp_path / "tmp").iterdir()) == []
    left = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert all("fontconfig" in str(path) for path in left), left
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "in").iterdir()} == before
