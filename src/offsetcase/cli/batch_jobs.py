"""From what is named on the command line to a list of cases: folders, files, a manifest, or one file of many members."""

from __future__ import annotations

import csv
import glob
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from offsetcase.batch.job import Job
from offsetcase.batch.summary import FILES
from offsetcase.case.kinds import File
from offsetcase.case.request import CLAIMS_COLUMN, Request, case_columns, rules_file
from offsetcase.case.settings import CASE_NAME
from offsetcase.case.typed import parse_sets
from offsetcase.case.values import usage
from offsetcase.clean.people import people
from offsetcase.model.files import bytes_of, opened
from offsetcase.model.names import FreeNames
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, usage_error
from offsetcase.read.claims import formats_of, read_all
from offsetcase.read.rules import RULES_NAME, load_rules

# What stands in a case's folder and is not a claims file.
NOT_CLAIMS = {".toml", ".md", ".pdf", ".docx"}
MAX_MANIFEST = 8 * 1024 * 1024
MAX_ROWS = 100_000
NAME_COLUMN = "case"
SET = "set."
# Names that Windows gives to devices, whatever follows a dot.
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


@dataclass(frozen=True, slots=True)
class CaseToPlace:
    """A case before it has a folder: its name, its request, or why there is none."""

    name: str
    request: Request | None
    trouble: tuple[Problem, ...] = ()


def find_jobs(sources: Sequence[str], out: Path, pattern: Job, *, by_member: bool) -> tuple[list[Job], list[str]]:
    """Every case that the sources hold, in their order, each with a folder of its own under ``out``.

    Args:
        sources: paths and glob patterns as typed.
        out: the folder of the run.
        pattern: a job whose look and options all others share; its request holds the command's own options.
        by_member: make one case of each person in a file.

    Returns:
        The jobs, and files that were left alone, in words.

    Raises:
        OffsetcaseError: nothing of that name, a folder without claims, a manifest that can't be read, or letters that would
            lie among the claims (status 2).
    """
    cases: list[CaseToPlace] = []
    left: list[str] = []
    common = pattern.request or Request()
    paths = _expand(sources, out)
    stems = Counter(path.stem.casefold() for path in paths if not path.is_dir())
    for path in paths:
        if path.is_dir():
            cases += _folders(path, out, common, left)
        elif _is_manifest(path):
            cases += _manifest(path, common)
        else:
            # Files of one name, as  cases/*/claims.csv  finds them, are told apart by their folders.
            folder = f"{path.resolve().parent.name}-" if stems[path.stem.casefold()] > 1 else ""
            cases.append(CaseToPlace(f"{folder}{path.stem}", replace(common, claims=(path,))))
    if by_member:
        cases = [member for one in cases for member in _members(one)]
    names = FreeNames(FILES)
    jobs = []
    for one in cases:
        name = names.free(safe_name(one.name), "-{}")
        folder_of = out / name
        if one.request is not None and any(_same(path.parent, folder_of) for path in one.request.claims):
            raise usage_error(
                "E-OUTPUT", "the letter would lie among its claims.", "name another folder.", str(folder_of)
            )
        jobs.append(replace(pattern, name=name, folder=folder_of, request=one.request, trouble=one.trouble))
    return jobs, left


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def safe_name(text: str) -> str:
    """A name as one folder's: letters, digits, dots, dashes; nothing that a system or a terminal takes otherwise."""
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(c if c.isalnum() or c in "._-" else "-" for c in plain)
    while "--" in kept:
        kept = kept.replace("--", "-")
    name = kept.strip("-.")[:60].rstrip("-.") or "case"
    return f"case-{name}" if name.partition(".")[0].casefold() in DEVICES else name


def _expand(sources: Sequence[str], out: Path) -> list[Path]:
    """What the sources name, each file and folder once; a pattern may find the run's own folder, which is none of them."""
    paths: list[Path] = []
    for source in sources:
        path = Path(source)
        if _there(path):
            paths.append(path)
            continue
        hits = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 - a pattern as typed, absolute or not
        if not hits:
            raise usage_error("E-FILE", "there is no such file or folder.", "check the name and the folder.", source)
        paths += [hit for hit in map(Path, hits) if not _same(hit, out)]
    return list({path.resolve(): path for path in reversed(paths)}.values())[::-1]


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a pattern longer than a name can be, a folder that can't be looked into
        return False


def claims_in(folder: Path) -> list[Path]:
    """The claims files of a case's folder, by name."""
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix.casefold() not in NOT_CLAIMS and not path.name.startswith(".")
    ]


def _folders(folder: Path, out: Path, common: Request, left: list[str]) -> list[CaseToPlace]:
    try:
        inner = [path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith(".")]
        inner = [path for path in inner if not _same(path, out)]
    except OSError as error:
        raise OffsetcaseError(_unreadable(folder, error), ExitCode.USAGE) from None
    if not inner:
        claims = claims_in(folder)
        if not claims:
            raise usage(f'"{folder}" holds no claims file.', "name a folder of case folders, or the claims themselves.")
        return [CaseToPlace(folder.resolve().name, replace(common, claims=tuple(claims)))]
    left += [f"{path} (beside the case folders)" for path in sorted(folder.iterdir()) if path.is_file()]
    cases = []
    for one in inner:
        try:
            claims = claims_in(one)
        except OSError as error:
            cases.append(CaseToPlace(one.name, None, (_unreadable(one, error),)))
            continue
        if claims:
            cases.append(CaseToPlace(one.name, replace(common, claims=tuple(claims))))
        else:
            left.append(f"{one} (no claims file in it)")
    if not cases:
        raise usage(f'no folder in "{folder}" holds a claims file.', "put each case into a folder of its own.")
    return cases


def _unreadable(folder: Path, error: OSError) -> Problem:
    return Problem("E-FILE", f"the folder can't be read ({error.strerror}).", "check its permissions.", str(folder))


def _members(one: CaseToPlace) -> Iterable[CaseToPlace]:
    """One case for each person that the files name; a case whose files can't be read says so itself."""
    if one.request is None:
        return [one]
    every = by_members(one.request)
    return [one] if len(every) < 2 else [CaseToPlace(each.member, each) for each in every]


def by_members(request: Request) -> list[Request]:
    """A request for each person that its files name, or itself: where it names one, they name one or none, or can't be read."""
    if request.member:
        return [request]
    try:
        files = read_all(list(request.claims), load_rules(rules_file(request)))
    except OffsetcaseError:
        return [request]
    names = people((line for file in files for line in file.lines), formats_of(files)).names
    return [request] if len(names) < 2 else [replace(request, member=name) for name in names]


def _rows(path: Path) -> list[list[str]]:
    data = bytes_of(path, MAX_MANIFEST)
    if len(data) > MAX_MANIFEST:
        return []
    try:
        text = data.decode("utf-8-sig")
        return list(
            csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.partition("\n")[0]), strict=True)
        )
    except (UnicodeDecodeError, csv.Error):
        return []


def _is_manifest(path: Path) -> bool:
    """A list of cases has a column of its own name, which no claims file has."""
    try:
        with opened(path) as stream:
            first = (stream.readline(65536) or b"").decode("utf-8-sig", errors="replace")
    except OSError:
        return False  # the case itself says why it can't be read
    # Lines may end as on an old Mac; the reader of claims takes them too.
    return CLAIMS_COLUMN in [
        cell.strip().casefold() for cell in next(csv.reader(first.splitlines(), delimiter=_delimiter(first)), [])
    ]


def _delimiter(heading: str) -> str:
    """A spreadsheet of another country parts the cells by semicolons."""
    return ";" if ";" in heading and "," not in heading else ","


def _manifest(path: Path, common: Request) -> list[CaseToPlace]:
    rows = _rows(path)
    if not rows or len(rows) > MAX_ROWS:
        raise usage_error(
            "E-MANIFEST",
            "this list of cases can't be read as CSV in UTF-8, or is too long.",
            f"save it as CSV (UTF-8), at most {MAX_ROWS:,} rows.",
            str(path),
        )
    heads = [cell.strip().casefold() for cell in rows[0]]
    columns = [NAME_COLUMN, *case_columns()]
    for number, head in enumerate(heads, 1):
        if head and head in heads[: number - 1]:
            raise usage_error(
                "E-MANIFEST", f'two columns are headed "{head}".', "give each column once.", f"{path}, row 1"
            )
        if head not in columns and not head.startswith(SET):
            hint = did_you_mean(head, columns)
            raise usage_error(
                "E-MANIFEST",
                f'column {number} is headed "{rows[0][number - 1]}", which a list of cases doesn\'t have.',
                f"{hint}Known: {', '.join(columns)}, and set.<assumption>.",
                f"{path}, row 1",
            )
    cases = []
    for number, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(heads, (cell.strip() for cell in cells), strict=False))
        where = f"{path}, row {number}"
        name = row.get("case") or Path(row.get(CLAIMS_COLUMN, "").partition(";")[0]).stem or f"row-{number}"
        try:
            if len(cells) > len(heads):
                raise usage("this row has more cells than the heading.", "put quotes around a cell that holds a comma.")
            cases.append(CaseToPlace(name, _request(path.parent, row, common)))
        except OffsetcaseError as error:
            problems = tuple(replace(problem, where=problem.where or where) for problem in error.problems)
            cases.append(CaseToPlace(name, None, problems))
        except (OSError, RuntimeError):  # a name that is too long, a link in a circle
            problem = Problem("E-FILE", "a file that this row names can't be read.", "check the row's names.", where)
            cases.append(CaseToPlace(name, None, (problem,)))
    if not cases:
        raise usage_error("E-MANIFEST", "this list of cases holds no case.", "write one row for each case.", str(path))
    return cases


def _request(folder: Path, row: Mapping[str, str], common: Request) -> Request:
    names = [name.strip() for name in row.get(CLAIMS_COLUMN, "").split(";") if name.strip()]
    if not names:
        raise usage(
            f'the column "{CLAIMS_COLUMN}" is empty.', "name the case's claims file, or several with ; between."
        )
    claims: list[Path] = []
    for name in names:
        path = _inside(folder, name)
        inner = claims_in(path) if path.is_dir() else [path]
        if not inner:
            raise usage(f'"{name}" holds no claims file.', "name a folder with claims in it, or the claims themselves.")
        claims += inner
    known = case_columns()
    values: dict[str, object] = {"claims": tuple(claims)}
    for column, cell in row.items():
        if not cell or column == CLAIMS_COLUMN or column not in known:
            continue
        one = known[column]
        if isinstance(one.option.kind, File):
            values[one.field] = _inside(folder, cell)
            if not values[one.field].is_file():  # type: ignore[attr-defined]
                usual = CASE_NAME if column == "case_file" else RULES_NAME
                raise usage(f'{column}: there is no file "{cell}".', f"leave it empty for {usual} beside the claims.")
        else:
            values[one.field] = one.option.kind.typed(cell, column)
    sets = [f"{name.removeprefix(SET)}={value}" for name, value in row.items() if name.startswith(SET) and value]
    return replace(common, sets={**common.sets, **parse_sets(sets)}, **values)  # type: ignore[arg-type]


def _inside(folder: Path, name: str) -> Path:
    """A file that a list names: in the list's own folder or below, and nowhere else."""
    if "\0" in name:
        raise usage("a file's name holds a character that no name can.", "write the name anew.")
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise usage(f'"{name}" lies outside the folder of the list.', "put the files beside the list or below it.")
    return path
