"""The same line again: within a file, across overlapping files, and one fill in a portal and a pharmacy file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from offsetcase.codes.benefits import benefit_of
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import Benefit, ClaimLine
from offsetcase.model.problem import Problem

# Nobody has more fills of one day and share; comparing all with all of a spoiled file takes the square of their number.
MOST_FILLS = 200


def mark_duplicates(open_lines: Sequence[LedgerLine]) -> None:
    """Settle every line that is another's copy as ``duplicate``.

    Args:
        open_lines: lines without a disposition, in file order.
    """
    _within_files(open_lines)
    _across_files([entry for entry in open_lines if entry.disposition is None])
    _join_fills([entry for entry in open_lines if entry.disposition is None])


def _within_files(entries: Sequence[LedgerLine]) -> None:
    first: dict[tuple[Any, ...], LedgerLine] = {}
    for entry in entries:
        line = entry.line
        if not line.claim_id:
            continue  # two visits on one day with equal money are real: group and individual therapy
        key = (
            line.file_no,
            line.claim_id,
            line.line_id,
            line.service_date,
            line.code_or_drug,
            line.processed_date,
            line.amounts,
            line.status,
        )
        earlier = first.setdefault(key, entry)
        if earlier is not entry:
            entry.settle(Disposition.DUPLICATE, f"the same line as {earlier.line.source}")


def _across_files(entries: Sequence[LedgerLine]) -> None:
    if len({entry.line.file_no for entry in entries}) < 2:
        return
    groups: dict[tuple[Any, ...], dict[int, list[LedgerLine]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        line = entry.line
        # Without a claim number the provider is compared too: two clinics can charge the same on one day.
        whose = line.claim_id or ("", line.provider.casefold())
        key = (
            whose,
            line.line_id,
            line.service_date,
            line.code_or_drug,
            line.amounts.plan_paid,
            line.amounts.member_paid,
            line.status,
        )
        groups[key][line.file_no].append(entry)
    for by_file in groups.values():
        if len(by_file) < 2:
            continue
        kept_file = max(by_file, key=lambda number: (len(by_file[number]), -number))
        kept = by_file[kept_file][0].line.source
        for number, copies in by_file.items():
            if number != kept_file:
                for entry in copies:
                    entry.settle(Disposition.DUPLICATE, f"the same line stands in another file ({kept})")


def _join_fills(entries: Sequence[LedgerLine]) -> None:
    """Pair a portal's fill with a pharmacy file's: equal date and member-paid, in file order, one to one."""
    waiting: dict[tuple[Any, ...], list[LedgerLine]] = defaultdict(list)
    for entry in entries:
        line = entry.line
        if line.kind == "pharmacy" and line.amounts.member_paid is not None:
            waiting[line.service_date, line.amounts.member_paid].append(entry)
    if not waiting:
        return
    for entry in entries:
        line = entry.line
        if line.kind == "pharmacy" or line.amounts.member_paid is None or benefit_of(line) is not Benefit.PHARMACY:
            continue
        fills = waiting.get((line.service_date, line.amounts.member_paid), [])
        fitting = [fill for fill in fills[:MOST_FILLS] if _compatible(line, fill.line)]
        if fitting:
            # Equal in day and share; the pharmacy's name decides where both files give one, then the files' order.
            fill = next((one for one in fitting if _same_pharmacy(line, one.line)), fitting[0])
            fills.remove(fill)
            _pair(entry, fill)


def _same_pharmacy(portal: ClaimLine, fill: ClaimLine) -> bool:
    words = [
        {word for word in re.findall(r"[a-z]{4,}", line.provider.casefold()) if word != "pharmacy"}
        for line in (portal, fill)
    ]
    return bool(words[0] & words[1])


def doubtful(entries: Sequence[LedgerLine]) -> list[Problem]:
    """Lines of two files that are equal but for a claim number that one of the files lacks or a spreadsheet spoiled.

    They may be one claim; the method doesn't merge them, so a person must look.
    """
    groups: dict[tuple[Any, ...], list[LedgerLine]] = defaultdict(list)
    for entry in entries:
        line = entry.line
        if entry.disposition is None and line.amounts.plan_paid:
            paid = (line.amounts.plan_paid, line.amounts.member_paid)
            groups[line.service_date, line.code_or_drug, line.provider.casefold(), paid].append(entry)
    found = [
        (with_id, without)
        for group in groups.values()
        for with_id, without in [([e for e in group if e.line.claim_id], [e for e in group if not e.line.claim_id])]
        if with_id and without and {e.line.file_no for e in with_id} != {e.line.file_no for e in without}
    ]
    if not found:
        return []
    count = sum(min(len(with_id), len(without)) for with_id, without in found)
    first, second = found[0][0][0].line.source, found[0][1][0].line.source
    return [
        Problem(
            "W-MAYBE-TWICE",
            f"{count} line{'s' if count > 1 else ''} of two files {'are' if count > 1 else 'is'} equal in day, provider and "
            f"amounts, but one file has no usable claim number, so both are counted (the first: {first} and {second}).",
            "if they are the same claims, leave one file out, or use both as downloaded and not saved by a spreadsheet.",
        )
    ]


def unjoined(entries: Sequence[LedgerLine]) -> list[Problem]:
    """What the join left over: fills without the plan's money, which stay unknown and are never guessed."""
    names = [e for e in entries if e.line.kind == "pharmacy" and e.disposition is Disposition.NO_PLAN_AMOUNT]
    if not names or not any(entry.line.kind != "pharmacy" for entry in entries):
        return []
    first = names[0].line
    return [
        Problem(
            "W-UNJOINED",
            f"{len(names)} fill{'s' if len(names) > 1 else ''} of the pharmacy's file {'have' if len(names) > 1 else 'has'} no "
            f"partner of the same day and share in the other files (the first is {first.source}); what the plan paid for "
            f"{'them' if len(names) > 1 else 'it'} stays unknown and is not counted.",
        )
    ]


def _compatible(portal: ClaimLine, fill: ClaimLine) -> bool:
    drugs = (portal.drug.casefold(), fill.drug.casefold())
    paid = (portal.amounts.plan_paid, fill.amounts.plan_paid)
    same_drug = not all(drugs) or drugs[0] == drugs[1]
    return same_drug and (paid[0] is None or paid[1] is None or paid[0] == paid[1])


def _pair(portal: LedgerLine, fill: LedgerLine) -> None:
    # Where neither knows the money, the fill stays: the one with the name says more.
    keeps, goes = (portal, fill) if portal.line.amounts.plan_paid is not None else (fill, portal)
    keeps.named_drug = keeps.line.drug or goes.line.drug
    keeps.named_ndc = keeps.line.ndc or goes.line.ndc
    goes.settle(Disposition.DUPLICATE, f"the same fill as {keeps.line.source}, which has the plan-paid amount")
