"""Items that the plan added to a claim, in the place of the claim's own: no dollar twice, none left out without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fhir_support import eob, item, money, paid
from offsetcase.read.claims import ReadFile, read_all
from offsetcase.read.rules import Rules
from rows import each_row


def read(folder: Path, *items: dict[str, Any], **fields: Any) -> ReadFile:
    path = folder / "claims.json"
    path.write_text(json.dumps(eob(*items, **fields)))
    return read_all([path], Rules())[0]


def said(file: ReadFile) -> list[str]:
    return [warning.text for warning in file.warnings if warning.code == "W-TOTAL"]


def added(amount: object, *replaces: int, **more: Any) -> dict[str, Any]:
    return {**item(9, money("benefit", amount)), "sequence": None, "itemSequence": list(replaces), **more}


def total(amount: object) -> list[dict[str, Any]]:
    return [money("benefit", amount)]


@each_row(
    ("own", "extra", "stated", "right", "words"),
    [
        ([60], [added(60, 1)], None, 60, ""),
        ([60], [added(75, 1)], None, 75, "with $75.00 in the place of items with $60.00; the plan's own count"),
        ([60], [added(75, 1)], 75, 75, "the plan's own count"),
        ([60], [added(75, 1)], 60, 60, "the claim's items count"),
        ([60], [added(15, 1)], 75, 75, "both count"),
        ([60], [added(75, 1)], 99, 75, "the plan's own count"),
        ([60, 20], [added(80, 1, 2)], None, 80, ""),
        ([60, 20], [added(50, 1, 2)], None, 50, "in the place of items with $80.00"),
        ([60, 20], [added(40, 1), added(35, 1)], None, 95, "with $75.00 in the place of items with $60.00"),
        ([60, 20, 5], [added(40, 1, 2), added(30, 2, 3)], None, 70, "with $70.00 in the place of items with $85.00"),
        ([60, 20], [added(70, 1)], 90, 90, "the plan's own count"),
        ([0], [added(60, 1)], None, 60, ""),
        ([60], [added(60, 7)], None, 120, ""),
        ([60], [added(60)], None, 120, ""),
        ([60], [added(15, 1, detailSequence=[2])], None, 60, "the claim's items count"),
        ([60], [added(-60, 1)], None, -60, "the plan's own count"),
    ],
)  # fmt: skip
def test_what_the_plan_put_in_its_place(
    own: list[int], extra: list[dict[str, Any]], stated: object, right: int, words: str, tmp_path: Path
) -> None:
    items = [item(n, money("benefit", amount)) for n, amount in enumerate(own, start=1)]
    file = read(tmp_path, *items, addItem=extra, **({} if stated is None else {"adjudication": total(stated)}))
    assert paid(file) == right
    assert len(file.lines) == len(own) + len(extra)
    texts = [text for text in said(file) if "items of its own" in text]
    assert len(texts) == bool(words) and all(words in text for text in texts)


def test_an_item_without_a_known_payment_is_no_twin(tmp_path: Path) -> None:
    assert paid(read(tmp_path, item(1), addItem=[added(60, 1)])) == 60
    extra = {**item(9), "itemSequence": [1]}
    assert paid(read(tmp_path, item(1, money("benefit", 60)), addItem=[extra])) == 60


def test_a_claim_that_is_not_paid_says_nothing(tmp_path: Path) -> None:
    file = read(tmp_path, item(1, money("benefit", 60)), addItem=[added(75, 1)], status="cancelled")
    assert paid(file) == 0 and not said(file)
