"""How the files were read, shown before anything is argued: the story of ``offsetcase check`` on one page.

Like ``pipeline``, but it goes on after a trouble, so that a report is there whatever is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from offsetcase.case.assemble import Ledger, settle
from offsetcase.case.request import Request, case_file, rules_file
from offsetcase.case.settings import load_case
from offsetcase.case.window import Month, Window, find_window
from offsetcase.classify.classify import benefit_of, classify, rule_uses
from offsetcase.classify.drugs import suggest_drug
from offsetcase.clean.clean import clean
from offsetcase.clean.people import people
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, gathered
from offsetcase.offset.protocol import indications
from offsetcase.read.claims import ReadFile, read_file
from offsetcase.read.rules import load_rules, unused_columns, unused_drops

TOP_GROUPS = 10
# A guess looks through every drug's name; it is made for the groups with the most money.
MOST_GUESSES = 100


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that nothing recognised and that one rule would settle."""

    text: str
    rows: int
    plan_paid: Decimal
    rule: str


@dataclass(slots=True)
class Check:
    """Everything the report says. ``exit_code`` is what the build's would be, but never 3."""

    files: list[ReadFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    exit_code: ExitCode = ExitCode.DONE
    people: list[str] = field(default_factory=list)
    member: str = ""
    statuses: dict[str, tuple[str, int]] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None
    gaps: list[str] = field(default_factory=list)
    window: Window | None = None
    ledger: Ledger | None = None
    categories: dict[str, tuple[int, Decimal, Decimal]] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    unclassified: list[Group] = field(default_factory=list)

    def add(self, error: OffsetcaseError) -> None:
        """Note a trouble; the first one's status stands."""
        self.problems = list(gathered([*self.problems, *error.problems]))
        if self.exit_code is ExitCode.DONE:
            self.exit_code = error.exit_code


def check_files(request: Request) -> Check:
    """Read, clean and classify, and report.

    Raises:
        OffsetcaseError: the case or rules file can't be used (status 2); nothing can be reported without them.
    """
    case = load_case(case_file(request))
    rules = load_rules(rules_file(request))
    indication = request.indication or case.treatment.indication or "depression"
    if indication not in indications():
        indication = "depression"
    found = Check()
    for path in request.claims:
        try:
            found.files.extend(read_file(path, rules, len(found.files)))
        except OffsetcaseError as error:
            found.add(error)
    lines = [line for file in found.files for line in file.lines]
    found.warnings.extend(warning for file in found.files for warning in file.warnings)
    found.warnings.extend(unused_columns(rules, [(file.table.file, file.table.header) for file in found.files]))
    found.warnings.extend(unused_drops(rules, lines))
    if not lines:
        return found
    found.people = sorted(set(people(line.person for line in lines if not line.note).values()))
    seen: Counter[tuple[str, str]] = Counter((line.status_word, str(line.status)) for line in lines if not line.note)
    found.statuses = {word or "(blank)": (taken, count) for (word, taken), count in seen.most_common()}
    wanted = request.member or case.member.name
    try:
        cleaned = clean(
            lines,
            member=wanted,
            member_from="--member" if request.member else "the case file's member name",
            covers=frozenset(case.plan.covers),
            benefit_of=benefit_of,
        )
    except OffsetcaseError as error:
        found.add(error)
        return found
    found.member = cleaned.member or ""
    found.warnings.extend(cleaned.warnings)
    found.warnings.extend(classify(cleaned.entries, rules, indication))
    _span(found, cleaned.entries)
    if not any(line.amounts.plan_paid is not None and not line.note for line in lines):
        found.add(
            OffsetcaseError(
                Problem(
                    "E-NO-PLAN-PAID",
                    "nothing in these files says what the plan paid.",
                    "download the claims from the insurer's own site as well and name all files.",
                ),
                ExitCode.INPUT,
            )
        )
    try:
        found.window = find_window(
            cleaned.entries,
            today=dt.date.today(),
            as_of=request.as_of,
            lookback=request.lookback,
            run_out=request.run_out,
            coverage_start=case.member.coverage_start,
            allow_short=request.allow_short_history,
        )
    except OffsetcaseError as error:
        found.add(error)
    found.rules = rule_uses(cleaned.entries)
    whole = Window(Month(1900, 1), Month(2100, 12), dt.date.today())
    found.ledger = settle(cleaned.entries, found.window or whole, indication, ())
    _categories(found)
    found.unclassified = _groups(found.ledger.entries)
    return found


def _span(found: Check, entries: Sequence[LedgerLine]) -> None:
    own = (Disposition.NOT_A_CLAIM, Disposition.OTHER_MEMBER)
    days = sorted(e.line.service_date for e in entries if e.line.service_date and e.disposition not in own)
    if not days:
        return
    found.first, found.last = days[0], days[-1]
    have = {Month.of(day) for day in days}
    month = Month.of(days[0])
    while month < Month.of(days[-1]):
        if month not in have:
            found.gaps.append(str(month))
        month = month.plus(1)


def _categories(found: Check) -> None:
    totals: dict[str, list[Decimal | int]] = defaultdict(lambda: [0, Decimal(0), Decimal(0)])
    assert found.ledger is not None
    for entry in found.ledger.entries:
        if entry.disposition in (Disposition.COUNTED, Disposition.OUTSIDE_WINDOW):
            row = totals[entry.klass.category or "unclassified"]
            row[0] += 1
            row[1] += entry.line.amounts.plan_paid or Decimal(0)
            row[2] += entry.line.amounts.member_paid or Decimal(0)
    found.categories = {key: (int(row[0]), Decimal(row[1]), Decimal(row[2])) for key, row in sorted(totals.items())}


def _groups(entries: Sequence[LedgerLine]) -> list[Group]:
    groups: dict[tuple[str, str], list[LedgerLine]] = defaultdict(list)
    for entry in entries:
        if entry.disposition is Disposition.UNCLASSIFIED:
            line = entry.line
            drug = line.drug or entry.named_drug
            if drug:
                groups["drug", drug].append(entry)
            elif line.provider:
                groups["provider", line.provider].append(entry)
            else:
                groups["description", line.description or line.specialty or line.claim_type or line.code].append(entry)
    found = []
    for (kind, text), members in groups.items():
        paid = sum((entry.line.amounts.plan_paid or Decimal(0) for entry in members), Decimal(0))
        codes = sorted({entry.line.code for entry in members if entry.line.code})
        shown = f"{text} ({', '.join(codes[:4])})" if codes and kind == "provider" else text or "(no words at all)"
        found.append((shown, paid, kind, text, members))
    found.sort(key=lambda one: (-abs(one[1]), one[0]))
    return [
        Group(
            shown,
            len(members),
            paid,
            _rule(kind, text, members[0].klass.category == "pharmacy_unnamed", guessed=number < MOST_GUESSES),
        )
        for number, (shown, paid, kind, text, members) in enumerate(found)
    ]


def _rule(kind: str, text: str, unnamed: bool, *, guessed: bool) -> str:
    """A rule that is ready but for the category, which only the member knows; for a drug the nearest known name is shown."""
    if unnamed:
        return "# these claims name no drug: download the pharmacy's own record and name both files"
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    near = suggest_drug(text)[:1] if kind == "drug" and guessed else []
    guess = f"  # did you mean {near[0]}?" if near else ""
    known = "psychotherapy, psychiatry_visit, …" if kind != "drug" else "medication.antidepressant, …"
    return f'[[category]]\n{kind}_contains = "{quoted}"{guess}\ncategory = "other"  # or {known}\nreason = "…"'
