"""The questions of one screen with what is answered already, and one answer written into the case file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from offsetcase.argument.history import medicines_asked
from offsetcase.argument.marks import blank_words
from offsetcase.asking.answers import own_word, take, take_any
from offsetcase.asking.sheet import applies, dated, put
from offsetcase.case.questions import Medicine, Question, asked
from offsetcase.case.settings import load_case
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset.protocol import choose_protocol
from offsetcase.page.folder import ActionArguments, Folder
from offsetcase.render.write import write_whole
from offsetcase.stages import DEFAULT_INDICATION

# Which questions stand on which screen, by how their names begin; the first that fits.
SCREENS = (
    ("plan", ("letter.kind", "plan.")),
    ("denial", ("denial.",)),
    (
        "quote",
        (
            "treatment.provider",
            "treatment.npi",
            "treatment.price",
            "treatment.quote",
            "treatment.workup",
            "treatment.start",
        ),
    ),
    ("prescriber", ("prescriber.", "assumptions.")),
    ("you", ("member.", "treatment.indication", "letter.signer")),
)

# Blanks of the letter that no question asks for, and the day of sending, which the last screen asks for.
EXTRA = ("plan.definition", "plan.clause", "plan.clause_source")
SENT = ("sent.on",)
RATES = ("response", "retention")


def screen_of(path: str) -> str:
    """The screen on which a field of the case file is asked for, ``""`` where none asks for it."""
    return next((screen for screen, starts in SCREENS if path.startswith(starts)), "")


def ask(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """The questions of a screen that this case has, in the case file's order, each with its answer so far."""
    screen, claims = said.text("screen"), said.texts("claims")
    sheet = folder.sheet()
    people = _people(folder, claims)
    questions = []
    for question in asked(_medicines(folder, claims)):
        # Name and date are asked for together: without both no answer of a prescriber's is printed.
        if screen_of(question.path) != screen or not (applies(question, sheet) or question.path == "prescriber.date"):
            continue
        now = sheet.get(question.path)
        if now is None and question.path == "letter.kind" and sheet.get("denial"):
            now = _kind(sheet)  # a notice in the case file makes it an appeal
        options = [list(one) for one in question.choices]
        if question.path == "member.name" and len(people) > 1:
            options = [[name, name] for name in people]
        questions.append(
            {
                "path": question.path,
                "kind": "choice" if options else question.kind,
                "long": question.lines > 1
                or question.path in ("member.statement", "denial.reason")
                or question.kind == "trial",
                "ask": question.ask,
                "why": question.why,
                "options": options,
                "value": "" if now is None else own_word(now),
                "offer": _offer(question, sheet, people) if now is None else "",
            }
        )
    questions += [
        _blank(path, sheet.get(path)) for path in EXTRA if screen_of(path) == screen and _asks_the_plan(sheet)
    ]
    if screen == "prescriber" and dated(sheet):
        questions += [_rate(path, sheet.get(path)) for path in _rates(sheet)]
    return {"questions": questions, "dated": dated(sheet), "kind": _kind(sheet)}


def _blank(path: str, now: Any) -> dict[str, Any]:
    """The question for a blank of the letter that the program's own questions leave out."""
    words = blank_words()[path]["what"]
    return {
        "path": path,
        "kind": "text",
        "long": True,
        "ask": capitalised(words),
        "why": "",
        "options": [],
        "value": now or "",
        "offer": "",
    }


def _rates(sheet: Any) -> list[str]:
    """What nobody has published for this schedule, and only the prescriber can say."""
    treatment = load_case(sheet.path if sheet.path.is_file() else None)
    name = treatment.treatment.indication or DEFAULT_INDICATION
    rates = choose_protocol(treatment.treatment.protocol, name, treatment.protocol).rates
    return [f"assumptions.{rate}" for rate in RATES if rate in rates and rates[rate].base is None]


def _rate(path: str, now: Any) -> dict[str, Any]:
    """A question whose words are the page's own."""
    value = "" if now is None else own_word(now) if isinstance(now, dict) else f"{now * 100:f} %"
    return {
        "path": path,
        "kind": "share",
        "long": False,
        "ask": "",
        "why": "",
        "options": [],
        "value": value,
        "offer": "",
    }


def _asks_the_plan(sheet: Any) -> bool:
    return _kind(sheet) in ("appeal", "exception", "external-review")


def capitalised(text: str) -> str:
    """With its first letter large."""
    return text[:1].upper() + text[1:]


def _kind(sheet: Any) -> str:
    return str(sheet.get("letter.kind") or ("appeal" if sheet.get("denial") else "exception"))


def _offer(question: Question, sheet: Any, people: Sequence[str]) -> str:
    if question.path == "member.name" and len(people) == 1:
        return people[0]
    if question.path == "letter.signer":
        return str(sheet.get("member.name") or "")
    return ""


def _people(folder: Folder, claims: Sequence[str]) -> Sequence[str]:
    return folder.check(claims).people if claims else ()


def _medicines(folder: Folder, claims: Sequence[str]) -> tuple[Medicine, ...]:
    checked = folder.check(claims) if claims else None
    if checked is None or checked.ledger is None:
        return ()
    return medicines_asked(checked.ledger, checked.indication)


def answer(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """Write one answer; ``wrong`` says in words why it doesn't fit, and nothing is changed then.

    Raises:
        OffsetcaseError: the case file can't be changed safely (status 2).
    """
    path, text = said.text("path"), said.text("text").strip()
    question = next((one for one in asked(_medicines(folder, said.texts("claims"))) if one.path == path), None)
    if question is None and path.removeprefix("assumptions.") in RATES:
        question = Question(path, "share", "", "")
    if question is None and path not in (*EXTRA, *SENT):
        return {"wrong": "this question isn't one of yours any more."}
    sheet = folder.sheet()
    try:
        value = None if not text else take_any(path, text) if question is None else take(question, text)
    except ValueError as error:
        return {"wrong": str(error)}
    try:
        put(sheet, path, value, question.note if question else "")
    except OffsetcaseError as error:
        return {"wrong": error.problems[0].text}
    if value is not None or folder.case_path.is_file():
        write_whole(folder.case_path, sheet.data())
    now = sheet.get(path)
    return {"value": "" if now is None else own_word(now)}
