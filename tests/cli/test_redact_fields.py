"""Each field of the case file has its rule in ``redact``: written anew, or named among what is left out."""

from __future__ import annotations

import datetime as dt
import random
import types
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from offsetcase.case.settings import CaseFile
from offsetcase.redact.casefile import NOT_WRITTEN, CaseWriter, case_dates
from offsetcase.redact.dates import MovedDates
from offsetcase.redact.pseudonyms import Pseudonyms

SHIFT = dt.timedelta(weeks=3)
LETTER = dt.timedelta(days=19)
COVERED = dt.date(1999, 5, 4)
# Fields that take no text at all.
FITTING = {
    "plan.state": "WA",
    "treatment.npi": "1234567893",
    "prescriber.npi": "1234567893",
    "prescriber.trials": {"sertraline": "secret of prescriber.trials"},
    "assumptions.shares": {"psychotherapy": {"share": "0.5", "by": "secret of shares", "on": dt.date(2026, 1, 5)}},
    "protocol.induction_days": [0, 7],
    "protocol.maintenance_block_days": [0],
    "protocol.maintenance_every_days": 28,
    "papers.files": ["secret.pdf"],
    "prescriber.diagnosis_code": "F33.2",
    "treatment.series_days": 7,
    "treatment.booster_days": 7,
}
KEPT = ("treatment.protocol",)  # a name of the program's own list; any other stops the build


def _value(kind: Any, path: str) -> Any:
    if path in FITTING:
        return FITTING[path]
    if hasattr(kind, "__metadata__"):
        return _value(get_args(kind)[0], path)
    origin = get_origin(kind)
    inside = [one for one in get_args(kind) if one not in (type(None), ...)]
    if origin is Literal:
        return inside[0]
    if origin in (Union, types.UnionType):
        return _value(inside[0], path)
    if origin in (tuple, frozenset):
        return [_value(inside[0], path)]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {name: _value(one.annotation, f"{path}.{name}".lstrip(".")) for name, one in kind.model_fields.items()}
    if kind is dt.date:
        return dt.date(2026, 1, 1) + dt.timedelta(days=sum(map(ord, path)) % 300)
    return {int: 30, Decimal: "0.5", bool: True}.get(kind, f"secret of {path}")


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and not any(path == one for one in FITTING):
        for name, one in value.items():
            yield from _leaves(one, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        for one in value:
            yield from _leaves(one, path)
    else:
        yield path, value


def filled() -> dict[str, Any]:
    """A case file in which every field says something."""
    return _value(CaseFile, "")


def written() -> dict[str, Any]:
    case = CaseFile.model_validate(filled())
    names = Pseudonyms(random.Random(3), [])
    start = case.member.coverage_start
    assert start
    return CaseWriter(case, "", names, MovedDates({start: COVERED}, SHIFT, LETTER)).data(None, "")


def test_each_field_is_written_anew_or_left_out_by_name() -> None:
    given = {path for path, _ in _leaves(filled())}
    said = {path for path, _ in _leaves(written())}
    assert given - said == set(NOT_WRITTEN), "say in redact/casefile.py what becomes of a new field"


def test_no_text_of_the_person_stays() -> None:
    for path, value in _leaves(written()):
        assert path in KEPT or "secret" not in str(value), path


def test_every_date_moves_and_is_known_to_the_shift() -> None:
    case = CaseFile.model_validate(filled())
    given = dict(_leaves(filled()))
    known = set(case_dates(case))
    for path, value in _leaves(written()):
        if not isinstance(value, dt.date):
            continue
        if path == "member.coverage_start":
            assert value == COVERED  # one of the claims' days
        else:
            assert value == given[path] + (LETTER if path == "letter.date" else SHIFT) and given[path] in known, path
