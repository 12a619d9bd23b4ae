"""A statement (explanation of benefits) taken apart by a layout, and taken only where its own totals prove the rows to the cent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from offsetcase.model.money import money_or_none, show_money
from offsetcase.model.places import data_path, load_folder, load_toml, made
from offsetcase.papers.columns import ColumnSpan, PrintedRow, Word, column_of, headings, rows
from offsetcase.papers.dates import dates
from offsetcase.papers.page import Page

# Columns of words; every other one holds dollars.
TEXT = (
    "service_date",
    "description",
    "claim_id",
    "person",
    "provider",
    "code",
    "remarks",
    "status",
    "drug",
    "ndc",
    "rx",
)
_MONEY = re.compile(r"[-(]?\$?-?(?:\d[\d,]*\.\d{2}|(?<=\$)\d[\d,]*)\)?-?")
_BESIDE_NAME = re.compile(r"\s*\((?:continued|self|spouse|child|dependent|subscriber|employee)\)$", re.IGNORECASE)
# Parts of a line's size: how far below a table's last row a line still belongs to it.
_STEP = 3


@dataclass(slots=True)
class StatementService:
    """One row of a statement: where it stands, whose claim it is, its dollars by column, and the columns that a total proves."""

    page: int
    line: int
    day: dt.date
    texts: dict[str, str]
    dollars: dict[str, Decimal]
    claim: int
    sure: set[str] = field(default_factory=set)

    @property
    def proved(self) -> bool:
        """Whether a total proves what the plan paid."""
        return "plan_paid" in self.sure


@dataclass(slots=True)
class Reading:
    """A statement as one layout reads it.

    ``troubles`` say where it doesn't add up; ``totals``, ``fit`` and ``columns`` count its totals, its tables, and the headings
    of one table that are known.
    """

    layout: str
    name: str
    services: list[StatementService] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    totals: int = 0
    fit: int = 0
    columns: int = 0

    @property
    def proved(self) -> bool:
        """Whether every row is part of a total that agrees, and no total disagrees."""
        return bool(self.services) and not self.troubles and all(one.proved for one in self.services)


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: the phrases that its statements hold and each column's headings."""

    key: str
    name: str
    recognise: tuple[tuple[str, ...], ...]
    columns: Mapping[str, Sequence[str]]
    allowed: str = ""


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout, in the order of the file names."""
    common = _around()["common"]
    return tuple(
        made(
            Layout,
            raw,
            key=key,
            recognise=tuple(tuple(one.split("|")) for one in raw["recognise"]),
            columns={**common, **raw["columns"]},
        )
        for key, raw in load_folder("statements").items()
    )


@cache
def _around() -> dict[str, Any]:
    return load_toml(data_path("papers", "statement.toml"))


@cache
def _labels() -> tuple[dict[str, str], re.Pattern[str]]:
    known = {label: name for name, labels in _around()["claim"].items() for label in labels}
    words = "|".join(re.escape(one) for one in sorted(known, key=len, reverse=True))
    return known, re.compile(rf"(?<![\w])({words})\s*(?::|(?<=#))\s*", re.IGNORECASE)


def read_statement(pages: Sequence[Page]) -> Reading | None:
    """The statement as the layout reads it that its totals prove; else the best attempt, or ``None`` where no layout fits."""
    text = " ".join(" ".join(page.text.split()) for page in pages).lower()
    tried = []
    for layout in layouts():
        if all(any(phrase in text for phrase in phrases) for phrases in layout.recognise):
            reading = _StatementReader(layout).read(pages)
            if reading.fit:
                tried.append(reading)
    # A layout that knows fewer of the headings would overlook what the other one finds wrong.
    most = max((one.columns for one in tried), default=0)
    closest = [one for one in tried if one.columns == most]
    proved = [one for one in closest if one.proved]
    if not proved:
        return max(closest, key=lambda one: (one.fit, len(one.services), -len(one.troubles)), default=None)
    if len({tuple(s.dollars.get("plan_paid") for s in one.services) for one in proved}) > 1:
        proved[0].troubles.append("two layouts fit this statement and read different amounts in it")
    return proved[0]


class _StatementReader:
    """Reads one statement by one layout, line by line."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.reading = Reading(layout.key, layout.name)
        self.spans: dict[str, ColumnSpan] = {}
        self.claim = 0
        self.info: dict[str, str] = {}
        self.last: PrintedRow | None = None  # the row or its further words, while the table goes on

    def read(self, pages: Sequence[Page]) -> Reading:
        """Every page; see ``read_statement``."""
        for page in pages:
            lines = rows(page)
            self.last = None
            skip = 0
            for number, row in enumerate(lines):
                if skip:
                    skip -= 1
                    continue
                size, spans = self._heading(lines, number)
                if spans:
                    self.spans, skip, self.last = spans, size - 1, lines[number + size - 1]
                    self.reading.fit += 1
                    known = sum(not name.startswith("?") for name in spans)
                    self.reading.columns = max(self.reading.columns, known)
                    continue
                self._line(row)
        for one in self.reading.services:
            if not one.proved and not self.reading.troubles:
                self.reading.troubles.append(
                    f"page {one.page}: no total of the statement holds the row of {one.day:%m/%d/%Y}"
                )
        return self.reading

    def _heading(self, lines: Sequence[PrintedRow], number: int) -> tuple[int, dict[str, ColumnSpan]]:
        best: tuple[int, dict[str, ColumnSpan]] = (0, {})
        for size in (1, 2, 3):
            window = lines[number : number + size]
            if len(window) < size or any(_money(word.text) is not None for row in window for word in row.words):
                break
            if size > 1 and window[-2].y - window[-1].y > 2 * window[-1].size:
                break
            spans = headings(window, self.layout.columns) or {}
            dollars = [name for name in spans if name not in TEXT]
            if "service_date" in spans and "plan_paid" in spans and len(dollars) > 1 and len(spans) > len(best[1]):
                best = (size, spans | _others(window, spans))
        return best

    def _line(self, row: PrintedRow) -> None:
        text = row.text
        amounts = [word for word in row.words if _money(word.text) is not None]
        kind = _total(text) if amounts else ""
        if kind and self.spans:
            self._check(row, amounts, kind)
            self.last = None
        elif amounts and self.spans and self._service(row, amounts):
            self.last = row
        elif self._labels(text):
            self.last = None
        elif amounts and self.last is not None and self.last.y - row.y < _STEP * row.size:
            self.reading.troubles.append(
                f'page {row.page}: "{text[:80]}" holds amounts and is neither a dated service nor a total'
            )
        elif not amounts and self.last is not None and self.reading.services and self.last.y - row.y < 2 * row.size:
            self._further(row)
            self.last = row
        else:
            self.last = None

    def _labels(self, text: str) -> bool:
        known, pattern = _labels()
        hits = list(pattern.finditer(text))
        if not hits:
            return False
        said: dict[str, str] = {}
        for hit, after in zip(hits, [*hits[1:], None], strict=False):
            value = text[hit.end() : after.start() if after else None].strip(" ,;|")
            name = known[hit[1].lower()]
            if name == "claim_id":
                value = value.split(" ")[0]  # without "(continued)"
            elif name == "person":
                value = _BESIDE_NAME.sub("", value)
            if name != "stop" and value:
                said[name] = value
        changed = {name for name in ("claim_id", "person") if name in said and said[name] != self.info.get(name)}
        has_rows = any(one.claim == self.claim for one in self.reading.services[-1:])
        if "claim_id" in changed or (changed and has_rows and "claim_id" not in said):
            self.claim += 1
            # Whose claims these are is said once above several of them.
            self.info = {name: self.info[name] for name in ("person",) if name in self.info}
        self.info |= said
        return True

    def _service(self, row: PrintedRow, amounts: Sequence[Word]) -> bool:
        date_words = [word for word in row.words[:8] if word.x0 < amounts[0].x0]
        days = dates(" ".join(word.text for word in date_words).replace("–", "-"))
        if not days:
            days = [one for word in date_words for one in dates(re.split(r"[-–](?=\d{1,2}/)", word.text)[0])]
        if not days:
            return False
        dollars = self._by_column(row, amounts, "under which heading {} stands is not clear")
        if dollars is None:
            return True
        texts = dict(self.info)
        kept: dict[str, list[str]] = {}
        for word in row.words:
            if _money(word.text) is None and not word.text.endswith("%") and word.text not in "$-–—":
                name = column_of(word, {k: s for k, s in self.spans.items() if k in TEXT}) or "description"
                if not (name == "service_date" or dates(word.text)):
                    kept.setdefault(name, []).append(word.text)
        texts |= {name: " ".join(words) for name, words in kept.items()}
        if "plan_paid" not in dollars:
            self.reading.troubles.append(f'page {row.page}: "{row.text[:80]}" has no amount under what the plan paid')
        if "claim_id" in kept and texts["claim_id"] != self.info.get("claim_id"):
            self.claim += 1
            self.info["claim_id"] = texts["claim_id"]
        self.reading.services.append(StatementService(row.page, row.number, days[0][2], texts, dollars, self.claim))
        return True

    def _by_column(self, row: PrintedRow, amounts: Sequence[Word], unclear: str) -> dict[str, Decimal] | None:
        """A row's amounts by the columns that are known; ``None``, and it is said, where one stands under none or two under one."""
        dollars: dict[str, Decimal] = {}
        for word in amounts:
            name = column_of(word, self.spans)
            amount = _money(word.text)
            if name.startswith("?"):
                continue
            if not name or name in dollars or name in TEXT or amount is None:
                self.reading.troubles.append(f'page {row.page}: "{row.text[:80]}": {unclear.format(word.text)}')
                return None
            dollars[name] = amount
        return dollars

    def _further(self, row: PrintedRow) -> None:
        """Words below a row that go on with its service's name."""
        service = self.reading.services[-1]
        own = service.page == row.page and len(row.text) < 60 and "description" in self.spans
        if own and row.words and column_of(row.words[0], self.spans) == "description":
            service.texts["description"] = f"{service.texts.get('description', '')} {row.text}".strip()

    def _check(self, row: PrintedRow, amounts: Sequence[Word], kind: str) -> None:
        if kind == "part":
            return
        printed = self._by_column(row, amounts, "which column {} sums is not clear")
        if printed is None:
            return
        everything = self.reading.services
        own = [one for one in everything if one.claim == self.claim]
        groups = {"claim": [own], "grand": [everything], "either": [own, everything]}[kind]
        self.reading.totals += 1
        for group in groups:
            if group and all(_sum(group, name) == amount for name, amount in printed.items()):
                for one in group:
                    one.sure.update(printed)
                return
        group = groups[0]
        for name, amount in printed.items():
            if _sum(group, name) != amount:
                words = name.replace("_", " ")
                self.reading.troubles.append(
                    f'page {row.page}: the statement\'s "{" ".join(row.text.split()[:3])}" for {words} is {show_money(amount)}, and the '
                    f"{len(group)} rows read for it add up to {show_money(_sum(group, name))}"
                )
                return


def _sum(group: Sequence[StatementService], name: str) -> Decimal:
    return sum((one.dollars.get(name, Decimal(0)) for one in group), Decimal(0))


def _others(window: Sequence[PrintedRow], spans: Mapping[str, ColumnSpan]) -> dict[str, ColumnSpan]:
    """Headings that the layout doesn't know: amounts under them must not be taken for a neighbor's."""
    left = sorted(
        (
            word
            for row in window
            for word in row.words
            if not any(s.x0 - 2 < word.x1 and word.x0 < s.x1 + 2 for s in spans.values())
        ),
        key=lambda word: word.x0,
    )
    unknown: dict[str, ColumnSpan] = {}
    for word in left:
        last = f"?{len(unknown)}"
        if unknown and word.x0 - unknown[last].x1 < 8:
            unknown[last] = ColumnSpan(unknown[last].x0, max(unknown[last].x1, word.x1))
        else:
            unknown[f"?{len(unknown) + 1}"] = ColumnSpan(word.x0, word.x1)
    return unknown


def _money(text: str) -> Decimal | None:
    return money_or_none(text) if _MONEY.fullmatch(text) else None


def _total(text: str) -> str:
    low = " ".join(text.lower().replace("’", "'").split())
    for kind in ("part", "claim", "grand", "either"):
        for phrase in _around()["total"][kind]:
            if low.startswith(phrase) and not low[len(phrase) : len(phrase) + 1].isalpha():
                return kind
    return ""


def people(reading: Reading) -> Iterator[str]:
    """The names on the statement's claims, once each."""
    yield from dict.fromkeys(one.texts["person"] for one in reading.services if one.texts.get("person"))
