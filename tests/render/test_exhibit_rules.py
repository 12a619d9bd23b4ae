"""Rules of the exhibits, the pages that are kept and the terminal that no other test would miss."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from offsetcase.argument import evidence
from offsetcase.argument.argue import argue
from offsetcase.case.request import Request
from offsetcase.pipeline import build_case
from offsetcase.render.html import Frame, keep_html, letter_html
from offsetcase.render.packet import CLAIM_FILE, QUESTIONS
from offsetcase.render.templating import inline_faces
from support import SAMPLES, Claims, months, page, run, words_of

pytestmark = pytest.mark.in_child

HIGH = SAMPLES / "high-cost"


def html(folder: Path, claims: Path | None = None, case: str | None = None, **options: object) -> str:
    """A letter with its exhibits, from a sample's claims or others, and a sample's case file or another."""
    path = HIGH / "case.toml"
    if case is not None:
        path = folder / "case.toml"
        path.write_text(case, encoding="utf-8")
    request = Request((claims or HIGH / "claims.csv",), case_path=path, draws=0, **options)  # type: ignore[arg-type]
    return letter_html(argue(build_case(request))).html


@cache
def sample(name: str, *back: tuple[str, str, str], **options: object) -> str:
    """A sample's letter, with pages behind its exhibits."""
    folder = SAMPLES / name
    request = Request((folder / "claims.csv",), case_path=folder / "case.toml", draws=0, **options)  # type: ignore[arg-type]
    return letter_html(argue(build_case(request)), frame=Frame(back=back)).html.replace(inline_faces(), "")


def exhibit(page_html: str, letter: str) -> str:
    """The words of one exhibit."""
    return words_of("<body>" + page_html.partition(f'id="exhibit-{letter}"')[2].partition("</section>")[0])


# ---- what leads, on the terminal ---------------------------------------------------------------------------------------


def test_the_terminal_says_in_two_lines_what_leads_and_what_would_change_it(tmp_path: Path) -> None:
    done = run("build", SAMPLES / "conditional" / "claims.csv", "--draws", 0, *page(tmp_path))
    said = " ".join(done.out.split())
    assert "The letter leads with esketamine nasal spray" in said
    assert "(alternative: the offset is conditional, the covered alternative firm)" in said
    # The prices and shares at which the reader would get another verdict, and not those at which the average turns.
    assert (
        "What would change that: a price of $567.46 or more (the verdict would be none); a share that stops of 48.50 %"
        in said
    )
    # The blanks that only the prescriber can fill point to the page that asks for them.
    assert (
        "What stands below [prescriber] is your prescriber's to say: the page “Questions for your prescriber”" in said
    )
    assert "$308.88" not in said.partition("What would change that:")[2].partition("blanks")[0]


# ---- the whole history, and money of the months that count -------------------------------------------------------------


def test_the_whole_history_is_history_and_only_money_keeps_to_the_window(tmp_path: Path) -> None:
    claims = Claims()
    for number, first in enumerate(months("2022-05", 54)):
        if number < 5:  # whole before the 36 months that count
            claims.add(first.replace(day=3), drug="SERTRALINE HCL 100MG TABLET", plan=20)
        if number > 10:  # begins before them
            claims.add(first.replace(day=4), drug="BUPROPION XL 300MG TABLET", plan=30)
    claims.add("2026-10-31", code="80053", plan=0)
    path = claims.write(tmp_path / "claims.csv")
    case = '[member]\nname = "Ada Example"\n[treatment]\nindication = "depression"\nprice = 550\n'
    shown = exhibit(html(tmp_path, path, case), "b")
    assert "sertraline antidepressants, SSRI 05/03/2022 09/03/2022 5 –" in shown
    assert "bupropion * antidepressants, NDRI 04/04/2023 10/04/2026 43 $1,080.00" in shown
    draft = words_of(html(tmp_path, path, case, letter="physician"))
    assert "sertraline 05/03/2022 09/03/2022 5" in draft and "bupropion 04/04/2023 10/04/2026 43" in draft


# ---- stages ------------------------------------------------------------------------------------------------------------


def test_a_spending_threshold_only_where_the_prescriber_set_the_shares(tmp_path: Path) -> None:
    text = (HIGH / "case.toml").read_text(encoding="utf-8")
    assert "runs at least 17% below baseline" in words_of(html(tmp_path, case=text))
    unsigned = text.replace('psychotherapy = { share = 0.60, by = "Dr. Ruth Abernathy", on = 2026-11-06 }', "psychotherapy = 0.60")  # fmt: skip
    assert unsigned != text
    assert "below baseline" not in words_of(html(tmp_path, case=unsigned))
    assert "response holds" in words_of(html(tmp_path, case=unsigned))


# ---- pictures and tables -----------------------------------------------------------------------------------------------


def test_part_years_are_hatched_and_labelled_and_zero_is() -> None:
    drawn = re.findall(r"<svg.*?</svg>", sample("conditional"), flags=re.DOTALL)
    spending = next(one for one in drawn if "part-year" in one)
    said = re.findall(r"<text[^>]*>(.*?)</text>", spending)
    plain = [re.sub(r"<[^>]+>", "", one) for one in said]
    assert plain.count("months only") == 2  # 2023 and 2026, and not the whole years between
    assert spending.count('fill="url(#part-year)"') == 2
    assert "zero" in plain
    running = next(one for one in drawn if "month of treatment" in one)
    assert "zero: the plan has spent the same" in running


def test_the_calendar_is_one_line_a_phase() -> None:
    shown = exhibit(sample("conditional"), "c")
    line = "Projected at full attendance: 6 in the series, January 11, 2027 to January 28, 2027; then 25 of maintenance, one every 28 days, February 25, 2027 to December 28, 2028."  # fmt: skip
    assert shown.count(line) == 1
    assert set(re.findall(r"[A-Z][a-z]+ \d+, 202[78]", shown)) == set(re.findall(r"[A-Z][a-z]+ \d+, \d{4}", line))


def test_a_files_own_total_is_never_added_to_its_rows() -> None:
    table = sample("conditional").partition('class="figures reasons"')[2].partition("</table>")[0]
    rows = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, flags=re.DOTALL)[1:]:
        head, *cells = (re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row, re.DOTALL))
        rows[head] = [Decimal(re.sub(r"[$,]", "", one)) if one != "–" else Decimal(0) for one in cells]
    own = next(head for head in rows if head.startswith("No claim"))
    whole = rows["All claim rows of the files"]
    parts = [cells for head, cells in rows.items() if head not in (own, "All claim rows of the files")]
    assert [sum(one) for one in zip(*parts, strict=True)] == whole
    assert (
        rows[own][:2] == [1, Decimal("80072.00")] == [1, whole[1]]
    )  # the file's total repeats its rows, and stands apart
    assert list(rows)[-1] == own and own.endswith("shown, not added")


def test_names_for_explain_are_printed_only_when_asked_for() -> None:
    assert "data-figure" not in sample("conditional") and "offsetcase explain" not in sample("conditional")
    assert 'data-figure="average.net"' in sample("conditional", figure_names=True)


# ---- pages beside the letter -------------------------------------------------------------------------------------------


def test_the_claim_file_is_asked_for_in_one_persons_sentences() -> None:
    def asked(name: str) -> str:
        return words_of("<body>" + sample(name, CLAIM_FILE).partition('id="claim-file"')[2])

    appeal, exception = asked("conditional"), asked("high-cost")
    start = (
        "Under the plan’s procedures (see 29 CFR 2560.503-1), please send me, free of charge, all relevant documents"
    )
    assert start in appeal and appeal.count("I am asking for:") == 1
    assert "Please send me copies of what the decision on my request rests on. I am asking for:" in exception
    for text in (appeal, exception):
        assert len(re.findall(r"\b[Pp]lease\b", text)) == 2  # once for the file, once for what doesn't exist
    assert not re.search(r"\b(?:appeal|denial|notice)\b", exception, re.IGNORECASE)


def test_the_prescribers_page_asks_all_that_only_they_can_say() -> None:
    text = words_of("<body>" + sample("conditional", QUESTIONS, letter="physician").partition('id="questions"')[2])  # fmt: skip
    asked = ("Diagnosis in words; treatment-resistant?", "Diagnosis code", "Severity: scale, score, date; present risk",
             "Of each medicine: dose, adequate or not, response, why it ended", "sertraline, 11/04/2023 to 10/04/2024",
             "Safety screening", "What counts as response", "Esketamine instead: acceptable or not?", "If not, the medical reason",
             "Why not TMS", "Why not ECT", "Next step if this is refused", "per cent of medication that would stop",
             "per cent of psychotherapy that would stop", "Days between maintenance visits")  # fmt: skip
    places = [text.index(words) for words in asked]
    assert places == sorted(places)
    assert "Phone for a reviewer's call" in text and "NPI" in text and "Practice" in text


@pytest.mark.parametrize(("notice", "late"), [("2026-01-05", True), ("2026-10-05", False)])
def test_the_time_to_file_stands_on_the_page_that_is_kept(notice: str, late: bool, tmp_path: Path) -> None:
    case = f'[member]\nname = "Marisol Quintero"\n[plan]\ntype = "medicare-advantage"\n[denial]\nnotice_date = {notice}\nreason = "Experimental."\nlevel = "first"\nlate_reason = "I was in hospital."\n'  # fmt: skip
    path = tmp_path / "case.toml"
    path.write_text(case, encoding="utf-8")
    request = Request((SAMPLES / "conditional" / "claims.csv",), case_path=path, draws=0, date=dt.date(2026, 11, 23))
    argument = argue(build_case(request))
    kept = words_of(keep_html(argument, (), None))
    assert "60 days from" in kept and "Rule: see 42 CFR 422.582(b)" in kept and ("March 11, 2026" in kept) is late
    assert ("days past" in kept) is late
    # Of a letter that is late the reader is told; no letter prints the arithmetic.
    body = words_of(letter_html(argument).html.partition("</main>")[0])
    assert ("Late filing. This comes" in body) is late and "60 days from" not in body


# ---- limits, and whose number is whose ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "indication"), [("conditional", "depression"), ("crps", "crps")])
def test_every_limit_stands_in_its_exhibit_in_full(name: str, indication: str) -> None:
    shown = exhibit(sample(name), "e")
    entries = evidence.for_indication(indication, "limits")
    assert len(entries) > 3
    for entry in entries:
        assert evidence.sentence(entry, "limits", indication) in shown, entry.key


def test_the_prescribers_number_is_their_own_and_not_the_clinics() -> None:
    head = words_of(sample("high-cost", letter="physician").partition('<table class="re">')[0])
    assert "Dr. Ruth Abernathy Abernathy Psychiatry, Duluth 555-0155 · NPI 1999999992" in head
    assert "1999999976" not in head  # the infusion doctor's, which stands with the service


@pytest.mark.parametrize("name", ["conditional", "high-cost"])
def test_an_outside_reviewer_gets_no_budget(name: str) -> None:
    page_html = sample(name, letter="external-review")
    assert "figures nets" not in page_html and "figures stages" in page_html
    body = words_of(page_html.partition("</main>")[0])
    assert "budget" not in body and "present treatment would stop" not in body


@pytest.mark.parametrize(("price", "leg"), [("620", "firm"), ("640", "expected")])
def test_the_comparison_is_firm_only_where_infusions_every_fourteen_days_cost_less_too(price: str, leg: str, tmp_path: Path) -> None:  # fmt: skip
    """56 infusions at $640 are more than 60 sessions at $590; at $620 they are less, and each dear end is in both."""
    path = tmp_path / "case.toml"
    path.write_text(f'[member]\nname = "Marisol Quintero"\n[treatment]\nprice = {price}\nworkup = 0\n', "utf-8")
    request = Request((SAMPLES / "conditional" / "claims.csv",), case_path=path, draws=0)
    assert str(build_case(request).alternative.verdict) == leg
