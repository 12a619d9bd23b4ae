"""The proof: what was written gives the same result as what was read, and says none of the names that were read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from offsetcase.case.request import Request
from offsetcase.case.settings import (
    DENIAL_REASONS,
    INDICATIONS,
    LETTERS,
    PLAN_TYPES,
    CaseFile,
    Comparator,
    Interval,
    OwnProtocol,
    Share,
)
from offsetcase.checking import check_files
from offsetcase.classify.categories import categories
from offsetcase.codes.benefits import benefit_of
from offsetcase.codes.drugs import drugs
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset.result import CaseResult
from offsetcase.pipeline import build_case
from offsetcase.read.rules import CategoryRule
from offsetcase.redact.casefile import STAND_INS
from offsetcase.redact.lines import COPIED, HEADER, PHARMACY, STATUS_WORDS
from offsetcase.redact.pseudonyms import words_of
from offsetcase.render.case_json import case_json

# An example of a history that is too short, or of a pharmacy's file alone, is worth sharing too.
SHOWN_TROUBLES = frozenset({"E-SHORT-HISTORY", "E-NO-PLAN-PAID", "E-BASELINE"})
SHORTEST = 4
_LONG_NUMBER = 7
_PLAIN_VALUE = re.compile(r'"\d+(?:\.\d+)?"|\d{4}-\d\d-\d\d')
_TOKEN = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Story:
    """What the pipeline makes of some files: the settled ledger, the result or the troubles in its place."""

    entries: tuple[LedgerLine, ...]
    result: CaseResult | None
    troubles: frozenset[str]
    member: str

    @property
    def lines(self) -> list[LedgerLine]:
        """The entries that are claims: no totals, headings, notes, or rows that the user's rules drop."""
        return [entry for entry in self.entries if not entry.line.note]


def tell(request: Request) -> Story:
    """Build the case; where its history is too short or it lacks the plan's money, settle the ledger as ``check`` does.

    Raises:
        OffsetcaseError: anything else that stops the build.
    """
    try:
        result = build_case(request)
    except OffsetcaseError as error:
        codes = frozenset(problem.code for problem in error.problems)
        if not codes <= SHOWN_TROUBLES:
            raise
        check = check_files(request)
        if check.ledger is None:
            raise
        return Story(check.ledger.entries, None, codes, check.member)
    return Story(result.ledger.entries, result, frozenset(), result.cleaned.member or "")


def differences(before: Story, order: Sequence[LedgerLine], after: Story) -> list[str]:
    """What two stories tell differently; nothing when the example is as good as the original.

    Args:
        before: of the files as read.
        order: its claims in the order in which they were written.
        after: of the files as written.
    """
    if before.troubles != after.troubles:
        return ["what stops the build"]
    if len(order) != len(after.entries) or any(entry.line.note for entry in after.entries):
        return ["the number of rows"]
    different: list[str] = []
    for old, new in zip(order, after.entries, strict=True):
        different.extend(what for what, a, b in zip(_LINE_WORDS, _line(old), _line(new), strict=True) if a != b)
    if before.result and after.result:
        old_sums, new_sums = _sums(before.result), _sums(after.result)
        different.extend(name for name in old_sums if old_sums[name] != new_sums[name])
    return sorted(set(different))


_LINE_WORDS = ("what became of a row", "what a row was for", "a row's amounts", "a row's status", "a row's benefit")


def _line(entry: LedgerLine) -> tuple[Any, ...]:
    klass = entry.klass
    return (
        entry.disposition,
        (klass.category, klass.kind, klass.drug, klass.group, klass.by_rule, entry.key),
        (entry.line.amounts, entry.line.other_payer),
        entry.line.status,
        benefit_of(entry.line),
    )


def _sums(result: CaseResult) -> dict[str, Any]:
    """The sums and the verdict, as ``--json`` prints them, without names, dates and what hangs on the calendar's years."""
    data = case_json(result, (), ())
    baseline = {
        name: data["baseline"][name] for name in ("months", "annual", "window_mean", "latest_12_months", "one_off")
    }
    excluded = [part for part in data["ledger"]["excluded"] if part["reason"] != str(Disposition.NOT_A_CLAIM)]
    kept = (
        "projection",
        "offset",
        "break_even",
        "own_chance",
        "lasting_chance",
        "one_way",
        "verdict",
        "scenarios",
        "antidepressants",
        "lead",
    )
    alternative = {name: value for name, value in (data["alternative"] or {}).items() if name != "source"}
    return {
        "the counted lines": data["ledger"]["counted"],
        "the excluded lines": excluded,
        "the baseline": baseline,
        "the assumptions": {name: (one["value"], one["basis"]) for name, one in data["assumptions"].items()},
        "the covered alternative": alternative,
        **{f"the result's {name}": data[name] for name in kept},
    }


def identifying(entries: Iterable[LedgerLine], case_texts: Iterable[str], people: Iterable[str]) -> set[str]:
    """Every text that must not be found again: people, providers, claim and prescription numbers, the case file's."""
    texts = {*case_texts, *people}
    for entry in entries:
        line = entry.line
        texts.update((line.person, line.provider, line.claim_id, line.rx))
    return {" ".join(text.casefold().split()) for text in texts} - {""}


def leaks(texts: Iterable[str], people: Iterable[str], written: Mapping[str, bytes]) -> list[str]:
    """Which of the texts stand in what is written; of people's names each longer word counts.

    Words of the program's own (``pharmacy``, ``psychiatry``) are nobody's name. A number of few digits is not looked for
    among amounts, codes and dates, where it can stand by accident.
    """
    everything, words, cells = _seen(written)
    own = own_words()
    wanted = {text for text in texts if len(text) >= SHORTEST and not set(words_of(text)) <= own}
    wanted |= {word for name in people for word in words_of(name) if len(word) >= SHORTEST and word not in own}
    standing = _by_word(cells)
    leaked = []
    for text in wanted - {one.casefold() for one in STAND_INS}:
        if text.isdigit():
            hit = text in (everything if len(text) >= _LONG_NUMBER else words)
        elif _TOKEN.fullmatch(text):
            hit = text in words or text in everything
        else:
            # Only cells with the text's rarest word are looked through: thousands of providers in thousands of cells.
            near = min((standing.get(word, ()) for word in words_of(text)), key=len)
            hit = bool(near) and any(map(re.compile(rf"(?<!\w){re.escape(text)}(?!\w)").search, near))
        if hit:
            leaked.append(text)
    return sorted(leaked)


def _by_word(cells: Iterable[str]) -> dict[str, list[str]]:
    """The cells in which each word stands."""
    holding: dict[str, list[str]] = {}
    for cell in cells:
        for word in set(words_of(cell)):
            holding.setdefault(word, []).append(cell)
    return holding


def _seen(written: Mapping[str, bytes]) -> tuple[set[str], set[str], set[str]]:
    """All tokens; the tokens outside of what is copied as it stands; the different cells there."""
    everything: set[str] = set()
    cells: set[str] = set()
    for name, data in written.items():
        text = data.decode("utf-8").casefold()
        everything.update(_tokens(text))
        if not name.endswith(".csv"):
            cells.update(_PLAIN_VALUE.sub("", line) for line in text.splitlines())
            continue
        for row in csv.DictReader(io.StringIO(text)):
            cells.update(
                # A drug's strength is a number of its own, which a short claim number may equal.
                re.sub(r"\d+", "", cell) if column == "drug_name" else cell
                for column, cell in row.items()
                if cell and column not in COPIED
            )
    words = {token for cell in cells for token in _tokens(cell)}
    # Claim numbers are as many as rows; they are whole tokens, so no prose needs to hold them.
    return everything, words, {cell for cell in cells if not re.fullmatch(r"[kr]\d{7}", cell)}


def _tokens(text: str) -> Iterable[str]:
    for match in _TOKEN.finditer(text):
        yield match[0]
        if not match[0].isalnum():
            yield from re.split(r"[-.]", match[0])


@cache
def own_words() -> frozenset[str]:
    """The words that what is written may hold whoever the person is: headings, lists of the program's data, stand-ins."""
    listed: list[str] = [*HEADER, PHARMACY, *STATUS_WORDS.values(), *STAND_INS, *categories(), *CaseFile.model_fields]
    listed += [*INDICATIONS, *DENIAL_REASONS, *LETTERS, *PLAN_TYPES, *CategoryRule.model_fields]
    for table in (
        *(field.annotation for field in CaseFile.model_fields.values()),
        OwnProtocol,
        Comparator,
        Share,
        Interval,
    ):
        listed.extend(getattr(table, "model_fields", ()))
    listed.extend(drug.name for drug, _ in drugs())
    for lists in load_toml(data_path("services", "specialties.toml")).values():
        listed.extend(lists.get("words", ()) if isinstance(lists, dict) else ())
    for phrase in load_toml(data_path("services", "descriptions.toml"))["phrase"]:
        listed.extend(phrase["words"])
    listed.append(
        "Person Provider Pharmacy unlisted drug local code rule trial line medical dental vision first second"
    )
    return frozenset(word for text in listed for word in words_of(text.replace("_", " ")))
