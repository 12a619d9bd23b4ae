"""A text as a line of a TOML file means what it meant before, whatever stands in it."""

from __future__ import annotations

import tomllib

from offsetcase.model.text import bare, quoted, squeezed
from rows import each_row


@each_row("text", ["Plan\nPaid", 'He said "no"', "C:\\new", "tab\there", "a\rb", "Zoë 🙂 – “x”", "", "\x0c\x1f"])
def test_a_quoted_text_is_read_back_as_it_was(text: str) -> None:
    line = f"[columns]\nplan_paid = {quoted(text)}"
    assert len(line.splitlines()) == 2
    assert tomllib.loads(line)["columns"]["plan_paid"] == text


def test_texts_are_compared_by_their_letters() -> None:
    assert bare("No. 12-A, x") == bare("NO 12 a/X") == "no12ax"
    assert squeezed("  Blue \n Cross ") == "blue cross"
