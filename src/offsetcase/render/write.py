"""Files written whole or not at all: a temporary file beside the target, then one rename."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, usage_error

# How the name of a file begins that is not whole yet.
TEMPORARY = ".offsetcase-part-"
NEW_FOLDER = "name a new folder, or add --force."


def check_target(path: Path, *, force: bool, inputs: tuple[Path, ...]) -> None:
    """Make sure that a file may be written, before any work is done.

    Raises:
        OffsetcaseError: it exists and ``force`` is not set, it is an input, or a folder (status 2); its folder is
            missing or can't be written (status 7).
    """
    if path.is_dir():
        raise usage_error("E-OUTPUT", "this is a folder.", "name a file:  --output letter.pdf", str(path))
    if path.exists() and not path.is_file():
        # A device or a pipe would be replaced by the file, for everybody.
        raise usage_error("E-OUTPUT", "this is not an ordinary file.", "name a file:  --output letter.pdf", str(path))
    for own in inputs:
        if path.exists() and own.exists() and path.samefile(own):
            raise usage_error(
                "E-OUTPUT",
                "this is one of the input files, which are only ever read.",
                "choose another name.",
                str(path),
            )
    if path.is_symlink() or (path.exists() and not force):
        raise _exists(path)
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


def check_folder(folder: Path, *, force: bool, remedy: str = NEW_FOLDER) -> None:
    """Make sure that several files may be written into a folder, before any work is done; nothing is made yet.

    Args:
        folder: it may be missing, but not the one above it.
        force: it may hold files.
        remedy: what to do where it holds files.

    Raises:
        OffsetcaseError: it is not a folder or holds files (status 2), or it can't be made or written to (status 7).
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise usage_error("E-OUTPUT", "this is not a folder.", "name a new folder.", str(folder))
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise usage_error("E-EXISTS", "this folder holds files already.", remedy, str(folder))
    if not folder.is_dir() and not folder.parent.is_dir():
        raise OffsetcaseError(
            Problem(
                "E-WRITE",
                "the folder above it does not exist.",
                "create it first, or choose another with --output.",
                str(folder.parent),
            ),
            ExitCode.CANNOT_WRITE,
        )
    if not os.access(folder if folder.is_dir() else folder.parent, os.W_OK):
        raise _cannot(folder, "the folder can't be written")


def make_folder(folder: Path, *, force: bool, remedy: str = NEW_FOLDER) -> None:
    """Make a folder for several files, or take an empty one; one that holds files needs ``force``.

    Raises:
        OffsetcaseError: as ``check_folder``, or it can't be made (status 7).
    """
    check_folder(folder, force=force, remedy=remedy)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _cannot(folder, error.strerror or "unknown reason") from None


def write_together(folder: Path, files: Mapping[str, bytes], *, force: bool, replace: bool | None = None) -> list[Path]:
    """Write several files into a folder, all of them or none: what is new is taken back when one can't be written.

    Args:
        folder: made where it is missing.
        files: the data by name; a name may lie in folders of its own.
        force: the folder may hold files.
        replace: those of the same names are replaced; as ``force`` where it isn't said.

    Returns:
        The paths written.

    Raises:
        OffsetcaseError: as ``make_folder`` and ``write_whole``.
    """
    new: list[Path] = []
    paths = [folder / name for name in files]
    folders = dict.fromkeys(
        [folder, *(one for path in paths for one in reversed(path.parents) if one.is_relative_to(folder))]
    )
    done = False
    try:
        for one in folders:
            if not one.is_dir():
                new.append(one)
            make_folder(one, force=force or one != folder)
        for path, data in zip(paths, files.values(), strict=True):
            if not path.exists():
                new.append(path)
            try:
                write_whole(path, data, replace=force if replace is None else replace)
            except OffsetcaseError:
                # Nothing of ours is there; what is there is another run's, which came first.
                new = [one for one in new if one != path]
                raise
        done = True
    finally:
        if not done:
            take_back(new)
    return paths


@contextlib.contextmanager
def unproved(folder: Path, files: Mapping[str, bytes]) -> Iterator[list[Path]]:
    """Files under a hidden name while they are proved; they get their own names at the end, or are gone.

    Whatever ends the program in between, nothing that was not proved has its final name.

    Args:
        folder: new or empty, as ``check_folder`` saw it.
        files: the data by name, without folders.

    Yields:
        The hidden paths, to be looked at; an error raised meanwhile takes them away.

    Raises:
        OffsetcaseError: they can't be written (status 7).
    """
    new = not folder.is_dir()
    hidden = (folder.parent if new else folder) / f"{TEMPORARY}{secrets.token_hex(8)}"
    made = [hidden]
    try:
        made += write_together(hidden, files, force=False)
        yield made[1:]
        try:
            if new:
                hidden.rename(folder)
            else:
                for path in made[1:]:
                    path.rename(folder / path.name)
                hidden.rmdir()
        except OSError as error:
            raise _cannot(folder, error.strerror or "unknown reason") from None
        _sync_folder(folder)
    finally:
        take_back(made)


def take_back(made: Sequence[Path]) -> None:
    """Remove files and folders that were made, the last first; a folder only where nothing else lies in it."""
    for path in reversed(made):
        with contextlib.suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes | Iterable[bytes], *, replace: bool = True) -> None:
    """Write a file so that it is either there whole or not there, readable by its owner alone.

    Where the system can, the file has no name until all of it is on the disk: a crash leaves nothing behind.

    Args:
        path: its name.
        data: what it holds.
        replace: a file that is there is replaced. Without, it stays, even where it came there after ``check_target`` had looked:
            of two builds at once to one name the first to end has it.

    Raises:
        OffsetcaseError: it can't be written (status 7) or is there already (status 2); nothing half-written stays.
    """
    temporary = path.parent / f"{TEMPORARY}{secrets.token_hex(8)}"
    placed = False
    try:
        handle = _open_unnamed(path.parent)
        named = handle is None
        if handle is None:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines([data] if isinstance(data, bytes) else data)
            stream.flush()
            os.fsync(stream.fileno())
            if not named:
                try:
                    _give_name(handle, path)
                    placed = True
                except FileExistsError:
                    if not replace:
                        raise
                    _give_name(handle, temporary)
        if not placed and replace:
            # The name of an existing file is taken over in one step; a symbolic link is replaced, never followed.
            os.replace(temporary, path)  # noqa: PTH105 - the atomic call itself
        elif not placed:
            _take_free_name(temporary, path)
        _sync_folder(path.parent)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise _cannot(path, error.strerror or "unknown reason") from None
    finally:
        temporary.unlink(missing_ok=True)


def _give_name(handle: int, path: Path) -> None:
    """Name a file that has none. With a folder's number Python asks the system to follow the link in /proc to the file itself."""
    os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=handle, follow_symlinks=True)


def _take_free_name(temporary: Path, path: Path) -> None:
    """Give a whole file its name where nothing has that name yet.

    Raises:
        FileExistsError: something has it.
    """
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # A disk without second names for a file (FAT, some network drives): the free name is taken first, empty.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(temporary, path)  # noqa: PTH105 - the atomic call itself


def _open_unnamed(folder: Path) -> int | None:
    """A file without a name in that folder, or ``None`` where the system has none such."""
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600)
    except OSError:
        return None


def _sync_folder(folder: Path) -> None:
    """Bring the folder's new entry to the disk, where folders can be opened."""
    if hasattr(os, "O_DIRECTORY"):
        # Some file systems sync no folders, and a folder may be writable but not readable; the file itself is there.
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _exists(path: Path) -> OffsetcaseError:
    remedy = "choose another name with --output, or add --force to replace it."
    return usage_error("E-EXISTS", "this file exists already.", remedy, str(path))


def _cannot(path: Path, why: str) -> OffsetcaseError:
    return OffsetcaseError(
        Problem(
            "E-WRITE",
            f"the file can't be written ({why}).",
            "check the folder's permissions and the free space, or choose another folder.",
            str(path),
        ),
        ExitCode.CANNOT_WRITE,
    )
