"""What a test run prepares, it prepares once: not once a worker, and not once a test."""

from __future__ import annotations

import hashlib
import json
import pickle
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from drawing import DRAWER, put
from offsetcase import pipeline
from offsetcase.offset import decisions, projection, quantities

# What the model keeps of each form of a case: of hundreds it is nobody's afterwards.
MODELS = (quantities.model, quantities._whole, quantities.spending, projection._function, decisions.decisions)

# The rooms that draw the pages of commands; each takes the function under this name.
PATCHED = ("offsetcase.render.printed", "offsetcase.render.plan_request")


def once(folder: Path, name: str, make: Callable[[], Any]) -> Any:
    """What ``make`` returns, as JSON holds it; the first who asks makes it, and everybody else of the run waits for that."""
    from fcntl import LOCK_EX, flock

    found = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not found.exists():
            found.write_text(json.dumps(make()), encoding="utf-8")
    return json.loads(found.read_text(encoding="utf-8"))


def _place(folder: Path, what: object) -> Path:
    """Where the run keeps what is made of these things.

    Args:
        folder: of the run, for all its workers.
        what: all that decides what is made, as its ``repr`` tells it.
    """
    told = repr(what)
    assert not re.search("<[^<>]* at 0x[0-9a-f]+>", told), (
        "something that is told by its place in memory, which may be another's later"
    )
    return folder / hashlib.sha256(told.encode()).hexdigest()


def drawn(folder: Path, draw: Callable[..., Any], *given: Any) -> Any:
    """What a function of ``render.pdf`` returns, as this run has drawn it already, or as the process beside this one draws it."""
    path = _place(folder, (draw.__name__, *given))
    if path.exists() or DRAWER.draw(draw.__name__, given, path):
        return pickle.loads(path.read_bytes())
    return draw(*given)  # which says what is wrong


def draw_once(folder: Path) -> None:
    """Let the commands of this process draw no page as PDF that the run has drawn already: the bytes are the first ones.

    That the same page gives the same bytes is tested by those who call ``html_to_pdf`` themselves, which draws each time.
    """
    from offsetcase.render.pdf import html_to_pdf, page_count

    folder.mkdir(exist_ok=True)

    def pages(html: str, attachments: Sequence[Any] = (), pictures: Any = None) -> Any:
        return drawn(folder, html_to_pdf, html, tuple(attachments), pictures)

    for room, name, real, instead in (
        *((room, "html_to_pdf", html_to_pdf, pages) for room in PATCHED),
        ("offsetcase.render.packet", "page_count", page_count, lambda html: drawn(folder, page_count, html)),
    ):
        module = import_module(room)
        assert getattr(module, name) is real, f"{room} draws in another way now: every test would draw its own pages"
        setattr(module, name, instead)


def know_characters() -> bool:
    """Let hypothesis sort all characters and leave the table in its folder: in a tree where nothing ran yet that takes 200 MB."""
    from hypothesis import given, settings
    from hypothesis import strategies as st

    @settings(max_examples=1, database=None)
    @given(st.text())
    def any_text(text: str) -> None:
        pass

    any_text()
    return True


@contextmanager
def simulate_once(folder: Path) -> Iterator[None]:
    """Let a case whose draws this run has made already have the same ones: they are a third of a letter's time."""
    real = pipeline.simulate
    folder.mkdir(exist_ok=True)

    def simulate(*given: Any) -> Any:
        path = _place(folder, given)
        if not path.exists():
            put(real(*given), path)
        return pickle.loads(path.read_bytes())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "simulate", simulate)
        yield


@contextmanager
def blank_pages() -> Iterator[None]:
    """Have every PDF be the same one of a blank page, for who asks what a command says: the drawing is most of its time."""
    from offsetcase.render.pdf import html_to_pdf

    blank = html_to_pdf("<p></p>")
    with pytest.MonkeyPatch.context() as patch:
        for room in PATCHED:
            patch.setattr(import_module(room), "html_to_pdf", lambda *_: blank)
        patch.setattr("offsetcase.render.packet.page_count", lambda _: 1)
        yield
