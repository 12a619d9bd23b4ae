"""A person's work as one zip, out of the page and back into it: the same files that the command reads."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from offsetcase.case.settings import load_case
from offsetcase.model.places import samples_root
from offsetcase.model.problem import OffsetcaseError, input_error
from offsetcase.page.folder import OWN, ActionArguments, Folder
from offsetcase.read.rules import load_rules
from offsetcase.render.write import write_whole

# What a saved zip may hold: files, and bytes in all when unpacked.
MOST_FILES = 60
MOST_BYTES = 200 * 1024 * 1024
# Two case files of one folder give the same zip.
_DAY = (1980, 1, 1, 0, 0, 0)


def save(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """The zip with the case and rules file, and with the files named, as base64."""
    names = [*OWN, *said.texts("files")]
    out = io.BytesIO()
    held = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in dict.fromkeys(names):
            path = folder.path / name
            if path.is_file():
                entry = zipfile.ZipInfo(name, _DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(entry, path.read_bytes())
                held.append(name)
    return {"zip": base64.b64encode(out.getvalue()).decode("ascii"), "held": held}


def open_saved(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """Take a saved zip back: its files go into the folder, and to the page to be kept.

    Raises:
        OffsetcaseError: it isn't such a zip, or what it holds can't be used (status 4); the folder is as before.
    """
    path = folder.path / said.text("zip")
    try:
        files = _unpacked(path.read_bytes())
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, OSError, zlib.error):
        files = {}
    finally:
        path.unlink(missing_ok=True)
    if not any(name in files for name in OWN) and not said.yes("any"):
        text = "this is not a file that this page has saved, or it is damaged."
        raise input_error("E-ZIP", text, "choose the zip that the button “Save my work” gave you.", said.text("zip"))
    before = {name: (folder.path / name).read_bytes() for name in OWN if (folder.path / name).is_file()}
    try:
        _put(folder, OWN, files)
        case = load_case(folder.case_path if OWN[0] in files else None)
        load_rules(folder.rules_path if OWN[1] in files else None)
    except OffsetcaseError:
        _put(folder, files, before)
        raise
    papers = [name for name in case.papers.files if name in files]
    return _held(files, papers)


def _put(folder: Folder, out: Iterable[str], files: Mapping[str, bytes]) -> None:
    for name in out:
        (folder.path / name).unlink(missing_ok=True)
    for name, data in files.items():
        write_whole(folder.path / name, data)


def _held(files: dict[str, bytes], papers: list[str]) -> dict[str, Any]:
    return {
        "claims": [name for name in files if name not in OWN and name not in papers],
        "papers": papers,
        "files": {name: base64.b64encode(data).decode("ascii") for name, data in files.items() if name not in OWN},
    }


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The zip's files by their bare names; folders of it are left out, and so is what a name would put elsewhere.

    Raises:
        ValueError: it holds more than a saved case can.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        entries = [one for one in held.infolist() if not one.is_dir()]
        if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
            raise ValueError
        files = {}
        for one in entries:
            name = one.filename.replace("\\", "/").rpartition("/")[2]
            if name and not name.startswith("."):
                with held.open(one) as stream:
                    files[name] = stream.read(one.file_size + 1)
        return files


def sample(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """Lay an invented case into the folder, to look around in."""
    files = {
        path.name: path.read_bytes()
        for path in sorted((samples_root() / "conditional").iterdir())
        if path.suffix in (".csv", ".toml")
    }
    for name, data in files.items():
        write_whole(folder.path / name, data)
    return _held(files, [])
