"""Sentences that a careful reader stopped at: each is true of its case, is said once, and is English."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from offsetcase.argument.argue import Argument, argue
from offsetcase.case.request import Request
from offsetcase.pipeline import build_case
from offsetcase.render.html import keep_html, letter_html
from support import ROOT, SAMPLES, Claims, months, words_of

pytestmark = pytest.mark.in_child

MEMBER = '[member]\nname = "Ada Example"\nmember_id = "AEX 1"\n'
NOTICE = '[denial]\nreference = "A1"\nnotice_date = 2026-10-15\nreason = "It is experimental."\nlevel = "{level}"\n'
QUOTE = '[treatment]\nindication = "{indication}"\nprice = "{price}"\nworkup = "350"\nquote_date = 2026-11-02\nprovider = "Dr. Hill"\n'
DRUGS = ("SERTRALINE HCL 100MG TABLET", "BUPROPION XL 300MG TABLET", "VENLAFAXINE ER 150MG CAPSULE")


def treated(count: int = 24, first: str = "2024-11", plan: int = 500) -> Claims:
    """Months of three antidepressants in turn, and of weekly psychotherapy."""
    claims = Claims()
    for number, month in enumerate(months(first, count)):
        claims.add(month.replace(day=3), drug=DRUGS[number * 3 // count], plan=plan)
        for day in (2, 9, 16, 23):
            claims.add(month.replace(day=day), code="90837", plan=150)
    return claims.add("2026-10-31", code="80053", plan=0)


def argued(folder: Path, claims: Claims, case: str, **options: object) -> Argument:
    (folder / "case.toml").write_text(case, encoding="utf-8")
    path = claims.write(folder / "claims.csv")
    return argue(build_case(Request((path,), case_path=folder / "case.toml", draws=0, **options)))  # type: ignore[arg-type]


def sample(name: str, **options: object) -> Argument:
    folder = SAMPLES / name
    return argue(build_case(Request((folder / "claims.csv",), case_path=folder / "case.toml", draws=0, **options)))  # type: ignore[arg-type]


def parts(argument: Argument) -> tuple[str, str]:
    """The words of a letter's body, and of what follows it."""
    html = letter_html(argument).html
    body, _, rest = html.partition("</main>")
    return words_of(body), words_of(f"<body>{rest}")


def kept(argument: Argument) -> str:
    return words_of(keep_html(argument, (), None))


def test_a_list_of_what_was_paid_ends_with_and(tmp_path: Path) -> None:
    body, _ = parts(argued(tmp_path, treated(), MEMBER + QUOTE.format(indication="depression", price=550)))
    assert "three antidepressants in three classes (each filled over 42 days or more) and psychotherapy." in body


def test_nothing_is_said_of_trials_that_there_were_not(tmp_path: Path) -> None:
    claims = treated(6, "2026-05")
    case = MEMBER + QUOTE.format(indication="depression", price=550)
    body, _ = parts(argued(tmp_path, claims, case))
    assert "three antidepressants in three classes and psychotherapy." in body and "zero" not in body
    assert "The records hold only six complete months" in body


def test_what_was_tried_counts_by_the_whole_record(tmp_path: Path) -> None:
    claims = treated(36, "2023-11")
    for day in ("2023-01-10", "2023-01-12", "2026-10-20"):
        claims.add(day, code="90868", plan=200)
    argument = argued(tmp_path, claims, MEMBER + QUOTE.format(indication="depression", price=550))
    body, _ = parts(argument)
    assert "The claims show three days of transcranial magnetic stimulation, the last on October 20, 2026." in body
    # Dollars keep to the months that count.
    assert "paid $200 for one day of transcranial magnetic stimulation" in body
    draft = argued(tmp_path, claims, MEMBER + QUOTE.format(indication="depression", price=550), letter="physician")
    assert "three days of transcranial magnetic stimulation" in parts(draft)[0]


def test_a_reviewer_is_asked_to_weigh_cost_only_where_costs_are_compared(tmp_path: Path) -> None:
    plan = '[plan]\ntype = "erisa-insured"\nstate = "WA"\n'
    case = MEMBER + plan + NOTICE.format(level="second")
    with_costs = argued(
        tmp_path, treated(), case + QUOTE.format(indication="depression", price=550), letter="external-review"
    )
    assert parts(with_costs)[0].count("weigh the cost-effectiveness evidence") == 1
    without = argued(tmp_path, treated(), case + QUOTE.format(indication="ptsd", price=550), letter="external-review")
    assert "cost-effectiveness" not in parts(without)[0]


@pytest.mark.parametrize("name", ["conditional", "high-cost"])
def test_a_letter_to_an_employer_says_nothing_twice_and_sources_its_price(name: str) -> None:
    html = letter_html(sample(name, letter="plan-sponsor")).html
    body = words_of(html)
    assert "no randomized trial of repeated treatment compared the two" in body  # there is one of single doses
    assert "The alternative’s price of $696.50 a session is a 2020 model’s first month" in body
    text = words_of(re.sub(r"<table.*?</table>", ". ", html, flags=re.DOTALL))
    said = [" ".join(re.findall(r"[a-z]+", one.lower())) for one in re.split(r"[.;:]\s", text)]
    assert not [one for one, count in Counter(said).items() if count > 1 and len(one.split()) > 5]
    assert len(re.findall(r"own records", body)) == 1


def test_undecided_says_nothing_of_what_is_paid_a_year(tmp_path: Path) -> None:
    claims = Claims()
    for month in months("2024-11", 24):
        claims.add(month.replace(day=3), drug=DRUGS[0], plan=10)
        claims.add(month.replace(day=4), drug=DRUGS[1], plan=10)
        claims.add(month.replace(day=9), plan=900, provider="Somebody Unheard Of")
    claims.add("2026-10-31", code="80053", plan=0)
    argument = argued(tmp_path, claims, MEMBER + QUOTE.format(indication="depression", price=550))
    assert argument.undecided
    assert "a year" not in parts(argument)[0].partition("Compared with")[0]


def test_the_comparisons_own_assumptions_are_named_where_no_offset_is_argued(tmp_path: Path) -> None:
    argument = argued(tmp_path, treated(plan=5), MEMBER + QUOTE.format(indication="depression", price=550))
    assert argument.alternative_made and not argument.compares
    body, rest = parts(argument)
    assert "(how long response lasts and the maintenance interval are assumptions)" in body
    calculation, _, limits = rest.partition("Exhibit E.")
    assert "still responding after twelve months, 60% of responders, assumption" in calculation
    assert "are assumptions, too: how long response lasts and the maintenance interval." in limits
    assert "does not replace it" not in calculation  # there is no comparison with her own history
    assert "are assumptions), each on" not in parts(sample("conditional"))[0]  # there the offset's paragraph names them


def test_evidence_of_infusions_is_not_passed_off_as_another_routes(tmp_path: Path) -> None:
    case = MEMBER + QUOTE.format(indication="depression", price=550) + 'protocol = "kap-im"\n'
    body, rest = parts(argued(tmp_path, treated(), case))
    assert "195 adults intravenous ketamine" in body and "intramuscular ketamine" in body
    assert "The studies above are of infusions. This request is for intramuscular ketamine with psychotherapy" in rest
    assert "The studies above are of infusions" not in parts(sample("conditional"))[1]


def test_a_rate_set_in_the_case_is_not_called_a_studys() -> None:
    assert "come from studies of other people" in parts(sample("conditional"))[1]
    assert "come from studies" not in parts(sample("crps"))[1]


def test_the_body_has_a_limit_in_brief_and_the_exhibit_the_whole() -> None:
    body, rest = parts(sample("conditional"))
    assert "In VA practice (215 patients), 26% responded and 15% remitted at 6 weeks" in body
    assert "6.1 antidepressants" in rest and "6.1 antidepressants" not in body


def test_the_diagnosis_stays_on_the_first_page() -> None:
    body, rest = parts(sample("high-cost"))
    assert (
        "“Major depressive disorder, recurrent, severe, treatment-resistant; structured interview of November 3”"
        in body
    )
    assert "(Summary Plan Description 2026, page 41) is quoted in full in Exhibit G." in body
    assert "Exhibit G. Words quoted in full" in rest and "not more costly than an alternative" in rest


def test_the_clinic_is_asked_for_a_price_only_where_it_would_lower_it() -> None:
    assert "Ask the clinic whether it would agree to $308.88" in kept(sample("conditional"))
    assert "Ask the clinic" not in kept(sample("high-cost"))  # $1,000.00 there, and the quote is $480


def test_what_is_kept_speaks_of_the_letter_that_was_sent() -> None:
    review = kept(sample("conditional", letter="external-review"))
    assert "“I sent a request for external review with reference" in review
    assert "must be in before the reviewer decides" in review
    assert "I sent an appeal" not in review and "call the number on your card" not in review
    employer = kept(sample("high-cost", letter="plan-sponsor"))
    assert "call the benefits office: “I sent a request to the plan sponsor." in employer
    assert "No rule sets a day for an employer’s answer" in employer and "is decided within" not in employer
    assert "call between doctors" not in employer
    for text, count in ((kept(sample("conditional")), 1), (review, 1)):
        assert len(re.findall(r"The date printed on (?:the|your) notice and the plan", text)) == count


def test_robust_is_said_to_hold_at_every_single_end_and_expected_what_turns_it(tmp_path: Path) -> None:
    by = 'by = "Dr. Hill", on = 2026-11-06'
    shares = f"[assumptions.shares]\nmedication = {{ share = 0.9, {by} }}\npsychotherapy = {{ share = 0.9, {by} }}\n"
    firm = argued(tmp_path, treated(plan=4200), MEMBER + QUOTE.format(indication="depression", price=300) + shares)
    assert firm.verdict == "robust" and firm.lead == "offset"
    said, _ = parts(firm)
    assert re.search(r"You are projected to spend \$[\d,]+ less, averaged over all outcomes", said)
    assert "it stays less with any single input of Exhibit C at its unfavorable end" in said
    assert "would be a net cost" not in said
    # Not one row of the printed table is below zero.
    table = letter_html(firm).html.partition('class="figures assumptions"')[2].partition("</table>")[0]
    ends = re.findall(r'data-fact="one_way\.\w+\.net_(?:low|high)"[^>]*>([^<]+)<', table)
    assert len(ends) == 14 and not [end for end in ends if end.startswith("−")]
    turned, _ = parts(sample("high-cost"))
    assert "It would be a net cost if response were below 32%, or if less than 36% of the spending" in turned
    assert "any single input" not in turned


def test_nothing_denies_the_trial_of_single_doses() -> None:
    """One randomized trial compared single doses of the two; whatever denies a comparison says which it means."""
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("templates", "src/offsetcase/data")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".j2", ".toml")
    ]
    said = [
        one
        for text in texts
        for one in re.findall(
            r"(?i)\b(?:no (?:randomized )?(?:trial|study)|ningún (?:estudio|ensayo))\b[^.]*compar[^.]*", text
        )
    ]
    assert len(said) > 4 and [one for one in said if "repeated" not in one and "repetidas" not in one] == []
