"""Reading the two files that a person writes (case.toml, claims.rules.toml): TOML, a schema, and kind errors.

Pydantic's own messages are for programmers; each is turned into where, what, and what to do next.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from offsetcase.model.files import bytes_of
from offsetcase.model.money import exact
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.problem import MAX_REPORTED, ExitCode, OffsetcaseError, Problem, capped, usage_error

Model = TypeVar("Model", bound=BaseModel)
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
OR_LEAVE_OUT = "correct this value, or leave it out."
# A name of so many parts, a.b.c…: the library's parser needs time and memory by the square of their number.
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:"[^"\n]*"|'[^'\n]*'|[\w-]++)[ \t]*+\.[ \t]*+){20}""")
# Marks where TOML wants its own: before or behind a value, or around a name.
_CURLY = re.compile(r"(?:[=\[,{|]\s*|^)([“”„‟‘’])")
_ENDLESS = "tables stand in tables without an end"


def read_toml(
    path: Path, code: str, parse: Callable[[str], dict[str, Any]] | None = None
) -> tuple[dict[str, Any], str]:
    """The file's tables and its text.

    Args:
        path: the file.
        code: the problem code to report under, ``E-CASE`` or ``E-RULES``.
        parse: what makes tables of the text; TOML as it stands without one.

    Raises:
        OffsetcaseError: status 2; the message names the line.
    """
    try:
        raw = bytes_of(path, MAX_BYTES)
    except FileNotFoundError:
        remedy = "check the name and the folder."
        if path.with_name(f"{path.name}.txt").is_file():
            remedy = f'"{path.name}.txt" is there: rename it to {path.name}. Some systems hide the ending .txt.'
        raise usage_error("E-FILE", "there is no such file.", remedy, str(path)) from None
    except IsADirectoryError:
        raise usage_error(code, "this is a folder, not a file.", "name the file inside it.", str(path)) from None
    except OSError as error:
        raise usage_error(
            code, f"the file can't be read ({error.strerror}).", "check its permissions.", str(path)
        ) from None
    if len(raw) > MAX_BYTES:
        raise usage_error(code, "the file is larger than 1 MB.", "check that this is the right file.", path.name)
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        if _LONG_KEY.search(text):
            raise tomllib.TOMLDecodeError(_ENDLESS)
        tables = parse(text) if parse else tomllib.loads(text, parse_float=exact)
        _bounded(tables)
        return tables, text
    except UnicodeDecodeError:
        raise usage_error(
            code,
            "the file is not UTF-8 text.",
            "save it again as UTF-8 in a plain text editor.",
            path.name,
        ) from None
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits, or with such a power
        known = isinstance(error, tomllib.TOMLDecodeError | RecursionError)
        said = _in_words(str(error)) if known else "a number in it is too large or too small"
        line = re.search(r"line (\d+)", str(error)) if known else None
        number = int(line[1]) if line else 0
        lines = text.split("\n")
        excerpt = f"{number} | {lines[number - 1][:100]}" if 0 < number <= len(lines) else ""
        if known and (curly := _CURLY.search(excerpt)):
            text = f"curly quotation marks stand in it ({curly[1]}), which a program puts there for printing."
            remedy = (
                'write straight ones, name = "value": in a plain text editor, or with "smart quotes" switched off. Inside of '
                "straight ones curly ones may stand."
            )
            raise usage_error(code, text, remedy, f"{path.name}, line {number}", excerpt) from None
        raise usage_error(
            code,
            f"the file can't be understood ({said}).",
            "each stands on a line of its own: a table's name in square brackets, like [member], and below it "
            'name = "value", with text in quotation marks.'
            if known
            else 'look for a very long number, or one like 1e99; money is written like "550.00".',
            f"{path.name}, line {number}" if number else path.name,
            excerpt,
        ) from None


# What the library says of the mistakes that people make, and what they are told.
_MISTAKES = (
    (r"Cannot declare \((.*?),?\) twice", "the table {} stands in it twice; put its lines under one heading"),
    (r"Cannot overwrite a value", "a name stands twice in one table"),
    (r"Expected '\]+' at the end of a table", "a table's name lacks its closing bracket"),
    (r"Expected '=' after a key", "there is no = after the name"),
    (r"Unterminated string|Illegal character '\\n'", "a quotation mark is missing"),
    (r"Expected newline or end of document", "something stands behind the value"),
    (r"Invalid value", "what stands after the = is neither text in quotation marks nor a number or a date"),
    (r"Invalid statement", "a line is neither a table's name nor a name with its value"),
    (r"Unclosed array", "a list lacks its closing bracket"),
)


def _in_words(said: str) -> str:
    """The parser's words in ours, with the line it names; its own where it is none of the usual mistakes."""
    place = re.search(r" \(at (line \d+)?.*\)$", said)
    where = f", {place[1]}" if place and place[1] else ", at its end" if place else ""
    for pattern, words in _MISTAKES:
        if match := re.search(pattern, said):
            table = ".".join(re.findall(r"'([^']*)'", match[1])) if match.groups() else ""
            return words.format(f"[{table}]") + where
    return said


def _bounded(tables: dict[str, Any]) -> None:
    """Refuse what no person writes: a number too long to be printed, and tables in tables without an end.

    Raises:
        ValueError: it holds such a number; or such tables, in words of the same kind as the parser's.
    """
    level: list[Any] = [tables]
    for _ in range(MAX_DEPTH):
        values = [v for one in level for v in (one.values() if isinstance(one, dict) else one)]
        if any(isinstance(v, int) and v.bit_length() > 256 for v in values):
            raise ValueError
        level = [v for v in values if isinstance(v, dict | list)]
        if not level:
            return
    raise tomllib.TOMLDecodeError(_ENDLESS)


def check(model: type[Model], raw: dict[str, Any], *, text: str, file: str, code: str) -> Model:
    """The raw tables as the schema's object.

    Raises:
        OffsetcaseError: status 2, with every trouble found, each with its line and the nearest known name.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        wrong = error.errors()
        problems = [_translate(model, one, text, file, code) for one in wrong[:MAX_REPORTED]]
        raise OffsetcaseError(capped(problems, file, len(wrong)), ExitCode.USAGE) from None


def _line_of(text: str, path: tuple[str | int, ...]) -> int | None:
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return None
    key = names[-1]
    table = ".".join(names[:-1])
    current = ""
    fallback = None
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if stripped.startswith("[") and (name := stripped.lstrip("[").partition("]")[0].strip()):
            current = name.replace('"', "").replace(" ", "")
            if current == ".".join(names):
                fallback = fallback or number
        elif re.match(rf'["\']?{re.escape(key)}["\']?(\s*=|\.)', stripped) and (current == table or not table):
            return number
    return fallback


def _known_names(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    current: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        fields = getattr(current, "model_fields", {})
        if part not in fields:
            return sorted(fields)
        current = _inner_model(fields[part].annotation)
    return []


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        inside = _inner_model(inner)
        if inside is not None:
            return inside
    return None


def _short(value: object) -> str:
    said = " ".join(str(value).split())
    return said if len(said) <= 60 else f"{said[:60]}…"


def _translate(model: type[BaseModel], error: Any, text: str, file: str, code: str) -> Problem:
    path = tuple(part for part in error["loc"] if part not in ("function-after", "function-before"))
    dotted = ".".join(str(part) for part in path if isinstance(part, str))
    line = _line_of(text, path)
    where = f"{file}, line {line}" if line else file
    excerpt = f"{line} | {text.split(chr(10))[line - 1][:100]}" if line else ""
    kind = error["type"]
    if kind == "extra_forbidden":
        known = _known_names(model, path)
        remedy = f"{did_you_mean(str(path[-1]), known)}Known here: {', '.join(known)}."
        return Problem(code, f'"{dotted}" is not a known name.', remedy, where, excerpt)
    message = str(error.get("msg", "")).removeprefix("Value error, ")
    value = error.get("input")
    shown = f' ("{_short(value)}")' if isinstance(value, str | int | Decimal | bool) else ""
    words = {
        "string_type": "it should be text in quotation marks",
        "missing": "it is missing",
        "literal_error": f"it should be one of {error.get('ctx', {}).get('expected', '')}",
        "enum": f"it should be one of {error.get('ctx', {}).get('expected', '')}",
        "date_from_datetime_parsing": "it should be a date, like 2026-03-01",
        "date_parsing": "it should be a date, like 2026-03-01",
        "date_type": "it should be a date, like 2026-03-01",
        "decimal_parsing": "it should be a number",
        "decimal_type": "it should be a number",
        "int_parsing": "it should be a whole number",
        "int_type": "it should be a whole number",
        "int_from_float": "it should be a whole number",
        "greater_than_equal": "it is too small",
        "less_than_equal": "it is too large",
        "model_type": f"it should be a table, [{dotted}]",
        "dict_type": f"it should be a table, [{dotted}]",
        "tuple_type": "it should be a list, in square brackets",
        "list_type": "it should be a list, in square brackets",
        "frozen_set_type": "it should be a list, in square brackets",
        "too_long": f"it has more than {error.get('ctx', {}).get('max_length', '')} entries",
    }.get(kind, message)
    choices = re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", "")))
    remedy = did_you_mean(str(value), choices) + OR_LEAVE_OUT
    return Problem(code, f'"{dotted}"{shown}: {words}.', remedy, where, excerpt)
