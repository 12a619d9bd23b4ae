"""How a letter is written: its form and paper, and the user's own templates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offsetcase.case.kinds import File, NamedChoice, Switch
from offsetcase.case.options import option


def _languages() -> tuple[str, ...]:
    from offsetcase.model.language import languages

    return languages()


@dataclass(frozen=True)
class Look:
    """How a letter is written: ``format`` is ``pdf``, ``html`` or ``docx``; ``paper`` is ``letter`` or ``a4``.

    ``templates`` is a user's own folder, ``allow_figures`` lets digits stand in it, and ``attach_data`` embeds the counted lines.
    """

    format: str = option(
        "pdf", NamedChoice(("pdf", "html", "docx")), "html: the page the PDF is made from; docx: its words, to edit."
    )
    paper: str = option("letter", NamedChoice(("letter", "a4")), "The paper's size.")
    templates: Path | None = option(None, File(), "Your own templates (offsetcase templates eject FOLDER).")
    allow_figures: bool = option(
        False,
        Switch(),
        "Let digits stand that you wrote into your templates.",
        name="allow_template_figures",
        python=False,
    )
    language: str = option(
        "en",
        NamedChoice(_languages),
        "Of a packet's pages for the person; the letter itself stays English.",
        python=False,
    )
    attach_data: bool = option(False, Switch(), "Embed the counted claim lines and the case as files in the PDF.")
