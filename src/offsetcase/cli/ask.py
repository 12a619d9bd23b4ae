"""Asking one thing at a time on a plain terminal, or from lines that are piped in: no colors, nothing that moves."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import TypeVar

from offsetcase.model.language import ENGLISH, plain

Answer = TypeVar("Answer")
MISFIT = plain(ENGLISH, "init", "misfit", error="{error}")


class Stopped(Exception):
    """The person wants to go on later."""


class Ended(Exception):
    """The lines piped in are used up."""


class Back(Exception):
    """The person wants the question before."""


def say(text: str = "", indent: str = "") -> None:
    """Print a paragraph, wrapped to the terminal."""
    width = min(shutil.get_terminal_size((80, 24)).columns, 88)
    for line in text.split("\n"):
        print(textwrap.fill(line, max(width, 30), initial_indent=indent, subsequent_indent=indent) if line else "")


def choices(options: Sequence[tuple[str, str]]) -> None:
    """Print numbered choices."""
    width = len(str(len(options)))
    columns = max(min(shutil.get_terminal_size((80, 24)).columns, 88), 30)
    for number, (_, words) in enumerate(options, start=1):
        head = f"  {number:>{width}}. "
        print(textwrap.fill(words, columns, initial_indent=head, subsequent_indent=" " * len(head)))


def line(prompt: str) -> str:
    """One line from the person.

    Raises:
        Stopped: they typed q, or ended the input at a terminal.
        Back: they typed b.
        Ended: the lines piped in are used up.
    """
    terminal = sys.stdin is not None and sys.stdin.isatty()
    try:
        if terminal:
            text = input(prompt)
        else:
            sys.stdout.write(prompt)
            sys.stdout.flush()
            text = sys.stdin.readline() if sys.stdin is not None else ""
            sys.stdout.write("\n")
            if not text:
                raise EOFError
    except EOFError:
        raise (Stopped if terminal else Ended) from None
    except UnicodeDecodeError:
        return "\ufffd"
    text = "".join(c for c in text if c == "\t" or ord(c) >= 32).strip()
    if text.lower() in ("q", "quit", "exit"):
        raise Stopped
    if text.lower() in ("b", "back"):
        raise Back
    return text


def ask(
    prompt: str,
    default: str,
    take: Callable[[str], Answer],
    misfit: str = MISFIT,
) -> Answer | str | None:
    """Ask until the answer fits.

    Args:
        prompt: what stands before the cursor.
        default: what Enter means, or ``""``: then Enter skips.
        take: makes a value of the answer, or raises ``ValueError`` with words for the person.
        misfit: what is said then, with ``{error}`` in it.

    Returns:
        The value; ``""`` when Enter left things as they are; ``None`` when the person wants a blank (``-``).

    Raises:
        Stopped, Back, Ended: as ``line``.
    """
    while True:
        text = line(f"{prompt} [{default}]: " if default else f"{prompt}: ")
        if not text:
            return ""
        if text == "-":
            return None
        try:
            return take(text)
        except ValueError as error:
            say(misfit.format(error=error))


def choose(options: Sequence[tuple[str, str]], words: str = "") -> Callable[[str], str]:
    """What makes a value of a number or of a choice's own name; ``words`` say what to do where it is neither."""

    def take(text: str) -> str:
        if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= len(options):
            return options[int(text[:6]) - 1][0]
        for value, _ in options:
            if text.casefold() == value.casefold():
                return value
        raise ValueError(words or plain(ENGLISH, "init", "choose", count=len(options)))

    return take
