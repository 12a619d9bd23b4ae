"""offsetcase: a patient's own claims, made into a letter that a health plan can say yes to.

``build_case`` and ``render_letter`` are the Python interface (docs/how-to/python.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offsetcase.api import RenderedLetter, build_case, render_letter
    from offsetcase.model.problem import OffsetcaseError
    from offsetcase.offset.result import CaseResult

__version__ = "0.1.0"
__all__ = ["CaseResult", "OffsetcaseError", "RenderedLetter", "__version__", "build_case", "render_letter"]

# Loaded when first asked for: the command's own start needs none of them.
_HOMES = {
    "build_case": "offsetcase.api",
    "render_letter": "offsetcase.api",
    "RenderedLetter": "offsetcase.api",
    "OffsetcaseError": "offsetcase.model.problem",
    "CaseResult": "offsetcase.offset.result",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'offsetcase' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
