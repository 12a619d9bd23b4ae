"""Files to claim lines. All bad rows of all files are reported together, so that they are mended in one sitting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from offsetcase.codes.persons import spellings
from offsetcase.model.apart import Room
from offsetcase.model.lines import Amounts, ClaimLine, Source
from offsetcase.model.money import show_money
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, capped, gathered, input_error
from offsetcase.model.text import plain
from offsetcase.read.columns import DATED, ColumnMap, map_columns
from offsetcase.read.controls import check_controls
from offsetcase.read.fhir import read_fhir
from offsetcase.read.foreign import ForeignLines
from offsetcase.read.formats import header_score
from offsetcase.read.headings import fold
from offsetcase.read.health_files import HealthFile, settle_health_files
from offsetcase.read.medicare import read_medicare
from offsetcase.read.person_lines import first_names
from offsetcase.read.persons import named_by_sheet, person_columns, told_people, with_people
from offsetcase.read.room import room
from offsetcase.read.rows import AGAIN, RowReader
from offsetcase.read.rules import NOBODY, Rules, Words, dropped_by
from offsetcase.read.sources import UNREADABLE, Part, parts_of
from offsetcase.read.spelling import settle_spelling
from offsetcase.read.statements import read_statement_pdf
from offsetcase.read.strangers import refuse_portal_json, refuse_strangers
from offsetcase.read.table import HEADER_SEARCH_ROWS, MAX_CELL, Row, Table, split_tables, text_tables
from offsetcase.read.totals import part_claims, stated_differently, summaries, sums_of_rows
from offsetcase.read.unread import UnreadColumn

MINIMUM_HEADER_FIELDS = 3
# A part with one of these troubles holds no claims; beside parts that do it is named and passed over.
_NO_CLAIMS = frozenset({"E-NO-HEADER", "E-NO-DATE-COLUMN", "E-NO-ROWS", "E-NO-EOB", "E-NOT-CLAIMS"})


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as read: how it was recognised, its columns, and its lines in file order."""

    path: Path
    table: Table
    columns: ColumnMap
    lines: tuple[ClaimLine, ...]
    warnings: tuple[Problem, ...]
    health: HealthFile | None = None

    @property
    def rows(self) -> int:
        """How many non-blank rows stand after the heading; each is one ledger line."""
        return len(self.lines)

    @property
    def unread(self) -> tuple[UnreadColumn, ...]:
        """The columns whose headings nothing understands."""
        return self.columns.unread


def read_file(path: Path, rules: Rules, file_no: int, left: Room | None = None) -> list[ReadFile]:
    """Read one file into claim lines; a workbook or an archive gives several.

    Args:
        path: the file.
        rules: the user's rules; columns, status words and dropped rows are used here.
        file_no: the number of the file's first part; each part counts as a file of its own.
        left: the room that is left for the whole input; a room of its own without one.

    Raises:
        OffsetcaseError: with every problem of the file at once (status 2 or 4).
    """
    left = room() if left is None else left
    files: list[ReadFile] = []
    problems: list[Problem] = []
    headless: list[Problem] = []
    papers: list[Problem] = []
    skipped: list[Problem] = []
    parts = parts_of(path, left)
    for part in parts:
        if part.kind == UNREADABLE:
            what = f"This part is {part.text}; it is named here and not read."
            skipped.append(Problem("W-NOT-READ", what, "what it holds isn't counted.", part.name, sort=part.text))
            continue
        try:
            files.extend(_read_part(path, part, rules, file_no + len(files), left))
        except OffsetcaseError as error:
            if {problem.code for problem in error.problems} <= _NO_CLAIMS and not _is_dated(error):
                headless.extend(error.problems)  # a cover sheet, a note, a summary, another table of the page
            elif part.kind == "pdf" and len(parts) > 1:
                papers.extend(error.problems)  # a paper beside the claims is named and passed over
            else:
                problems.extend(error.problems)
    if problems or not files:
        raise OffsetcaseError(problems or (*headless[:1], *papers), ExitCode.INPUT)
    skipped += [
        Problem("W-NOT-READ", "This part holds no claims table and is not read.", where=problem.where)
        for problem in headless
    ]
    skipped += [
        Problem(
            "W-NOT-READ", "This part is a PDF that isn't read as claims.", problem.text, problem.where, sort="a PDF"
        )
        for problem in papers
    ]
    files = [
        replace(one, lines=lines)
        for one, lines in zip(files, named_by_sheet([(one.table.sheet, one.lines) for one in files]), strict=True)
    ]
    for number in summaries([one.lines for one in files]) if len(files) > 1 else ():
        one = files[number]
        lines = tuple(
            line if line.note else line._replace(note="a total of another part of the file") for line in one.lines
        )
        said = Problem(
            "W-NOT-READ",
            "Each row here sums up another part of the file; none counts again.",
            where=one.table.heading_place,
        )
        files[number] = replace(one, lines=lines, warnings=(*one.warnings, said))
    if rules.people:
        files = [replace(one, lines=_renamed(one.lines, rules.people)) for one in files]
    files[0] = replace(files[0], warnings=(*files[0].warnings, *gathered(skipped)))
    return files


def _read_part(path: Path, part: Part, rules: Rules, file_no: int, left: Room | None) -> list[ReadFile]:
    if part.kind == "fhir":
        refuse_portal_json(part.name, part.text)
        return [_finished(path, read_fhir(part, file_no, rules))]
    if part.kind == "medicare":
        return [_finished(path, read_medicare(part, file_no, rules))]
    if part.kind == "pdf":
        return [_finished(path, read_statement_pdf(part.name, part.data, file_no, left))]
    if not rules.columns:  # who names columns knows what the file is
        refuse_strangers(part.name, part.text, [row.cells for row in part.rows[:HEADER_SEARCH_ROWS]])
    own = {fold(heading) for name in rules.columns for heading in rules.headings(name)}

    def score(cells: tuple[str, ...]) -> int:
        return header_score(cells) + sum(1 for cell in cells if cell and fold(cell) in own)

    if part.kind == "cells":
        tables = [
            replace(one, day_zero=part.day_zero)
            for one in split_tables(list(part.rows), part.name, score, MINIMUM_HEADER_FIELDS, part.sheet)
        ]
    else:
        tables = text_tables(part.text, part.name, score, MINIMUM_HEADER_FIELDS)
    return _read_tables(path, tables, rules, file_no)


def _read_tables(path: Path, tables: list[Table], rules: Rules, file_no: int) -> list[ReadFile]:
    """The tables of one part; beside a table of claims, one without dates of service is named and its rows are not claims."""
    files: list[ReadFile] = []
    problems: list[Problem] = []
    undated: list[tuple[int, Table]] = []
    alone = first_names(row for table in tables for row in (*table.preamble, *table.rows))
    for table in tables:
        try:
            files.append(_read_table(path, table, rules, file_no + len(files) + len(undated), alone))
        except OffsetcaseError as error:
            codes = {problem.code for problem in error.problems}
            if len(tables) > 1 and codes <= {"E-NO-DATE-COLUMN", "E-NO-ROWS"} and not _is_dated(error):
                undated.append((file_no + len(files) + len(undated), table))
            else:
                problems.extend(error.problems)
    if problems:
        raise OffsetcaseError(problems, ExitCode.INPUT)
    if not files:
        raise no_rows(tables[0])
    files += [_undated(path, table, number) for number, table in undated]
    return sorted(files, key=lambda one: one.table.header_row)


def _is_dated(error: OffsetcaseError) -> bool:
    """Whether it is only not known which column of days and money is the date of service."""
    return any(problem.sort.startswith(DATED) for problem in error.problems)


def _undated(path: Path, table: Table, file_no: int) -> ReadFile:
    """A table beside the claims that has no dates of service: a summary, or what is known of the plan."""
    note = "a row of a table without dates of service"
    lines = tuple(
        ClaimLine(Source(table.file, table.sheet, row.number), file_no, "claims", Amounts(), note=note)
        for row in table.rows
    )
    said = Problem(
        "W-NOT-READ",
        "The table below this heading has no dates of service; its rows count as no claims.",
        where=table.heading_place,
    )
    columns = ColumnMap(
        "generic", "a table without dates of service", "claims", "", {}, {}, {}, why="no column holds a date"
    )
    return ReadFile(path, table, columns, lines, (said,))


def _finished(path: Path, read: ForeignLines) -> ReadFile:
    table = Table(read.file, 0, (), (), ())
    columns = ColumnMap(read.format, read.name, "claims", "", {"service_date": ()}, {}, {}, why=read.why)
    # An escape such as that of a bidirectional mark is a character only now.
    lines = tuple(_plain(line) for line in read.lines)
    return ReadFile(path, table, columns, lines, tuple(read.warnings), read.health)


def _plain(line: ClaimLine) -> ClaimLine:
    changed = {
        name: plain(value)[:MAX_CELL]
        for name, value in zip(line._fields, line, strict=True)
        if type(value) is str and (len(value) > MAX_CELL or not value.isprintable())
    }
    return line._replace(**changed) if changed else line  # type: ignore[arg-type]


def _read_table(path: Path, table: Table, rules: Rules, file_no: int, alone: frozenset[str]) -> ReadFile:
    columns = map_columns(table, rules)
    nobody = frozenset(fold(heading) for heading in rules.headings(NOBODY))
    people = person_columns(table, columns, own="person" in rules.columns, nobody=nobody)
    columns = with_people(columns, people)
    spelling = settle_spelling(table, columns, rules)
    reader = RowReader(table, columns, rules, file_no, spelling)
    lines = [(rules.drop and _dropped(row, reader)) or reader.line(row) for row in table.rows]
    lines, totals, undated = sums_of_rows(lines)
    if undated:
        totals_at = {f"{table.file}, row {row}" for row in undated}
        reader.problems = [one for one in reader.problems if one.code != "E-DATE" or one.where not in totals_at]
    lines = told_people(table, people, lines, day_first=rules.date_order == "day-first", alone=alone)
    if columns.once_per_claim:
        lines = _once(lines)
    for word, (count, total) in reader.unknown_money.items():
        reader.problems.append(
            Problem(
                "E-STATUS",
                f'the status "{word}" is not known; it stands on {count} row{"s" if count > 1 else ""} with '
                f"{show_money(total)} of plan-paid money.",
                f'say what it means in claims.rules.toml (paid, denied, pending, reversed or not-a-claim):\n[status]\n"{word}" = "paid"',
                table.file,
            )
        )
    if reader.problems:
        raise OffsetcaseError(capped(gathered(reader.problems), table.file), ExitCode.INPUT)
    if not any(not line.note for line in lines):
        raise no_rows(table)
    lines, differing = part_claims(lines)
    if columns.claim_paid is not None:
        differing += stated_differently(lines, [reader.money_at(row, columns.claim_paid) for row in table.rows])
    warnings = [
        *columns.warnings,
        *spelling.warnings,
        *gathered([*differing, *totals]),
        *check_controls(table, columns, lines),
    ]
    for word, count in reader.unknown_status.items():
        if word not in reader.unknown_money:
            warnings.append(
                Problem(
                    "W-STATUS",
                    f'The status "{word}" is not known; its {count} row{"s have" if count > 1 else " has"} no plan-paid '
                    "money, so nothing depends on it.",
                    where=table.file,
                )
            )
    if reader.damaged_ids:
        warnings.append(
            Problem(
                "W-CLAIM-NUMBER",
                f"{reader.damaged_ids} claim number{'s were' if reader.damaged_ids > 1 else ' was'} damaged by a "
                "spreadsheet program and "
                f"{'are' if reader.damaged_ids > 1 else 'is'} not used to compare claims.",
                f"{AGAIN}.",
                table.file,
            )
        )
    return ReadFile(path, table, columns, tuple(lines), tuple(warnings))


def no_rows(table: Table) -> OffsetcaseError:
    """The refusal of a heading without claims (status 4)."""
    return input_error(
        "E-NO-ROWS",
        "there is a heading but no claim below it.",
        "check the date range of the export and download it again.",
        f"{table.file}, row {table.header_row}",
    )


def _renamed(lines: tuple[ClaimLine, ...], people: dict[str, str]) -> tuple[ClaimLine, ...]:
    """The user's own word that two spellings, or an app's number and a name, are one person."""
    names = {alias.casefold(): name for alias, name in people.items()}
    return tuple(_as_said(line, names) for line in lines)


def _as_said(line: ClaimLine, names: dict[str, str]) -> ClaimLine:
    for spelled in spellings(line):
        if (name := names.get(spelled.casefold())) is not None:
            # Who it is has been said; what the file knows of a person beside the name would tell the two apart again.
            return line._replace(person=name, born=None, relation="", subject="")
    return line


def _once(lines: list[ClaimLine]) -> list[ClaimLine]:
    """Keep a claim's amounts on its first line; its other lines say that their money stands there."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        if line.note or not line.claim_id or line.claim_id not in seen:
            seen.add(line.claim_id)
            kept.append(line)
        else:
            kept.append(
                line._replace(amounts=Amounts(), note="a further line of a claim whose money stands on its first")
            )
    return kept


def _dropped(row: Row, reader: RowReader) -> ClaimLine | None:
    cells = row.cells
    words = Words(
        reader.text(cells, "provider"),
        f"{reader.text(cells, 'description')} {reader.text(cells, 'claim_type')}",
        reader.text(cells, "drug"),
        reader.text(cells, "specialty"),
    )
    note = dropped_by(reader.rules, reader.table.file, row.number, words, reader.table.sheet)
    if not note:
        return None
    kept = len(reader.problems)
    amounts, _ = reader.amounts(row)
    del reader.problems[kept:]
    source = Source(reader.table.file, reader.table.sheet, row.number)
    return ClaimLine(source, reader.file_no, reader.columns.kind, amounts, note=note)


def formats_of(files: Iterable[ReadFile]) -> dict[int, str]:
    """Each file's format by its number: claim numbers of one format can be compared, those of two say nothing of each other.

    A table that is not a known export is of the format of its headings.
    """
    formats = {}
    for file in files:
        own = "|".join(sorted(fold(cell) for cell in file.table.header if cell))
        key = file.columns.format if file.columns.format != "generic" else f"generic: {own}"
        formats.update(dict.fromkeys({line.file_no for line in file.lines}, key))
    return formats


def read_files(paths: Sequence[Path], rules: Rules) -> tuple[list[ReadFile], list[OffsetcaseError]]:
    """Read every file, and settle what only all files together can tell.

    Returns:
        The files that could be read, and the troubles of the others, each with its status.
    """
    files: list[ReadFile] = []
    troubles: list[OffsetcaseError] = []
    left = room()
    for path in paths:
        try:
            files.extend(read_file(path, rules, len(files), left))
        except OffsetcaseError as error:
            troubles.append(error)
    try:
        files = settle_health_files(files)
        if rules.people:  # a name may have come from another file
            files = [replace(one, lines=_renamed(one.lines, rules.people)) if one.health else one for one in files]
    except OffsetcaseError as error:
        files = [file for file in files if not file.health]
        troubles.append(error)
    return files, troubles


def read_all(paths: Sequence[Path], rules: Rules) -> list[ReadFile]:
    """Read every file; all problems of all files are raised together.

    Raises:
        OffsetcaseError: with the highest status among the files' troubles.
    """
    files, troubles = read_files(paths, rules)
    if troubles:
        statuses = {error.exit_code for error in troubles}
        worst = statuses.pop() if len(statuses) == 1 else ExitCode.INPUT
        raise OffsetcaseError([problem for error in troubles for problem in error.problems], worst)
    return files
