"""Make the one-file page: build/offsetcase.html, with Pyodide, the pinned wheels, this package and the page's own parts inside.

Needs node and npm (tools/setup.sh page) and the package registries, or what an earlier run left in .tools/page. The same checkout
and tools give the same bytes; what Pyodide compiled is kept for the next time (``--anew`` compiles again). ``--dev`` installs what
tests need, too.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from runpy import run_path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / "tools" / "page"
STATIC = ROOT / "src" / "offsetcase" / "page" / "static"
WORK = ROOT / ".tools" / "page"
PYODIDE = TOOLS / "node_modules" / "pyodide"
TARGET = ROOT / "build" / "offsetcase.html"
MOST_BYTES = 25_000_000
BROWSER = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14")
# Where the registry has no wheel for the browser, the Python part of this one is taken and its compiled part left out.
ELSEWHERE = {"markupsafe": ("--platform", "manylinux2014_x86_64", "--python-version", "3.14")}
# Never needed on the page: the command itself, what only prints PDF and Word, the page's parts, which stand beside Python.
LEFT_OUT = (
    "offsetcase/cli/",
    "offsetcase/batch/",
    "offsetcase/page/static/",
    "jinja2/testsuite",
    "pydantic/v1/",
    "pydantic/mypy.py",
)
DAY = (1980, 1, 1, 0, 0, 0)


def run(*command: str | Path, **options: object) -> None:
    """Run a tool; its own words are shown only where it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")


def locked() -> dict[str, str]:
    """Version by name, from page.lock; every one is that of constraints.txt."""
    lock = dict(re.findall(r"^([\w-]+)==([\w.]+)", (TOOLS / "page.lock").read_text(encoding="utf-8"), re.MULTILINE))
    known = {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in re.findall(
            r"^([\w.-]+)==([\w.]+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    wrong = {name for name, version in lock.items() if known.get(name) != version}
    if wrong:
        raise SystemExit(f"page.lock has other versions than constraints.txt: {', '.join(sorted(wrong))}")
    return lock


def wheels() -> list[Path]:
    """The locked wheels, downloaded once and held against their hashes each time."""
    folder = WORK / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    lines = (TOOLS / "page.lock").read_text(encoding="utf-8").splitlines()
    hashes = {line.rpartition("sha256:")[2] for line in lines if "sha256:" in line}
    have = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.glob("*.whl")}
    if not hashes <= set(have):
        pip = (
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "--only-binary=:all:",
            "--dest",
            folder,
        )
        for elsewhere, options in ((False, BROWSER), *((name, options) for name, options in ELSEWHERE.items())):
            chosen = [
                one
                for one in lines
                if (one.startswith(f"{elsewhere}==") if elsewhere else one.partition("==")[0] not in ELSEWHERE)
            ]
            part = WORK / "part.lock"
            part.write_text("\n".join(chosen), encoding="utf-8")
            run(*pip, *options, "-r", part)
        have = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.glob("*.whl")}
    if missing := hashes - set(have):
        raise SystemExit(f"no wheel with these hashes was found: {', '.join(sorted(missing))}")
    return sorted(have[one] for one in hashes)


def own_wheel() -> Path:
    """This package's own wheel, as pip makes it."""
    folder = WORK / "own"
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": "315532800"})  # fmt: skip
    return next(folder.glob("*.whl"))


def site() -> bytes:
    """Every package as one zip of bytecode and data."""
    every = [*wheels(), own_wheel()]
    made_from = [*every, Path(__file__), TOOLS / "compile.mjs", TOOLS / "package-lock.json"]
    key = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in made_from)).hexdigest()
    kept = WORK / f"site-{key[:24]}.zip"
    if kept.is_file() and "--anew" not in sys.argv:
        return kept.read_bytes()
    folder = WORK / "site"
    shutil.rmtree(folder, ignore_errors=True)
    for wheel in every:
        native = "manylinux" in wheel.name
        with zipfile.ZipFile(wheel) as held:
            for name in held.namelist():
                plain = ".dist-info/" in name and not re.search(r"(?i)licen[sc]e|copying|notice", name)
                if (
                    plain
                    or name.endswith("/")
                    or (native and name.endswith((".so", ".c")))
                    or name.startswith(LEFT_OUT)
                ):
                    continue
                if name.endswith((".pyi", "py.typed")):
                    continue
                held.extract(name, folder)
    run("node", TOOLS / "compile.mjs", folder, cwd=TOOLS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, path.read_bytes())
    for old in WORK.glob("site-*.zip"):
        old.unlink()
    kept.write_bytes(out.getvalue())
    return out.getvalue()


def replaced(text: str, what: str, by: str, times: int = 1) -> str:
    """Text with a piece replaced that must stand there so many times, or the trick no longer fits this Pyodide."""
    if text.count(what) != times:
        raise SystemExit(f"Pyodide's files have changed: {what!r} stands {text.count(what)} times, not {times}")
    return text.replace(what, by)


def worker() -> str:
    """The worker's script: Pyodide's two modules as plain script, then ours.

    Chromium takes no module worker from a file, and Pyodide no classic one; so its modules are made plain, and it is told that
    nothing can be imported.
    """
    asm = (PYODIDE / "pyodide.asm.mjs").read_text(encoding="utf-8")
    asm = replaced(asm, "export default _createPyodideModule", "const createPyodideModule = _createPyodideModule")
    asm = asm.replace("import.meta.url", "self.location.href")
    loader = (PYODIDE / "pyodide.mjs").read_text(encoding="utf-8").partition("//# sourceMappingURL")[0]
    found = re.findall(r"export\{(\w+) as loadPyodide,\w+ as version\};", loader)
    if len(found) != 1:
        raise SystemExit("Pyodide's loader has changed its exports")
    loader = re.sub(r"export\{\w+ as loadPyodide,\w+ as version\};", f"const loadPyodide = {found[0]};", loader)
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    boot = (
        (STATIC / "boot.js")
        .read_text(encoding="utf-8")
        .replace("__LOCK__", json.dumps(json.dumps({"info": lock, "packages": {}})))
    )
    return f"self.importScripts = undefined;\n{asm}\n{loader}\n{boot}"


def packed(data: bytes) -> str:
    """Bytes as the page holds them: gzip in base64."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


def digest(data: bytes) -> str:
    """As a content security policy names a script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode('ascii')}'"


def words() -> dict[str, object]:
    """Every word of the page's own."""
    return tomllib.loads((STATIC / "words.toml").read_text(encoding="utf-8"))


def scripts() -> list[Path]:
    """The page's scripts in order: what all use, one file for each screen or what some share, and the way through them."""
    first, last = STATIC / "dom.js", STATIC / "app.js"
    return [first, *sorted(set(STATIC.glob("*.js")) - {first, last, STATIC / "boot.js"}), last]


def page(parts: dict[str, str]) -> str:
    """The file's text."""
    version = run_path(str(ROOT / "tools" / "fold_changelog.py"))["version"]()
    contents = hashlib.sha256("\n".join(f"{name} {text}" for name, text in sorted(parts.items())).encode()).hexdigest()
    about = {"version": version, "contents": contents, "words": words()}
    script = "\n".join(path.read_text(encoding="utf-8") for path in scripts())
    said = json.dumps(about, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    script = f"'use strict';\n(() => {{\nconst ABOUT = {said};\n{script}\n}})();\n"
    if "</script" in script.lower():
        raise SystemExit("the page's script may not hold a closing tag")
    policy = (
        f"default-src 'none'; script-src {digest(script.encode())} 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'; "
        "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-src 'self'; form-action 'none'; base-uri 'none'"
    )
    held = "\n".join(f'<script type="text/plain" id="part-{name}">{text}</script>' for name, text in parts.items())
    text = (STATIC / "page.html").read_text(encoding="utf-8")
    for name, value in {
        "__POLICY__": policy,
        "__STYLE__": (STATIC / "page.css").read_text(encoding="utf-8"),
        "__VERSION__": version,
        "__CONTENTS__": contents,
        "__FIRST__": str(words()["first"]),  # type: ignore[call-overload]
        "__PARTS__": held,
        "__SCRIPT__": script,
    }.items():
        if name not in text:
            raise SystemExit(f"page.html has no place for {name}")
        text = text.replace(name, value)
    return text


def main() -> None:
    """Build the file and say what it is."""
    locked()
    run(
        "npm", "ci", "--silent", *(() if "--dev" in sys.argv else ("--omit=dev",)), cwd=TOOLS
    ) if not _installed() else None
    parts = {
        "worker": packed(worker().encode("utf-8")),
        "runtime": packed((PYODIDE / "pyodide.asm.wasm").read_bytes()),
        "library": base64.b64encode((PYODIDE / "python_stdlib.zip").read_bytes()).decode("ascii"),
        "site": base64.b64encode(site()).decode("ascii"),
    }
    data = page(parts).encode("utf-8")
    if len(data) > MOST_BYTES:
        raise SystemExit(f"the page has {len(data):,} bytes, more than {MOST_BYTES:,}")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(data)
    mark = hashlib.sha256(data).hexdigest()
    TARGET.with_suffix(".html.sha256").write_text(f"{mark}  {TARGET.name}\n", encoding="utf-8")
    sizes = ", ".join(f"{name} {len(text) / 1e6:.1f}" for name, text in parts.items())
    print(f"{TARGET.relative_to(ROOT)}: {len(data) / 1e6:.1f} MB ({sizes})\nSHA-256 {mark}")


def _installed() -> bool:
    """Whether node_modules is what the lock says, with what only the tests need where that is asked for."""
    lock = TOOLS / "package-lock.json"
    stamp = TOOLS / "node_modules" / ".package-lock.json"
    needed = ["pyodide", *(("puppeteer-core", "axe-core") if "--dev" in sys.argv else ())]
    return (
        stamp.is_file()
        and stamp.stat().st_mtime >= lock.stat().st_mtime
        and all((TOOLS / "node_modules" / one).is_dir() for one in needed)
    )


if __name__ == "__main__":
    main()
