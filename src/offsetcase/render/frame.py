"""A page of its own beside the letter: filled in, and held to what one of somebody's own templates may hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from offsetcase.model.places import templates_root
from offsetcase.render.nesting import require_shallow
from offsetcase.render.outside import require_inside
from offsetcase.render.own_page import require_own_page
from offsetcase.render.templating import css, environment, filling, inline_faces, whole_page


def single_page(template: str, own: Path | None, paper: str, **values: Any) -> str:
    """One HTML page in the letter's style.

    Args:
        template: its name below the folder of templates.
        own: a user's folder of templates, or ``None`` for the package's alone.
        paper: ``letter`` or ``a4``.
        values: what the template asks for besides.

    Raises:
        OffsetcaseError: a fault of the user's own template (status 2), or something in it that no letter needs (8).
    """
    with filling(own):
        page = environment(templates_root(), own).get_template(template)
        html: str = page.render(css=Markup(css()), paper=paper, **values)
    if own is not None:
        checked = whole_page(html, own).replace(inline_faces(), "")
        require_shallow(checked)
        require_inside(checked)
        require_own_page(checked)
    return html
