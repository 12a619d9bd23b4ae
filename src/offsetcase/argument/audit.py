"""The audit: after rendering, every digit in print is traced to its mark, and every mark is formatted anew.

A planted digit, a figure that was changed, and two that were swapped are all caught here; then no letter is written.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from offsetcase.argument.argue import Argument, marks_of
from offsetcase.argument.marks import Marks
from offsetcase.argument.pictures import alternative
from offsetcase.model.facts import UnknownFact
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

_DIGITS = re.compile("[0-9]")
_VOID = frozenset({"br", "hr", "img", "meta", "link", "col", "wbr", "input"})
_MARKS = frozenset(
    [
        "data-fact",
        "data-cite",
        "data-finding",
        "data-reference",
        "data-rule",
        "data-field",
        "data-quote",
        "data-said",
        "data-blank",
        "data-picture",
        "data-figure",
        "data-formula",
        "data-pages",
    ]
)
_SPOKEN = frozenset({"alt", "title", "aria-label", "placeholder", "content", "summary"})


class _MarkReader(HTMLParser):
    """Walks the page and collects marks, and digits that stand outside any."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, bool]] = []
        self.open: dict[str, str] | None = None
        self.text: list[str] = []
        self.marks: list[tuple[dict[str, str], str]] = []
        self.loose: list[str] = []
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a mark's start; a mark inside a mark is loose text."""
        values = {name: value or "" for name, value in attrs}
        for name in _SPOKEN.intersection(values):
            if _has_digit(values[name]) and not (tag == "meta" and name == "content"):
                self.loose.append(f'{name}="{values[name]}"')
        marked = not _MARKS.isdisjoint(values)
        if marked and self.open is not None:
            self.loose.append(f"a mark inside a mark: {values}")
        if marked and self.open is None:
            self.open, self.text = values, []
        if tag in ("style", "script"):
            self.skip += 1
        if tag not in _VOID:
            self.stack.append((tag, marked))

    def handle_endtag(self, tag: str) -> None:
        """Close a mark."""
        while self.stack:
            name, marked = self.stack.pop()
            if marked and self.open is not None:
                self.marks.append((self.open, "".join(self.text)))
                self.open = None
            if name in ("style", "script"):
                self.skip -= 1
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Collect a mark's text; look for digits outside."""
        if self.skip:
            return
        if self.open is not None:
            self.text.append(data)
        elif _has_digit(data):
            self.loose.append(data.strip())


def _has_digit(text: str) -> bool:
    # Most words are ASCII, in which ten signs are digits; elsewhere a fraction or a Roman numeral is one, too.
    return bool(_DIGITS.search(text)) if text.isascii() else any(character.isnumeric() for character in text)


def _read(html: str) -> _MarkReader:
    reader = _MarkReader()
    reader.feed(html)
    reader.close()
    return reader


def loose_digits(html: str) -> list[str]:
    """The texts with digits that stand outside any mark."""
    return list(_read(html).loose)


def audit(html: str, argument: Argument, *, allow_loose: bool = False, pages: int = 0) -> list[Problem]:
    """Check a rendered letter against the case.

    Args:
        html: the page, just as it goes to the PDF.
        argument: what it was rendered from; its facts are built anew from the case result.
        allow_loose: let digits outside any mark stand, which a user wrote into their own templates.
        pages: how many pages the finished packet has; 0 outside a packet.

    Returns:
        Every problem; an empty list means that each printed figure is the case's own.
    """
    reader = _read(html)
    problems = [
        _problem(f'digits stand outside any figure, citation, own words or rule: "{text[:80]}"')
        for text in reader.loose
        if not allow_loose
    ]
    marks = marks_of(argument, pages, anew=True)
    for values, text in reader.marks:
        try:
            wanted = _wanted(marks, values, argument)
        except (UnknownFact, KeyError, ValueError, AttributeError) as error:
            problems.append(_problem(f'"{text[:80]}" names something this case doesn\'t have ({error})'))
            continue
        if text != wanted:
            problems.append(_problem(f'"{text[:80]}" should read "{wanted[:80]}"'))
    if reader.open is not None:
        problems.append(_problem("a mark is never closed"))
    return problems


def _wanted(marks: Marks, values: dict[str, str], argument: Argument) -> str:
    if "data-fact" in values:
        return marks.fact_text(values["data-fact"], values.get("data-style", ""))
    if "data-picture" in values:
        return alternative(values["data-picture"], argument.result, marks.book)
    if "data-formula" in values:
        return marks.book.filled(values["data-formula"])
    if "data-figure" in values:
        return marks.figure_name(values["data-figure"])
    if "data-pages" in values:
        return marks.pages_text()
    if "data-cite" in values:
        return marks.cite_number(values["data-cite"])
    if "data-finding" in values:
        return marks.finding_text(values["data-finding"], values["data-role"])
    if "data-reference" in values:
        return marks.reference_text(values["data-reference"])
    if "data-rule" in values:
        return marks.rule_text(values["data-rule"])
    if "data-quote" in values:
        return marks.quote_text(values["data-quote"])
    if "data-said" in values:
        return marks.said_text(values["data-said"])
    if "data-blank" in values:
        return marks.blank_text(values["data-blank"])
    return marks.field_text(values["data-field"])


def _problem(text: str) -> Problem:
    return Problem("E-AUDIT", text, "no letter is written; if you changed a template, put figures in by fact(…).")


def require(html: str, argument: Argument, *, allow_loose: bool = False, own: bool = False, pages: int = 0) -> None:
    """Stop the build when the audit finds anything.

    Args:
        html: the page.
        argument: what it was rendered from.
        allow_loose: as for ``audit``.
        own: whether a user's own templates made the page, who may then allow digits of their own.
        pages: as for ``audit``.

    Raises:
        OffsetcaseError: with every finding (status 8).
    """
    problems = audit(html, argument, allow_loose=allow_loose, pages=pages)
    if problems and own:
        remedy = (
            "put figures in by fact(…); digits of your own words need --allow-template-figures, and are listed then."
        )
        problems = [Problem("E-AUDIT", problem.text, remedy) for problem in problems]
    if problems:
        raise OffsetcaseError(problems, ExitCode.AUDIT)
