"""The question asked of a misspelt name."""

from __future__ import annotations

from offsetcase.model.nearest import did_you_mean, nearest

KNOWN = ("esketamine", "tms", "ect")


def test_a_misspelt_name_gets_the_nearest_known_one() -> None:
    assert nearest("esketamin", KNOWN) == "esketamine"
    assert did_you_mean("esketamin", KNOWN) == 'did you mean "esketamine"? '


def test_a_name_like_none_gets_no_question() -> None:
    assert nearest("zzz", KNOWN) == "" == did_you_mean("zzz", KNOWN)
    assert did_you_mean("tms", ()) == ""


def test_a_name_of_a_million_letters_is_compared_by_its_head() -> None:
    assert nearest("esketamine" + " " * 1_000_000 + "x" * 1_000_000, KNOWN) == nearest("esketamine" + " " * 70, KNOWN)
