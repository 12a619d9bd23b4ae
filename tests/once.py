"""What a test run prepares, it prepares once: not once a worker, and not once a test."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from offsetcase import pipeline
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset import decisions, projection, quantities
from support import in_child

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


def _kept(folder: Path, what: object, make: Callable[[], Any]) -> Any:
    """What ``make`` returns, taken from the folder where this run has made it already of the same things.

    Args:
        folder: of the run, for all its workers.
        what: all that decides what is made, as its ``repr`` tells it.
        make: makes it anew.
    """
    told = repr(what)
    assert not re.search("<[^<>]* at 0x[0-9a-f]+>", told), (
        "something that is told by its place in memory, which may be another's later"
    )
    path = folder / hashlib.sha256(told.encode()).hexdigest()
    if not path.exists():
        made = make()
        handle, whole = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as stream:
            stream.write(pickle.dumps(made))
        Path(whole).replace(path)
    return pickle.loads(path.read_bytes())


def draw_once(folder: Path) -> None:
    """Let the commands of this process draw no page as PDF that the run has drawn already: the bytes are the first ones.

    That the same page gives the same bytes is tested by those who call ``html_to_pdf`` themselves, which draws each time.
    """
    from offsetcase.render.pdf import html_to_pdf, page_count, warm_fonts

    folder.mkdir(exist_ok=True)

    def apart(draw: Callable[..., Any], *given: Any) -> Any:
        """Drawn in a child: the boxes of a dozen pages take as much memory as all the rest of a worker."""
        try:
            warm_fonts()
            return in_child(lambda: draw(*given))
        except (AssertionError, OffsetcaseError):
            return draw(*given)  # which says what is wrong

    def kept(draw: Callable[..., Any], *given: Any) -> Any:
        return _kept(folder, (draw.__name__, *given), lambda: apart(draw, *given))

    def drawn(html: str, attachments: Sequence[Any] = (), pictures: Any = None) -> Any:
        return kept(html_to_pdf, html, tuple(attachments), pictures)

    for room, name, real, instead in (
        *((room, "html_to_pdf", html_to_pdf, drawn) for room in PATCHED),
        ("offsetcase.render.packet", "page_count", page_count, lambda html: kept(page_count, html)),
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
        return _kept(folder, given, lambda: real(*given))

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
