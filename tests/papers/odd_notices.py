"""Invented papers in shapes that the generator of notices doesn't have, each with what it truly says. Made to mislead a reader."""

from __future__ import annotations

import random
from collections.abc import Iterator

from papers.sheets import HEIGHT, MARGIN, Sheets, wrapped

Made = tuple[str, bytes, dict[str, str], str]
REASON = "The requested service is considered experimental or investigational for this diagnosis."
RIGHTS = "You have the right to appeal. You must file your appeal within 180 days of receiving this notice."
ADDRESS = "Cascade Benefit Administrators, Appeals Unit, PO Box 4410, Spokane, WA 99205"
SEND = f"Send your appeal to: {ADDRESS}. Fax your appeal to 555-0144."
BASE = {
    "member.name": "Marisol Quintero",
    "member.member_id": "QZW 481 0917",
    "denial.reference": "AP-2026-118842",
    "denial.claim_number": "E4410972",
    "denial.notice_date": "2026-10-01",
    "denial.reason": REASON,
    "denial.window": "180 days",
    "plan.address": ADDRESS,
    "plan.fax": "555-0144",
}
ROWS = [
    ("Patient Name", "Marisol Quintero"),
    ("Member ID", "QZW 481 0917"),
    ("Claim Number", "E4410972"),
    ("Reference Number", "AP-2026-118842"),
    ("Date of Notice", "October 1, 2026"),
]
TITLE = "Notice of Adverse Benefit Determination"
DENIED = "We have declined to provide benefits."


def only(*without: str, **other: str) -> dict[str, str]:
    truth = {name: value for name, value in BASE.items() if name not in without}
    return truth | {name.replace("__", "."): value for name, value in other.items()}


def begun(style: str = "lines", seed: int = 0) -> Sheets:
    s = Sheets(style, seed)
    s.title(TITLE)
    s.para(DENIED)
    return s


def labelled(s: Sheets, rows: list[tuple[str, str]] = ROWS) -> None:
    for label, value in rows:
        s.row([(MARGIN, f"{label}: {value}")], step=1.4)
    s.gap()


def told(s: Sheets, *more: str) -> None:
    s.para(f"Reason for Denial: {REASON}")
    s.para(RIGHTS)
    s.para(SEND)
    for one in more:
        s.para(one)


def plain_one() -> Sheets:
    s = begun()
    labelled(s)
    told(s)
    return s


# Layouts


def two_columns() -> Made:
    """Labels at the left, the rights in a narrow column at the right, line beside line."""
    s = begun()
    left = [f"{label}: {value}" for label, value in ROWS] + ["", *wrapped(f"Reason for Denial: {REASON}", 9, 230)]
    right = [*wrapped(RIGHTS, 9, 220), "", *wrapped(SEND, 9, 220)]
    for n in range(max(len(left), len(right))):
        for x, column in ((MARGIN, left), (330, right)):
            if n < len(column) and column[n]:
                s.at(x, s.y, column[n], 9)
        s.y -= 13
    return "two-columns", s.data(), BASE, "notice"


def table(step: float, order: int) -> Made:
    """A ruled table: label cells and value cells, four across."""
    s = begun()
    rows = ROWS[order:] + ROWS[:order]
    for n in range(0, len(rows), 2):
        cells: list[tuple[float, str]] = []
        for at, (label, value) in enumerate(rows[n : n + 2]):
            cells += [(MARGIN + 260 * at, label), (MARGIN + 120 + 260 * at, value)]
        s.row(cells, size=9, step=step)
    s.gap()
    told(s)
    return f"table-{order}", s.data(), BASE, "notice"


def values_above() -> Made:
    """Each value stands above its small caption, as on a form."""
    s = begun()
    for label, value in ROWS:
        s.row([(MARGIN, value)], step=1.1)
        s.row([(MARGIN, label.lower())], size=6, step=3)
    told(s)
    return "captions-below", s.data(), only(), "notice"


def foot_letterhead() -> Made:
    s = plain_one()
    s.y = 90
    s.block(["Harbor Mills Benefit Plan, 12 Main Street, Tacoma, WA 98402", "Telephone 555-0100  Fax 555-0199"], size=8)
    return "letterhead-at-foot", s.data(), BASE, "notice"


def header_in_sentence() -> Made:
    """A page's head and foot come between the two halves of sentences that matter."""
    s = begun()
    labelled(s)
    for page in range(3):
        s.y = min(s.y, 700)
        for _ in range(8):
            s.para(
                "This notice tells you about the decision and about your rights. Please read all of it with care and keep it."
            )
        s.y = MARGIN + 26
        first, second = [
            ("You must file your appeal within", "180 days of receiving this notice. You have the right to appeal."),
            ("Reason for Denial: The requested service is considered experimental or", "investigational for this diagnosis."),
            ("Send your appeal to: Cascade Benefit Administrators, Appeals Unit, PO Box 4410,", "Spokane, WA 99205. Fax your appeal to 555-0144."),
        ][page]  # fmt: skip
        s.at(MARGIN, s.y, first)
        s.at(MARGIN, 30, f"Marisol Quintero, Claim E4410972, page {page + 1} of 4, fax 555-0777", 8)
        s.new_page()
        s.at(MARGIN, HEIGHT - 30, "Harbor Mills Benefit Plan, PO Box 99, Boise, ID 83702", 8)
        s.at(MARGIN, s.y, second)
        s.y -= 40
    return "head-inside-sentence", s.data(), BASE, "notice"


def two_claims() -> Made:
    """One notice about two claims: neither number is the one."""
    s = begun()
    labelled(s, [row for row in ROWS if row[0] != "Claim Number"])
    s.row([(MARGIN, "Claim Number"), (200, "Date of Service"), (330, "Amount")], step=1.4)
    s.row([(MARGIN, "E4410972"), (200, "09/02/2026"), (330, "$450.00")], step=1.4)
    s.row([(MARGIN, "E4410973"), (200, "09/09/2026"), (330, "$450.00")], step=1.4)
    s.gap()
    told(s)
    return "two-claims-table", s.data(), only("denial.claim_number"), "notice"


def two_claims_and() -> Made:
    s = begun()
    labelled(s, [(a, "E4410972 and E4410973" if a == "Claim Number" else b) for a, b in ROWS])
    told(s)
    return "two-claims-and", s.data(), only("denial.claim_number"), "notice"


def two_claims_list() -> Made:
    s = begun()
    labelled(s, [(a, "E4410972, E4410973" if a == "Claim Number" else b) for a, b in ROWS])
    told(s)
    return "two-claims-comma", s.data(), only("denial.claim_number"), "notice"


def two_claims_below() -> Made:
    s = begun()
    for label, value in ROWS:
        s.row([(MARGIN, f"{label}:"), (220, value)], step=1.3)
        if label == "Claim Number":
            s.row([(220, "E4410973")], step=1.3)
    s.gap()
    told(s)
    return "two-claims-below", s.data(), only("denial.claim_number"), "notice"


def references(lines: list[str], name: str) -> Made:
    s = begun()
    labelled(s, [row for row in ROWS if row[0] != "Reference Number"])
    for line in lines:
        s.para(line)
    told(s)
    return f"references-{name}", s.data(), only("denial.reference"), "notice"


def in_words(day: str, name: str, iso: str | None) -> Made:
    s = begun()
    labelled(s, [(a, day if a == "Date of Notice" else b) for a, b in ROWS])
    told(s)
    return (
        f"date-{name}",
        s.data(),
        only() | {"denial.notice_date": iso} if iso else only("denial.notice_date"),
        "notice",
    )


def window_in(words: str, value: str | None, name: str) -> Made:
    s = begun()
    labelled(s)
    s.para(f"Reason for Denial: {REASON}")
    s.para(words)
    s.para(SEND)
    return f"window-{name}", s.data(), only() | {"denial.window": value} if value else only("denial.window"), "notice"


def spanish() -> Made:
    s = Sheets()
    s.title("Aviso de determinación adversa de beneficios")
    s.para("Hemos negado los beneficios solicitados. Usted tiene derecho a apelar.")
    for label, value in [
        ("Fecha del aviso", "1 de octubre de 2026"), ("Nombre del paciente", "Marisol Quintero"), ("Número de referencia", "AP-2026-118842"),
        ("Número de reclamación", "E4410972"), ("Member ID", "QZW 481 0917"),
    ]:  # fmt: skip
        s.row([(MARGIN, f"{label}: {value}")], step=1.4)
    s.para("Motivo de la negación: El servicio se considera experimental.")
    s.para("Debe presentar su apelación dentro de 180 días. Envíe su apelación a: PO Box 4410, Spokane, WA 99205.")
    return "spanish", s.data(), {name: BASE[name] for name in ("member.member_id", "member.name", "denial.reference", "denial.claim_number", "denial.notice_date")}, ""  # fmt: skip


def noise(seed: int) -> Made:
    """A fax that a program has read: lines of dots and dashes, and signs that stand for others."""
    r = random.Random(seed)
    s = Sheets("lines", seed)
    s.at(MARGIN, HEIGHT - 20, f"10/04/2026 09:1{seed} FAX 555-0188  FROM: PROVIDER OFFICE  P. 01/0{seed + 2}", 7)
    s.title(TITLE)
    s.para(DENIED)
    for label, value in ROWS:
        s.row([(MARGIN, "".join(r.choice(".-~' ") for _ in range(60)))], size=5, step=1)
        s.row([(MARGIN, f"{label}: {value}")], step=1.4)
    s.row([(MARGIN, "| . , - _ . ' ` - , . |")], step=1.2)
    told(s)
    return f"fax-noise-{seed}", s.data(), BASE, "notice"


def hyphens() -> Made:
    s = begun()
    labelled(s)
    for line in (
        "Reason for Denial: The requested service is considered experi-", "mental or investigational for this diagnosis.", "",
        "You have the right to appeal. You must file your ap-", "peal within 180 days of receiving this no-", "tice.", "",
        "Send your appeal to: Cascade Benefit Administrators, Ap-", "peals Unit, PO Box 4410, Spokane, WA 99205. Fax your appeal to 555-", "0144.",
    ):  # fmt: skip
        s.at(MARGIN, s.y, line)
        s.y -= 12.5
    return "hyphens", s.data(), BASE, "notice"


def another(lines: list[tuple[str, str]], name: str) -> Made:
    """The first lines are another's, before the notice's own ones."""
    s = begun()
    labelled(s, lines)
    labelled(s)
    told(s)
    return f"another-{name}", s.data(), BASE, "notice"


def shouting() -> Made:
    s = Sheets()
    s.title(TITLE.upper())
    s.para(DENIED.upper())
    labelled(s, [(a.upper(), b.upper()) for a, b in ROWS])
    s.para(f"REASON FOR DENIAL: {REASON.upper()}")
    s.para(RIGHTS.upper())
    s.para(SEND.upper())
    return "capitals", s.data(), {k: v.upper() if k not in ("denial.notice_date",) else v for k, v in BASE.items()}, "notice"  # fmt: skip


def misleading(lines: list[str], name: str, *without: str, **other: str) -> Made:
    s = begun()
    labelled(s)
    told(s, *lines)
    return f"mislead-{name}", s.data(), only(*without, **other), "notice"


def odd_papers() -> Iterator[Made]:
    """All of them."""
    from papers.odd_files import (
        form_fields,
        invisible,
        ligatures,
        rotated,
        shuffled,
        type3,
        white,
        words_apart,
        wrong_digits,
    )

    yield two_columns()
    yield from (table(step, order) for step, order in ((1.4, 0), (2.0, 1), (1.6, 3)))
    yield values_above()
    yield foot_letterhead()
    yield header_in_sentence()
    yield from (two_claims(), two_claims_and(), two_claims_list(), two_claims_below())
    yield references(["Reference Number: AP-2026-118842 Case Number: C-99120"], "two")
    yield references(["Our Reference: AP-2026-118842", "Appeal ID: 4471902"], "of-two-kinds")
    yield references(["Reference Number: AP-2026-118842 / AP-2026-118843"], "slash")
    yield references(["In reply please give reference number AP-2026-118842 or, for the pharmacy, RX-5521."], "prose")
    yield references(["Provider Reference Number: 5501882", "Authorization Number: 77120"], "providers")
    yield in_words("the first day of October, 2026", "ordinal", None)
    yield in_words("October first, two thousand twenty-six", "all-words", None)
    yield in_words("1 October 2026", "day-first", "2026-10-01")
    yield in_words("01/10/26", "short", "2026-01-10")
    yield in_words("13/10/2026", "no-month", None)
    yield in_words("October 1, 2026 (mailed October 3, 2026)", "two", None)
    yield window_in("You must file your appeal within one hundred eighty (180) calendar days of receiving this notice.", "one hundred eighty (180) calendar days", "words")  # fmt: skip
    yield window_in(
        "Your appeal must be received within six months from the date of this letter.", "six months", "months"
    )
    yield window_in("An appeal must be filed within 60 business days after you receive this notice.", "60 business days", "business")  # fmt: skip
    yield window_in("You have sixty (90) days to file an appeal.", None, "disagree")
    yield window_in("We decide an appeal within 30 days. If your appeal is denied you have 4 months to ask for external review.", None, "ours")  # fmt: skip
    yield window_in("Once we receive your appeal we will decide within 60 days of receiving it.", None, "decide")
    yield window_in("You have 180 days to file an appeal. An appeal of a concurrent decision must be filed within 10 days of receiving this notice.", None, "two")  # fmt: skip
    yield window_in("Your provider has 45 days to file a provider appeal.", None, "providers")
    yield spanish()
    yield from (noise(1), noise(2))
    yield hyphens()
    yield shouting()
    yield misleading(["Example: Reference Number: XX-0000000"], "example", "denial.reference")
    yield misleading(
        ["For expedited appeals fax 555-0190. For claims write to PO Box 1, Macon, GA 31201."], "other-fax"
    )
    yield misleading(["Send provider appeals to: Provider Unit, PO Box 77, Dayton, OH 45402."], "provider-address")
    yield misleading(["Your provider, Lena Hofstetter, received a copy. Provider Claim Number: 9981"], "provider-claim")
    yield misleading(["Do not send your appeal to: Old Unit, PO Box 3, Boise, ID 83702."], "not-there", "plan.address")
    yield misleading(["Our earlier letter of September 1, 2026 had the Reference Number: OLD-55120."], "earlier")  # fmt: skip
    yield another([("Previous Claim Number", "E4419999"), ("Provider Reference Number", "5501882")], "first")
    yield misleading(["Spouse's Member ID: QZW 481 0918"], "spouse")
    yield misleading(["Fax your external review request to 555-0177."], "external-fax")
    yield from (shuffled(1), shuffled(2), words_apart(1), words_apart(2))
    yield from (wrong_digits(False), wrong_digits(True), type3(), ligatures())
    yield from (rotated(90), rotated(180), rotated(270))
    yield from (form_fields(), invisible(), white())
