"""The case result as JSON: amounts as text with two decimals, ratios as numbers to four places."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from offsetcase.case.assemble import Ledger
from offsetcase.model.ledger import Disposition, Sums
from offsetcase.model.money import cents_down, data_money, ratio4
from offsetcase.model.problem import Problem
from offsetcase.model.text import escaped
from offsetcase.offset.alternative import Alternative
from offsetcase.offset.assumptions import Assumption
from offsetcase.offset.outcomes import NAMES, Outcomes
from offsetcase.offset.projection import Flow
from offsetcase.offset.result import CaseResult
from offsetcase.offset.uncertainty import Uncertainty
from offsetcase.offset.verdict import HORIZON, Offset, OneWay
from offsetcase.read.claims import ReadFile

SCHEMA_VERSION = 2
_MONEY_NAMES = frozenset({"price", "adjunct", "workup", "session_price"})
_WHOLE_NAMES = frozenset({"ramp_months", "maintenance_every_days"})


def money(value: Decimal | None) -> str | None:
    """Dollars as text with two decimals, rounded half up; ``None`` stays ``None``."""
    return None if value is None else data_money(value)


def ratio(value: Decimal | None) -> float | None:
    """A ratio to four places; exact in JSON, for the shortest float with four decimals prints as such."""
    return None if value is None else float(ratio4(value))


def _sums(part: Sums) -> dict[str, Any]:
    return {
        "rows": part.rows,
        "billed": money(part.billed),
        "allowed": money(part.allowed),
        "plan_paid": money(part.plan_paid),
        "member_paid": money(part.member_paid),
    }


def _amounts(amounts: Mapping[str, Decimal]) -> dict[str, str | None]:
    return {key: money(value) for key, value in amounts.items()}


def _value(name: str, value: Decimal) -> Any:
    if name in _MONEY_NAMES:
        return money(value)
    if name in _WHOLE_NAMES:
        return int(value)
    return ratio(value)


def _assumption(item: Assumption) -> dict[str, Any]:
    return {"value": _value(item.name, item.value), "basis": item.basis, "source": item.source}


def _assumptions(result: CaseResult) -> dict[str, Any]:
    inputs = result.inputs
    protocol = inputs.protocol
    default = {"basis": "default", "source": protocol.schedule_source}
    assumed: dict[str, Any] = {
        "price": {"value": money(inputs.price), "basis": inputs.quote.basis, "source": inputs.quote.source},
        "adjunct": _assumption(inputs.adjunct),
        "workup": _assumption(inputs.workup),
    }
    if inputs.session is not None:
        assumed["session_price"] = _assumption(inputs.session)
    assumed.update({name: _assumption(item) for name, item in inputs.rates.items()})
    assumed.update({item.name: _assumption(item) for item in inputs.shares.values()})
    assumed["discount"] = _assumption(inputs.discount)
    assumed["induction_days"] = {"value": list(protocol.induction_days), **default}
    assumed["maintenance_every_days"] = _assumption(inputs.interval)
    assumed["maintenance_block_days"] = {"value": list(protocol.block_days), **default}
    return assumed


def _flow(run: Flow) -> dict[str, Any]:
    return {"treatment": money(run.total_treatment), "stops": money(run.total_stops), "net": money(run.net)}


def _years(run: Flow) -> list[str | None]:
    return [money(run.net_of(0, 12)), money(run.net_of(12, 24))]


def _uncertainty(drawn: Uncertainty) -> dict[str, Any]:
    return {
        "draws": drawn.draws,
        "seed": drawn.seed,
        "mean": money(drawn.mean),
        "p5": money(drawn.p5),
        "p95": money(drawn.p95),
        "probability_average_lower": ratio(drawn.probability_average_lower),
    }


def _outcomes(outcomes: Outcomes) -> dict[str, Any]:
    return {name: money(getattr(outcomes, name)) for name in NAMES}


def _alternative(alternative: Alternative) -> dict[str, Any]:
    priced, sums = alternative.priced, alternative.sums
    return {
        "name": alternative.covered.key,
        "price": None if priced is None else money(priced.price),
        "low_price": None if priced is None else money(priced.low),
        "high_price": None if priced is None else money(priced.high),
        "basis": None if priced is None else priced.basis,
        "source": None if priced is None else priced.source,
        "cost": None if sums is None else _outcomes(sums.cost),
        "less": None if sums is None else _outcomes(sums.less),
        "tie": None if sums is None else sums.tie,
        "verdict": str(alternative.verdict),
        "why": alternative.why,
    }


def _one_way(way: OneWay) -> dict[str, Any]:
    return {
        "parameter": way.parameter,
        "low": _value(way.parameter, way.low),
        "high": _value(way.parameter, way.high),
        "net_low": money(way.net_low),
        "net_high": money(way.net_high),
    }


def _offset(result: CaseResult, offset: Offset) -> dict[str, Any]:
    return {
        "horizon_months": HORIZON,
        **_flow(offset.average),
        "years": _years(offset.average),
        "by_horizon": {str(months): money(net) for months, net in offset.by_horizon.items()},
        "responder": _flow(offset.responder),
        "lasting": _flow(offset.lasting),
        "no_response": money(offset.no_response),
        "natural": money(offset.natural),
        "stages": [money(stage.cost) for stage in result.schedule.stages],
        "lowest": {"amount": money(offset.lowest_amount), "month": offset.lowest_month},
    }


def _break_even(offset: Offset) -> dict[str, Any]:
    even = offset.break_even
    return {
        "price": None if even.price is None else f"{cents_down(even.price):.2f}",
        "share": ratio(even.share),
        "lasting_share": ratio(even.lasting_share),
        "response": ratio(even.response),
        "month": even.month,
        "rebate": ratio(even.rebate),
    }


def json_inputs(files: Sequence[ReadFile]) -> list[dict[str, Any]]:
    """The files read, with format, row count and the columns that nothing understands."""
    return [
        {
            "path": str(file.path),
            "format": file.columns.format,
            "rows": file.rows,
            "unread": [{"heading": one.heading, "samples": list(one.samples), "line": one.line} for one in file.unread],
        }
        for file in files
    ]


def json_warnings(warnings: Sequence[Problem]) -> list[dict[str, str]]:
    """Warnings with their codes."""
    return [{"code": one.code, "text": f"{one.where}: {one.text}" if one.where else one.text} for one in warnings]


def json_problems(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems with their codes, how often each sort is there, and what to do, whose lines may be copied into the rules file."""
    return [
        {**said, "remedy": one.remedy, "count": one.count}
        for said, one in zip(json_warnings(problems), problems, strict=True)
    ]


def json_ledger(ledger: Ledger) -> dict[str, Any]:
    """The ledger's sums: counted, and excluded by reason."""
    counted = ledger.by_disposition.get(Disposition.COUNTED, Sums(0, None, None, None, None))
    return {
        "rows": ledger.total.rows,
        "counted": _sums(counted),
        "excluded": [
            {"reason": str(disposition), **_sums(part)}
            for disposition, part in ledger.by_disposition.items()
            if disposition is not Disposition.COUNTED
        ],
    }


def case_json(result: CaseResult, blanks: Sequence[Mapping[str, str]], outputs: Sequence[str]) -> dict[str, Any]:
    """The case as plain data for ``--json``.

    Args:
        result: the case.
        blanks: the letter's blanks, ``field`` and ``fills_with``.
        outputs: the files written.
    """
    offset = result.offset
    baseline = result.baseline
    return {
        "schema_version": SCHEMA_VERSION,
        "inputs": json_inputs(result.files),
        "warnings": json_warnings(result.warnings),
        "ledger": json_ledger(result.ledger),
        "baseline": {
            "months": result.window.months,
            "window": [str(result.window.first), str(result.window.last)],
            "annual": _amounts(baseline.annual),
            "window_mean": _amounts(baseline.window_mean),
            "latest_12_months": None if baseline.latest is None else _amounts(baseline.latest),
            "one_off": _amounts(baseline.one_off),
            "calendar_years": {str(year): _amounts(amounts) for year, amounts in baseline.calendar_years.items()},
        },
        "assumptions": _assumptions(result),
        "projection": None
        if offset is None
        else {
            "protocol": result.protocol.key,
            "induction_visits": offset.induction_visits,
            "maintenance_visits": offset.maintenance_visits,
            "expected_visits": ratio(offset.expected_visits),
        },
        "offset": None if offset is None else _offset(result, offset),
        "break_even": None if offset is None else _break_even(offset),
        "own_chance": None if offset is None else ratio(offset.own_chance),
        "lasting_chance": None if offset is None else ratio(offset.lasting_chance),
        "scenarios": None
        if offset is None
        else {
            scenario.name: {"net": money(scenario.flow.net), "years": _years(scenario.flow)}
            for scenario in result.scenarios
        },
        "uncertainty": None if result.uncertainty is None else _uncertainty(result.uncertainty),
        "alternative": _alternative(result.alternative),
        "antidepressants": {"tried": len(result.tried), "names": [trial.drug for trial in result.tried]},
        "unread": {
            "rows": result.unread.rows,
            "plan_paid": money(result.unread.unread),
            "counted": money(result.unread.counted),
        },
        "one_way": [] if offset is None else [_one_way(way) for way in offset.one_way],
        "verdict": None if result.verdict is None else str(result.verdict),
        "lead": str(result.lead),
        "turns": [
            {"parameter": turn.parameter, "at": _value(turn.parameter, turn.at), "verdict": str(turn.verdict)}
            for turn in result.turns
        ],
        "blanks": [dict(blank) for blank in blanks],
        "outputs": list(outputs),
    }


def json_text(data: Mapping[str, Any]) -> str:
    """The JSON document as text, one object, ending in a line break."""
    return escaped(json.dumps(data, indent=2, ensure_ascii=False)) + "\n"
