"""Files of so many rows that work which grows with their square would take minutes: it may not."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from offsetcase.case.request import Request
from offsetcase.checking import check_files
from offsetcase.model.problem import OffsetcaseError
from offsetcase.pipeline import read_history
from support import Claims, in_child


def slow(path: Path, **more: object) -> None:
    """Read and settled; the bound only tells work that grows with the square of the rows from work that doesn't."""

    def seconds() -> float:
        start = time.process_time()
        check_files(Request(claims=(path,), allow_short_history=True, **more))  # type: ignore[arg-type]
        return time.process_time() - start

    assert in_child(seconds) < 20


ROWS = 20_000


@pytest.mark.parametrize("what", ["negatives", "versions", "reversals", "people", "drugs"])
def test_many_rows_that_could_each_be_another_s_take_no_time(tmp_path: Path, what: str) -> None:
    claims = Claims()
    for n in range(1, ROWS + 1):
        if what == "negatives":
            claims.add("2025-01-05", plan=n if n % 2 else -n, code="90837", claim="")
        elif what == "versions":
            claims.add("2025-01-05", plan=n, code="90837", claim="C1", processed=f"2025-02-{n % 28 + 1:02d}")
        elif what == "reversals":
            claims.add("2025-01-05", plan=n, code="90837", claim="C1", status="Reversed")
        elif what == "people":
            claims.add("2025-01-05", plan=1, code="90837", who=f"Ada Example{n}")
        else:
            claims.add("2025-01-05", plan=1, drug=f"Nosuchdrug{n} " + "word " * (2000 if n == 1 else 1))
    slow(claims.write(tmp_path / "claims.csv"))


def test_many_bundles_in_a_bundle_take_no_time(tmp_path: Path) -> None:
    path = tmp_path / "claims.json"
    inner = {"resource": {"resourceType": "Bundle"}}
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": [inner] * 150_000}))

    def seconds() -> float:
        start = time.process_time()
        with pytest.raises(OffsetcaseError):
            read_history(Request(claims=(path,)))
        return time.process_time() - start

    assert in_child(seconds) < 30
