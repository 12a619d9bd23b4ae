"""From a file's text to its FHIR resources: one, a Bundle, an app's own wrapper, one resource a line (bulk), JSON or XML."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from offsetcase.model.money import exact
from offsetcase.model.problem import OffsetcaseError, input_error
from offsetcase.read.fhir_nodes import Json, as_list, as_object, as_text, reference_key
from offsetcase.read.fhir_xml import document_of
from offsetcase.read.table import too_large

# Of a claims export of the largest file allowed, one byte in fifty opens a node; a tenth of that memory is a node's own.
MAX_NODES = 4_000_000
MAX_VALUES = 12_000_000
# How deep an app may wrap its resources in lists and objects of its own.
MAX_WRAPPERS = 8
# FHIR itself nests some twenty deep.
MOST_NESTED = 400
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]')
CLAIM = "ExplanationOfBenefit"
# What a claim refers to and takes words from.
HELPERS = frozenset(
    {
        "Patient",
        "RelatedPerson",
        "Coverage",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Location",
        "Medication",
        "MedicationRequest",
        "MedicationDispense",
    }
)


@dataclass(slots=True)
class BundlePage:
    """One Bundle of several: its own address, the next one's, whether one comes before, and how many claims there are in all."""

    own: str = ""
    following: str = ""
    after_another: bool = False
    total: int = 0


@dataclass(slots=True)
class Contents:
    """What a file holds: claims in file order, what they refer to by key, pages, and what else stood there."""

    claims: list[Json] = field(default_factory=list)
    helpers: dict[str, Json] = field(default_factory=dict)
    pages: list[BundlePage] = field(default_factory=list)
    servers: set[str] = field(default_factory=set)
    others: Counter[str] = field(default_factory=Counter)


def contents_of(text: str, file: str) -> Contents:
    """Every resource of a file.

    Raises:
        OffsetcaseError: damaged, or with more nodes than any claims export (status 4).
    """
    if text.count("{") + text.count("[") + text.count("<") > MAX_NODES or text.count(",") > MAX_VALUES:
        raise too_large(file, f"the file holds more than {MAX_NODES:,} parts")
    contents = Contents()
    for document in _documents(text, file):
        _take(document, contents)
    return contents


def _take(document: Json, contents: Contents) -> None:
    pending: list[tuple[Json, str, int]] = [(document, "", 0)]
    while pending:
        one, address, depth = pending.pop()
        kind = as_text(one.get("resourceType"))
        if kind == "Bundle":
            contents.pages.append(_page(one))
            pending += [
                (as_object(entry.get("resource")), as_text(entry.get("fullUrl")), depth)
                for entry in reversed(as_list(one.get("entry")))
            ]
        elif kind == CLAIM:
            contents.claims.append(one)
            _server(address, contents)
        elif kind in HELPERS:
            contents.others[kind] += 1
            for key in {reference_key(address), f"{kind}/{as_text(one.get('id'))}"}:
                if key and not key.endswith("/"):
                    contents.helpers.setdefault(key, one)
            _server(address, contents)
        elif kind == "Parameters":
            pending += [(as_object(p.get("resource")), "", depth) for p in reversed(as_list(one.get("parameter")))]
        elif kind:
            contents.others[kind] += 1
        elif depth < MAX_WRAPPERS:  # an app's own wrapper
            for value in list(one.values())[::-1]:
                pending += [(inner, "", depth + 1) for inner in reversed(as_list(value))]


def _server(address: str, contents: Contents) -> None:
    base = address.removesuffix(reference_key(address))
    if base.startswith("http"):
        contents.servers.add(base)


def _page(bundle: Json) -> BundlePage:
    page = BundlePage()
    for link in as_list(bundle.get("link")):
        relation, url = as_text(link.get("relation")).lower(), as_text(link.get("url"))
        if relation == "next":
            page.following = url or "?"
        elif relation == "self":
            page.own = url
        elif relation in ("previous", "prev"):
            page.after_another = True
    total = as_text(bundle.get("total"))
    page.total = int(total) if total.isascii() and total.isdigit() and len(total) < 9 else 0
    return page


def _documents(text: str, file: str) -> Iterator[Json]:
    if text.lstrip()[:1] == "<":
        yield document_of(text.lstrip(), file)
        return
    try:
        whole = _parsed(text)
    except RecursionError as endless:
        raise _broken(file, 0, _why(endless)) from None
    except ValueError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for _, line in lines):
            raise _broken(file, getattr(error, "lineno", 0), _why(error)) from None
    else:
        yield from as_list(whole)
        return
    for number, line in lines:  # one resource a line
        try:
            yield from as_list(_parsed(line))
        except (ValueError, RecursionError) as error:
            raise _broken(file, number, _why(error)) from None


def _parsed(text: str) -> Any:
    if sys.platform == "emscripten":
        _require_shallow(text)
    return json.loads(text, parse_float=exact)


def _require_shallow(text: str) -> None:
    """A browser ends Python's whole process where its parser nests too deeply, so that the depth is counted beforehand.

    Raises:
        RecursionError: as the parser itself elsewhere.
    """
    depth = 0
    for match in _BRACKETS.finditer(text):
        sign = match[0]
        depth += (sign in "[{") - (sign in "]}")
        if depth > MOST_NESTED:
            raise RecursionError


def _why(error: Exception) -> str:
    """The parser's words; for a number that is none, and a depth without an end, our own."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return error.msg if isinstance(error, json.JSONDecodeError) else "a number in it is too large or too small"


def _broken(file: str, line: int, why: str) -> OffsetcaseError:
    return input_error(
        "E-JSON",
        f"the file breaks off or is damaged here ({why}).",
        "download it again.",
        f"{file}, line {line}" if line else file,
    )
