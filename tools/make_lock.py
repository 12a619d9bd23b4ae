"""Write requirements.lock: what the program needs at run time and to be built, with versions and hashes, without addresses.

Takes the versions from constraints.txt, asks pip for the files of each on Linux, macOS and Windows for the Pythons that we
support, and hashes what it gets. Needs pip's index; run it when constraints.txt changes: ``python tools/make_lock.py``.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "macosx_11_0_arm64", "macosx_11_0_x86_64", "win_amd64")
# manylinux names stand for older ones, too, but pip has to be told each.
ALSO = {
    "manylinux_2_28_x86_64": ("manylinux_2_27_x86_64", "manylinux_2_24_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "manylinux_2_28_aarch64": ("manylinux_2_27_aarch64", "manylinux_2_24_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
    "macosx_11_0_arm64": ("macosx_12_0_arm64", "macosx_13_0_arm64"),
    "macosx_11_0_x86_64": ("macosx_12_0_x86_64", "macosx_13_0_x86_64"),
}  # fmt: skip
# Needed on one system alone, so that pip here doesn't name it; with its mark.
ELSEWHERE = {"colorama": 'platform_system == "Windows"'}
# The backend installs a checkout in place with it (tools/setup.sh), and names it only when asked to.
EDITABLE = "editables"
HEAD = """# What the program needs to run and to be built, with the hashes of the files; tools/make_lock.py writes it.
#   pip install --require-hashes -r requirements.lock
#   pip install --no-deps --no-build-isolation .
"""


def wanted() -> list[str]:
    """The names in pyproject.toml: run-time dependencies, the build backend's, and what it needs for a checkout's own install."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [*data["project"]["dependencies"], *data["build-system"]["requires"], EDITABLE]


def closure() -> dict[str, str]:
    """Every package that these bring along here, with its version."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-",
         "-c", str(ROOT / "constraints.txt"), *wanted()],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    import json

    report = json.loads(done.stdout)
    found = {item["metadata"]["name"]: item["metadata"]["version"] for item in report["install"]}
    pinned = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split() if "==" in line
    )
    found |= {name: pinned[name] for name in ELSEWHERE}
    return dict(sorted(found.items(), key=lambda pair: pair[0].lower()))


def files(name: str, version: str, folder: Path) -> dict[str, str]:
    """The package's files, by name, with their hashes: a wheel for each system and Python, and the source."""
    common = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "-d", str(folder)]
    tries = [["--no-binary", ":all:", "--no-build-isolation"]] if "--sdist" in sys.argv else []
    for python in PYTHONS:
        for platform in PLATFORMS:
            names = (platform, *ALSO.get(platform, ()))
            tries.append(
                ["--only-binary", ":all:", "--python-version", python, *(f"--platform={one}" for one in names)]
            )
    pure = False
    for options in tries:
        if pure:
            break
        subprocess.run([*common, *options, f"{name}=={version}"], capture_output=True, check=False)
        pure = any(path.name.endswith("none-any.whl") for path in folder.iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def lock() -> str:
    """The file's text.

    Raises:
        SystemExit: a package has no file at all.
    """
    parts = [HEAD]
    for name, version in closure().items():
        with tempfile.TemporaryDirectory() as folder:
            hashes = sorted(set(files(name, version, Path(folder)).values()))
        if not hashes:
            raise SystemExit(f"no file of {name} {version} was found")
        marks = " \\\n".join(f"    --hash=sha256:{one}" for one in hashes)
        mark = f" ; {ELSEWHERE[name]}" if name in ELSEWHERE else ""
        parts.append(f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}{mark} \\\n{marks}\n")
        print(name, version, len(hashes), file=sys.stderr, flush=True)
    return "".join(parts)


if __name__ == "__main__":
    (ROOT / "requirements.lock").write_text(lock(), encoding="utf-8")
