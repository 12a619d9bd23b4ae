"""The page's folder: claims, papers, and the two files that a person's answers become; and what was read of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

from offsetcase.case.edit import CaseSheet
from offsetcase.case.questions import tables
from offsetcase.case.request import DRAWS, Request
from offsetcase.case.settings import CASE_NAME
from offsetcase.checking import Check, check_files
from offsetcase.offset.result import CaseResult
from offsetcase.pipeline import History, project_case, read_history
from offsetcase.read.rules import RULES_NAME

OWN = (CASE_NAME, RULES_NAME)
T = TypeVar("T")


class ActionArguments:
    """The arguments of one action; what the page didn't send is empty."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        """Take the JSON object."""
        self._said = said

    def text(self, name: str) -> str:
        """A text, ``""`` where there is none."""
        value = self._said.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        value = self._said.get(name)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    def table(self, name: str) -> dict[str, str]:
        """A table of texts."""
        value = self._said.get(name)
        return {key: one for key, one in value.items() if isinstance(one, str)} if isinstance(value, dict) else {}

    def rows(self, name: str) -> list[dict[str, str]]:
        """A list of tables of texts."""
        value = self._said.get(name)
        return [ActionArguments({"row": row}).table("row") for row in value] if isinstance(value, list) else []

    def yes(self, name: str) -> bool:
        """Whether it is true."""
        return self._said.get(name) is True


class Folder:
    """The folder, with the last reading and building of it: both are done anew only when a file has changed."""

    def __init__(self, path: Path) -> None:
        """Take the folder, and make it if it isn't there."""
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        # What was made last, by its class, with the key of the files of which it was made.
        self._made: dict[type, tuple[str, Any]] = {}

    @property
    def case_path(self) -> Path:
        """Where the case file is, or will be."""
        return self.path / CASE_NAME

    @property
    def rules_path(self) -> Path:
        """Where the rules file is, or will be."""
        return self.path / RULES_NAME

    @property
    def headings(self) -> Sequence[str]:
        """The headings of the claims files as last read, for a rule that has to name one."""
        if Check not in self._made:
            return ()
        checked: Check = self._made[Check][1]
        return tuple(dict.fromkeys(cell for file in checked.files for cell in file.table.header if cell))

    def sheet(self) -> CaseSheet:
        """The case file, to be asked and changed."""
        return CaseSheet(self.case_path, tables())

    def kept(self) -> dict[str, str]:
        """The text of the two files that hold a person's answers, for the page to keep."""
        return {
            name: (self.path / name).read_text(encoding="utf-8", errors="replace")
            for name in OWN
            if (self.path / name).is_file()
        }

    def request(self, claims: Sequence[str]) -> Request:
        """The build of these claims, as the command would make it in this folder without options."""
        return Request(claims=tuple(self.path / name for name in claims))

    def check(self, claims: Sequence[str]) -> Check:
        """What the files say before anything is argued.

        Raises:
            OffsetcaseError: the case or rules file can't be used (status 2).
        """
        return self._once(claims, Check, lambda: check_files(self.request(claims)))

    def history(self, claims: Sequence[str]) -> History:
        """What the claims say, up to the baseline.

        Raises:
            OffsetcaseError: as ``pipeline.read_history``.
        """
        return self._once(claims, History, lambda: read_history(self.request(claims)))

    def result(self, claims: Sequence[str]) -> CaseResult:
        """The case, from the files to the verdict.

        Raises:
            OffsetcaseError: as ``pipeline.build_case``.
        """
        return self._once(claims, CaseResult, lambda: project_case(self.history(claims)))

    def tried(self, claims: Sequence[str], sets: Mapping[str, Any]) -> CaseResult:
        """The case with other assumptions, without draws: what a slider shows.

        Raises:
            OffsetcaseError: an assumption that can't be (status 2).
        """
        history = self.history(claims)
        return project_case(replace(history, request=replace(history.request, draws=0)), dict(sets))

    def _once(self, claims: Sequence[str], made: type[T], make: Callable[[], T]) -> T:
        """What was made of these claims, made anew only where a file has changed since."""
        key = self._key(claims)
        if made not in self._made or self._made[made][0] != key:
            self._made[made] = (key, make())
        return cast("T", self._made[made][1])

    def _key(self, claims: Sequence[str]) -> str:
        mark = hashlib.sha256(f"{DRAWS}\0{chr(0).join(claims)}".encode("utf-8", "surrogatepass"))
        for path in sorted(one for one in self.path.iterdir() if one.is_file()):
            mark.update(path.name.encode("utf-8", "surrogatepass") + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return mark.hexdigest()
