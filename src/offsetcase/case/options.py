"""How an option is declared, once: the command line, a list of cases and Python are all made from it.

A record's fields hold their options (``Request``, ``Look``, each command's own), and ``kinds`` says what a value may be.
Imports nothing heavy: the command's help shows these words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from enum import IntEnum
from typing import Any

from offsetcase.case.kinds import Kind


class Stage(IntEnum):
    """How far a command goes. It takes the options of its own stage and of those before."""

    READ = 1  # what counts: check, redact
    MODEL = 2  # what is assumed: compare
    FIGURES = 3  # what is worked out beside it: explain
    LETTER = 4  # what is printed: build, batch, Python


@dataclass(frozen=True)
class Option:
    """One option.

    ``words`` is what help and reference say. ``name`` is what Python calls it where the field is called otherwise, ``column``
    its heading in a list of cases (``-`` for none), and ``flags`` how it is typed (``--name`` where none is given). An ``argument`` stands without a flag.
    """

    kind: Kind
    words: str
    stage: Stage = Stage.READ
    name: str = ""
    column: str = ""
    flags: tuple[str, ...] = ()
    metavar: str = ""
    python: bool = True
    argument: bool = False
    required: bool = False


@dataclass(frozen=True)
class OptionGroup:
    """A record inside a command's: its options stand at this place."""

    record: type
    stage: Stage
    without: frozenset[str]


@dataclass(frozen=True)
class Declared:
    """An option with the field that holds it: the field's name, its default, and the name that Python uses."""

    field: str
    default: Any
    name: str
    option: Option

    @property
    def flags(self) -> tuple[str, ...]:
        """As it is typed, the long form first."""
        return self.option.flags or (f"--{self.name.replace('_', '-')}",)

    @property
    def words(self) -> str:
        """What help says; ``{comparators}`` stands for the names that this folder of data holds."""
        if "{" not in self.option.words:
            return self.option.words
        from offsetcase.model.places import names_in

        return re.sub(r"\{(\w+)\}", lambda match: ", ".join(names_in(match[1])), self.option.words)

    @property
    def column(self) -> str:
        """Its heading in a list of cases; ``""`` where it has none."""
        return "" if self.option.column == "-" else self.option.column or self.name

    @property
    def required(self) -> bool:
        """Whether it must be typed."""
        return self.option.required


def option(default: Any, kind: Kind, words: str, *flags: str, stage: Stage = Stage.READ, **more: Any) -> Any:
    """A record's field that is an option, with its default; ``dict`` and the like for a new one each time."""
    made = {"option": Option(kind, words, stage, flags=flags, **more)}
    return field(default_factory=default, metadata=made) if callable(default) else field(default=default, metadata=made)


def options_of(record: type, stage: Stage = Stage.LETTER, without: Collection[str] = ()) -> Any:
    """A command's field that holds another record: its options up to ``stage``, but for those ``without`` names."""
    return field(metadata={"group": OptionGroup(record, stage, frozenset(without))})


def declared(record: type, stage: Stage = Stage.LETTER, without: Collection[str] = ()) -> Iterator[Declared]:
    """A record's options in their order, those of the records inside it at their place."""
    for one in fields(record):
        if group := one.metadata.get("group"):
            yield from declared(group.record, group.stage, group.without)
        elif option := one.metadata.get("option"):
            name = option.name or one.name
            if option.stage <= stage and name not in without:
                yield Declared(one.name, _default(one), name, option)


def _default(one: Field[Any]) -> Any:
    from dataclasses import MISSING

    if one.default_factory is not MISSING:
        return one.default_factory()
    return one.default


def words_of(record: type, name: str) -> str:
    """What help says of one of the record's options."""
    return next(one.words for one in declared(record) if one.name == name)


def from_typed(record: Any, given: Mapping[str, Any]) -> Any:
    """A record from what was typed, by the options' names; what wasn't typed keeps its default.

    Raises:
        OffsetcaseError: a value that can't be (status 2).
    """
    values: dict[str, Any] = {}
    for one in fields(record):
        if group := one.metadata.get("group"):
            known = {option.name for option in declared(group.record, group.stage, group.without)}
            values[one.name] = from_typed(group.record, {name: given[name] for name in known & set(given)})
        elif option := one.metadata.get("option"):
            name = option.name or one.name
            if given.get(name) not in (None, ""):
                shown = (option.flags or (f"--{name.replace('_', '-')}",))[0]
                values[one.name] = option.kind.typed(given[name], shown)
    return record(**values)


def from_python(record: Any, given: Mapping[str, Any]) -> Any:
    """A record from what a Python program named; ``None`` and ``""`` stand for the default.

    Raises:
        OffsetcaseError: a value that can't be (status 2).
        TypeError: an option that there is not, or a value of another type.
    """
    known = {one.name: one for one in declared(record) if one.option.python}
    for name in given:
        if name not in known:
            from offsetcase.model.nearest import did_you_mean

            raise TypeError(f'there is no option "{name}". {did_you_mean(name, known)}Known: {", ".join(known)}.')
    values = {
        known[name].field: known[name].option.kind.python(value, name)
        for name, value in given.items()
        if value is not None and value != ""
    }
    return record(**values)
