"""The pages that stay with the patient, and the packet as one text: nothing is said twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from offsetcase.argument.argue import Argument, argue
from offsetcase.argument.deadlines import plan_must, urgent
from offsetcase.argument.plan_rules import plan_types
from offsetcase.case.request import Request
from offsetcase.pipeline import build_case
from offsetcase.render.html import Frame, keep_html, letter_html
from offsetcase.render.packet import CLAIM_FILE
from support import SAMPLES, words_of

pytestmark = pytest.mark.in_child

FRONT = ("packet/fax.html.j2", "packet/contents.html.j2")


def argued(folder: Path, sample: str, letter: str, **plan: str) -> Argument:
    text = (SAMPLES / sample / "case.toml").read_text(encoding="utf-8")
    text = re.sub(r"^(?:type|state) = .*\n", "", text, flags=re.MULTILINE)
    lines = "".join(f'{name} = "{value}"\n' for name, value in plan.items())
    case = folder / "case.toml"
    case.write_text(text.replace("[plan]\n", f"[plan]\n{lines}"), encoding="utf-8")
    return argue(build_case(Request((SAMPLES / sample / "claims.csv",), case_path=case, letter=letter, draws=0)))


def kept(argument: Argument) -> str:
    return words_of(keep_html(argument, letter_html(argument).blanks, None))


@pytest.mark.parametrize("sample", ["high-cost", "low-cost"])
def test_before_any_answer_nothing_is_called_a_notice_or_an_appeal(sample: str, tmp_path: Path) -> None:
    argument = argued(tmp_path, sample, "exception", type="erisa-self-funded")
    text = kept(argument)
    body = words_of(letter_html(argument).html.partition("</main>")[0])
    for words in (text, body):
        assert not re.search(r"\b(?:notice|appeal\w*|denial)\b", words, re.IGNORECASE)
    assert "What to do next" in text and "988" in text and "1-866-444-3272" in text


@pytest.mark.parametrize("plan_type", ["erisa-self-funded", "marketplace", "medicare-advantage"])
def test_the_plans_time_for_a_first_request_and_for_an_urgent_one(plan_type: str, tmp_path: Path) -> None:
    text = kept(argued(tmp_path, "low-cost", "exception", type=plan_type))
    (time,) = plan_must(plan_type, first=True)
    assert f"such a request is decided within: {time}." in text
    assert f"an expedited decision ({urgent(plan_type, first=True)})" in text and "72 hours" in text
    appeal = kept(argued(tmp_path, "conditional", "appeal", type=plan_type))
    assert time not in appeal and f"({urgent(plan_type, first=False)})" in appeal


def test_no_time_is_named_where_the_rules_have_none(tmp_path: Path) -> None:
    assert plan_must(None, first=True) == [] and urgent(None, first=True) == ""
    text = kept(argued(tmp_path, "low-cost", "exception"))
    assert "is decided within" not in text and "an expedited decision:" in text
    for plan_type in plan_types():
        for one in plan_must(plan_type, first=True):
            assert re.match(r"\d+ (?:days|hours|months)\b.*, see ", one)


def test_a_first_notice_is_pointed_out_to_who_asks_for_outside_review(tmp_path: Path) -> None:
    text = kept(argued(tmp_path, "conditional", "external-review", type="marketplace"))
    assert "Your notice is of the first level: an outside review comes after the plan’s own last appeal" in text
    assert "Your notice is of the first level" not in kept(
        argued(tmp_path, "conditional", "appeal", type="marketplace")
    )


def test_what_the_patient_is_warned_of(tmp_path: Path) -> None:
    text = kept(argued(tmp_path, "conditional", "appeal", type="erisa-self-funded"))
    for words in (
        "The likeliest answer is “take esketamine”",
        "“At most” is what the plan would pay",
        "Don’t reduce a medicine or a therapy because a letter projects it",
        "a review of that may follow",
        "What is sent stays in the record, the exhibit on limits too",
        "before the last internal appeal is decided",
        "The time to file runs while you collect signatures",
        "If it gets worse, or you think of suicide: 988",
        "Questions for your prescriber",
        "--argument necessity",
        "Ask the clinic whether it would agree to $",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("sample", "letter"),
    [
        ("conditional", "appeal"),
        ("high-cost", "exception"),
        ("conditional", "external-review"),
        ("low-cost", "exception"),
    ],
)
def test_no_sentence_stands_twice(sample: str, letter: str, tmp_path: Path) -> None:
    argument = argued(tmp_path, sample, letter, type="erisa-self-funded")
    html = letter_html(argument, frame=Frame(FRONT, (CLAIM_FILE,), 9)).html
    for page in (html, keep_html(argument, (), None)):
        text = words_of(re.sub(r"<(?:table|svg).*?</(?:table|svg)>", ". ", page, flags=re.DOTALL))
        sentences = Counter(one.strip() for one in re.split(r"(?<=[.?!”])\s", text) if len(one.split()) > 6)
        assert not {one: count for one, count in sentences.items() if count > 1}
