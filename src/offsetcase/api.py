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

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Unpack

from offsetcase import pipeline
from offsetcase.argument.argue import argue
from offsetcase.argument.marks import Blank
from offsetcase.case.kinds import NamedChoice
from offsetcase.case.look import Look
from offsetcase.case.options import from_python
from offsetcase.case.python_options import FilePath, Options
from offsetcase.case.request import Request
from offsetcase.offset.result import CaseResult
from offsetcase.render.finished import letter_files


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A finished letter: its bytes (text as UTF-8), its format, and every blank that is left, with what fills it."""

    data: bytes
    format: str
    blanks: tuple[Blank, ...]


def build_case(claims: FilePath | Sequence[FilePath], **options: Unpack[Options]) -> CaseResult:
    """Read claims and work out the case, as ``offsetcase build`` does.

    Args:
        claims: one or several files of one history.
        options: the command's, by name (docs/reference/python.md lists them). Amounts are ``Decimal``, ``int`` or text, never
            floats; ``None`` and ``""`` leave it to the case file or a default.

    Returns:
        The case: ledger, baseline (dollars a year), inputs, offset and verdict.

    Raises:
        OffsetcaseError: anything that a user can mend; ``problems`` says what, where and what to do.
        TypeError: a float as an amount, or an option that there is not.
    """
    return pipeline.build_case(from_python(Request, {"claims": claims, **options}))


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
    kind = NamedChoice("letters").python(letter, "letter") if letter else case.letter_kind
    look: Look = from_python(
        Look, {"format": format, "paper": paper, "templates": templates, "attach_data": attach_data}
    )
    made = letter_files(argue(replace(case, letter_kind=kind)), look, f"letter.{look.format}")
    if made.trouble is not None:
        raise made.trouble
    return RenderedLetter(next(iter(made.files.values())), look.format, made.blanks)
