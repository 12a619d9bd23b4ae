"""A page of its own beside the letter: filled in, and held to what one of somebody's own templates may hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from offsetcase.model.language import ENGLISH, page_words
from offsetcase.model.places import templates_root
from offsetcase.render.nesting import require_shallow, tree_of
from offsetcase.render.outside import require_inside
from offsetcase.render.own_page import require_own_page
from offsetcase.render.templating import css, environment, filling, inline_faces, whole_page


def single_page(template: str, own: Path | None, paper: str, **values: Any) -> str:
    """One HTML page in the letter's style.

    Args:
        template: its name below the folder of templates.
        own: a user's folder of templates, or ``None`` for the package's alone.
        paper: ``letter`` or ``a4``.
        values: what the template asks for besides; a ``language`` other than English numbers the pages in its words.

    Raises:
        OffsetcaseError: a fault of the user's own template (status 2), or something in it that no letter needs (8).
    """
    numbering = _numbering(str(values.get("language", ENGLISH)))
    with filling(own):
        page = environment(templates_root(), own).get_template(template)
        html: str = page.render(css=Markup(css() + numbering), paper=paper, **values)
    if own is not None:
        checked = whole_page(html, own).replace(inline_faces(), "").replace(numbering, "")
        tree = tree_of(checked)
        require_shallow(tree)
        require_inside(tree)
        require_own_page(checked, tree)
    return html


def _numbering(language: str) -> str:
    """The rule that numbers the pages in a language's words; the style sheet itself does it in English."""
    if language == ENGLISH:
        return ""
    page, of = page_words(language)
    return f'@page {{ @top-right {{ content: "{page} " counter(page) " {of} " counter(pages); }} }}\n'
