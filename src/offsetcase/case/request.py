"""What one run was asked to do: the files, and the options that stand above the case file.

``Request`` is where each option is declared, for the command line, lists of cases and Python alike.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from offsetcase.case.kinds import AssumedValues, Attachments, Claims, Day, File, Money, NamedChoice, Switch, Text, Whole
from offsetcase.case.options import Declared, Stage, declared, option

if TYPE_CHECKING:
    from offsetcase.model.problem import OffsetcaseError

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
DEFAULT_LOOKBACK = 36
# By this heading a list of cases is known.
CLAIMS_COLUMN = "claims"
DRAWS = 10_000
# Each printed line costs about as much time as ten lines read; the whole ledger travels with --attach-data.
PRINTED_LINES = 500
SEED = 20250101


@dataclass(frozen=True)
class Attached:
    """One PDF of the user's own that goes into the packet: its title as the enclosures list it, and its file.

    ``pages``: the pages of the file that are taken, from 1, in this order; none for all.
    """

    title: str
    path: Path
    pages: tuple[int, ...] = ()


@dataclass(frozen=True)
class Request:
    """One build's inputs and options; ``None`` and ``""`` mean that the case file or a default decides.

    ``sets`` holds ``--set`` values by assumption name; shares under ``share.<name>``.
    """

    claims: tuple[Path, ...] = option(
        (),
        Claims(),
        "One or several claims files, as downloaded; - reads what is piped in.",
        argument=True,
        required=True,
        column=CLAIMS_COLUMN,
    )
    case_path: Path | None = option(
        None,
        File(),
        "The case file. Default: case.toml beside the first claims file.",
        name="case",
        column="case_file",
    )
    rules_path: Path | None = option(
        None, File(), "Your rules. Default: claims.rules.toml beside the first claims file.", name="rules"
    )
    indication: str = option(
        "", NamedChoice("indications.toml"), "What the treatment is for. Default: the case file's, or depression."
    )
    protocol: str = option(
        "",
        Text(),
        "The schedule (offsetcase protocols lists them). Default: the indication's own.",
        stage=Stage.MODEL,
    )
    price: Decimal | None = option(None, Money(), "The clinic's quoted price per visit, in dollars.", stage=Stage.MODEL)
    member: str = option("", Text(), "Whose claims count, where the files hold several people.")
    letter: str = option(
        "",
        NamedChoice("letters"),
        "Which letter. Default: appeal if the case file has a denial, else exception.",
        stage=Stage.LETTER,
    )
    argument: str = option(
        "",
        NamedChoice(("offset", "necessity")),
        "necessity: a letter without any comparison of costs.",
        stage=Stage.LETTER,
    )
    date: dt.date | None = option(
        None, Day(), "The letter's date, like 2026-03-01 or 3/1/2026. Default: the case file's, or today."
    )
    as_of: dt.date | None = option(
        None, Day(), "The day up to which the claims are complete, like 2026-03-01 or 3/1/2026."
    )
    lookback: int = option(DEFAULT_LOOKBACK, Whole(1, 600), "The most months of claims that count.")
    run_out: int = option(0, Whole(0, 24), "Leave out this many last months, whose claims may still come in.")
    price_year: int | None = option(None, Whole(), "State past amounts in this year's dollars.", stage=Stage.MODEL)
    sets: Mapping[str, Decimal] = option(
        dict,
        AssumedValues(),
        "Change one assumption, e.g. response=0.5.",
        "--set",
        stage=Stage.MODEL,
        column="set.<assumption>",
        metavar="NAME=VALUE",
    )
    allow_short_history: bool = option(
        False, Switch(), "Accept fewer than six months; the letter states it.", column="-"
    )
    comparator: str = option(
        "",
        Text(),
        "The covered alternative beside it: {comparators}, or none. Default: esketamine for depression.",
        stage=Stage.FIGURES,
    )
    comparator_price: Decimal | None = option(
        None, Money(), "What a session of it costs the plan, in dollars.", stage=Stage.FIGURES
    )
    draws: int = option(
        DRAWS,
        Whole(0, 1_000_000),
        f"How many draws show how sure the average is. Default: {DRAWS}; 0: none.",
        stage=Stage.FIGURES,
        column="-",
    )
    seed: int = option(
        SEED,
        Whole(0, 2**63 - 1),
        f"The draws' seed; the same seed gives the same figures. Default: {SEED}.",
        stage=Stage.FIGURES,
        column="-",
    )
    attachments: tuple[Attached, ...] = option(
        (),
        Attachments(),
        "With --packet: a PDF of your own, or pages of it.",
        stage=Stage.LETTER,
        name="attach",
        column="-",
        metavar="TITLE=PDF[:PAGES]",
        python=False,
    )
    print_ledger: bool = option(
        False,
        Switch(),
        f"An exhibit with the counted claim lines, at most {PRINTED_LINES} of them.",
        stage=Stage.LETTER,
        column="-",
    )
    figure_names: bool = option(
        False,
        Switch(),
        "Print each figure's name in the exhibits, for offsetcase explain.",
        stage=Stage.LETTER,
        column="-",
    )


def case_columns() -> dict[str, Declared]:
    """The headings that a list of cases may have, each with the option that its cells give; and ``set.`` with an assumption."""
    return {one.column: one for one in declared(Request) if one.column and one.field != "sets"}


def beside(claims: tuple[Path, ...], named: Path | None, name: str) -> Path | None:
    """The case or rules file: the one named, or the one beside the first claims file if it is there.

    Raises:
        OffsetcaseError: there is one whose name an editor has lengthened, and which would go unread (status 2).
    """
    if named is not None:
        return named
    path = claims[0].parent / name
    if path.is_file():
        return path
    if (lengthened := path.with_name(f"{name}.txt")).is_file():
        raise lengthened_name(lengthened)
    return None


def lengthened_name(path: Path) -> OffsetcaseError:
    """What to say of ``case.toml.txt``: some systems hide the ending that an editor has put behind the name."""
    remedy = f"rename it to {path.stem}. Windows hides such endings until you switch them on: View, Show, File name extensions."
    text = f"this file's name ends in .txt, so it isn't read as {path.stem}."
    from offsetcase.model.problem import usage_error

    return usage_error("E-FILE", text, remedy, str(path))


def case_file(request: Request) -> Path | None:
    """The case file this run reads, if any."""
    from offsetcase.case.settings import CASE_NAME

    return beside(request.claims, request.case_path, CASE_NAME)


def rules_file(request: Request) -> Path | None:
    """The rules file this run reads, if any."""
    from offsetcase.read.rules import RULES_NAME

    return beside(request.claims, request.rules_path, RULES_NAME)


def clock_today() -> dt.date:
    """Today, or the day of ``SOURCE_DATE_EPOCH`` where it is set, so that the same input gives the same bytes.

    Raises:
        OffsetcaseError: ``SOURCE_DATE_EPOCH`` is not a number of seconds (status 2).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return dt.date.today()
    try:
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        from offsetcase.model.problem import usage_error

        raise usage_error(
            "E-EPOCH",
            f'the environment variable SOURCE_DATE_EPOCH holds "{epoch[:40]}", which is not a number of seconds.',
            "unset it, or set it to a whole number.",
        ) from None
