"""One place where everything that goes wrong becomes words on stderr and an exit status."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from offsetcase.model.problem import OffsetcaseError

# As in model.problem.ExitCode, which is imported only where something went wrong: help has to come at once.
NO_MEMORY = (
    "There was not enough memory for these files. Nothing was written.\n"
    "  What to do: close other programs, or split the claims by year and name the parts.\n"
    "  (E-MEMORY)\n"
)
DONE, BUG, USAGE, CANNOT_WRITE, STOPPED = 0, 1, 2, 7, 130


def run(app: Callable[..., object]) -> int:
    """Run the application and return its exit status."""
    from typer.exceptions import Abort, Exit, TyperException

    from offsetcase.model.limits import leave_no_core

    leave_no_core()
    try:
        result = app(standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # what can't be written is said here, and not by Python at the very end
        return int(result) if isinstance(result, int) else DONE
    except _own() as error:
        _trace(error)
        show(error)
        return int(error.exit_code)
    except Exit as error:
        return int(error.exit_code)
    except Abort:
        sys.stderr.write("Stopped.\n")
        return STOPPED
    except TyperException as error:
        from offsetcase.cli.typed import typed

        _trace(error)
        show(typed(error))
        return USAGE
    except (BrokenPipeError, SystemExit) as error:
        if isinstance(error, SystemExit) and not error.code:
            return DONE  # the script for completion ends so
        # The libraries turn a broken pipe into an exit of their own.
        # The reader of our output went away; nothing is left to say, and nothing may be said at exit either.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CANNOT_WRITE
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return STOPPED
    except MemoryError:
        sys.stderr.write(NO_MEMORY)
        return BUG
    except OSError as error:
        return _system(error)
    except Exception as error:
        sys.stderr.write(unexpected(error))
        return BUG


_NO_NAME = (errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES, errno.EPERM)


def _system(error: OSError) -> int:
    """What the system refuses: a name that it can't look up, our own output, or a folder that is gone; all else is a fault of ours."""
    from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, usage_error

    if error.filename is not None and error.errno in _NO_NAME:
        # To ask whether there is such a file fails already, wherever it is asked.
        text = f"the system can't look for this file ({error.strerror})."
        remedy = "check the name, and that you may open each folder in it."
        show(usage_error("E-FILE", text, remedy, str(error.filename)))
        return USAGE
    if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ENOENT):
        sys.stderr.write(unexpected(error))
        return BUG
    if error.errno == errno.ENOENT:
        problem = Problem("E-WRITE", "the folder you are in doesn't exist any more.", "go to another one:  cd ~")
    else:
        # What waits to be written would be refused once more at the end.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        text = f"what the command prints can't be written ({error.strerror})."
        problem = Problem("E-WRITE", text, "make room on the disk, or print to another place.")
    _trace(error)
    show(OffsetcaseError(problem, ExitCode.CANNOT_WRITE))
    return CANNOT_WRITE


def _own() -> type[OffsetcaseError]:
    from offsetcase.model.problem import OffsetcaseError

    return OffsetcaseError


def show(error: OffsetcaseError) -> None:
    """Print every problem: what, where, and what to do next."""
    for problem in error.problems:
        sys.stderr.write(f"{safe(str(problem))}\n")


def debugging() -> bool:
    """Whether a developer asked for tracebacks."""
    return os.environ.get("OFFSETCASE_DEBUG", "") not in ("", "0")


def _trace(error: BaseException) -> None:
    """The traceback, for a developer who asked for it."""
    if debugging():
        import traceback

        traceback.print_exception(error)


def safe(text: str) -> str:
    """Text without control characters, which could change what a terminal shows."""
    from offsetcase.model.text import visible

    return visible(text)


def unexpected(error: BaseException) -> str:
    """How to report a fault of the program: where it happened, and nothing of the user's data.

    With ``OFFSETCASE_DEBUG=1`` in the environment the whole traceback stands above it, for whoever mends it.
    """
    import traceback

    whole = "".join(traceback.format_exception(error)) if debugging() else ""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "offsetcase" in frame.filename] or list(frames)
    places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in own[-4:])
    return (
        f"{whole}Something went wrong that is this program's fault, not yours. Nothing was sent anywhere.\n"
        f"  What to do: please report these words, without your claims:  {type(error).__name__} at {places}\n"
        "  (E-BUG)\n"
    )
