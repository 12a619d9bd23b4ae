"""Names that have to differ, and what a hundred thousand equal ones cost."""

from __future__ import annotations

from offsetcase.model.names import FreeNames


def test_equal_names_get_numbers() -> None:
    names = FreeNames(["Summary"])
    asked = ["Ada", "ada", "ADA", "Ada-2", "summary", "Bea"]
    assert [names.free(one, "-{}") for one in asked] == ["Ada", "ada-2", "ADA-3", "Ada-2-2", "summary-2", "Bea"]


def test_a_hundred_thousand_equal_names_cost_no_more_for_each() -> None:
    """Each looked through all before it: a list of cases of one name took an hour."""

    class Counted(str):
        asked = 0

        def format(self, *arguments: object) -> str:  # type: ignore[override]
            Counted.asked += 1
            return super().format(*arguments)

    names = FreeNames()
    shown = [names.free("case", Counted("-{}")) for _ in range(20_000)]
    assert len(set(shown)) == 20_000 and shown[-1] == "case-20000" and Counted.asked == 19_999
