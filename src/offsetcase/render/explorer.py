"""The what-if page: one self-contained HTML file that patient and prescriber move together, without a network."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from offsetcase.classify.categories import label
from offsetcase.model.places import templates_root
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.offset.result import CaseResult
from offsetcase.offset.table import model_script, what_if
from offsetcase.offset.verdict import HORIZON
from offsetcase.render.templating import css, environment


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _controls(result: CaseResult, shortest: int, longest: int) -> list[dict[str, str]]:
    """One control an assumption: its name as ``--set`` takes it, words, and the ends of its slider."""
    inputs = result.inputs
    price = inputs.quote.value
    top = max(price * 2, Decimal(1000))
    controls = [
        {
            "id": "price",
            "name": "price",
            "words": f"Price per {result.protocol.visit}, dollars",
            "min": "0",
            "max": _plain(top),
            "step": "1",
            "value": _plain(price),
            "note": "without adjuncts and sessions, which stay as they are" if inputs.extras else "",
        },
        {
            "id": "every",
            "name": "maintenance_every_days",
            "words": "Days between maintenance visits",
            "min": str(shortest),
            "max": str(longest),
            "step": "1",
            "value": _plain(inputs.interval.value),
            "note": "",
        },
        {
            "id": "response",
            "name": "response",
            "words": "Response after the series, share of patients",
            "min": "0",
            "max": "1",
            "step": "0.01",
            "value": _plain(inputs.rate("response")),
            "note": "",
        },
    ]
    for number, (key, share) in enumerate(inputs.shares.items()):
        if result.baseline.annual[key] == 0:
            continue
        who = (
            f"set by {share.source}"
            if share.basis == "prescriber"
            else "an assumption until the prescriber says otherwise"
        )
        words = label(key)
        controls.append(
            {
                "id": f"share-{number}",
                "name": f"share.{key}",
                "words": f"Share that stops: {words[:1].lower()}{words[1:]}",
                "min": "0",
                "max": "1",
                "step": "0.01",
                "value": _plain(share.value),
                "note": who,
            }
        )
    return controls


def explorer_html(result: CaseResult) -> str:
    """The page.

    Raises:
        OffsetcaseError: a rate is missing that nobody has published, so there is nothing to move (status 3).
    """
    offset = result.offset
    if offset is None:
        missing = " and ".join(result.inputs.missing)
        raise OffsetcaseError(
            Problem(
                "N-NO-RATE",
                f"the page needs {missing}, which nobody has published for the protocol {result.protocol.key}.",
                "ask the prescriber, and write it into case.toml under [assumptions], or add --set.",
            ),
            ExitCode.NO_CASE,
        )
    table: dict[str, Any] = what_if(
        result.inputs,
        offset.parameters,
        result.window.months,
        unread=result.unread.outweighs,
        leg=result.alternative,
        acceptable=result.acceptable,
    )
    days = sorted(map(int, table["calendars"]))
    root = templates_root() / "explorer"
    # A closing tag inside the data would end the script element: JSON may write < as an escape.
    data = json.dumps(table, ensure_ascii=True).replace("<", "\\u003c")
    return (
        environment(templates_root())
        .get_template("explorer/explorer.html.j2")
        .render(
            css=Markup(css()),
            page_css=Markup((root / "explorer.css").read_text(encoding="utf-8")),
            operators=Markup((root / "operators.js").read_text(encoding="utf-8")),
            model=Markup(model_script(result.inputs, offset.parameters).replace("<", "\\u003c")),
            script=Markup((root / "explorer.js").read_text(encoding="utf-8")),
            table=Markup(data),
            controls=_controls(result, max(days[0], table["least"]), days[-1]),
            horizon=HORIZON,
        )
    )
