"""FHIR written as XML, turned into what its JSON would be. Nothing in it can name a file, an entity or an address to fetch."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from offsetcase.model.problem import OffsetcaseError, input_error

NAMESPACE = "http://hl7.org/fhir"
MAX_DEPTH = 100
_XHTML = "http://www.w3.org/1999/xhtml"


def is_fhir_xml(head: str) -> bool:
    """Whether a text that starts with ``<`` is a FHIR document, judged by its first lines."""
    return NAMESPACE in head and not head[:200].lower().startswith(("<!doctype html", "<html"))


class _Refused(Exception):
    """The document holds what no claims export needs."""


class _ObjectBuilder:
    """Elements as they close, each as an object with its children by name."""

    def __init__(self) -> None:
        self.stack: list[tuple[str, dict[str, Any]]] = [("", {})]
        self.skipped = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self.skipped or space == _XHTML:  # a narrative for people to read
            self.skipped += 1
            return
        if len(self.stack) > MAX_DEPTH:
            raise _Refused("it is nested too deeply")
        body: dict[str, Any] = {key: text for key, text in attributes.items() if " " not in key}
        if local[:1].isupper():
            body["resourceType"] = local
        self.stack.append((local, body))

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        local, body = self.stack.pop()
        parent = self.stack[-1][1]
        if local[:1].isupper() and self.stack[-1][0]:
            # <resource><Patient>…</Patient></resource>: the wrapper is the resource.
            parent.update(body)
            return
        value: Any = body["value"] if isinstance(body.get("value"), str) and set(body) <= {"value", "id"} else body
        if local not in parent:
            parent[local] = value
        elif isinstance(parent[local], list):
            parent[local].append(value)
        else:
            parent[local] = [parent[local], value]


def _no_doctype(*_: Any) -> None:
    raise _Refused("it declares a document type, which no claims export needs and which could name other files")


def document_of(text: str, file: str) -> dict[str, Any]:
    """The document's resource as an object; a primitive is its ``value`` as text.

    Raises:
        OffsetcaseError: broken, nested too deeply, or with a document type, which could declare entities (status 4).
    """
    builder = _ObjectBuilder()
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    # What it says of its encoding was true of its bytes; it is text by now.
    start = text.find("?>") + 2 if text.lstrip().startswith("<?xml") else 0
    try:
        parser.Parse(text[start:].encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise _broken(file, error.lineno + text.count("\n", 0, start), expat.ErrorString(error.code)) from None
    except _Refused as refused:
        raise _broken(file, parser.CurrentLineNumber + text.count("\n", 0, start), str(refused)) from None
    (root,) = builder.stack[0][1].values()
    return root if isinstance(root, dict) else {}


def _broken(file: str, line: int, why: str) -> OffsetcaseError:
    return input_error(
        "E-JSON",
        f"this health record in XML breaks off or is damaged here ({why}).",
        "download it again, as JSON if you can choose.",
        f"{file}, line {line}",
    )
