"""The cases of one or several batches, read back from their records: each person once, and what is left out said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from offsetcase.batch.job import RECORD, Outcome, read_record
from offsetcase.batch.work import whole
from offsetcase.model.problem import usage_error

# Why a case is left out, in the order in which it is said.
REASONS = ("not-made", "unreadable", "failed", "changed", "older", "repeated")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The cases that count, each another person's, and the folders that don't, by reason."""

    cases: tuple[Outcome, ...]
    left: dict[str, tuple[str, ...]]


def gather(folders: Sequence[Path]) -> Gathered:
    """Read every case's record.

    Args:
        folders: what ``batch`` wrote, each a folder of case folders.

    Raises:
        OffsetcaseError: a folder can't be read or holds no record of a batch (status 2).
    """
    left: dict[str, list[str]] = {reason: [] for reason in REASONS}
    made: list[tuple[str, Outcome]] = []
    for folder in folders:
        inner = _inside(folder)
        for one in inner:
            reason, outcome = _read(one)
            if outcome is None:
                left[reason].append(str(one))
            else:
                made.append((str(one), outcome))
    first = _first_of_each(outcome for _, outcome in made)
    left["repeated"] += [path for number, (path, _) in enumerate(made) if number not in first]
    cases = tuple(outcome for number, (_, outcome) in enumerate(made) if number in first)
    return Gathered(cases, {reason: tuple(paths) for reason, paths in left.items() if paths})


def _inside(folder: Path) -> list[Path]:
    problem = ""
    try:
        inner = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
        if not any((one / RECORD).is_file() for one in inner):
            problem = "this folder holds no case of a batch."
    except OSError as error:
        problem = f"this folder can't be read ({error.strerror})."
    if problem:
        remedy = "name the folder that  offsetcase batch … -o FOLDER  has written."
        raise usage_error("E-BRIEF", problem, remedy, str(folder))
    return inner


def _read(folder: Path) -> tuple[str, Outcome | None]:
    """A case's outcome, or why it doesn't count."""
    if not (folder / RECORD).is_file():
        return "not-made", None
    outcome = read_record(folder)
    if outcome is None:
        return "unreadable", None
    if outcome.status == "failed":
        return "failed", None
    if not outcome.about or not outcome.marks:
        return "older", None
    return ("changed", None) if not whole(folder, outcome) else ("", outcome)


def _first_of_each(outcomes: Iterable[Outcome]) -> set[int]:
    """The place of each person's first case.

    Equal claims join two cases whatever their names; one name joins a case to those before it that nothing tells it apart from.
    """
    every = list(outcomes)
    persons: dict[int, list[int]] = {}  # by the first case
    first_of: list[int] = []

    def join(one: int, other: int) -> int:
        low, high = sorted((one, other))
        if low != high:
            for number in persons[high]:
                first_of[number] = low
            persons[low] += persons.pop(high)
        return low

    by_claims: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    for number, outcome in enumerate(every):
        claims, name = outcome.marks.get("claims", ""), outcome.marks.get("name", "")
        persons[number] = [number]
        first_of.append(number)
        if claims and claims in by_claims:
            join(first_of[by_claims[claims]], number)
        by_claims.setdefault(claims, number)
        for head in dict.fromkeys(first_of[other] for other in by_name.get(name, ())):
            if head != first_of[number] and all(_alike(every[one], outcome) for one in persons[head]):
                join(head, first_of[number])
                break
        if name:
            by_name.setdefault(name, []).append(number)
    return set(persons)


def _alike(one: Outcome, other: Outcome) -> bool:
    """Whether two cases under one name are one person's: unless the day of birth or the member ID tells them apart."""
    return not any(
        one.marks.get(kind) and other.marks.get(kind) and one.marks[kind] != other.marks[kind]
        for kind in ("born", "member_id")
    )
