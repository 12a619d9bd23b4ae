"""Draws the rooms and what they import, from the code itself: ``docs/images/rooms.svg``.

A line goes from a room to each that it imports, and is thicker the more of its modules do so; an import that the lines also reach by
way of another room isn't drawn, or all would be lines. The same tree gives the same picture, byte for byte. Run by ``make docs``.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "offsetcase"
PICTURE = ROOT / "docs" / "images" / "rooms.svg"
# The data's way from the files to the letter, and beside it what stands above the way as a whole.
WAY = ("model", "codes", "papers", "read", "clean", "classify", "case", "offset", "argument", "render")
STAGES = ("stages", "checking", "pipeline", "api")
ABOVE = ("asking", "redact", "batch", "brief", "page", "cli")
WIDTH, HEIGHT, STEP, MARGIN = 150, 30, 52, 30
LEFT = {"way": 330, "stages": 110, "above": 560}


def rooms() -> tuple[dict[str, int], Counter[tuple[str, str]]]:
    """How many modules each room has, and for each pair how many modules of the first import the second."""
    sizes: Counter[str] = Counter()
    arrows: Counter[tuple[str, str]] = Counter()
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        room = parts[0] if len(parts) > 1 else path.stem
        if room.startswith("__"):
            continue
        if path.name != "__init__.py":
            sizes[room] += 1
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("offsetcase."):
                names.add((node.module or "").split(".")[1])
            elif isinstance(node, ast.ImportFrom) and node.module == "offsetcase":
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.Import):
                names.update(one.name.split(".")[1] for one in node.names if one.name.startswith("offsetcase."))
        arrows.update((room, other) for other in names - {room} if not other.startswith("__"))
    return dict(sizes), arrows


def drawn(arrows: Counter[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The imports from which all others follow: without those that a longer way also leads to."""
    direct: dict[str, set[str]] = {}
    for room, other in arrows:
        direct.setdefault(room, set()).add(other)

    def reached(room: str) -> set[str]:
        return direct.get(room, set()).union(*(reached(other) for other in direct.get(room, set())))

    return {
        (room, other): count
        for (room, other), count in arrows.items()
        if not any(other in reached(between) for between in direct[room] - {other})
    }


def places() -> dict[str, tuple[int, int]]:
    """The upper left corner of each room's box, in pixels."""
    put = {name: (LEFT["way"], MARGIN + STEP * number) for number, name in enumerate(WAY)}
    put |= {name: (LEFT["stages"], MARGIN + STEP * (number + 5) + STEP // 2) for number, name in enumerate(STAGES)}
    put |= {name: (LEFT["above"], MARGIN + STEP * (number + 4)) for number, name in enumerate(ABOVE)}
    return put


def _line(start: tuple[int, int], end: tuple[int, int], count: int, *, straight: bool) -> str:
    (x1, y1), (x2, y2) = start, end
    if x1 == x2:  # in one column: past the boxes between, at the side
        x1, x2 = x1 + WIDTH, x2 + WIDTH
        y1, y2 = y1 + HEIGHT // 2 - 5, y2 + HEIGHT // 2 + 5
        bend = 12 + abs(y1 - y2) // 8
        path = f"M{x1} {y1} C{x1 + bend} {y1} {x2 + bend} {y2} {x2} {y2}"
        if straight:
            middle = start[0] + WIDTH // 2
            path = f"M{middle} {start[1]} L{middle} {end[1] + HEIGHT}"
    else:
        y1, y2 = y1 + HEIGHT // 2, y2 + HEIGHT // 2
        x1, x2 = (x1 + WIDTH, x2) if x1 < x2 else (x1, x2 + WIDTH)
        middle = (x1 + x2) // 2
        path = f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}"
    thick = 1 if count < 4 else 2 if count < 12 else 3
    return f'<path class="w{thick}" d="{path}"/>'


def picture() -> str:
    """The drawing as SVG.

    Raises:
        SystemExit: a room has no place in the drawing.
    """
    sizes, arrows = rooms()
    put = places()
    if missing := set(sizes) ^ set(put):
        raise SystemExit(f"tools/make_rooms.py doesn't place {', '.join(sorted(missing))}")
    lines = []
    for (room, other), count in sorted(drawn(arrows).items()):
        next_door = put[room][0] == put[other][0] and put[room][1] - put[other][1] == STEP
        lines.append(_line(put[room], put[other], count, straight=next_door))
    boxes = []
    for name, (x, y) in put.items():
        count = sizes[name]
        label = f"{name} · {count}" if name not in STAGES else f"{name}.py"
        kind = "stage" if name in STAGES else "room"
        boxes.append(
            f'<g class="{kind}"><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4"/>'
            f'<text x="{x + WIDTH // 2}" y="{y + 20}">{label}</text></g>'
        )
    high = MARGIN * 2 + STEP * (len(WAY) - 1) + HEIGHT
    style = (
        "text{font:13px sans-serif;text-anchor:middle;fill:#1a1a1a}rect{fill:#eef3f8;stroke:#2b5a86}"
        ".stage rect{fill:#fbf3e4;stroke:#8a6420}path{fill:none;stroke:#5b6b7a;stroke-opacity:.55}"
        ".w1{stroke-width:.7}.w2{stroke-width:1.4}.w3{stroke-width:2.4}"
    )
    title = "The rooms of offsetcase, with how many modules each has; a line goes from a room to what it imports"
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 {high}" role="img">',
            f"<title>{title}</title>",
            f"<style>{style}</style>",
            f'<rect x="0" y="0" width="820" height="{high}" style="fill:#fff;stroke:none"/>',
            *lines,
            *boxes,
            "</svg>",
            "",
        )
    )


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture(), encoding="utf-8")
