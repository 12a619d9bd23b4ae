"""A letter or a packet as finished files: one place for ``build``, ``batch`` and the Python interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from offsetcase.argument.argue import Argument, argue
from offsetcase.argument.final import require_final
from offsetcase.argument.marks import Blank
from offsetcase.case.look import Look
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.render.attached import Attachment
from offsetcase.render.data_files import data_files
from offsetcase.render.html import Frame, letter_html
from offsetcase.render.printed import own_docx, own_pdf


@dataclass(frozen=True, slots=True)
class Finished:
    """Bytes by file name, the blanks of what is sent, digits of the user's own templates, and what to know before sending.

    ``trouble`` is set where the PDF could not be made, and the files are the same letter in other forms.
    """

    files: Mapping[str, bytes]
    blanks: tuple[Blank, ...]
    own_figures: tuple[str, ...] = ()
    trouble: OffsetcaseError | None = None
    notes: tuple[str, ...] = ()


def letter_files(argument: Argument, look: Look, name: str, *, final: bool = False) -> Finished:
    """One letter.

    Args:
        argument: what it says.
        look: how it is written.
        name: the file's name, with its ending.
        final: nothing may be blank; it is refused before anything is drawn.

    Raises:
        OffsetcaseError: a template's fault or the audit (2, 8), claim lines asked for in a letter to an employer (2), or a
            letter that is to be final and isn't (2).
    """
    frame = Frame(paper=look.paper)
    letter = letter_html(argument, look.templates, allow_figures=look.allow_figures, frame=frame)
    if final:
        require_final(argument, letter.blanks)
    if look.format == "html":
        data = letter.html.encode("utf-8")
    elif look.format == "docx":
        data = own_docx(letter.html, look.templates)
    else:
        files = _data_files(look, argument)
        try:
            data = own_pdf(letter.html, look.templates, files)
        except OffsetcaseError as error:
            if error.exit_code is not ExitCode.MISSING_LIBRARY:
                raise
            return Finished(_without_pdf(name, letter.html, look.templates), letter.blanks, letter.own_figures, error)
    return Finished({name: data}, letter.blanks, letter.own_figures)


def packet_files(argument: Argument, look: Look, *, final: bool = False) -> Finished:
    """The whole packet: what is sent, what stays with the patient, the prescriber's draft.

    Raises:
        OffsetcaseError: as for the letter, or an attachment can't be used (2).
    """
    from offsetcase.render.packet import make_packet

    draft = argue(replace(argument.result, letter_kind="physician"))
    try:
        packet = make_packet(
            argument,
            draft,
            look.templates,
            allow_figures=look.allow_figures,
            data=_data_files(look, argument),
            paper=look.paper,
            language=look.language,
            final=final,
        )
    except OffsetcaseError as error:
        if error.exit_code is not ExitCode.MISSING_LIBRARY:
            raise
        plain = replace(look, format="html")
        letter, own = letter_files(argument, plain, "send.html"), letter_files(draft, plain, "prescriber.html")
        files = {
            **_without_pdf("send.pdf", _text(letter), look.templates),
            **_without_pdf("prescriber.pdf", _text(own), look.templates),
        }
        return Finished(files, letter.blanks, letter.own_figures, error)
    return Finished(dict(packet.files), packet.blanks, notes=packet.notes)


def _text(made: Finished) -> str:
    return next(iter(made.files.values())).decode("utf-8")


def _without_pdf(name: str, html: str, own: Path | None) -> dict[str, bytes]:
    """The same letter in the two forms that need no system library, beside where the PDF would be."""
    path = PurePath(name)
    return {path.with_suffix(".html").name: html.encode("utf-8"), path.with_suffix(".docx").name: own_docx(html, own)}


def _data_files(look: Look, argument: Argument) -> tuple[Attachment, ...]:
    """What ``--attach-data`` embeds; nothing unless it is asked for."""
    if not look.attach_data:
        return ()
    if argument.letter.private:
        problem = Problem(
            "E-OPTION", "--attach-data: a letter to an employer holds no claim lines.", "leave it out of this letter."
        )
        raise OffsetcaseError(problem, ExitCode.USAGE)
    return data_files(argument.result)
