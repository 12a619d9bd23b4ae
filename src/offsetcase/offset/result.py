"""Everything that is known about one case before a word is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from offsetcase.case.assemble import Ledger
from offsetcase.case.request import Request
from offsetcase.case.settings import CaseFile
from offsetcase.case.window import Window
from offsetcase.clean.clean import Cleaned
from offsetcase.model.problem import Problem
from offsetcase.offset.alternative import Alternative
from offsetcase.offset.assumptions import Inputs
from offsetcase.offset.baseline import Baseline
from offsetcase.offset.lead import Lead, choose_lead
from offsetcase.offset.protocol import Protocol
from offsetcase.offset.quantities import spending
from offsetcase.offset.scenarios import Scenario
from offsetcase.offset.schedule import Schedule
from offsetcase.offset.tried import Trial
from offsetcase.offset.turning import Turn
from offsetcase.offset.uncertainty import Uncertainty
from offsetcase.offset.unread import Unread
from offsetcase.offset.verdict import Offset, Verdict
from offsetcase.papers.compared import Held
from offsetcase.read.claims import ReadFile


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: its files, its ledger, its figures, its verdict.

    ``offset`` is ``None``, and so is the verdict, where a rate is missing that nobody has published; then there are no
    scenarios, no ``uncertainty``, no ``turns``, and the ``alternative`` is not made. ``uncertainty`` is also ``None`` with ``--draws 0``.
    """

    request: Request
    case: CaseFile
    files: tuple[ReadFile, ...]
    cleaned: Cleaned
    ledger: Ledger
    window: Window
    baseline: Baseline
    unread: Unread
    protocol: Protocol
    inputs: Inputs
    schedule: Schedule
    offset: Offset | None
    scenarios: tuple[Scenario, ...]
    uncertainty: Uncertainty | None
    alternative: Alternative
    tried: tuple[Trial, ...]
    turns: tuple[Turn, ...]
    indication: str
    indication_assumed: bool
    letter_date: dt.date
    letter_kind: str
    warnings: tuple[Problem, ...]
    papers: Held = field(default_factory=Held)

    @property
    def verdict(self) -> Verdict | None:
        """What the letter may say about cost."""
        return self.offset.verdict if self.offset else None

    @property
    def stopping(self) -> dict[str, Any]:
        """A year of what stops while everybody responds, and the spending it is a share of: known before any rate."""
        given = {f"annual.{key}": amount for key, amount in self.baseline.annual.items()}
        given |= {f"assume.share.{key}": share.value for key, share in self.inputs.shares.items()}
        return spending(tuple(self.inputs.shares)).worked_out(given)

    @property
    def insists(self) -> str:
        """The argument that somebody asked for by name, ``offset`` or ``necessity``, or ``""``."""
        return self.case.letter.argument or ""

    @property
    def acceptable(self) -> bool:
        """Whether the prescriber finds esketamine acceptable for this member, or doesn't say with name and date."""
        return not (self.case.prescriber.dated and self.case.prescriber.esketamine == "not acceptable")

    @property
    def lead(self) -> Lead:
        """What the letter argues first: what was asked for where the figures bear it, else what they choose."""
        if self.insists == "necessity":
            return Lead.NECESSITY
        if self.insists == "offset" and self.verdict in (Verdict.ROBUST, Verdict.EXPECTED, Verdict.CONDITIONAL):
            return Lead.OFFSET
        return choose_lead(self.verdict, self.alternative, acceptable=self.acceptable)
