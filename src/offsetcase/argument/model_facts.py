"""The model's figures as facts, each with the formula that the model's own graph writes out."""

from __future__ import annotations

import datetime as dt

from offsetcase.model.facts import FactBook
from offsetcase.offset.assumptions import Assumption
from offsetcase.offset.quantities import RUNS, STAGES, spending
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import HORIZON, Offset

# Assumptions that are whole numbers, months and days; the others are shares.
COUNTED = ("ramp_months", "maintenance_every_days")


def add_model(book: FactBook, result: CaseResult) -> None:
    """Put the request, the assumptions, the projection and its uncertainty in."""
    _request(book, result)
    _assumptions(book, result)
    offset = result.offset
    if offset is None:
        return
    _model(book, result, offset)


def _request(book: FactBook, result: CaseResult) -> None:
    inputs = result.inputs
    protocol = result.protocol
    if inputs.session is not None:
        book.add("sessions.per_visit", protocol.sessions, "count", protocol.sessions_source)
        book.add("session_price", inputs.session.value, "usd", inputs.session.source)
    book.figure(inputs.prices, "price", inputs.prices.worked_out(inputs.parts))
    book.add("price.quote", inputs.quote.value, "usd", inputs.quote.source)
    book.add("adjunct", inputs.adjunct.value, "usd", inputs.adjunct.source)
    book.add("workup", inputs.workup.value, "usd", inputs.workup.source)
    for part, lines in inputs.lines.items():
        for name, amount in lines.items():
            book.add(f"line.{part}.{name}", amount, "usd", "a line of the quote")
            book.add(f"line.{part}.{name}.name", name, "text", "the case file")
    for line in protocol.lines:
        if line.codes:
            book.add(f"code.{line.name}", ", ".join(line.codes), "text", line.source)
    book.add("visits.induction", len(protocol.induction_days), "count", protocol.schedule_source)
    book.add("every_days", int(inputs.interval.value), "count", inputs.interval.source)
    book.add("block_visits", len(protocol.block_days), "count", protocol.schedule_source)
    before = 0
    for number, stage in enumerate(result.schedule.stages, start=1):
        book.figure(STAGES, f"stage.{number}.cost", {f"stage.{number}.cost": stage.cost})
        book.add(f"stage.{number}.visits", stage.visits, "count", "visits so far at full attendance")
        book.add(f"stage.{number}.more", stage.visits - before, "count", "visits in this stage")
        before = stage.visits
    book.add("stage.month_two", 6, "count")
    book.add("stage.month_three", 12, "count")
    start = result.case.treatment.start
    book.add("visits.later", len(result.schedule.later), "count", "maintenance visits at full attendance")
    for phase, days in (("series", result.schedule.first), ("maintenance", result.schedule.later)):
        for end, day in (("first", min(days, default=None)), ("last", max(days, default=None))):
            if day is None:
                continue
            book.add(
                f"visit.{phase}.{end}.day", day, "count", f"{end} day of the {phase}, counted from the first visit"
            )
            if start is not None:
                book.add(f"visit.{phase}.{end}.date", start + dt.timedelta(days=day), "date", "start + day")


def _assumption(book: FactBook, name: str, item: Assumption, unit: str) -> None:
    book.add(f"assume.{name}", item.value if unit != "count" else int(item.value), unit, item.source)
    book.add(f"assume.{name}.source", item.source, "text")
    for end, value in (("low", item.low), ("high", item.high)):
        if value is not None:
            book.add(f"assume.{name}.{end}", value if unit != "count" else int(value), unit, item.source)


def _assumptions(book: FactBook, result: CaseResult) -> None:
    inputs = result.inputs
    _assumption(book, "price", inputs.quote, "usd")
    _assumption(book, "adjunct", inputs.adjunct, "usd")
    _assumption(book, "workup", inputs.workup, "usd")
    if inputs.session is not None:
        _assumption(book, "session_price", inputs.session, "usd")
    for name, item in inputs.listed.items():
        _assumption(book, name, item, "count" if name in COUNTED else "share")
    for key, item in inputs.shares.items():
        _assumption(book, f"share.{key}", item, "share")
    book.add("assume.schedule.source", result.protocol.schedule_source, "text")
    values = result.stopping
    if values["stopping.spending"] > 0:
        for id in ("stopping.yearly", "stopping.spending", "stopping.share"):
            book.figure(spending(tuple(inputs.shares)), id, values)


def _model(book: FactBook, result: CaseResult, offset: Offset) -> None:
    """The projection, in the order in which Exhibit C and ``explain`` show it."""
    graph, values, paused = offset.graph, offset.values, bool(offset.parameters.paused)
    hidden = {id: value for id, value in values.items() if id.startswith("month.") and id.endswith((".free", ".busy"))}

    def add(*ids: str) -> None:
        for id in ids:
            book.figure(graph, id, values, hidden=hidden)

    add("visits.maintenance", "responding.maintenance", "visits.expected")
    if paused:
        add("stopping.yearly.with_visit", "responding.free", "responding.busy", "months.free", "months.busy")
    add("responding.after", "months.after")
    for run in RUNS:
        add(f"{run}.treatment", f"{run}.stops", f"{run}.net")
        for year in ("one", "two"):
            add(f"{run}.treatment.{year}", f"{run}.stops.{year}", f"{run}.year_{year}")
    add("natural.net", "weighed.nobody", "weighed.responder", "weighed.total")
    add("nobody.cost", "nobody.stops", "nobody.net", "lowest.amount", "lowest.month")
    for months, net in offset.by_horizon.items():
        how = "{average.net}" if months == HORIZON else f"the same sum over {{horizon.{months}}} months"
        book.add(f"net.{months}", net, "usd", how)
        book.add(f"horizon.{months}", months, "count")
    add("even.price", "even.share", "even.lasting_share", "even.response", "even.month")
    if values["even.rebate"] is not None:
        add("lasting.medication", "even.rebate")
    add("chance.own", "chance.lasting")
    _one_way(book, offset)
    for t in range(1, HORIZON + 1):
        name = f"month.{t}"
        book.add(f"{name}.number", t, "count")
        book.add(f"{name}.induction", values[f"{name}.induction"], "count", "visits of the series in this month")
        how = "maintenance visits in this month, at full attendance"
        book.add(f"{name}.maintenance", values[f"{name}.maintenance"], "count", how)
        add(*(f"{name}.{part}" for part in ("responding", "treatment", "stops", "running", "lasting")))
    book.complete(graph, values)
    _scenarios(book, result)


def _one_way(book: FactBook, offset: Offset) -> None:
    units = {"price": "usd", "ramp_months": "count", "maintenance_every_days": "count", "shares": "decimal"}
    for way in offset.one_way:
        unit = units.get(way.parameter, "share")
        for end, value, net in (("low", way.low, way.net_low), ("high", way.high, way.net_high)):
            shown = int(value) if unit == "count" else value.normalize() if unit == "decimal" else value
            book.add(f"one_way.{way.parameter}.{end}", shown, unit, "end of the range")
            how = f"{{average.net}} computed again with {way.parameter.replace('_', ' ')} at {{one_way.{way.parameter}.{end}}}, all else as it was"
            book.add(f"one_way.{way.parameter}.net_{end}", net, "usd", how)


def _scenarios(book: FactBook, result: CaseResult) -> None:
    words = {
        "conservative": "every input at its less favorable end",
        "optimistic": "every input at its more favorable end",
    }
    for scenario in result.scenarios:
        if scenario.name in words:
            book.add(f"scenario.{scenario.name}.net", scenario.flow.net, "usd", words[scenario.name])
            for name, first, last in (("one", 0, 12), ("two", 12, 24)):
                book.add(
                    f"scenario.{scenario.name}.year_{name}",
                    scenario.flow.net_of(first, last),
                    "usd",
                    words[scenario.name],
                )
    draws = result.uncertainty
    if draws is not None:
        how = "from the draws; the seed gives them again: offsetcase build … --seed {draws.seed}"
        book.add("draws", draws.draws, "count")
        book.add("draws.seed", str(draws.seed), "text")
        book.add("draws.mean", draws.mean, "usd", how)
        book.add("draws.p5", draws.p5, "usd", how)
        book.add("draws.p95", draws.p95, "usd", how)
        book.add("draws.low", draws.edges[0], "usd", how)
        book.add("draws.high", draws.edges[1], "usd", how)
        book.add("draws.lower", draws.probability_average_lower, "share-down", "draws with a net above zero ÷ {draws}")
