"""Write what the program brings along as a CycloneDX 1.5 list (JSON): name, version, license and hashes of each part.

The parts are those of requirements.lock, and in a second list those of the one-file page; names and licenses come from the installed packages' own metadata, hashes from the lock.
The fonts, which no package index knows, are listed with them. The same lock and packages give the same bytes.

    python tools/make_sbom.py build/sbom.json
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from runpy import run_path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "tools" / "page"
FONTS = ROOT / "templates" / "style" / "fonts"
LICENSE = "License :: "
# Where a package says its license neither as an expression nor as a class; read in the file beside it.
NOT_INSTALLED = "not installed here, license not read"


def locked(lock: Path = ROOT / "requirements.lock") -> dict[str, tuple[str, list[str]]]:
    """Version and hashes of each part of a lock, by its plain name."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if match := re.match(r"([\w.-]+)==([\w.]+)", line):
            found[match[1]] = (match[2], re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return found


def license_of(package: Distribution) -> str:
    """The license in the package's own words: its expression, else its classes, else the short text that it gives."""
    said = package.metadata
    if expression := said.get("License-Expression"):
        return str(expression)
    classes = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or () if one.startswith(LICENSE)]
    if classes:
        return " AND ".join(sorted(set(classes)))
    return (said.get("License") or "").strip().splitlines()[0] if (said.get("License") or "").strip() else ""


def component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    """One part of the lock."""
    try:
        package = distribution(name)
        words = license_of(package) if package.version == version else NOT_INSTALLED
    except PackageNotFoundError:
        words = NOT_INSTALLED
    key = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": key,
        "name": name,
        "version": version,
        "purl": key,
        "licenses": [{"license": {"name": words or "none named by the package"}}],
        "hashes": [{"alg": "SHA-256", "content": one} for one in hashes],
    }


def fonts() -> list[dict[str, Any]]:
    """The font files that travel in the package."""
    return [
        {
            "type": "file",
            "bom-ref": f"font:{path.name}",
            "name": path.name,
            "licenses": [{"license": {"id": "OFL-1.1"}}],
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
        }
        for path in sorted(FONTS.glob("*.ttf"))
    ]


def program() -> list[dict[str, Any]]:
    """The parts of the program as it is installed."""
    return [component(name, version, hashes) for name, (version, hashes) in locked().items()] + fonts()


def page() -> list[dict[str, Any]]:
    """The parts of the one-file page: the wheels of page.lock, Pyodide by npm's lock, and the fonts."""
    node = json.loads((PAGE / "package-lock.json").read_text(encoding="utf-8"))["packages"]["node_modules/pyodide"]
    content = base64.b64decode(node["integrity"].removeprefix("sha512-")).hex()
    runtime = {
        "type": "library",
        "bom-ref": f"pkg:npm/pyodide@{node['version']}",
        "name": "pyodide",
        "version": node["version"],
        "purl": f"pkg:npm/pyodide@{node['version']}",
        "description": "CPython and its standard library (PSF-2.0) stand in it.",
        "licenses": [{"license": {"name": node["license"]}}],
        "hashes": [{"alg": "SHA-512", "content": content}],
    }
    lock = locked(PAGE / "page.lock")
    return [component(name, version, hashes) for name, (version, hashes) in lock.items()] + [runtime, *fonts()]


def sbom(of: Callable[[], list[dict[str, Any]]] = program) -> dict[str, Any]:
    """The whole list, of the program or of the page."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = of()
    # No clock and no chance: the number follows from what is listed.
    version = run_path(str(ROOT / "tools" / "fold_changelog.py"))["version"]()
    number = uuid5(NAMESPACE_URL, json.dumps(parts, sort_keys=True) + version)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": version,
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": parts,
    }


def write(target: Path, made: dict[str, Any]) -> None:
    """Write a list, and name what could not be told."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    unread = [one["name"] for one in made["components"] if one["licenses"][0]["license"].get("name") == NOT_INSTALLED]
    print(
        f"{target}: {len(made['components'])} parts." + (f" Not installed here: {', '.join(unread)}." if unread else "")
    )


def main(target: Path) -> int:
    """Write both lists: the program's, and the page's beside it."""
    write(target, sbom())
    write(target.with_stem(f"{target.stem}-page"), sbom(page))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "sbom.json")))
