"""Files written whole or not at all: a temporary file beside the target, then one rename."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

# How the name of a file begins that is not whole yet.
TEMPORARY = ".offsetcase-part-"


def check_target(path: Path, *, force: bool, inputs: tuple[Path, ...]) -> None:
    """Make sure that a file may be written, before any work is done.

    Raises:
        OffsetcaseError: it exists and ``force`` is not set, it is an input, or a folder (status 2); its folder is
            missing or can't be written (status 7).
    """
    if path.is_dir():
        raise OffsetcaseError(
            Problem("E-OUTPUT", "this is a folder.", "name a file:  --output letter.pdf", str(path)),
            ExitCode.USAGE,
        )
    if path.exists() and not path.is_file():
        # A device or a pipe would be replaced by the file, for everybody.
        raise OffsetcaseError(
            Problem("E-OUTPUT", "this is no ordinary file.", "name a file:  --output letter.pdf", str(path)),
            ExitCode.USAGE,
        )
    for own in inputs:
        if path.exists() and own.exists() and path.samefile(own):
            raise OffsetcaseError(
                Problem(
                    "E-OUTPUT",
                    "this is one of the input files, which are only ever read.",
                    "choose another name.",
                    str(path),
                ),
                ExitCode.USAGE,
            )
    if path.is_symlink() or (path.exists() and not force):
        raise OffsetcaseError(
            Problem(
                "E-EXISTS",
                "this file exists already.",
                "choose another name with --output, or add --force to replace it.",
                str(path),
            ),
            ExitCode.USAGE,
        )
    if not path.parent.is_dir():
        raise OffsetcaseError(
            Problem(
                "E-WRITE",
                "the folder for the letter does not exist.",
                "create it first, or choose another with --output.",
                str(path.parent),
            ),
            ExitCode.CANNOT_WRITE,
        )
    if not os.access(path.parent, os.W_OK):
        raise _cannot(path, "the folder can't be written")


def make_folder(folder: Path, *, force: bool, remedy: str = "name a new folder, or add --force.") -> None:
    """Make a folder for several files, or take an empty one; one that holds files needs ``force``.

    Raises:
        OffsetcaseError: it holds files (status 2), or it can't be made (status 7).
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OffsetcaseError(
            Problem("E-OUTPUT", "this is no folder.", "name a new folder.", str(folder)), ExitCode.USAGE
        )
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise OffsetcaseError(
            Problem("E-EXISTS", "this folder holds files already.", remedy, str(folder)),
            ExitCode.USAGE,
        )
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _cannot(folder, error.strerror or "unknown reason") from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is either there whole or not there, readable by its owner alone.

    Raises:
        OffsetcaseError: it can't be written (status 7); nothing half-written stays.
    """
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)  # noqa: PTH105 - the atomic call itself
        temporary = ""
    except OSError as error:
        raise _cannot(path, error.strerror or "unknown reason") from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _cannot(path: Path, why: str) -> OffsetcaseError:
    return OffsetcaseError(
        Problem(
            "E-WRITE",
            f"the file can't be written ({why}).",
            "check the folder's permissions and the free space, or use --output.",
            str(path),
        ),
        ExitCode.CANNOT_WRITE,
    )
