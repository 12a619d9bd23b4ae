"""The model's figures as facts, each with the formula that a reader with a hand calculator can follow."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from offsetcase.model.facts import FactBook
from offsetcase.model.money import ZERO
from offsetcase.offset.assumptions import Assumption
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import HORIZON, Offset

SIX = Decimal("0.000001")
FOUR = Decimal("0.0001")
MODEL = "computed from Exhibit C's assumptions, unrounded, rounded once"


def add_model(book: FactBook, result: CaseResult) -> None:
    """Put the request, the assumptions, the projection and its uncertainty in."""
    _request(book, result)
    _assumptions(book, result)
    offset = result.offset
    if offset is None:
        return
    _sums(book, offset)
    _flows(book, offset)
    _break_even(book, offset)
    _one_way(book, result, offset)
    _months(book, offset)
    _scenarios(book, result)


def _request(book: FactBook, result: CaseResult) -> None:
    inputs = result.inputs
    protocol = result.protocol
    parts = ["{price.quote}", "{adjunct}"]
    if inputs.session is not None:
        book.add("sessions.per_visit", protocol.sessions, "count", protocol.sessions_source)
        book.add("session_price", inputs.session.value, "usd", inputs.session.source)
        parts.append("{sessions.per_visit} × {session_price}")
    book.add("price", inputs.price, "usd", " + ".join(parts))
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
        book.add(f"stage.{number}.cost", stage.cost, "usd", f"{{workup}} + {{price}} × {{stage.{number}.visits}}")
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
    for name, item in inputs.rates.items():
        _assumption(book, name, item, "count" if name == "ramp_months" else "share")
    _assumption(book, "maintenance_every_days", inputs.interval, "count")
    if inputs.discount.value:
        _assumption(book, "discount", inputs.discount, "share")
    for key, item in inputs.shares.items():
        _assumption(book, f"share.{key}", item, "share")
    book.add("assume.schedule.source", result.protocol.schedule_source, "text")
    annual = result.baseline.annual
    stopping = {key: item for key, item in inputs.shares.items() if item.value * annual[key] > 0}
    spending = sum((annual[key] for key in stopping), ZERO)
    if spending > 0:
        yearly = sum((annual[key] * item.value for key, item in stopping.items()), ZERO)
        terms = " + ".join(f"{{annual.{key}}} × {{assume.share.{key}}}" for key in stopping)
        book.add("stopping.yearly", yearly, "usd", terms)
        book.add("stopping.spending", spending, "usd", " + ".join(f"{{annual.{key}}}" for key in stopping))
        book.add("stopping.share", yearly / spending, "share-up", "{stopping.yearly} ÷ {stopping.spending}")


def _sums(book: FactBook, offset: Offset) -> None:
    """The sums over months that the formulas of a flow need, so that nobody has to add 24 powers by hand."""
    s = offset.responding
    maintenance, stopping = offset.calendar.maintenance, offset.calendar.stopping
    words = "share still responding, added up over the months after the delay"
    after = [t for t, kind in enumerate(stopping) if kind]
    busy = [t for t in after if stopping[t] == 2]

    def added(months: list[int]) -> Decimal:
        return sum((s[t] for t in months), ZERO).quantize(SIX)

    book.add("visits.maintenance", offset.maintenance_visits, "count", "maintenance visits at full attendance")
    book.add(
        "responding.maintenance",
        sum((m * s[t] for t, m in enumerate(maintenance)), ZERO).quantize(SIX),
        "decimal",
        "maintenance visits of each month × the share still responding in it, added up (month by month in Exhibit C)",
    )
    book.add(
        "visits.expected",
        offset.expected_visits.quantize(FOUR),
        "decimal",
        "{visits.induction} + {assume.response} × {responding.maintenance}",
    )
    if offset.parameters.paused:
        how = "the same without psychotherapy, which a visit's session replaces"
        book.add("stopping.yearly.with_visit", offset.monthly[1] * 12, "usd", how)
        free = [t for t in after if t not in busy]
        book.add("responding.free", added(free), "decimal", f"{words} and without a visit")
        book.add("responding.busy", added(busy), "decimal", f"{words} and with a visit")
        book.add("months.free", len(free), "count", "months after the delay without a visit")
        book.add("months.busy", len(busy), "count", "months after the delay with a visit")
    book.add("responding.after", added(after), "decimal", words)
    book.add("months.after", len(after), "count", "months after the delay, {horizon} − {assume.ramp_months}")


DISCOUNTED = "the months added up, each discounted by {assume.discount} a year"


def _stops(book: FactBook, effect: str, lasting: bool) -> str:
    """The formula of what stops, for an effect such as ``({assume.response} − {assume.control})``."""
    if "stopping.yearly" not in book:
        return "nothing stops"
    if "months.free" in book:
        free, busy = ("{months.free}", "{months.busy}") if lasting else ("{responding.free}", "{responding.busy}")
        sums = f"({{stopping.yearly}} × {free} + {{stopping.yearly.with_visit}} × {busy}) ÷ 12"
    else:
        sums = f"{{stopping.yearly}} ÷ 12 × {'{months.after}' if lasting else '{responding.after}'}"
    return f"{sums}{effect}"


def _flows(book: FactBook, offset: Offset) -> None:
    base = offset.parameters
    effect = " × ({assume.response} − {assume.control})" if base.p > base.q else " × 0 (response is not above control)"
    runs = (
        (
            "average",
            offset.average,
            "{workup} + {price} × ({visits.induction} + {assume.response} × {responding.maintenance})",
            _stops(book, effect, False),
        ),
        (
            "responder",
            offset.responder,
            "{workup} + {price} × ({visits.induction} + {responding.maintenance})",
            _stops(book, "", False),
        ),
        (
            "lasting",
            offset.lasting,
            "{workup} + {price} × ({visits.induction} + {visits.maintenance})",
            _stops(book, "", True),
        ),
    )
    discounted = "assume.discount" in book
    for name, run, treatment, stops in runs:
        if discounted:
            treatment, stops = DISCOUNTED, DISCOUNTED
        book.add(f"{name}.treatment", run.total_treatment, "usd", treatment)
        book.add(f"{name}.stops", run.total_stops, "usd", stops)
        book.add(f"{name}.net", run.net, "usd", f"{{{name}.stops}} − {{{name}.treatment}}")
        for words, first, last in (("one", 0, 12), ("two", 12, 24)):
            book.add(
                f"{name}.treatment.{words}",
                sum(run.treatment[first:last], ZERO),
                "usd",
                f"treatment of year {words}, by month",
            )
            book.add(
                f"{name}.stops.{words}",
                sum(run.stops[first:last], ZERO),
                "usd",
                f"what stops in year {words}, by month",
            )
            how = f"{{{name}.stops.{words}}} − {{{name}.treatment.{words}}}"
            book.add(f"{name}.year_{words}", run.net_of(first, last), "usd", how)
    # By outcome, weighed: the rows of the table that adds up to the average.
    least = "{assume.control}" if base.q <= base.p else "{assume.response}"
    natural = f"0 − {least} × {{responder.stops}}"
    book.add("natural.net", offset.natural, "usd", natural)
    nobody = (1 - base.p) * offset.nobody.net
    book.add("weighed.nobody", nobody, "usd", "(1 − {assume.response}) × {nobody.net}")
    book.add("weighed.responder", base.p * offset.responder.net, "usd", "{assume.response} × {responder.net}")
    book.add("weighed.total", offset.average.net, "usd", "{weighed.nobody} + {weighed.responder} + {natural.net}")
    book.add(
        "nobody.cost",
        offset.no_response,
        "usd",
        DISCOUNTED if discounted else "{workup} + {price} × {visits.induction}",
    )
    book.add("nobody.stops", ZERO, "usd", "nothing stops without a response")
    book.add("nobody.net", -offset.no_response, "usd", "{nobody.stops} − {nobody.cost}")
    book.add(
        "lowest.amount",
        offset.lowest_amount,
        "usd",
        f"{{month.{offset.lowest_month}.lasting}}, the lowest of the running totals",
    )
    book.add(
        "lowest.month",
        offset.lowest_month,
        "count",
        "the month in which the running total, if the response lasts, is lowest",
    )
    for months, net in offset.by_horizon.items():
        how = "{average.net}" if months == HORIZON else f"the same sum over {{horizon.{months}}} months"
        book.add(f"net.{months}", net, "usd", how)
        book.add(f"horizon.{months}", months, "count")


def _break_even(book: FactBook, offset: Offset) -> None:
    even = offset.break_even
    if even.price is not None:
        extras = "({price} − {price.quote})"
        discounted = "assume.discount" in book
        visits = "(({average.treatment} − {workup}) ÷ {price})" if discounted else "{visits.expected}"
        book.add(
            "even.price",
            even.price,
            "usd-down",
            f"({{average.stops}} − {{workup}}) ÷ {visits} − {extras}",
        )
    shares = (("share", even.share, "average"), ("lasting_share", even.lasting_share, "lasting"))
    for name, value, run in shares:
        if value is not None:
            book.add(f"even.{name}", value, "share-up", f"{{{run}.treatment}} ÷ {{{run}.stops}} × {{stopping.share}}")
    if even.response is not None:
        cost = "({nobody.cost} + {responder.stops} × {assume.control})"
        later = "({responder.treatment} − {nobody.cost})"
        book.add(
            "even.response",
            even.response,
            "share-up",
            f"{cost} ÷ ({{responder.stops}} − {later})",
        )
    if even.month is not None:
        how = f"the first month from which the running total, if the response lasts, stays at or above zero: {{month.{even.month}.lasting}}"
        book.add("even.month", even.month, "count", how)
    if even.rebate is not None:
        book.add("lasting.medication", even.lasting_medication, "usd", "the part of {lasting.stops} that is medication")
        book.add("even.rebate", even.rebate, "share-down", "{lasting.net} ÷ {lasting.medication}")
    effect = "({assume.response} − {assume.control})" if offset.parameters.p > offset.parameters.q else "0"
    own = (
        f"{effect} × {{assume.retention}} to the power {{even.month}} ÷ 12"
        if even.month is not None
        else "no month is reached"
    )
    book.add("chance.own", offset.own_chance, "share-down", own)
    book.add(
        "chance.lasting",
        offset.lasting_chance,
        "share-down",
        "{assume.response} × {assume.retention} × {assume.retention}",
    )


def _one_way(book: FactBook, result: CaseResult, offset: Offset) -> None:
    units = {"price": "usd", "ramp_months": "count", "maintenance_every_days": "count", "shares": "decimal"}
    for way in offset.one_way:
        unit = units.get(way.parameter, "share")
        for end, value, net in (("low", way.low, way.net_low), ("high", way.high, way.net_high)):
            shown = int(value) if unit == "count" else value.normalize() if unit == "decimal" else value
            book.add(f"one_way.{way.parameter}.{end}", shown, unit, "end of the range")
            how = f"{{average.net}} computed again with {way.parameter.replace('_', ' ')} at {{one_way.{way.parameter}.{end}}}, all else as it was"
            book.add(f"one_way.{way.parameter}.net_{end}", net, "usd", how)


def _months(book: FactBook, offset: Offset) -> None:
    base = offset.parameters
    induction, maintenance, stopping = offset.calendar
    s = offset.responding
    running = offset.average.running()
    lasting = offset.lasting.running()
    effect = "({assume.response} − {assume.control})" if base.p > base.q else "0"
    for t in range(HORIZON):
        name = f"month.{t + 1}"
        last = f"{{month.{t}.%s}} + " if t else ""
        workup = "{workup} + " if t == 0 else ""
        book.add(f"{name}.number", t + 1, "count")
        book.add(f"{name}.induction", induction[t], "count", "visits of the series in this month")
        book.add(f"{name}.maintenance", maintenance[t], "count", "maintenance visits in this month, at full attendance")
        book.add(f"{name}.responding", s[t].quantize(FOUR), "decimal", f"{{assume.retention}} to the power {t} ÷ 12")
        worth = f" ÷ (1 + {{assume.discount}}) to the power {t} ÷ 12" if base.discount else ""
        visits = f"({{{name}.induction}} + {{{name}.maintenance}} × {{assume.response}} × {{{name}.responding}})"
        book.add(f"{name}.treatment", offset.average.treatment[t], "usd", f"{workup}{{price}} × {visits}{worth}")
        yearly = "{stopping.yearly.with_visit}" if stopping[t] == 2 else "{stopping.yearly}"
        if "stopping.yearly" in book and stopping[t]:
            how = f"{yearly} ÷ 12 × {effect} × {{{name}.responding}}{worth}"
        else:
            how = "nothing stops before {assume.ramp_months} months" if not stopping[t] else "nothing stops"
        book.add(f"{name}.stops", offset.average.stops[t], "usd", how)
        book.add(
            f"{name}.running",
            running[t],
            "usd",
            f"{last % 'running' if t else ''}{{{name}.stops}} − {{{name}.treatment}}",
        )
        book.add(
            f"{name}.lasting",
            lasting[t],
            "usd",
            f"{last % 'lasting' if t else ''}stops − treatment of this month if the response lasts",
        )


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
    found = result.uncertainty
    if found is not None:
        how = "from the draws; the seed gives them again: offsetcase build … --seed {draws.seed}"
        book.add("draws", found.draws, "count")
        book.add("draws.seed", str(found.seed), "text")
        book.add("draws.mean", found.mean, "usd", how)
        book.add("draws.p5", found.p5, "usd", how)
        book.add("draws.p95", found.p95, "usd", how)
        book.add("draws.low", found.edges[0], "usd", how)
        book.add("draws.high", found.edges[1], "usd", how)
        book.add("draws.lower", found.probability_average_lower, "share-down", "draws with a net above zero ÷ {draws}")
