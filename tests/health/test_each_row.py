"""A table in one test: no row is passed over, and all that fail are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from rows import each_row


def test_every_row_that_fails_is_named_with_what_is_wrong() -> None:
    tried = []

    @each_row("word, length", [("one", 3), ("three", 4), pytest.param("four", 0, id="the fourth"), ("five", 4)])
    def table(word: str, length: int) -> None:
        tried.append(word)
        assert len(word) == length
        if word == "five":
            pytest.fail("no fives")

    with pytest.raises(AssertionError) as caught:
        table()
    said = str(caught.value)
    assert tried == ["one", "three", "four", "five"] and said.startswith("3 of 4 rows:")
    assert "2. 'three', 4: AssertionError" in said and "3. the fourth: " in said and "no fives" in said
    assert "'one'" not in said


def test_each_row_has_its_own_folder_and_a_clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFSETCASE_ROW", "none")

    @each_row("value", ["a", "b"])
    def table(value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import os

        assert not list(tmp_path.iterdir()) and os.environ["OFFSETCASE_ROW"] == "none"
        (tmp_path / "left").write_text(value, encoding="utf-8")
        monkeypatch.setenv("OFFSETCASE_ROW", value)

    table(tmp_path=tmp_path, monkeypatch=monkeypatch)


def test_an_empty_table_and_tables_within_tables() -> None:
    @each_row("one", [])
    def nothing(one: str) -> None: ...

    with pytest.raises(AssertionError, match="no row"):
        nothing()

    @each_row("a", lambda: [1, 2])
    @each_row("b", [3, 4], ids=lambda b: f"b is {b}")
    def product(a: int, b: int) -> None:
        assert a * b != 8

    with pytest.raises(AssertionError, match=r"(?s)1 of 2 rows:\n2. 2: AssertionError: 1 of 2 rows:\n2. b is 4: "):
        product()
