"""requirements.lock holds all that runs and builds the program, at the versions of constraints.txt, and no address."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement

from support import ROOT


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, tuple[str, list[str]]]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, version = re.match(r"([\w.-]+)==([\w.]+)", line).groups()  # type: ignore[union-attr]
            found[plain(name)] = (version, re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line))
    return found


def test_everything_is_locked_at_the_versions_that_are_tested() -> None:
    lock = locked()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    assert {plain(re.split(r"[<>=!~ ;\[]", one)[0]) for one in needed} <= set(lock)
    pinned = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split() if "==" in line
    )
    versions = {plain(name): version for name, version in pinned.items()}
    assert {name: version for name, (version, _) in lock.items()} == {name: versions.get(name) for name in lock}


def test_nothing_is_missing_on_another_system() -> None:
    """What a package needs on Windows or macOS alone is locked, too; pip here would not name it."""
    lock = locked()
    systems = [
        {"sys_platform": name, "platform_system": words, "os_name": kind, "python_version": python, "extra": extra}
        for name, words, kind in (
            ("linux", "Linux", "posix"),
            ("darwin", "Darwin", "posix"),
            ("win32", "Windows", "nt"),
        )
        for python in ("3.11", "3.12", "3.13", "3.14")
        for extra in ("", "woff")  # WeasyPrint asks for fontTools with it
    ]
    missing, seen = set(), 0
    for name in lock:
        try:
            needed = requires(name) or []
        except PackageNotFoundError:
            continue  # the build backend, where it isn't installed; colorama, which needs nothing
        seen += 1
        for one in map(Requirement, needed):
            asked = any(one.marker is None or one.marker.evaluate(system) for system in systems)
            if asked and plain(one.name) not in lock:
                missing.add(f"{name} needs {one}")
    assert not missing and seen > 20


def test_every_file_has_a_hash_and_nothing_an_address() -> None:
    assert all(hashes and len(hashes) == len(set(hashes)) for _, hashes in locked().values())
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|index-url|find-links|@ ", text)
