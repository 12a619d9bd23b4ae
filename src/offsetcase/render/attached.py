"""Files that travel inside the PDF, as PDF/A-3 wants them: named, typed, and tied to the document.

WeasyPrint can attach files too, but it stamps them with the clock, lists each twice under ``/AF`` and leaves the name
tree unsorted; so they are written here. pydyf is imported where a PDF is written, for a letter in HTML needs none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any

RELATIONSHIPS = ("Source", "Data", "Alternative", "Supplement", "Unspecified")
MIME = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file inside the PDF.

    Attributes:
        name: the file's name, without a folder.
        data: the bytes, given back unchanged.
        mime: its type, such as ``text/csv``.
        description: what it is, in a few words; readers show it beside the name.
        relationship: what it is to the letter, one of PDF/A-3's words; ``Data`` for the figures behind it.
    """

    name: str
    data: bytes
    mime: str
    description: str
    relationship: str = "Data"

    def __post_init__(self) -> None:
        if not self.name or "/" in self.name or "\\" in self.name:
            raise ValueError(f"an attachment's name is a file name without a folder, not {self.name!r}")
        if not MIME.fullmatch(self.mime):
            raise ValueError(f"an attachment's type looks like text/csv, not {self.mime!r}")
        if self.relationship not in RELATIONSHIPS:
            raise ValueError(f"an attachment's relationship is one of {', '.join(RELATIONSHIPS)}")


def attach(pdf: Any, attachments: Sequence[Attachment]) -> None:
    """Write the files into the PDF and tie them to the whole document.

    Args:
        pdf: the ``pydyf.PDF`` before it is written.
        attachments: files of different names.
    """
    if not attachments:
        return
    import pydyf

    names = [attachment.name for attachment in attachments]
    if len(set(names)) < len(names):
        raise ValueError(f"two attachments have one name: {sorted(names)}")
    # A name tree has to be sorted; the order in which a reader lists them is /AF's, as they were given.
    specifications = {attachment.name: _specification(pdf, attachment) for attachment in attachments}
    tree = pydyf.Array()
    for name in sorted(specifications, key=lambda name: pydyf.String(name).data):
        tree += [pydyf.String(name), specifications[name]]
    files = pydyf.Dictionary({"Names": tree})
    pdf.add_object(files)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = files.reference
    pdf.catalog["AF"] = pydyf.Array(specifications.values())


def _specification(pdf: Any, attachment: Attachment) -> bytes:
    import pydyf

    # No dates: the only honest one would be the clock's, and the same case has to give the same bytes.
    parameters = {
        "Size": len(attachment.data),
        "CheckSum": f"<{md5(attachment.data, usedforsecurity=False).hexdigest()}>",
    }
    extra = {"Type": "/EmbeddedFile", "Subtype": pydyf.name(attachment.mime), "Params": pydyf.Dictionary(parameters)}
    stream = pydyf.Stream([attachment.data], pydyf.Dictionary(extra), compress=True)
    pdf.add_object(stream)
    # /F is read byte by byte by old readers; /UF holds the name as it is.
    plain = attachment.name.encode("ascii", errors="replace").replace(b"?", b"_")
    specification = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(plain),
            "UF": pydyf.String(attachment.name),
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            "Desc": pydyf.String(attachment.description),
            "AFRelationship": f"/{attachment.relationship}",
        }
    )
    pdf.add_object(specification)
    return bytes(specification.reference)
