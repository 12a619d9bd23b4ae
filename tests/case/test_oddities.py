"""A case file's slips that no rule forbids are said."""

from __future__ import annotations

import datetime as dt

from offsetcase.case.oddities import oddities
from offsetcase.case.settings import CaseFile
from rows import each_row

TODAY = dt.date(2026, 11, 28)


@each_row(
    ("raw", "code", "words"),
    [
        ({"denial": {"notice_date": dt.date(2031, 1, 1)}}, "W-DATE-AHEAD", "notice_date is 2031-01-01"),
        ({"denial": {"received_date": dt.date(2026, 11, 29)}}, "W-DATE-AHEAD", "received_date is 2026-11-29"),
        ({"prescriber": {"name": "Dr. B", "date": dt.date(2027, 1, 1)}}, "W-DATE-AHEAD", "[prescriber] date"),
        ({"letter": {"kind": "external-review"}, "denial": {"level": "first"}}, "W-FIRST-LEVEL", "of the first level"),
        ({"treatment": {"price": "0"}}, "W-PRICE-ZERO", "$0.00"),
        ({"treatment": {"price": "550,700"}}, "W-PRICE-HIGH", "$550,700.00"),
        ({"treatment": {"price": {"infusion": "0.00"}}}, "W-PRICE-ZERO", "$0.00"),
    ],
)  # fmt: skip
def test_said(raw: dict[str, object], code: str, words: str) -> None:
    (found,) = oddities(CaseFile.model_validate(raw), TODAY)
    assert found.code == code and words in found.text


def test_what_can_be_is_not_said() -> None:
    raw = {
        "denial": {"notice_date": TODAY},
        "treatment": {"price": {"infusion": "0", "room": "450.00"}, "start": dt.date(2027, 1, 1)},
    }
    assert oddities(CaseFile.model_validate(raw), TODAY) == []
    assert oddities(CaseFile(), TODAY) == []
    for kind, level in (("appeal", "first"), ("external-review", "second"), ("external-review", None)):
        assert oddities(CaseFile.model_validate({"letter": {"kind": kind}, "denial": {"level": level}}), TODAY) == []
