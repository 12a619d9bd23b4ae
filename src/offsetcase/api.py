"""The Python interface: a case from claims, and a letter from a case.

Example:
    >>> import offsetcase
    >>> case = offsetcase.build_case("claims.csv", price="550", indication="depression")
    >>> case.verdict, case.baseline.total
    >>> letter = offsetcase.render_letter(case)
    >>> open("letter.pdf", "wb").write(letter.data)
    >>> [blank.fills_with for blank in letter.blanks]
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from offsetcase import pipeline
from offsetcase.argument.argue import argue
from offsetcase.argument.letters import letters
from offsetcase.argument.marks import Blank
from offsetcase.case import ranges
from offsetcase.case.request import DRAWS, SEED, Request
from offsetcase.case.values import Number, assumption_value, money_value, usage, whole_value
from offsetcase.offset.protocol import indications
from offsetcase.offset.result import CaseResult
from offsetcase.render.finished import Look, letter_files

FilePath = str | os.PathLike[str]
FORMATS = ("pdf", "html", "docx")


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A finished letter: its bytes (text as UTF-8), its format, and every blank that is left, with what fills it."""

    data: bytes
    format: str
    blanks: tuple[Blank, ...]


def build_case(
    claims: FilePath | Sequence[FilePath],
    *,
    case: FilePath | None = None,
    rules: FilePath | None = None,
    indication: str = "",
    protocol: str = "",
    price: Number | None = None,
    member: str = "",
    letter: str = "",
    argument: str = "",
    date: dt.date | None = None,
    as_of: dt.date | None = None,
    lookback: int | None = None,
    run_out: int = 0,
    price_year: int | None = None,
    sets: Mapping[str, Number] | None = None,
    allow_short_history: bool = False,
    comparator: str = "",
    comparator_price: Number | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    print_ledger: bool = False,
    figure_names: bool = False,
) -> CaseResult:
    """Read claims and work out the case, as ``offsetcase build`` does.

    Args:
        claims: one or several files of one history.
        case: the case file; ``case.toml`` beside the first claims file if it is there.
        rules: the user's rules; ``claims.rules.toml`` beside the first claims file if it is there.
        indication: what the treatment is for; ``""`` for the case file's, or depression.
        protocol: the schedule; ``""`` for the indication's own.
        price: dollars a visit. Amounts are ``Decimal``, ``int`` or text, never floats.
        member: whose claims count, where the files hold several people.
        letter: ``exception``, ``appeal``, ``external-review``, ``plan-sponsor`` or ``physician``.
        argument: ``offset`` or ``necessity``.
        date: the letter's date; today by default.
        as_of: the day up to which the claims are complete.
        lookback: the most months of claims that count.
        run_out: how many last months to leave out.
        price_year: state past amounts in this year's dollars.
        sets: assumptions to change, by name, as ``--set`` takes them.
        allow_short_history: accept fewer than six months.
        comparator: a covered alternative to price beside it.
        comparator_price: dollars a session of it.
        draws: how many draws; 0 for none.
        seed: the draws' seed.
        print_ledger: an exhibit with the counted claim lines.
        figure_names: print each figure's name for ``explain`` beside it.

    Returns:
        The case: ledger, baseline (dollars a year), inputs, offset and verdict.

    Raises:
        OffsetcaseError: anything that a user can mend; ``problems`` says what, where and what to do.
        TypeError: a float as an amount.
    """
    paths = [claims] if isinstance(claims, str | os.PathLike) else list(claims)
    if not paths:
        raise usage("claims: no file is named.", "name at least one claims file.")
    _known("indication", indication, indications())
    _known("letter", letter, letters())
    _known("argument", argument, ("offset", "necessity"))
    request = Request(
        claims=tuple(Path(path) for path in paths),
        case_path=None if case is None else Path(case),
        rules_path=None if rules is None else Path(rules),
        indication=indication,
        protocol=protocol,
        price=None if price is None else money_value(price, "price", "price=550"),
        member=member,
        letter=letter,
        argument=argument,
        date=date,
        as_of=as_of,
        run_out=whole_value(run_out, "run_out", *ranges.RUN_OUT_MONTHS),
        price_year=price_year,
        sets={name: assumption_value(name, value) for name, value in (sets or {}).items()},
        allow_short_history=allow_short_history,
        comparator=comparator,
        comparator_price=None
        if comparator_price is None
        else money_value(comparator_price, "comparator_price", "comparator_price=885"),
        draws=whole_value(draws, "draws", *ranges.DRAWS),
        seed=whole_value(seed, "seed", *ranges.SEED),
        print_ledger=print_ledger,
        figure_names=figure_names,
    )
    if lookback is not None:
        request = replace(request, lookback=whole_value(lookback, "lookback", *ranges.LOOKBACK_MONTHS))
    return pipeline.build_case(request)


def render_letter(
    case: CaseResult,
    *,
    format: str = "pdf",
    letter: str = "",
    paper: str = "letter",
    templates: FilePath | None = None,
    attach_data: bool = False,
) -> RenderedLetter:
    """Write the letter of a case, audited: every digit in it is the case's own.

    Args:
        case: what ``build_case`` returned.
        format: ``pdf``, ``html`` or ``docx``.
        letter: another kind of letter than the case's.
        paper: ``letter`` or ``a4``.
        templates: a folder of your own templates.
        attach_data: embed the counted claim lines and the case in the PDF.

    Returns:
        The letter's bytes and its blanks. Nothing is written to disk.

    Raises:
        OffsetcaseError: no case on cost (``exit_code`` 3), a library is missing (6), or the audit (8).
    """
    _known("format", format, FORMATS)
    _known("paper", paper, ("letter", "a4"))
    _known("letter", letter, letters())
    chosen = replace(case, letter_kind=letter) if letter else case
    look = Look(format, paper, None if templates is None else Path(templates), False, attach_data)
    made = letter_files(argue(chosen), look, f"letter.{format}")
    if made.trouble is not None:
        raise made.trouble
    return RenderedLetter(next(iter(made.files.values())), format, made.blanks)


def _known(name: str, value: str, known: Iterable[str]) -> None:
    names = list(known)
    if value and value not in names:
        raise usage(f'{name}: "{value}" is not known.', f"one of: {', '.join(names)}")
