"""The pictures, drawn as SVG by hand: in the letter's font, legible in black and white and after a fax.

Lengths are in points of a drawing 490 wide. Every number is a fact's own text with its mark, so the audit reads the
pictures as it reads the page. Fills differ by shade and hatching, lines by dash, never by color alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from offsetcase.argument.facts import noun_groups
from offsetcase.argument.marks import Marks
from offsetcase.argument.pictures import PARAMETER_WORDS, alternative
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import HORIZON

WIDTH = 490
MONTHS_A_YEAR = 12
FAMILY = "Source Serif 4, Georgia, serif"
# Shades from dark to light, then hatching over white: apart from one another in a fax.
FILLS = ("#1f1f1f", "#9a9a9a", "url(#hatch-spending)", "#ffffff", "url(#dots-spending)", "#5c5c5c", "#d4d4d4")
LIGHT_TEXT = frozenset({"#1f1f1f", "#5c5c5c"})
PATTERNS = (
    '<defs><pattern id="hatch-spending" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#ffffff"/><path d="M0 4L4 0" stroke="#000000" stroke-width="0.7"/></pattern>'
    '<pattern id="dots-spending" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#ffffff"/><circle cx="2" cy="2" r="0.8" fill="#000000"/></pattern>'
    '<pattern id="part-year" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<path d="M0 0L7 7" stroke="#ffffff" stroke-width="1.8"/><path d="M0 1.6L5.4 7" stroke="#000000" stroke-width="0.4"/>'
    "</pattern></defs>"
)


@dataclass
class Drawing:
    """SVG elements collected for one picture."""

    marks: Marks
    parts: list[Markup] = field(default_factory=list)

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        """A box."""
        shape = '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="#000000" stroke-width="0.6"/>'
        self.parts.append(Markup(shape).format(_n(x), _n(y), _n(w), _n(h), fill))

    def line(self, points: Sequence[tuple[float, float]], width: float = 0.6, dash: str = "") -> None:
        """A line through points."""
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        shape = '<polyline points="{}" fill="none" stroke="#000000" stroke-width="{}" stroke-dasharray="{}"/>'
        self.parts.append(Markup(shape).format(path, _n(width), dash or "none"))

    def circle(self, x: float, y: float) -> None:
        """A point that is labelled."""
        self.parts.append(Markup('<circle cx="{}" cy="{}" r="2.2" fill="#000000"/>').format(_n(x), _n(y)))

    def words(self, x: float, y: float, text: str, anchor: str = "start", size: float = 8.5) -> None:
        """Words without figures."""
        self._text(x, y, Markup("{}").format(text), anchor, size, "", "#000000")

    def fact(
        self,
        x: float,
        y: float,
        id: str,
        anchor: str = "start",
        style: str = "",
        fill: str = "#000000",
        size: float = 8.5,
    ) -> None:
        """A figure with its mark."""
        mark = Markup(' data-fact="{}" data-style="{}"').format(id, style)
        self._text(x, y, escape(self.marks.fact_text(id, style)), anchor, size, mark, fill)

    def _text(self, x: float, y: float, text: Markup, anchor: str, size: float, mark: str, fill: str) -> None:
        shape = '<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}>{}</text>'
        self.parts.append(Markup(shape).format(_n(x), _n(y), _n(size), anchor, fill, Markup(mark), text))

    def finish(self, name: str, title: str, height: float) -> Markup:
        """The picture with its text alternative."""
        head = (
            '<svg class="picture" role="img" width="{}pt" height="{}pt" viewBox="0 0 {} {}" '
            'font-family="{}"><title data-picture="{}">{}</title>'
        )
        start = Markup(head).format(WIDTH, _n(height), WIDTH, _n(height), FAMILY, name, title)
        patterns = Markup(PATTERNS) if name == "spending" else ""
        return start + patterns + Markup("").join(self.parts) + Markup("</svg>")


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def draw(name: str, result: CaseResult, marks: Marks) -> Markup:
    """One picture as inline SVG.

    Raises:
        KeyError: no picture of that name.
    """
    drawing = Drawing(marks)
    height = {"spending": _spending, "running": _running, "one_way": _one_way, "draws": _draws}[name](drawing, result)
    return drawing.finish(name, alternative(name, result, marks.book), height)


def _spending(d: Drawing, result: CaseResult) -> float:
    """Stacked bars by calendar year, the total above; a year of which the window holds only a part is hatched and labelled."""
    book = d.marks.book
    years = list(result.baseline.calendar_years)
    nouns = list(noun_groups(result))
    top, bottom = 16.0, 150.0
    most = max(float(book[f"year.{year}.total"].value) for year in years)
    step = WIDTH / len(years)
    width = min(70.0, step * 0.62)
    for number, year in enumerate(years):
        x = step * number + (step - width) / 2
        y = bottom
        for index, noun in enumerate(nouns):
            fill = FILLS[index % len(FILLS)]
            id = f"year.{year}.noun.{noun}"
            high = float(book[id].value) / most * (bottom - top)
            y -= high
            if high > 0:
                d.rect(x, y, width, high, fill)
            whole = int(book[f"year.{year}.months"].value) == MONTHS_A_YEAR
            if whole and high >= 13 and width >= 50 and not fill.startswith("url"):
                d.fact(
                    x + width / 2,
                    y + high / 2 + 3,
                    id,
                    "middle",
                    "short",
                    "#ffffff" if fill in LIGHT_TEXT else "#000000",
                    8,
                )
        part = int(book[f"year.{year}.months"].value) < MONTHS_A_YEAR
        if part and y < bottom:
            d.rect(x, y, width, bottom - y, "url(#part-year)")
        d.fact(x + width / 2, y - 4, f"year.{year}.total", "middle", "short")
        d.fact(x + width / 2, bottom + 11, f"year.{year}", "middle")
        if part:
            d.fact(x + width / 2 - 2, bottom + 21, f"year.{year}.months", "end", size=7.5)
            d.words(x + width / 2, bottom + 21, "months only", size=7.5)
    d.line([(0, bottom), (WIDTH, bottom)], 0.8)
    d.words(WIDTH, bottom - 3, "zero", "end", 7.5)
    x, y = 0.0, bottom + 36
    for index, noun in enumerate(nouns):
        need = 22 + 4.6 * len(noun)
        if x + need > WIDTH and x > 0:
            x, y = 0.0, y + 13
        d.rect(x, y - 7, 10, 8, FILLS[index % len(FILLS)])
        d.words(x + 14, y, noun)
        x += need
    return y + 6


def _running(d: Drawing, result: CaseResult) -> float:
    """Three running totals: a response that lasts, the average, none; with the low, the turn and the stages."""
    offset = result.offset
    assert offset is not None
    nobody = [float(total) for total in offset.nobody.running()]
    lines = {
        "lasting": [float(value) for value in offset.lasting.running()],
        "average": [float(value) for value in offset.average.running()],
        "nobody": nobody,
    }
    high = max(0.0, *(max(series) for series in lines.values()))
    low = min(0.0, *(min(series) for series in lines.values()))
    left, right, top, bottom = 6.0, 352.0, 14.0, 158.0

    def x(month: int) -> float:
        return left + (right - left) * month / HORIZON

    def y(value: float) -> float:
        return top + (high - value) / (high - low) * (bottom - top)

    d.line([(left, y(0)), (right, y(0))], 0.8)
    d.words(left + 2, y(0) - 3, "zero: the plan has spent the same", size=7.5)
    for id in ("stage.month_two", "stage.month_three"):
        month = int(d.marks.book[id].value)
        d.line([(x(month), top - 4), (x(month), bottom)], 0.4, "1 2")
        d.words(x(month) - 2, top - 6, "stage, month", "end", 7.5)
        d.fact(x(month), top - 6, id, "start", size=7.5)
    for name, dash, width in (("lasting", "", 1.6), ("average", "6 3", 1.2), ("nobody", "1.5 2", 1.2)):
        d.line([(x(0), y(0)), *((x(t + 1), y(value)) for t, value in enumerate(lines[name]))], width, dash)
    month = offset.lowest_month
    d.circle(x(month), y(float(offset.lowest_amount)))
    d.fact(x(month) + 4, min(y(float(offset.lowest_amount)) + 11, bottom + 9), "lowest.amount", style="short", size=8)
    turn = offset.break_even.month
    if turn is not None:
        d.circle(x(turn), y(lines["lasting"][turn - 1]))
        d.words(x(turn) - 4, y(0) - 5, "month", "end", 8)
        d.fact(x(turn) - 2, y(0) - 5, "even.month", "start", size=8)
    for t in (6, 12, 18, 24):
        d.line([(x(t), bottom), (x(t), bottom + 3)])
        d.fact(x(t), bottom + 12, f"month.{t}.number", "middle", size=8)
    d.words((left + right) / 2, bottom + 23, "month of treatment", "middle", 8)
    ends = sorted(("lasting", "average", "nobody"), key=lambda name: -lines[name][-1])
    spots: list[float] = []
    for name in ends:
        spots.append(max(y(lines[name][-1]), spots[-1] + 22 if spots else top))
    over = max(0.0, spots[-1] - bottom)
    spots = [max(top, spot - over) for spot in spots]
    for name, spot in zip(ends, spots, strict=True):
        words = {
            "lasting": "if the response lasts (solid)",
            "average": "average of all (dashed)",
            "nobody": "no response (dotted)",
        }[name]
        d.line([(right, y(lines[name][-1])), (right + 8, spot)], 0.4)
        d.fact(right + 11, spot, f"{name}.net", style="short")
        d.words(right + 11, spot + 9.5, words, size=8)
    return bottom + 27


def _one_way(d: Drawing, result: CaseResult) -> float:
    """The tornado: one bar an input, from its low end's net to its high end's, around the base."""
    offset = result.offset
    assert offset is not None
    ways = offset.one_way
    values = [float(v) for way in ways for v in (way.net_low, way.net_high)] + [float(offset.average.net)]
    low, high = min(values), max(values)
    left, right, row = 240.0, 435.0, 19.0

    def x(value: float) -> float:
        return left + (value - low) / (high - low or 1) * (right - left)

    bottom = 20 + row * len(ways)
    for number, way in enumerate(ways):
        y = 18 + row * number
        ends = sorted((("low", float(way.net_low)), ("high", float(way.net_high))), key=lambda end: end[1])
        a, b = x(ends[0][1]), x(ends[1][1])
        d.rect(a, y, max(b - a, 0.8), 10, "#9a9a9a")
        d.words(0, y + 8, PARAMETER_WORDS[way.parameter], size=8)
        d.fact(a - 3, y + 8, f"one_way.{way.parameter}.net_{ends[0][0]}", "end", "short", size=7.5)
        d.fact(b + 3, y + 8, f"one_way.{way.parameter}.net_{ends[1][0]}", "start", "short", size=7.5)
    middle = x(float(offset.average.net))
    d.line([(middle, 12), (middle, bottom)], 1.0)
    d.fact(middle, 9, "average.net", "middle", "short", size=8)
    if low < 0 < high:
        d.line([(x(0), 12), (x(0), bottom)], 0.6, "2 2")
        d.fact(x(0), bottom + 9, "nobody.stops", "middle", "short", size=8)
    return bottom + 13


def _draws(d: Drawing, result: CaseResult) -> float:
    """The distribution of the average over the draws, with its middle nine tenths and the zero."""
    drawn = result.uncertainty
    assert drawn is not None
    low, high = float(drawn.edges[0]), float(drawn.edges[1])
    span = (high - low) or 1.0
    left, right, top, bottom = 20.0, 470.0, 30.0, 120.0

    def x(value: float) -> float:
        return left + min(max((value - low) / span, 0.0), 1.0) * (right - left)

    most = max(drawn.histogram) or 1
    width = (right - left) / len(drawn.histogram)
    for number, count in enumerate(drawn.histogram):
        middle = low + (number + 0.5) * span / len(drawn.histogram)
        tall = count / most * (bottom - top)
        if count:
            d.rect(left + number * width, bottom - tall, width, tall, "#9a9a9a" if middle > 0 else "#e4e4e4")
    d.line([(left, bottom), (right, bottom)], 0.8)
    for id, value, up in (("draws.p5", drawn.p5, 22), ("draws.mean", drawn.mean, 10), ("draws.p95", drawn.p95, 22)):
        at = x(float(value))
        d.line([(at, up + 2), (at, bottom)], 0.8, "" if id == "draws.mean" else "4 2")
        d.fact(at, up, id, "middle", "short", size=8)
    if low < 0 < high:
        d.line([(x(0), bottom - 4), (x(0), bottom + 4)], 1.2)
        d.fact(x(0), bottom + 13, "nobody.stops", "middle", "short", size=8)
    if low < 0:
        d.words(left, bottom + 25, "← plan spends more", size=8)
    if high > 0:
        d.words(right, bottom + 25, "plan spends less →", "end", 8)
    return bottom + 30
