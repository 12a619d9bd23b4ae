"""An example of very many costs no more for each; and leaving out the newest claims does hide the dates, as is advised."""

from __future__ import annotations

import datetime as dt
import random
import re

import pytest

from offsetcase.case.request import Request
from offsetcase.cli.redact_run import SEVERAL
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.lines import Amounts, ClaimLine, Source
from offsetcase.redact import proof
from offsetcase.redact.proof import leaks
from offsetcase.redact.pseudonyms import Pseudonyms
from offsetcase.redact.shift import Calendar, calendar_of, fitting_shifts, later_places


class Counting(random.Random):
    """Chance that counts how often it is asked."""

    asked = 0

    def randrange(self, *arguments: int) -> int:  # type: ignore[override]
        self.asked += 1
        return super().randrange(*arguments)


@pytest.mark.parametrize("kind", ["person", "provider"])
def test_pseudonyms_of_very_many_cost_no_more_for_each(kind: str) -> None:
    """Of 32,000 people each had a pseudonym of ten thousand, so the draws never ended; providers' grew with their square."""
    chance = Counting(1)
    names = Pseudonyms(chance, [])
    drawn = {getattr(names, kind)(f"x{number}") for number in range(12_000)}
    assert len(drawn) == 12_000 and chance.asked < 2 * 12_000


def test_texts_of_one_phrase_cost_no_more_for_each() -> None:
    names = Pseudonyms(random.Random(1), [])
    shown = [names.distinct("code", f"x{number}", "90837") for number in range(2_000)]
    assert shown[:3] == ["90837", "90837 (2)", "90837 (3)"] and len(set(shown)) == 2_000
    assert names.distinct("code", "x1", "90837") == "90837 (2)"
    words = Pseudonyms(random.Random(1), [f"a{number:x}" for number in range(40_000)])
    assert len(words.invented_word()) == 10


def test_the_search_for_leaks_does_not_look_through_everything_for_each_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight thousand providers took 45 seconds, sixteen thousand 159: each name was looked for in every cell."""
    looked = []
    plain = re.escape
    monkeypatch.setattr(proof.re, "escape", lambda text: looked.append(text) or plain(text))
    names = [f"dr. {number:x}a lovelace" for number in range(500)]
    rows = "".join(f"Provider {number}\n" for number in range(500)) + "Dr. FFa Lovelace\n"
    assert leaks(names, [], {"claims-1.csv": f"provider\n{rows}".encode()}) == ["dr. ffa lovelace"]
    assert looked == ["dr. ffa lovelace"]


TODAY = dt.date(2026, 11, 28)


def calendar(days: list[dt.date]) -> Calendar:
    entries = [LedgerLine(ClaimLine(Source("f", "", 1), 0, "claims", Amounts(), day)) for day in days]
    return calendar_of(entries, (), None, Request((), allow_short_history=True), TODAY)


def test_leaving_out_the_newest_months_hides_where_a_history_stands() -> None:
    """The attacker knows the day of sharing and that claims reach up to it, and tries every shift back with this program.

    Of the whole history the newest place is nearly the only one that fits; without its newest three months neither the newest place nor
    a guess among all finds the dates more often than chance.
    """
    chance = random.Random(22)
    newest = guessed = 0
    expected = 0.0
    for _ in range(5):
        days = sorted(TODAY - dt.timedelta(days=30 * month + chance.randint(0, 19)) for month in range(24))
        assert later_places(calendar(days)) < SEVERAL
        older = [day for day in days if day <= TODAY - dt.timedelta(days=90)]
        assert later_places(calendar(older)) >= SEVERAL
        shift = fitting_shifts(calendar(older), chance)[0]
        back = fitting_shifts(calendar([day + shift for day in older]), chance)
        assert -shift in back
        newest += max(back) == -shift
        guessed += chance.choice(back) == -shift
        expected += 1 / len(back)
    assert newest == 0 and guessed <= expected + 3 * expected**0.5 + 1
