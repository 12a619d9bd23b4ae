"""The checklist of a letter's text, what a script can see of it: ten letters and one draft, each lead and each kind of reader.

The words are those of the web page; the body's two pages are laid out once for the whole run.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from offsetcase.argument.plan_rules import rules
from offsetcase.argument.state_rules import external_review_rule
from offsetcase.render.pdf import html_to_pdf
from once import drawn, once
from rows import each_row
from support import SAMPLES, page, page_text, run, words_of

BANNED = (
    "save", "saves", "savings", "pays for itself", "guarantee", "maximum exposure", "no risk", "precedent", "ineffective", "futile",
    "failed", "useless", "proven", "standard of care", "breakthrough", "violates", "required by law to cover", "bad faith", "lawsuit",
    "penalty", "attorney",
)  # fmt: skip
PLAN = """
[plan]
name = "Example Health Plan"
type = "{type}"
state = "{state}"
address = "Review Unit, PO Box 1, Springfield, IL 62701"
fax = "555-0100"
sponsor = "Example Freight, Benefits, 1 Dock Street, Springfield, IL 62701"
review_address = "Independent Reviewer, PO Box 9, Springfield, IL 62701"
definition = "Experimental means that reliable evidence does not permit conclusions on effect."
clause = "The plan may authorize an alternative that is not more costly."
clause_source = "Summary Plan Description, page 41"
"""
NOTICE = """
[denial]
reference = "AP-77"
claim_number = "E4"
notice_date = 2026-10-01
reason = "The service is investigational and not covered under the plan, section 4."
level = "{level}"
"""
REASON = "The service is investigational and not covered under the plan, section 4."
NOT_ACCEPTABLE = """
[prescriber]
name = "Dr. Ada Quill"
date = 2026-11-03
phone = "555-0142"
esketamine = "not acceptable"
[prescriber.why_not]
esketamine = "two visits a week with two hours of watching each are two hours' drive away"
"""
ACCEPTABLE = NOT_ACCEPTABLE.partition("[prescriber.why_not]")[0].replace("not acceptable", "acceptable")
# Sample, kind of letter, lead, plan type, state, options, and what is added to the sample's case file.
LETTERS = {
    "offset-exception": ("high-cost", "exception", "offset", "erisa-self-funded", "", (), ""),
    "offset-appeal": ("high-cost", "appeal", "offset", "erisa-self-funded", "", (), NOTICE.format(level="second")),
    "alternative-appeal": ("conditional", "appeal", "alternative", "marketplace", "", (), NOTICE.format(level="first")),
    "alternative-exception": ("conditional", "exception", "alternative", "", "", (), ACCEPTABLE),
    "capped-appeal": ("conditional", "appeal", "capped", "erisa-insured", "", (), NOTICE.format(level="first") + NOT_ACCEPTABLE),
    "capped-exception": ("portal-and-pharmacy", "exception", "capped", "government", "", (), ""),
    "necessity-exception": ("low-cost", "exception", "necessity", "fehb", "", ("--comparator", "none"), ""),
    "external-review": ("conditional", "external-review", "alternative", "erisa-self-funded", "", (), NOTICE.format(level="second")),
    "external-review-washington": ("conditional", "external-review", "alternative", "marketplace", "WA", (), NOTICE.format(level="first")),
    "sponsor": ("high-cost", "plan-sponsor", "offset", "erisa-self-funded", "", (), ""),
    "physician": ("conditional", "physician", "alternative", "", "", (), ""),
}  # fmt: skip
ARGUED = [name for name, one in LETTERS.items() if one[1] in ("exception", "appeal")]
SENT = [name for name, one in LETTERS.items() if one[1] != "physician"]


@dataclass
class Made:
    """One letter, in the ways in which the tests look at it."""

    name: str
    file: Path
    data: Any
    member: str
    shared: Path

    @property
    def kind(self) -> str:
        return LETTERS[self.name][1]

    @property
    def lead(self) -> str:
        return LETTERS[self.name][2]

    @cached_property
    def html(self) -> str:
        return page_text(self.file)

    @cached_property
    def main(self) -> str:
        return self.html[self.html.index("<main") : self.html.index("</main>")]

    @cached_property
    def body(self) -> str:
        return words_of(f"<body>{self.main}")

    @cached_property
    def words(self) -> str:
        return words_of(self.html)

    @cached_property
    def pages(self) -> list[str]:
        """The words of each page that the body takes as PDF; the exhibits begin a page of their own."""
        return list(once(self.shared, f"checklist-{self.name}", self._draw))

    def _draw(self) -> list[str]:
        html = self.file.read_text(encoding="utf-8")
        body = html[: html.index("</main>")] + "</main></body></html>"
        data = drawn(self.shared / "drawn", html_to_pdf, body)
        done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True)
        return [" ".join(one.split()) for one in done.stdout.decode("utf-8").removesuffix("\f").split("\f")]

    @cached_property
    def running_text(self) -> str:
        """The body's words outside its tables."""
        return words_of("<body>" + re.sub(r"<table.*?</table>", " ", self.main, flags=re.DOTALL))

    @cached_property
    def sentences(self) -> list[str]:
        return re.split(r"(?<=[.:;])\s", self.running_text)

    def table(self, caption: str) -> list[list[str]]:
        """The rows of the body's table with such a caption."""
        for table in re.findall(r"<table.*?</table>", self.main, flags=re.DOTALL):
            if re.search(rf"<caption[^>]*>{caption}", table):
                rows = re.findall(r"<tr.*?</tr>", table, flags=re.DOTALL)
                return [[words_of(f"<body>{cell}") for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]
        return []


def dollars(text: str) -> Decimal:
    return Decimal(re.sub(r"[$,]", "", text).replace("−", "-") or "0")


def up(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_CEILING)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Any:
    found: dict[str, Made] = {}

    def letter(name: str) -> Made:
        if name not in found:
            sample, kind, _, plan, state, options, more = LETTERS[name]
            folder = tmp_path_factory.mktemp(name)
            for path in (SAMPLES / sample).iterdir():
                (folder / path.name).write_bytes(path.read_bytes())
            own = (folder / "case.toml").read_text(encoding="utf-8")
            for table in ("plan", "denial", *(["prescriber"] if "[prescriber]" in more else [])):
                own = re.sub(rf"\[{table}\]\n(?:(?!\[).*\n)*", "", own)
            plan_table = PLAN.format(type=plan, state=state)
            plan_table = re.sub(r"(?:type|state) = \"\"\n", "", plan_table)
            (folder / "case.toml").write_text(own + plan_table + more, encoding="utf-8")
            files = sorted(path.name for path in folder.glob("*.csv"))
            asked = ("--letter", kind, "--date", "2026-11-23", "--json", "--draws", 0)
            done = run("build", *files, *asked, *options, *page(folder), cwd=folder)
            assert done.status == 0, done.err
            member = re.search(r'\[member\]\nname = "([^"]+)"', own)
            assert member
            found[name] = Made(name, folder / "l.html", done.json, member[1], shared)
        return found[name]

    return letter


@pytest.mark.parametrize("name", LETTERS)
def test_every_page_says_whose_it_is_and_there_are_two_at_most(made: Any, name: str) -> None:  # 1
    letter = made(name)
    # A prescriber's draft has no exhibits: its references, all limits of the evidence and the table of fills are its body.
    assert len(letter.pages) <= (3 if letter.kind == "physician" else 2), "the body is longer than two pages"
    for number, text in enumerate(letter.pages, start=1):
        assert f"page {number} of {len(letter.pages)}" in text
        assert letter.member in text and "Member ID" in text and "Reference" in text


@each_row("name", LETTERS)
def test_an_appeal_says_so_and_answers_the_notices_own_words(made: Any, name: str) -> None:  # 2
    letter = made(name)
    denied = letter.kind in ("appeal", "external-review")
    assert ("RE: APPEAL OF ADVERSE BENEFIT DETERMINATION" in letter.pages[0]) is (letter.kind == "appeal")
    if denied:
        assert "October 1, 2026; reference AP-77; claim E4" in letter.pages[0]
        assert f"The reason given The notice says: “{REASON}”" in letter.body
    else:
        own = words_of(re.sub(r'<p class="reference".*?</p>', " ", letter.html, flags=re.DOTALL))
        assert not re.search(r"\b(?:notice|appeal\w*|denial)\b", own, re.IGNORECASE)


@each_row("name", LETTERS)
def test_the_address_is_the_users(made: Any, name: str) -> None:  # 3
    letter = made(name)
    to = {"plan-sponsor": "Example Freight, Benefits", "external-review": "Independent Reviewer, PO Box 9"}
    assert f"To: {to.get(letter.kind, 'Example Health Plan, Review Unit, PO Box 1')}" in letter.body


@each_row("name", SENT)
def test_the_first_bold_line_is_the_request_with_its_cap(made: Any, name: str) -> None:  # 4
    letter = made(name)
    after = letter.main[letter.main.index('class="greeting"') :]
    first = re.search(r"<strong>(.*?)</strong>", after, re.DOTALL)
    assert first
    said = words_of(f"<body>{first[1]}")
    what = "outpatient treatment" if letter.kind == "plan-sponsor" else "intravenous ketamine"
    assert said.startswith("Request: ") and what in said and re.search(r"\bsix (?:infusions|visits)\b", said)
    assert f"at most ${up(Decimal(letter.data['offset']['stages'][0])):,}" in said and "unless" in said
    quoted = "quote of" in said
    assert quoted or "at the planning price of $" in said
    assert not quoted or "quote_date" in letter.html.replace("treatment.quote_date", "quote_date")


@each_row("name", SENT)
def test_the_lead_is_the_figures_and_nothing_speaks_of_another(made: Any, name: str) -> None:  # 4a
    letter = made(name)
    assert letter.data["lead"] == letter.lead
    outside, sponsor = letter.kind == "external-review", letter.kind == "plan-sponsor"
    budget, compared = "Your budget over 24 months" in letter.body, "Compared with esketamine" in letter.body
    stops = "What present treatment would stop" in letter.body
    decides = letter.body.index(" again: the most that ")
    assert budget is (letter.lead in ("offset", "capped") and not outside and not sponsor)
    assert compared is (letter.lead == "alternative" and (not outside or "washington" in name))
    assert stops is (letter.lead == "alternative" and not outside)
    if letter.lead == "capped":
        assert decides < letter.body.index("Your budget over")
    elif budget:
        assert letter.body.index("Your budget over") < decides
    if letter.lead == "necessity" or outside:
        for phrase in ("net cost", "Your budget", "present treatment would stop", "Net to plan", "lower in total"):
            assert phrase not in letter.words, phrase


@each_row("name", ARGUED)
def test_the_covered_alternative_is_on_page_one_with_its_limits(made: Any, name: str) -> None:  # 4b, 4e
    letter = made(name)
    if letter.data["alternative"]["verdict"] == "not-made":
        assert "instead:" not in letter.body
        return
    one = letter.pages[0]
    for words in (
        "esketamine",
        "2020 model’s first month",
        "before your rebate",
        "no randomized trial of repeated doses",
    ):
        assert words in one or words[:1].upper() + words[1:] in one, words
    prices = set(letter.data["alternative"]["cost"].values())
    assert any(f"{int(Decimal(cost)):,}" in one for cost in prices)
    line = letter.main[letter.main.index('class="instead"') :].partition("</p>")[0]
    said = words_of(f"<body><p {line}")
    assert said.startswith("If you would approve esketamine instead:")
    answers = {
        "capped-appeal": "my prescriber finds it not acceptable (November 3, 2026): “two visits a week",
        "alternative-exception": "my prescriber finds it acceptable (November 3, 2026).",
        "alternative-appeal": "[BLANK",
        "offset-exception": "my prescriber finds it not acceptable",
        "offset-appeal": "my prescriber finds it not acceptable",
    }
    assert answers[name] in said


def test_the_comparison_is_whole_where_it_leads(made: Any) -> None:  # 4b
    text = made("alternative-appeal").body
    for words in (
        "S-form of the same drug, FDA-approved for treatment-resistant depression; ketamine is FDA-approved as an anesthetic and not",
        "In a 2025 preprint all of 18 large commercial insurers covered esketamine, 94.4% with prior authorization, and one covered intravenous ketamine",
        "You know your own policy",
        "while a session costs you $457 or more",
        "infused every fourteen days they would average $13,183",
        "of two retrospective studies read for this letter, one (210 patients) found no significant difference, one (153 patients) more improvement",
    ):  # fmt: skip
        assert words in text, words


@each_row("name", LETTERS)
def test_treatment_resistant_is_the_labels_or_the_prescribers_word(made: Any, name: str) -> None:  # 4c
    letter = made(name)
    own = re.sub(r'<span class="own".*?</span>', " ", letter.html, flags=re.DOTALL)
    for said in (r'<p class="reference".*?</p>', r"<span data-finding=.*?</span>"):  # what sources say, in their words
        own = re.sub(said, " ", own, flags=re.DOTALL)
    text = words_of(own)
    for found in re.finditer(r"treatment[- ]resistant", text, re.IGNORECASE):
        before = text[max(found.start() - 90, 0) : found.start()]
        assert before.endswith("FDA-approved for "), before


@each_row("name", ARGUED)
def test_a_policy_is_printed_as_its_criteria_beside_the_record(made: Any, name: str) -> None:  # 4c
    letter = made(name)
    rows = re.findall(r'<table class="figures criteria">.*?</table>', letter.html, flags=re.DOTALL)
    assert ('class="figures criteria"' in letter.main) is (
        name == "offset-exception"
    )  # the other body has no room for it
    assert ("criteria stand beside this record in Exhibit B" in letter.body) is (name == "offset-appeal")
    assert bool(rows) is name.startswith("offset")
    for table in rows:
        standing = [words_of(f"<body>{cell}") for cell in re.findall(r"<td>(.*?)</td>", table)]
        assert len(standing) > 4 and set(standing) <= {"met (claims)", "met (prescriber)", "met (member)", "not shown"}
        assert standing.count("not shown") <= 1


@each_row("name", SENT)
def test_tables_of_the_body_add_up_as_printed(made: Any, name: str) -> None:  # 4d, 7
    letter = made(name)
    nets = letter.table("Your budget over")
    if nets:
        parts = [dollars(row[-1]) for row in nets[1:]]
        assert nets[3][0] == "Less what would have improved anyway" and sum(parts[:-1]) == parts[-1]
        for row in nets[1:3]:
            assert dollars(row[2]) - dollars(row[1]) == dollars(row[3])
    alternative = letter.table("Treatment cost over")
    for row in alternative[1:]:
        assert dollars(row[2]) - dollars(row[1]) == dollars(row[3])
    assert len(alternative) in (0, 5) and (
        not alternative or "Average of all outcomes" in [row[0] for row in alternative]
    )
    for row in [*nets[1:], *alternative[1:]]:
        assert not re.search(r"\.\d\d\b", " ".join(row)), row


@each_row("name", SENT)
def test_stages_are_price_times_visits_and_the_work_up(made: Any, name: str) -> None:  # 14
    letter = made(name)
    stages = letter.table("Where ")
    # Each goes on by what a clinician finds; spending is a condition beside it at most.
    assert len(stages) == 5 and all(row[-1].startswith("response ") for row in stages[1:])
    price, workup = (Decimal(letter.data["assumptions"][one]["value"]) for one in ("price", "workup"))
    counts = {"six": 6, "four": 4, "five": 5, "seven": 7, "eleven": 11, "thirteen": 13}
    visits = 0
    for row in stages[1:]:
        word = re.search(r"\b(six|four|five|seven|eleven|thirteen)\b", row[0].casefold())
        assert word, row
        visits += counts[word[1]]
        assert dollars(row[1]) == up(workup + price * visits)
    low = letter.data["offset"]["lowest"]["amount"]
    if letter.lead == "offset" and letter.kind in ("exception", "appeal"):
        assert f"lowest running total of a lasting response is −${abs(int(Decimal(low))):,}" in letter.pages[0]
    elif letter.lead != "necessity" and letter.kind in ("exception", "appeal"):
        exhibits = letter.words[letter.words.index("Exhibit C.") :]
        assert f"${abs(Decimal(low)):,.2f}" in exhibits


@each_row("name", LETTERS)
def test_times_are_those_of_the_plans_kind(made: Any, name: str) -> None:  # 5, 22
    letter = made(name)
    plan = LETTERS[name][3]
    cited = set(re.findall(r"\d+ (?:CFR|USC|U\.S\.C\.) [\d.-]+|WAC [\dA-Z.-]+", letter.body))
    if not plan:
        assert not cited and not re.search(r"\b\d+ (?:days|hours|months) of receipt", letter.body)
        return
    rule = rules()[plan]
    known = " ".join([*(one.citation + one.under for one in rule.requests)])
    state = external_review_rule(plan, LETTERS[name][4])
    known += state.citation if state else ""
    assert all(one in known for one in cited), cited
    if letter.kind == "appeal" and plan.startswith("erisa"):
        (before,) = (one for one in rule.decisions if one.kind == "pre-service")
        assert f"decide within {before.amount} {before.unit}" in letter.body
    assert ("WAC 284-43A-080(2)" in letter.body) is ("washington" in name)


@each_row("name", ARGUED)
def test_page_one_has_the_cap_the_years_spending_and_the_table(made: Any, name: str) -> None:  # 7
    letter = made(name)
    one = letter.pages[0]
    cap = f"${up(Decimal(letter.data['offset']['stages'][0])):,}"
    assert f"at most {cap}" in one
    yearly = re.search(r"you now pay (\$[\d,]+) a year", letter.body)
    annual = sum(Decimal(value) for value in letter.data["baseline"]["annual"].values())
    assert yearly and 0 <= annual - dollars(yearly[1]) < 20 and yearly[1] in one
    table = {"offset": "Your budget", "alternative": "Treatment cost over"}.get(letter.lead, "Where you decide again")
    assert table in one
    amounts = re.findall(r"\$[\d,]+(?:\.\d\d)?", letter.running_text)
    assert not [amount for amount in amounts if amounts.count(amount) > 1]
    assert {amount for amount in amounts if "." in amount} <= {"$696.50"}  # a price; all else in whole dollars


@each_row("name", SENT)
def test_less_is_said_only_with_its_ifs(made: Any, name: str) -> None:  # 8, 9, 10
    letter = made(name)
    for sentence in letter.sentences:
        if re.search(r"lower in total|come out lower|\$[\d,]+ less\b|spends? less", sentence):
            if letter.lead == "offset":
                assert re.search(r"projected|expected|[Oo]f 100 such members", sentence), sentence
            else:
                assert re.search(r"\b[Ii]f response lasts", sentence) and re.search(
                    r"of spending on my .* stops", sentence
                ), sentence
    assert "year one" not in letter.body and "year two" not in letter.body
    if letter.lead in ("alternative", "capped") and letter.kind in ("exception", "appeal"):
        assert "the projection is a net cost of $" in letter.body  # what an honest reader must know, on page 1
        assert "before natural improvement" in letter.body


@each_row("name", LETTERS)
def test_words_that_are_never_used(made: Any, name: str) -> None:  # 10, 17, 22
    letter = made(name)
    text = re.sub(r"“[^”]*”", " ", re.sub(r'<p class="reference".*?</p>', " ", letter.html, flags=re.DOTALL))
    text = words_of(text)
    for banned in BANNED:
        assert not re.search(rf"\b{re.escape(banned)}\b", text, re.IGNORECASE), banned


@each_row("name", ARGUED)
def test_assumptions_are_called_so_where_their_result_stands(made: Any, name: str) -> None:  # 11
    letter = made(name)
    if letter.lead == "necessity":
        return
    named = re.search(r"(?:have no published value: |Assumptions, not published figures: )([^.(]*)", letter.body)
    assert named
    confirmed = any(one["basis"] == "prescriber" for key, one in letter.data["assumptions"].items() if "share" in key)
    for words in ("natural improvement", "how long response lasts", "the delay"):
        assert words in named[1], words
    assert ("share that stops" in named[1]) is not confirmed


@each_row("name", [name for name in SENT if name != "sponsor"])
def test_what_speaks_against_it_stands_in_full_and_is_answered(made: Any, name: str) -> None:  # 12
    letter = made(name)
    against = letter.words[letter.words.rindex("Exhibit E. What speaks against this") :]
    wanted = ["billed, not dose, adequacy or response", "No study of US claims"]
    wanted += ["The quote is from the clinic that would be paid" if letter.data["assumptions"]["price"]["basis"] == "quote" else "not a quote"]  # fmt: skip
    if letter.kind in ("exception", "appeal") and letter.lead != "necessity":
        wanted += ["before rebates", "come anyway", "Deductible and out-of-pocket shifts", "retreatment after relapse"]
    if letter.name != "capped-exception":  # bipolar depression has its own
        wanted += ["KARMA-Dep 2", "KetECT", "26% responded", "18 in 12 months", "national registry"][:4]
    for words in wanted:
        assert words in against, words
    section = letter.main[letter.main.index("What speaks against this</h2>") :].partition("</p>")[0]
    said = words_of(f"<body>{section}")
    assert "The request answers them by its size" in said and "stands in Exhibit E" in said
    assert len(re.findall(r"<sup", section)) == 2  # the two weightiest, each with its source
    exhibit = re.search(r'<section class="exhibit" id="exhibit-e">.*?</section>', letter.html, re.DOTALL)
    assert exhibit and 'class="note"' not in exhibit[0] and 'class="small"' not in exhibit[0]  # the size of the others


@each_row("name", LETTERS)
def test_no_break_even_price_is_named(made: Any, name: str) -> None:  # 13
    letter = made(name)
    price = letter.data["break_even"]["price"] if letter.data["break_even"] else None
    if price:
        assert f"{Decimal(price):,.2f}".removesuffix(".00") not in letter.body
    assert "break-even" not in letter.body.casefold() and "has agreed to" not in letter.body


@each_row("name", LETTERS)
def test_every_source_resolves(made: Any, name: str) -> None:  # 15
    letter = made(name)
    numbers = {int(one) for one in re.findall(r"<sup[^>]*>(\d+)</sup>", letter.html)}
    listed = [int(one) for one in re.findall(r'class="refno"[^>]*>(?:<[^>]*>)*(\d+)', letter.html)]
    assert listed == list(range(1, len(listed) + 1)) and numbers <= set(listed)
    assert (len(listed) >= 5) is (letter.kind != "plan-sponsor")


@each_row("name", LETTERS)
def test_approved_stands_beside_what_it_is_not_approved_for(made: Any, name: str) -> None:  # 16
    letter = made(name)
    for sentence in re.split(r"(?<=[.])\s", letter.words):
        if re.search(r"ketamine (?:has been|is) FDA-approved", sentence):
            assert "not FDA-approved for" in sentence, sentence


@each_row("name", SENT)
def test_nothing_lets_the_plan_cut_what_it_pays(made: Any, name: str) -> None:  # 20
    body = made(name).body
    assert "Any change to my other treatment is my prescriber’s clinical decision" in body
    allowed = "nothing here asks or permits (you|the plan) to reduce a benefit that (you|it) now pays?"
    assert re.search(allowed, body)
    assert "willing to sign a reasonable agreement" in body


@each_row("name", SENT)
def test_the_plans_clause_is_quoted_with_its_page_and_never_called_met(made: Any, name: str) -> None:  # 21
    letter = made(name)
    clause = "“The plan may authorize an alternative that is not more costly.” (Summary Plan Description, page 41)"
    assert (
        clause in letter.body
        or "The plan document’s clause (Summary Plan Description, page 41) is quoted in full in Exhibit G."
        in letter.body
    )
    assert not re.search(r"clause[^.]*\b(?:met|satisfied|fulfilled)\b", letter.body)
    if "For the comparison that it speaks of" in letter.body:
        assert "Equivalent results are assumed there, not shown." in letter.body


@each_row("name", LETTERS)
def test_nobody_else_and_nothing_unrelated(made: Any, name: str) -> None:  # 23
    letter = made(name)
    for other in ("Theo", "Robin", "Anand V", "Ines", "levothyroxine", "SSN"):
        assert not re.search(rf"\b{other}\b", letter.html, re.IGNORECASE), other


@each_row("name", LETTERS)
def test_what_the_plan_gets_is_only_what_is_for_it(made: Any, name: str) -> None:  # 24
    letter = made(name)
    for words in ("What to do next", "Questions for your prescriber", "case.toml", "data-figure"):
        assert words not in letter.html, words
    assert ("Draft for the prescriber’s review" in letter.words) is (letter.kind == "physician")


@each_row("name", LETTERS)
def test_enclosures_are_the_exhibits_in_order(made: Any, name: str) -> None:  # 25
    letter = made(name)
    titles = re.findall(r'<h2 class="exhibit-title">Exhibit ([A-Z])\. (.*?)</h2>', letter.html)
    listed = re.search(r"Enclosures: (.*?)$", letter.body)
    assert (listed is not None) is bool(titles)
    if listed:
        assert listed[1] == words_of("<body>" + " · ".join(f"{mark} {title}" for mark, title in titles))


@pytest.mark.parametrize("name", ["external-review", "external-review-washington"])
def test_an_outside_reviewer_decides_on_medicine(made: Any, name: str) -> None:
    letter = made(name)
    body = letter.body
    assert body.index("The reason given") < body.index("Why now") < body.index(" again: the most that ")
    assert not re.search(r"\byou(?:r)? (?:now|own|decide|rebate)\b|\bcosts you\b", letter.running_text)
    final = "final" in re.sub(r'<p class="reference".*', "", letter.main).casefold()
    assert final is (name == "external-review")  # a notice of the first level is never called final
    assert ("Compared with esketamine" in body) is ("washington" in name)


def test_a_sponsor_reads_totals_stages_and_criteria(made: Any) -> None:
    letter = made("sponsor")
    for words in (
        "a year for this member’s present treatment",
        "The covered alternative",
        "Criteria that could apply to anyone",
    ):
        assert words in letter.body, words
    assert (
        "esketamine" not in letter.html.casefold()
        and "under the provision" not in letter.pages[0].partition("To the plan")[0]
    )


def test_the_members_own_words_and_what_was_paid_and_not_counted_are_there(made: Any) -> None:
    letter = made("offset-exception")
    assert "I have not been able to work since March" in letter.body
    assert "you also paid $9,000 for 36 days of transcranial magnetic stimulation" in letter.body
    assert "no figure below counts them" in letter.body
    assert "Before saying no, please call Dr. Ruth Abernathy, 555-0155." in letter.body


def test_long_words_go_to_an_exhibit_and_the_letter_stays_two_pages(tmp_path: Path, shared: Path) -> None:
    source = SAMPLES / "conditional"
    (tmp_path / "claims.csv").write_bytes((source / "claims.csv").read_bytes())
    long = "A sentence of the plan document that goes on for quite some time before it ends. " * 12
    middle = "Words of the prescriber that fill their field but do not overflow it, on the whole, more or less. " * 2
    case = (
        (source / "case.toml")
        .read_text(encoding="utf-8")
        .replace("[plan]", f'[plan]\nclause = "{long}"\nclause_source = "page 4"\ndefinition = "{long}"')
    )
    case += (
        f'\n[prescriber]\nname = "Dr. A"\ndate = 2026-11-01\nseverity = "{middle[:190]}"\nscreening = "{middle[:190]}"\nresponse_criterion = "{middle[:190]}"\n'
        f'[prescriber.why_not]\nesketamine = "{middle[:190]}"\ntms = "{middle[:190]}"\nect = "{long}"\n'
    )
    (tmp_path / "case.toml").write_text(case, encoding="utf-8")
    done = run("build", "claims.csv", *page(tmp_path), cwd=tmp_path)
    assert done.status == 0, done.err
    letter = Made("long", tmp_path / "l.html", None, "", shared)
    assert len(letter.pages) == 2
    assert letter.body.count("quoted in full in Exhibit G") >= 3 and "A sentence of the plan" not in letter.body
    assert "Exhibit G. Words quoted in full" in letter.words and "G Words quoted in full" in letter.body
    assert letter.words.count("A sentence of the plan document") == 36
