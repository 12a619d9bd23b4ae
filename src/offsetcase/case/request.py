"""What one run was asked to do: the files, and the options that stand above the case file."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from offsetcase.case.settings import CASE_NAME
from offsetcase.case.window import DEFAULT_LOOKBACK
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.read.rules import RULES_NAME

# What --set takes besides share.<category>.
SET_NAMES = (
    "price",
    "workup",
    "adjunct",
    "response",
    "control",
    "retention",
    "ramp_months",
    "maintenance_every_days",
    "session_price",
    "series_days",
    "booster_days",
    "discount",
)
DRAWS = 10_000
# Each printed line costs about as much time as ten lines read; the whole ledger travels with --attach-data.
PRINTED_LINES = 500
SEED = 20250101


@dataclass(frozen=True, slots=True)
class Attached:
    """One PDF of the user's own that goes into the packet: its title as the enclosures list it, and its file.

    ``pages``: the pages of the file that are taken, from 1, in this order; none for all.
    """

    title: str
    path: Path
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One build's inputs and options; ``None`` and ``""`` mean that the case file or a default decides.

    ``sets`` holds ``--set`` values by assumption name; shares under ``share.<name>``.
    """

    claims: tuple[Path, ...]
    case_path: Path | None = None
    rules_path: Path | None = None
    indication: str = ""
    protocol: str = ""
    price: Decimal | None = None
    member: str = ""
    letter: str = ""
    argument: str = ""
    date: dt.date | None = None
    as_of: dt.date | None = None
    lookback: int = DEFAULT_LOOKBACK
    run_out: int = 0
    price_year: int | None = None
    sets: Mapping[str, Decimal] = field(default_factory=dict)
    allow_short_history: bool = False
    comparator: str = ""
    comparator_price: Decimal | None = None
    draws: int = DRAWS
    seed: int = SEED
    attachments: tuple[Attached, ...] = ()
    print_ledger: bool = False
    figure_names: bool = False


def beside(claims: tuple[Path, ...], named: Path | None, name: str) -> Path | None:
    """The case or rules file: the one named, or the one beside the first claims file if it is there."""
    if named is not None:
        return named
    found = claims[0].parent / name
    return found if found.is_file() else None


def case_file(request: Request) -> Path | None:
    """The case file this run reads, if any."""
    return beside(request.claims, request.case_path, CASE_NAME)


def rules_file(request: Request) -> Path | None:
    """The rules file this run reads, if any."""
    return beside(request.claims, request.rules_path, RULES_NAME)


def clock_today() -> dt.date:
    """Today, or the day of ``SOURCE_DATE_EPOCH`` where it is set, so that the same input gives the same bytes.

    Raises:
        OffsetcaseError: ``SOURCE_DATE_EPOCH`` is no number of seconds (status 2).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return dt.date.today()
    try:
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise OffsetcaseError(
            Problem(
                "E-EPOCH",
                f'the environment variable SOURCE_DATE_EPOCH holds "{epoch[:40]}", which is no number of seconds.',
                "unset it, or set it to a whole number.",
            ),
            ExitCode.USAGE,
        ) from None
