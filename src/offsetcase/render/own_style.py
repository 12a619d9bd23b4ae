"""What the styles of somebody's own templates may do: set words apart, never make, hide, turn or cover them.

A declaration stands where the package's own style sheet has the very same one, or where its property is listed here and its
value can neither print a word nor take one away. Whatever isn't known is refused: browsers learn new words every year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from offsetcase.model.places import templates_root

# Properties whose values are lengths, percentages, plain words and colors of lines.
_SPACES = ("margin", "padding")
_EDGES = ("top", "right", "bottom", "left")
_MEASURED = frozenset(
    {
        *(f"{kind}-{edge}" for kind in _SPACES for edge in _EDGES), *_SPACES,
        *(f"border-{edge}{rest}" for edge in _EDGES for rest in ("", "-width", "-style", "-color")),
        "border", "border-width", "border-style", "border-color", "border-collapse", "border-spacing", "width", "min-width",
        "text-indent", "vertical-align", "letter-spacing", "word-spacing",
        "orphans", "widows", "break-before", "break-after", "break-inside",
        "page-break-before", "page-break-after", "page-break-inside",
        "text-align", "font-weight", "font-style", "caption-side", "list-style-position", "font-variant-numeric",
    }
)  # fmt: skip
_CHOICES = {
    "display": {"block", "inline", "list-item", "table", "table-row", "table-cell", "table-caption", "table-row-group", "table-header-group", "table-footer-group"},
    "white-space": {"normal", "nowrap", "pre-line", "pre-wrap"},
    "list-style": {"none", "disc", "circle", "square", "lower-alpha", "upper-alpha", "inside", "outside"},
    "list-style-type": {"none", "disc", "circle", "square", "lower-alpha", "upper-alpha"},
    "text-decoration": {"none", "underline"},
    "text-transform": {"none", "uppercase", "capitalize"},
    "hyphens": {"none", "manual"},
    "size": {"letter", "a4", "legal", "portrait"},
    "table-layout": {"auto", "fixed"},
}  # fmt: skip
# Fonts whose digits look like digits; another might draw a nine for a one.
_FAMILIES = frozenset({
    "source serif 4", "georgia", "times", "times new roman", "palatino", "cambria", "garamond", "liberation serif",
    "dejavu serif", "arial", "helvetica", "calibri", "verdana", "liberation sans", "dejavu sans", "serif", "sans-serif",
    "monospace",
})  # fmt: skip
# Points in a unit; relative ones are of the font's size, taken as ten points.
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "em": 10.0, "rem": 10.0, "ex": 5.0, "ch": 5.0}  # fmt: skip
_LEAST_TYPE, _MOST_TYPE = 6.0, 40.0
# Longer than this, a space would push words off the sheet.
_MOST_LENGTH = 240.0
_DARK, _LIGHT = 0.35, 0.6

Context = tuple[str, ...]


def _plain(tokens: Any) -> str:
    from tinycss2 import serialize

    return " ".join(serialize([one for one in tokens if one.type != "comment"]).split())


def _blocks(tokens: Any, context: Context) -> Iterator[tuple[Context, Any]]:
    """Every declaration with the selectors and rules around it; whatever else there is comes as it is."""
    from tinycss2 import parse_declaration_list, parse_stylesheet

    if (context and not context[-1].startswith("@page")) or context:
        items = parse_declaration_list(tokens, skip_comments=True, skip_whitespace=True)
    else:
        items = parse_stylesheet(tokens, skip_comments=True, skip_whitespace=True)
    for item in items:
        if item.type == "qualified-rule" and not context:
            yield from _blocks(item.content, (_plain(item.prelude),))
        elif item.type == "at-rule" and item.content is not None and _page(item, context):
            yield from _blocks(item.content, (*context, f"@{item.lower_at_keyword} {_plain(item.prelude)}".strip()))
        else:
            yield context, item


def _page(item: Any, context: Context) -> bool:
    name = item.lower_at_keyword
    if not context:
        return bool(name == "page")
    return (
        len(context) == 1 and context[0].startswith("@page") and name.startswith(("top-", "bottom-", "left-", "right-"))
    )


@cache
def _house(total_pages: int) -> frozenset[tuple[Context, str, str]]:
    """The package's own declarations; a packet's count of pages is one of them."""
    rules = (templates_root() / "style" / "letter.css").read_text(encoding="utf-8")
    if total_pages:
        rules += f'@page {{ @top-right {{ content: "page " counter(page) " of {total_pages}"; }} }}'
    return frozenset(
        (context, item.lower_name, _plain(item.value))
        for context, item in _blocks(rules, ())
        if item.type == "declaration"
    )


def refused_in_sheet(css: str, total_pages: int = 0) -> list[str]:
    """What a style sheet does that could make, hide, turn or cover words, in its own letters.

    Args:
        css: the sheet, without the package's fonts.
        total_pages: how many pages the finished packet has, which its pages may say; 0 outside a packet.
    """
    # A sheet that a parser reads to its end in another way could hide a rule: neither is ever needed.
    if "<!--" in css or "-->" in css or "\\" in css:
        return ["escapes, or marks of a page, in a style sheet"]
    house = _house(total_pages)
    return [
        _shown(item)
        for context, item in _blocks(css, ())
        if item.type != "declaration"
        or not ((context, item.lower_name, _plain(item.value)) in house or _harmless(item))
    ]


def refused_in_attribute(style: str) -> list[str]:
    """The same for an element's ``style``."""
    from tinycss2 import parse_declaration_list

    if "\\" in style:
        return ["escapes in a style"]
    items = parse_declaration_list(style, skip_comments=True, skip_whitespace=True)
    return [_shown(item) for item in items if item.type != "declaration" or not _harmless(item)]


def _shown(item: Any) -> str:
    if item.type == "declaration":
        return f"{item.name}: {_plain(item.value)}"[:60]
    return f"@{item.at_keyword}" if item.type == "at-rule" else "a rule that isn't read alike everywhere"


def _harmless(item: Any) -> bool:
    """Whether a declaration can neither make words nor take any away."""
    name, tokens = item.lower_name, [one for one in item.value if one.type not in ("whitespace", "comment")]
    words = {one.lower_value for one in tokens if one.type == "ident"}
    if name in _CHOICES:
        return all(one.type == "ident" for one in tokens) and words <= _CHOICES[name]
    if name in _SPECIAL:
        return bool(tokens) and _SPECIAL[name](tokens)
    return name in _MEASURED and all(_measured(one) for one in tokens)


def _measured(token: Any) -> bool:
    if token.type == "ident":
        return token.lower_value not in ("hidden", "justify-all")
    if token.type == "hash":
        return True
    return 0 <= _points(token) <= _MOST_LENGTH


def _points(token: Any) -> float:
    """A length in points; percentages are of a sheet's width, numbers count as they are, anything else is not a length."""
    if token.type == "number":
        return float(token.value)
    if token.type == "percentage":
        return float(token.value) * 2.4
    if token.type == "dimension":
        return float(token.value) * _POINTS.get(token.lower_unit, 10**6)
    return -1.0


def _type_size(tokens: Any) -> bool:
    # A share of the size around it could be taken again and again, down to nothing.
    one = tokens[0]
    absolute = one.type == "dimension" and one.lower_unit in ("pt", "px", "in", "cm", "mm", "pc")
    return len(tokens) == 1 and absolute and _LEAST_TYPE <= _points(one) <= _MOST_TYPE


def _line_height(tokens: Any) -> bool:
    one = tokens[0]
    if len(tokens) != 1 or one.type == "ident":
        return len(tokens) == 1 and one.lower_value == "normal"
    return bool(one.type == "number" and 1 <= one.value <= 3)


def _families(tokens: Any) -> bool:
    names = _plain(tokens).lower().replace('"', "").replace("'", "").split(",")
    return all(" ".join(name.split()) in _FAMILIES for name in names)


def _ink(tokens: Any) -> bool:
    shade = _lightness(tokens)
    return shade is not None and shade <= _DARK


def _paper(tokens: Any) -> bool:
    if len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value in ("none", "transparent"):
        return True
    shade = _lightness(tokens)
    return shade is not None and shade >= _LIGHT


def _lightness(tokens: Any) -> float | None:
    """How light one opaque color is, 0 to 1."""
    from tinycss2.color3 import parse_color

    color = parse_color(tokens[0]) if len(tokens) == 1 else None
    if color is None or isinstance(color, str) or color.alpha != 1:
        return None
    return float(0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue)


_SPECIAL: dict[str, Callable[[Any], bool]] = {
    "font-size": _type_size,
    "line-height": _line_height,
    "font-family": _families,
    "color": _ink,
    "background": _paper,
    "background-color": _paper,
}
