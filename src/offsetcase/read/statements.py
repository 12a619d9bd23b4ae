"""A PDF among the claims: a statement whose own totals prove its rows becomes claim lines; anything else is refused in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from offsetcase.model.apart import Room
from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source
from offsetcase.model.problem import OffsetcaseError, Problem, input_error
from offsetcase.papers.kinds import kind_of
from offsetcase.papers.page import Page
from offsetcase.papers.pdf import read_pages
from offsetcase.papers.read import is_scan
from offsetcase.papers.scans import reader
from offsetcase.papers.statement import Reading, StatementService, layouts, read_statement
from offsetcase.read.dates import date_or_none
from offsetcase.read.foreign import ForeignLines

BY_HAND = (
    "download the claims as a file where the plan's site offers one (docs/portals.md); or type the statement's rows into "
    "sample_claims/template.csv, one line a service, with what the plan paid."
)

PICTURE = (
    "This statement was read from a picture by a program, and single signs may be altered: its totals prove the amounts that are "
    "taken, and nothing proves its dates, names and codes."
)
COMPARE = "compare the date and the service of each of its rows in Exhibit A with the paper."


def read_statement_pdf(name: str, data: bytes, file_no: int, left: Room | None = None) -> ForeignLines:
    """A statement's rows as claim lines.

    Args:
        name: the file's name.
        data: its bytes.
        file_no: the number of the file's part.
        left: the room that is left for the whole input.

    Raises:
        OffsetcaseError: it can't be read, is not a statement, or its totals don't prove its rows (status 4).
    """
    try:
        pages = read_pages(name, data, left)
    except OffsetcaseError as error:
        raise _refused(name, error.problems[0].text) from None
    if is_scan(pages):
        pages = _seen(name, data, pages)
    if any(page.doubtful for page in pages):
        raise _refused(
            name, "a font of this file says other letters or digits than it shows, so no amount in it is sure."
        )
    scanned = frozenset(page.number for page in pages if page.from_ocr)
    reading = read_statement(pages)
    if reading is None:
        kind = kind_of(pages)
        also = (
            ""
            if kind in ("explanation of benefits", "something else")
            else f" It looks like this: {kind}; offsetcase papers reads those."
        )
        raise _refused(name, f"this PDF holds no table of services in a layout that is known.{also}")
    if not reading.proved:
        why = reading.troubles[0] if reading.troubles else "no row with a date and amounts was found below its headings"
        how = " by a program that reads scans" if scanned else ""
        raise _refused(name, f"this statement was read{how} as a {reading.name}, and it doesn't add up: {why}.")
    layout = next(one for one in layouts() if one.key == reading.layout)
    seen: Counter[int] = Counter()
    lines = []
    for service in reading.services:
        seen[service.claim] += 1
        if service.page in scanned:  # what no total proves, an engine may have altered
            service.dollars = {key: amount for key, amount in service.dollars.items() if key in service.sure}
        lines.append(_line(name, service, file_no, layout.allowed, seen[service.claim]))
    said = [Problem("W-PAPER", PICTURE, COMPARE, name)] if scanned else []
    return ForeignLines(name, f"statement-{reading.layout}", reading.name, lines, said, why=_why(reading))


def _seen(name: str, data: bytes, pages: Sequence[Page]) -> tuple[Page, ...]:
    """A scan's pages as the program that is installed for it reads them."""
    read = reader()
    if read is None:
        how = "this statement is a scan or a photo, and nothing that reads scans is installed (docs/papers.md says what does)."
        raise _refused(name, how)
    try:
        seen = read(name, data, pages)
    except OffsetcaseError as error:
        raise _refused(name, error.problems[0].text) from None
    if is_scan(seen):
        raise _refused(name, "this statement is a scan or a photo in which nothing could be read.")
    return seen


def _why(reading: Reading) -> str:
    pages = len({one.page for one in reading.services})
    totals = f"{reading.totals} total{'s' if reading.totals != 1 else ''}"
    return f"its headings tell its columns, and its {totals} on {pages} page{'s' if pages != 1 else ''} prove the rows"


def _refused(name: str, text: str) -> OffsetcaseError:
    return input_error("E-STATEMENT", text, BY_HAND, name)


def _line(name: str, service: StatementService, file_no: int, rule: str, number: int) -> ClaimLine:
    dollars, texts = service.dollars, service.texts
    allowed = dollars.get("allowed")
    if allowed is None and rule:
        first, _, second = rule.partition(" - ")
        if first in dollars and second in dollars:
            allowed = dollars[first] - dollars[second]
    processed = date_or_none(texts.get("processed_date", "")[:40])
    drug = texts.get("drug", "")
    return ClaimLine(
        Source(name, f"page {service.page}", service.line),
        file_no,
        "pharmacy" if drug else "portal",
        Amounts(dollars.get("billed"), allowed, dollars["plan_paid"], dollars.get("member_paid")),
        service.day,
        processed,
        texts.get("claim_id", ""),
        str(number) if texts.get("claim_id") else "",
        texts.get("person", ""),
        texts.get("provider", ""),
        description=texts.get("description", ""),
        code=texts.get("code", ""),
        drug=drug,
        ndc=texts.get("ndc", ""),
        rx=texts.get("rx", ""),
        benefit=Benefit.PHARMACY if drug else Benefit.UNKNOWN,
        other_payer=dollars.get("other_payer"),
    )
