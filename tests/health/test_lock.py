"""requirements.lock holds all that runs and builds the program, at the versions of constraints.txt, and no address."""

from __future__ import annotations

import re
import tomllib

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


def test_every_file_has_a_hash_and_nothing_an_address() -> None:
    assert all(hashes and len(hashes) == len(set(hashes)) for _, hashes in locked().values())
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|index-url|find-links|@ ", text)
