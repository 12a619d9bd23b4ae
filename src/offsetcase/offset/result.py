"""Everything that is known about one case before a word is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from offsetcase.case.assemble import Ledger
from offsetcase.case.request import Request
from offsetcase.case.settings import CaseFile
from offsetcase.case.window import Window
from offsetcase.clean.clean import Cleaned
from offsetcase.model.problem import Problem
from offsetcase.offset.assumptions import Inputs
from offsetcase.offset.baseline import Baseline
from offsetcase.offset.comparator import Compared
from offsetcase.offset.protocol import Protocol
from offsetcase.offset.scenarios import Scenario
from offsetcase.offset.uncertainty import Uncertainty
from offsetcase.offset.verdict import Offset, Verdict
from offsetcase.read.claims import ReadFile


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: its files, its ledger, its figures, its verdict.

    ``offset`` is ``None``, and so is the verdict, where a rate is missing that nobody has published; then there are no
    scenarios, no ``uncertainty`` and no ``comparator`` either. ``uncertainty`` is also ``None`` with ``--draws 0``.
    """

    request: Request
    case: CaseFile
    files: tuple[ReadFile, ...]
    cleaned: Cleaned
    ledger: Ledger
    window: Window
    baseline: Baseline
    protocol: Protocol
    inputs: Inputs
    offset: Offset | None
    scenarios: tuple[Scenario, ...]
    uncertainty: Uncertainty | None
    comparator: Compared | None
    indication: str
    indication_assumed: bool
    letter_date: dt.date
    letter_kind: str
    warnings: tuple[Problem, ...]

    @property
    def verdict(self) -> Verdict | None:
        """What the letter may say about cost."""
        return self.offset.verdict if self.offset else None
