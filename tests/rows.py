"""A table of cases in one test, for rows that cost next to nothing."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

# What pytest makes of a row with a name of its own; it has no public name.
_NAMED = type(pytest.param())


def each_row(
    names: str | Sequence[str],
    rows: Iterable[Any] | Callable[[], Iterable[Any]],
    ids: Callable[[Any], object] | Iterable[object] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """One test of a table: every row is tried, and each that fails is named with what is wrong with it.

    Written like ``pytest.mark.parametrize``, for rows that cost next to nothing: a worker keeps some 5 KB for every test that it
    collects. ``tmp_path`` is a folder of the row's own, and what a row patches is put back before the next.

    Args:
        names: the arguments that a row fills.
        rows: the table, or what makes it when the test runs.
        ids: what a row is called in the message; by itself it is called what it holds.
    """
    asked = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    table = rows if callable(rows) else list(rows)
    called = None if ids is None or callable(ids) else [str(one) for one in ids]

    def named(number: int, row: Any, values: Sequence[Any]) -> str:
        if isinstance(row, _NAMED) and row.id:
            return str(row.id)
        if called is not None:
            return called[number]
        return ", ".join(str(ids(one)) if callable(ids) else repr(one) for one in values)[:300]

    def decorate(check: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(check)
        def test(**given: Any) -> None:
            wrong: dict[str, BaseException] = {}
            number = -1
            for number, row in enumerate(table() if callable(table) else table):
                values = row.values if isinstance(row, _NAMED) else row if len(asked) > 1 else (row,)
                own = dict(zip(asked, values, strict=True))
                if "tmp_path" in given:
                    own["tmp_path"] = given["tmp_path"] / str(number)
                    own["tmp_path"].mkdir()
                with pytest.MonkeyPatch.context() as patch:
                    if "monkeypatch" in given:
                        own["monkeypatch"] = patch
                    try:
                        check(**{**given, **own})
                    except (Exception, pytest.fail.Exception) as error:
                        wrong[f"{number + 1}. {named(number, row, values)}"] = error
            assert number >= 0, "the table holds no row"
            if wrong:
                told = "\n".join(f"{name}: {type(error).__name__}: {error}" for name, error in wrong.items())
                raise AssertionError(f"{len(wrong)} of {number + 1} rows:\n{told}") from next(iter(wrong.values()))

        signature = inspect.signature(check)
        left = [one for name, one in signature.parameters.items() if name not in asked]
        test.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return test

    return decorate
