"""Which columns hold what: known exports from ``data/formats``, anything else by the synonym table.

A file's own signature decides; a tie between signatures, or two columns that could each be one amount, stop the build with
the candidates named, because wrong money is the worst outcome of all. The same goes for the one column that nobody told us
is the plan's money but that could be: ``plan_column``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from offsetcase.model.problem import OffsetcaseError, Problem, input_error
from offsetcase.model.text import quoted
from offsetcase.read.formats import Format, formats
from offsetcase.read.headings import exclusive_fields, fold, is_amount, is_insurers_payment, may_be_plans, meanings
from offsetcase.read.plan_column import (
    ask_not_covered,
    ask_plan_column,
    could_be_plans,
    is_cost_of_a_fill,
    is_not_covered,
    is_unknown_money,
)
from offsetcase.read.rules import IGNORE, NOBODY, Rules
from offsetcase.read.table import Table
from offsetcase.read.unread import UnreadColumn, find_unread, is_dates, samples_of

SUMMED_FIELDS = frozenset({"other_payer", "member_parts"})
# Of the synonyms for the member's share, the third tier is what is still owed: less than the share once something was paid.
BALANCE_TIER = 2
# The sort of a question about a table that holds days and money: it isn't passed over as one without dates.
DATED = "days and money"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How one table's columns are read.

    ``columns`` maps a field to column numbers: the first cell that is not blank counts. ``sums`` maps a field to
    column numbers that are added, unknown as soon as one is. ``derive`` maps a field to ``a - b + c`` of other fields,
    ``times`` to a column it is multiplied by. ``once_per_claim``: the amounts are the claim's, repeated on its lines.
    ``claim_paid`` is the column where each line repeats what was paid for its whole claim. ``unread`` are the columns
    whose headings nothing understands.
    """

    format: str
    name: str
    kind: str
    benefit: str
    columns: Mapping[str, tuple[int, ...]]
    sums: Mapping[str, tuple[int, ...]]
    derive: Mapping[str, str]
    trailer_blank: int | None = None
    warnings: tuple[Problem, ...] = field(default=())
    preamble_total: str = ""
    times: Mapping[str, int] = field(default_factory=dict)
    once_per_claim: bool = False
    why: str = ""
    claim_paid: int | None = None
    unread: tuple[UnreadColumn, ...] = ()

    def has(self, name: str) -> bool:
        """Whether the file gives this field, in a column or by arithmetic on columns."""
        return name in self.columns or name in self.sums or name in self.derive


@dataclass(frozen=True, slots=True)
class _Headings:
    """One table's headings while they are mapped, and what the user says of them."""

    table: Table
    cells: tuple[str, ...]
    folded: tuple[str, ...]
    chosen: Mapping[str, tuple[int, ...]]
    ignored: frozenset[int]
    rules: Rules

    @property
    def where(self) -> str:
        return self.table.heading_place

    @property
    def free(self) -> list[int]:
        """The columns about which the user says nothing."""
        said = {number for numbers in self.chosen.values() for number in numbers} | self.ignored
        return [number for number in range(len(self.cells)) if number not in said]


def map_columns(table: Table, rules: Rules) -> ColumnMap:
    """Decide what each column holds.

    Args:
        table: the table; its cells tell money from dates and words where a heading doesn't.
        rules: the user's rules, for ``[columns]`` and ``not_covered``.

    Raises:
        OffsetcaseError: the mapping is ambiguous or lacks what a ledger needs (status 4).
    """
    folded = tuple(fold(cell) for cell in table.header)
    ignore = {fold(one) for name in (IGNORE, NOBODY) for one in rules.headings(name)}
    given = _Headings(
        table,
        table.header,
        folded,
        _chosen(table, folded, rules),
        frozenset(number for number, key in enumerate(folded) if key in ignore),
        rules,
    )
    present = frozenset(folded)
    matches = [
        one for one in formats() if all(words & present for words in one.recognise) and not (one.absent & present)
    ]
    if len(matches) > 1:
        raise input_error(
            "E-FORMAT-TIE",
            "the columns fit more than one known export: " + "; ".join(one.name for one in matches) + ".",
            'name the columns yourself in claims.rules.toml:\n[columns]\nservice_date = "…"\nplan_paid = "…"',
            given.where,
        )
    return _known(matches[0], given) if matches else _generic(given)


def _chosen(table: Table, folded: tuple[str, ...], rules: Rules) -> dict[str, tuple[int, ...]]:
    chosen: dict[str, tuple[int, ...]] = {}
    for name in rules.columns:
        if name in (IGNORE, NOBODY):
            continue
        wanted = {fold(one) for one in rules.headings(name)}
        hits = [number for number, key in enumerate(folded) if key in wanted]
        if len(hits) > 1:
            raise _ambiguous(name, [table.header[number] for number in hits], table.heading_place)
        if hits:
            chosen[name] = (hits[0],)
    return chosen


def _known(known: Format, given: _Headings) -> ColumnMap:
    header, folded = given.cells, given.folded
    doubled = {key for key in folded if key and folded.count(key) > 1}
    columns: dict[str, tuple[int, ...]] = {}
    sums: dict[str, tuple[int, ...]] = {}
    for name, wanted in known.columns.items():
        names = wanted if isinstance(wanted, list) else wanted.split("|")
        hits = tuple(folded.index(fold(one)) for one in names if fold(one) in folded)
        for number in hits:
            if folded[number] in doubled:
                raise _ambiguous(name, [cell for cell in header if fold(cell) == folded[number]], given.where)
        if isinstance(wanted, list):
            if len(hits) == len(names) or (hits and name in SUMMED_FIELDS):
                sums[name] = hits
        elif hits:
            columns[name] = hits
    for name, numbers in given.chosen.items():
        sums.pop(name, None)
        columns[name] = numbers
    derive = {name: rule for name, rule in known.derive.items() if name not in columns and name not in sums}
    read = {number for numbers in (*columns.values(), *sums.values()) for number in numbers}
    declared = {word for words in known.recognise for word in words}
    rest = [number for number in given.free if number not in read and folded[number] not in declared]
    if "plan_paid" not in columns and "plan_paid" not in sums and "plan_paid" not in derive:
        candidates = [number for number in rest if could_be_plans(given.table, number)]
        if candidates:
            raise ask_plan_column(given.table, candidates, given.rules)
    claim_paid = fold(known.claim_paid)
    return ColumnMap(
        known.key,
        known.name,
        known.kind,
        known.benefit,
        columns,
        sums,
        derive,
        folded.index(fold(known.trailer_blank)) if known.trailer_blank else None,
        tuple(Problem("W-COLUMN", text, where=given.where) for text in known.warn.values()),
        known.preamble_total,
        {name: folded.index(fold(heading)) for name, heading in known.times.items()},
        known.once_per_claim,
        f"it has the {len(known.recognise)} headings of this export",
        folded.index(claim_paid) if claim_paid and claim_paid in folded else None,
        find_unread(given.table, rest, {*columns, *sums, *derive}),
    )


def _generic(given: _Headings) -> ColumnMap:
    header, table = given.cells, given.table
    free = given.free
    meant: dict[str, dict[int, list[int]]] = {}
    for number in free:
        # Words that could name the plan's money above what is money ("Benefit") are not a kind of claim.
        for name, tier in () if could_be_plans(table, number) else meanings(header[number]):
            meant.setdefault(name, {}).setdefault(tier, []).append(number)
    columns: dict[str, tuple[int, ...]] = dict(given.chosen)
    sums: dict[str, tuple[int, ...]] = {}
    warnings: list[Problem] = []
    for name, tiers in meant.items():
        if name in columns:
            continue
        hits = tiers[min(tiers)]
        if name in SUMMED_FIELDS:
            sums[name] = tuple(number for tier in tiers.values() for number in tier)
        elif len(hits) > 1 and name in exclusive_fields():
            if name == "plan_paid":
                raise ask_plan_column(table, hits, given.rules)
            raise _ambiguous(name, [header[number] for number in hits], given.where)
        else:
            columns[name] = tuple(hits)
    taken = {number for tiers in meant.values() for numbers in tiers.values() for number in numbers}
    rest = [number for number in free if number not in taken]
    if "allowed" not in columns and "drug" in columns:
        whole = [number for number in rest if is_cost_of_a_fill(header[number])]
        if len(whole) == 1:
            columns["allowed"] = (whole[0],)
            rest.remove(whole[0])
    _plans_money(given, columns, meant, rest, warnings)
    if "member_paid" not in columns and "member_parts" in sums:
        sums["member_paid"] = sums["member_parts"]
        names = ", ".join(header[number] for number in sums["member_paid"])
        warnings.append(
            Problem("W-COLUMN", f"The member's share is taken as the sum of these columns: {names}.", where=given.where)
        )
    sums.pop("member_parts", None)
    derive: dict[str, str] = {}
    if "allowed" not in columns and "billed" in columns and "discount" in columns:
        derive["allowed"] = "billed - discount"
    balance = set(meant.get("member_paid", {})) == {BALANCE_TIER} and "member_paid" not in given.chosen
    _derive_plan_paid(given, columns, sums, derive, warnings, rest, balance=balance)
    if "service_date" not in columns:
        raise _no_date(table, [number for number in rest if is_dates(table, number)])
    kind = "pharmacy" if "drug" in columns and "plan_paid" not in columns and "plan_paid" not in derive else "claims"
    return ColumnMap(
        "generic",
        "a table with recognised column names",
        kind,
        "",
        columns,
        sums,
        derive,
        None,
        tuple(warnings),
        why=f"no known export; {len(columns) + len(sums)} of its {len(header)} headings tell what they hold",
        unread=find_unread(table, rest, {*columns, *sums, *derive}),
    )


def _no_date(table: Table, dates: Sequence[int]) -> OffsetcaseError:
    """The question which column holds the date of service; those that hold dates are offered (status 4)."""
    where = "in claims.rules.toml"
    if dates:
        shown = " or ".join(f'"{table.header[number]}" ({"; ".join(samples_of(table, number))})' for number in dates)
        lines = "\nor\n".join(f"[columns]\nservice_date = {quoted(table.header[number])}" for number in dates)
        remedy = f"if the care was given on the days under {shown}, say so {where}:\n{lines}"
    else:
        names = ", ".join(cell for cell in table.header if cell)
        remedy = f'say which of the columns ({names}) does, {where}:\n[columns]\nservice_date = "…"'
    return input_error(
        "E-NO-DATE-COLUMN",
        "no column holds the date of service.",
        remedy,
        table.heading_place,
        sort=f"{DATED} {table.heading_place}" if dates and any(map(is_amount, table.header)) else "",
    )


def _plans_money(
    given: _Headings,
    columns: dict[str, tuple[int, ...]],
    meant: Mapping[str, Mapping[int, list[int]]],
    rest: list[int],
    warnings: list[Problem],
) -> None:
    """The plan's money where no usual heading tells it: an insurer's own name does; anything less sure is asked."""
    if "plan_paid" in given.chosen:
        return
    header, table = given.cells, given.table
    named = [number for number in rest if is_insurers_payment(header[number])]
    if "plan_paid" in columns:
        if named and 0 not in meant["plan_paid"]:  # "Medicare Paid" beside "Aetna Paid"
            raise ask_plan_column(table, [*columns["plan_paid"], *named], given.rules)
        return
    bare = [number for number in rest if may_be_plans(header[number])]
    candidates = [number for number in rest if could_be_plans(table, number) or number in bare or number in named]
    if len(candidates) == 1 and candidates == named:
        columns["plan_paid"] = (named[0],)
        rest.remove(named[0])
        said = f'The column "{header[named[0]]}" is taken as what the plan paid.'
        warnings.append(Problem("W-COLUMN", said, where=given.where))
    elif candidates:
        raise ask_plan_column(table, candidates, given.rules)


def _derive_plan_paid(
    given: _Headings,
    columns: Mapping[str, tuple[int, ...]],
    sums: dict[str, tuple[int, ...]],
    derive: dict[str, str],
    warnings: list[Problem],
    rest: Sequence[int],
    *,
    balance: bool,
) -> None:
    """Plan-paid as allowed less the member's share and other payers, where the file has these and nothing better."""
    share = "member_paid" in columns or "member_paid" in sums
    if "plan_paid" in columns or not share or not ("allowed" in columns or "allowed" in derive):
        return
    if balance:
        owed = given.cells[columns["member_paid"][0]]
        said = (
            f'"{owed}" may be only what is left after a payment at the visit, so plan-paid isn\'t worked out from it. '
            "If it is the whole share, this line in claims.rules.toml under [columns] says so:"
        )
        warnings.append(Problem("W-COLUMN", said, f'member_paid = "{owed}"', given.where))
        return
    if unknown := [number for number in rest if is_unknown_money(given.table, number)]:
        raise ask_plan_column(given.table, unknown, given.rules)
    rule = "allowed - member_paid"
    note = "allowed minus the member's share"
    if "other_payer" in sums or "other_payer" in columns:
        rule += " - other_payer"
        note += " minus other payers"
    else:
        note += "; no column shows another payer, so none is subtracted"
    apart = [number for number, cell in enumerate(given.cells) if is_not_covered(cell) and number not in given.ignored]
    if apart and (more := ask_not_covered(given.table, apart, given.rules)):
        rule += more
        sums["not_covered"] = tuple(apart)
    derive["plan_paid"] = rule
    warnings.append(
        Problem("W-DERIVED", f"No column says what the plan paid. Plan-paid is taken as {note}.", where=given.where)
    )


def _ambiguous(name: str, candidates: list[str], where: str) -> OffsetcaseError:
    words = {
        "plan_paid": "what the plan paid",
        "member_paid": "the member's share",
        "service_date": "the date of service",
        "billed": "the billed charge",
        "allowed": "the allowed amount",
    }.get(name, name)
    shown = " or ".join(f'"{one}"' for one in candidates)
    text = f"more than one column could be {words}: {shown}."
    if len(set(candidates)) == 1:
        text = f"two columns have the same heading {shown.split(' or ')[0]}, and one of them is {words}."
    rules = "\nor\n".join(f'[columns]\n{name} = "{one}"' for one in dict.fromkeys(candidates))
    return input_error(
        "E-COLUMN-AMBIGUOUS",
        text,
        f"write the right one into claims.rules.toml beside the claims:\n{rules}",
        where,
    )
