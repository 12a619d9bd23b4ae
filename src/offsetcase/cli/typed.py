"""What was typed and can't be, in this program's shape and words: a command, an option or a value that there is not."""

from __future__ import annotations

import re
from typing import Any

from offsetcase.model.nearest import did_you_mean
from offsetcase.model.problem import OffsetcaseError, usage_error


def typed(error: Any) -> OffsetcaseError:
    """The library's error as one of ours. Its classes are private to it, so each is known by its name."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "offsetcase"
    said = {
        "NoArgsIsHelpError": _no_command,
        "MissingParameter": _missing,
        "NoSuchOption": _no_option,
        "BadParameter": _bad_value,
        "UsageError": _usage,
    }.get(type(error).__name__)
    text, hint = said(error, command, context) if said else (str(error.format_message()), "")
    remedy = f"{hint}{command} --help  shows what there is."
    return usage_error("E-USAGE", text, remedy)


def _example(context: Any) -> str:
    """The first example of the command's help."""
    lines = str(context.command.epilog or "").splitlines() if context is not None else []
    first = next((line.strip() for line in lines if line.startswith("offsetcase ")), "")
    return f"for instance  {first}   " if first else ""


def _no_command(error: Any, command: str, context: Any) -> tuple[str, str]:
    names = ", ".join(context.command.commands)
    return f"{command} needs a command after it: {names}.", ""


def _missing(error: Any, command: str, context: Any) -> tuple[str, str]:
    param = error.param
    name = param.opts[0] if param.param_type_name == "option" else param.name.upper()
    return f"{command}: {name} is missing. {param.help or ''}".rstrip(), _example(context)


def _no_option(error: Any, command: str, context: Any) -> tuple[str, str]:
    word = error.option_name
    known = [name for param in context.command.params if param.param_type_name == "option" for name in param.opts]
    dashed = f"a file whose name begins with a dash is written  ./{word}…   "
    hint = did_you_mean(word, known) if word.startswith("--") else dashed
    return f'there is no option "{word}".', hint


def _bad_value(error: Any, command: str, context: Any) -> tuple[str, str]:
    name = error.param.opts[0] if error.param is not None else "a value"
    cause = error.__cause__ or error.__context__
    fault: dict[str, Any] = cause.errors()[0] if hasattr(cause, "errors") else {"type": "", "input": ""}
    value, limits = str(fault["input"])[:80], fault.get("ctx", {})
    choices = re.findall(r"'([^']+)'", str(error.message).partition(" is not one of ")[2])
    if choices:
        return f'{name}: "{value}" is not one of {", ".join(choices)}.', did_you_mean(value, choices)
    words = {
        "int_parsing": "is not a whole number",
        "int_parsing_size": "is too large",
        "greater_than_equal": f"is too small; it should be at least {limits.get('ge')}",
        "less_than_equal": f"is too large; it should be at most {limits.get('le')}",
    }.get(fault["type"])
    return (f'{name}: "{value}" {words}.' if words else str(error.format_message())), ""


def _usage(error: Any, command: str, context: Any) -> tuple[str, str]:
    text = str(error.message)
    if match := re.match(r"No such command '(.*?)'", text):
        return f'there is no command "{match[1]}".', did_you_mean(match[1], context.command.commands)
    if match := re.match(r"Got unexpected extra argument\(?s?\)? \((.*)\)", text, re.DOTALL):
        hint = "a name with spaces in it stands in quotation marks.  "
        return f'{command} takes no more words, and "{match[1][:80]}" stands there.', hint
    return text, ""
