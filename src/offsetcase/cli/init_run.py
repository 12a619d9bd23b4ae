"""What ``init`` does: look at the claims, ask what is missing, write each answer at once, say what to run next."""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offsetcase.argument.history import medicines_asked
from offsetcase.argument.marks import ALWAYS
from offsetcase.asking.answers import own_word, take, take_any
from offsetcase.asking.sheet import applies, dated, put
from offsetcase.case.edit import CaseSheet
from offsetcase.case.questions import Medicine, Question, asked, tables
from offsetcase.case.request import Request
from offsetcase.case.settings import CASE_NAME
from offsetcase.case.values import usage
from offsetcase.checking import Check, check_files
from offsetcase.classify.suggest import ProviderSeen
from offsetcase.clean.people import choose_member, named
from offsetcase.cli import ask
from offsetcase.cli.init_who import ask_who
from offsetcase.cli.papers_run import offer_papers
from offsetcase.cli.progress import working
from offsetcase.model.language import ENGLISH, day_words, plain
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, usage_error
from offsetcase.read.claims import ReadFile
from offsetcase.read.rules import RULES_NAME
from offsetcase.render.write import write_whole


@dataclass(frozen=True, slots=True)
class ClaimsTold:
    """What the claims tell."""

    people: tuple[str, ...] = ()
    seen: tuple[ProviderSeen, ...] = ()
    chosen: str = ""
    medicines: tuple[Medicine, ...] = ()
    files: tuple[ReadFile, ...] = ()
    language: str = ENGLISH

    def say(self, path: str, /, **values: Any) -> str:
        """One of the wizard's own sentences."""
        return plain(self.language, "init", path, **values)


def run_init(
    claims: tuple[Path, ...],
    case: Path | None,
    rules: Path | None,
    answers: tuple[str, ...],
    *,
    papers: tuple[Path, ...] = (),
    everything: bool,
    language: str = ENGLISH,
) -> int:
    """Ask, or take ``--answer``, and write the case file; ``language`` is the questions'.

    Returns:
        The exit status.

    Raises:
        OffsetcaseError: a file or an answer can't be used (status 2), the file can't be written (7).
    """
    if any(str(path) == "-" for path in claims):
        raise usage(
            "init reads your answers from standard input, so the claims can't come from there.",
            "name the claims file:  offsetcase init claims.csv",
        )
    path = case or (claims[0].parent if claims else Path()) / CASE_NAME
    if path.is_dir() or path.is_symlink():
        raise usage(f"--case {path}: this is a folder or a link.", "name a file, like  --case case.toml")
    sheet = CaseSheet(path, tables(language))
    told = _look(claims, path, rules, language, quiet=bool(answers)) if claims else ClaimsTold(language=language)
    if answers:
        _given(sheet, answers, language)
        if papers:
            offer_papers(sheet, papers, asks=False)
    else:
        if papers:
            if told.say("papers"):
                ask.say(told.say("papers"))
            offer_papers(sheet, papers, asks=True)
        status = _interview(sheet, told, everything=everything)
        if status is not None:
            return status
        status = _who(claims, path, rules, told, str(sheet.get("member.name") or ""))
        if status is not None:
            return status
    ask.say()
    if path.is_file():
        ask.say(told.say("done", file=path))
    _say_unknown(sheet, told)
    print(f"{told.say('next')}\n  {next_command(claims, path, rules, language)}")
    return int(ExitCode.DONE)


def _look(claims: tuple[Path, ...], case: Path, rules: Path | None, language: str, *, quiet: bool) -> ClaimsTold:
    """Read the claims for what they tell, and say it."""
    request = Request(claims=claims, case_path=case if case.is_file() else None, rules_path=rules)
    with working("Reading the claims", quiet=quiet):
        checked = check_files(request)
    missing = [problem for problem in checked.problems if problem.code == "E-FILE"]
    if missing:
        raise OffsetcaseError(missing, ExitCode.USAGE)
    told = ClaimsTold(
        tuple(checked.people),
        tuple(checked.providers),
        checked.member,
        _medicines(checked),
        tuple(checked.files),
        language,
    )
    if not quiet:
        _say_found(checked, told)
    return told


def _medicines(checked: Check) -> tuple[Medicine, ...]:
    """The medicines of this condition that the claims show, as many and in the order in which the prescriber's page has them."""
    return () if checked.ledger is None else medicines_asked(checked.ledger, checked.indication)


def _who(claims: tuple[Path, ...], case: Path, rules: Path | None, told: ClaimsTold, member: str) -> int | None:
    """Ask who the unread providers are, of the member's own lines; ``None`` when all were asked, else the exit status."""
    if not claims:
        return None
    seen = told.seen
    if len(told.people) > 1 and member != told.chosen:
        request = Request(claims=claims, case_path=case if case.is_file() else None, rules_path=rules)
        with working("Reading the claims", quiet=True):
            seen = tuple(check_files(request, told.files).providers)
    path = rules or claims[0].parent / RULES_NAME
    try:
        written = ask_who(seen, path, told.language)
    except ask.Stopped:
        print()
        ask.say(told.say("who.stopped", file=case))
        return int(ExitCode.DONE)
    except KeyboardInterrupt:
        return 130
    except ask.Ended:
        # The questions of the case file were all answered; who is who can be settled later.
        return None
    if written:
        ask.say(told.say("who.written", file=path, count=written))
    return None


def _say_unknown(sheet: CaseSheet, told: ClaimsTold) -> None:
    """Say at once that the build would stop at this name; a plan may number its people, so it is taken all the same."""
    try:
        choose_member(named(told.people), str(sheet.get("member.name") or ""), "your answer")
    except OffsetcaseError as error:
        if error.problems[0].code == "E-MEMBER":
            ask.say(told.say("unknown-name", text=error.problems[0].text))


def _say_found(checked: Check, told: ClaimsTold) -> None:
    for file in checked.files:
        ask.say(told.say("found.file", file=file.table.file, format=file.columns.name, rows=f"{file.rows:,}"))
    if checked.first and checked.last:
        first, last = (day_words(told.language, day) for day in (checked.first, checked.last))
        ask.say(told.say("found.care", first=first, last=last))
    if len(checked.people) == 1:
        ask.say(told.say("found.one-person", name=checked.people[0]))
    elif checked.people:
        ask.say(told.say("found.people", names=", ".join(checked.people)))
    others = [problem for problem in checked.problems if problem.code not in ("E-SEVERAL-PEOPLE", "E-MEMBER")]
    if others:
        ask.say(told.say("found.trouble", code=others[0].code))
        print(
            "  offsetcase check " + " ".join(shell_word(str(file.path)) for file in checked.files)
            if checked.files
            else ""
        )


def _given(sheet: CaseSheet, answers: tuple[str, ...], language: str) -> None:
    """Take ``--answer`` values, all or none.

    Raises:
        OffsetcaseError: with every answer that can't be used (status 2).
    """
    problems: list[Problem] = []
    taken: list[tuple[str, str]] = []
    for item in answers:
        key, sign, text = item.partition("=")
        if not sign or not key.strip():
            problems.append(
                Problem(
                    "E-ANSWER",
                    f'--answer: "{item}" should be KEY=VALUE.',
                    'for instance  --answer member.name="Jane Doe"',
                )
            )
        else:
            taken.append((key.strip(), text.strip()))
    known = {question.path: question for question in asked(language=language)}
    # The prescriber's name and date first: the clinical answers lean on them.
    for key, text in sorted(taken, key=lambda one: one[0] not in ("prescriber.name", "prescriber.date")):
        question = known.get(key)
        # Who they are and where to reach them isn't clinical.
        clinical = key.startswith(("prescriber.", "assumptions.shares.")) and key not in ALWAYS
        if (clinical or (question and question.clinical)) and not dated(sheet):
            problems.append(
                Problem(
                    "E-ANSWER",
                    f"--answer {key}: only the prescriber can say this, with name and date.",
                    "give both as well:  --answer prescriber.name=… --answer prescriber.date=2026-01-31",
                )
            )
            continue
        try:
            value = None if text in ("", "-") else take(question, text) if question else take_any(key, text)
        except ValueError as error:
            problems.append(Problem("E-ANSWER", f'--answer {key}: "{text[:60]}" doesn\'t fit: {error}', _how(question)))
        else:
            put(sheet, key, value, question.note if question else "")
    if problems:
        raise OffsetcaseError(problems, ExitCode.USAGE)
    write_whole(sheet.path, sheet.data())


def _how(question: Question | None) -> str:
    if question and question.choices:
        return f"one of: {', '.join(value for value, _ in question.choices)}."
    return "docs/case-file.md lists what the case file knows."


def _interview(sheet: CaseSheet, told: ClaimsTold, *, everything: bool) -> int | None:
    """Ask one question after the other; ``None`` when all were asked, else the exit status."""
    ask.say()
    ask.say(told.say("intro"))
    every = asked(told.medicines, told.language)
    answered = [one for one in every if sheet.get(one.path) not in (None, "")]
    if answered and not everything:
        ask.say(told.say("already", file=sheet.path, count=len(answered)))
    todo = [one for one in every if everything or one not in answered]
    number = 0
    clinical_said = False
    while number < len(todo):
        question = todo[number]
        if not applies(question, sheet):
            number += 1
            continue
        if question.path == "prescriber.name" and not clinical_said:
            clinical_said = True
            ask.say()
            ask.say(told.say("clinical"))
        try:
            places = [place for place, one in enumerate(todo) if applies(one, sheet)]
            _one(sheet, question, told, told.say("place", number=places.index(number) + 1, count=len(places)))
            number += 1
        except ask.Back:
            number = _before(todo, number, sheet)
        except ask.Stopped:
            return _stopped(sheet, told, ExitCode.DONE)
        except KeyboardInterrupt:
            return _stopped(sheet, told, 130)
        except ask.Ended:
            raise usage_error(
                "E-ANSWERS-END",
                f"the input ended at the question for {question.path}.{_kept(sheet, ClaimsTold())}",
                f"run it in a terminal, or give the answers as options, which ask nothing:  offsetcase init "
                f'--answer {question.path}="…"   (once for each answer)',
            ) from None
    return None


def _before(todo: Sequence[Question], number: int, sheet: CaseSheet) -> int:
    for earlier in range(number - 1, -1, -1):
        if applies(todo[earlier], sheet):
            return earlier
    return number


def _kept(sheet: CaseSheet, told: ClaimsTold) -> str:
    return told.say("kept", file=sheet.path) if sheet.path.is_file() else ""


def _stopped(sheet: CaseSheet, told: ClaimsTold, status: int) -> int:
    print()
    ask.say(told.say("stopped", kept=_kept(sheet, told)))
    return int(status)


def _one(sheet: CaseSheet, question: Question, told: ClaimsTold, head: str) -> None:
    """Ask one question and save the answer."""
    now = sheet.get(question.path)
    options = list(question.choices)
    default = "" if now is None else own_word(now)
    offered = ""
    if question.path == "member.name":
        if len(told.people) > 1:
            options = [(name, name) for name in told.people]
        elif told.people and now is None:
            offered = told.people[0]
    elif question.path == "letter.signer" and now is None:
        offered = str(sheet.get("member.name") or "")
    print()
    ask.say(f"{head}{question.ask}")
    ask.say(question.why, "   ")
    if options:
        ask.choices(options)

    def taken(text: str) -> Any:
        try:
            if options and not (question.path == "member.name" and not text.isdigit()):
                text = ask.choose(options)(text)
            return take(question, text)
        except ValueError as error:
            # The case file's own words are English.
            raise ValueError(told.say(f"fits.{question.kind}") or str(error)) from None

    prompt = told.say(f"prompt.{question.kind}")
    if options:
        prompt = told.say("prompt.name" if question.path == "member.name" else "prompt.choice")
    got = ask.ask(prompt, default or offered, taken, told.say("misfit", error="{error}"))
    if got == "":
        if not offered:
            return
        got = offered
    if got is None and now is None:
        return
    put(sheet, question.path, got, question.note)
    write_whole(sheet.path, sheet.data())
    if question.path == "member.name":
        _say_unknown(sheet, told)
    if isinstance(got, dt.date):
        ask.say(f"  {day_words(told.language, got)}")


def shell_word(text: str) -> str:
    """A word as the shell of this system takes it."""
    if os.name != "nt":
        return shlex.quote(text)
    return text if re.fullmatch(r"[\w@%+=:,./\\-]+", text, re.ASCII) else f'"{text}"'


def next_command(claims: tuple[Path, ...], case: Path, rules: Path | None, language: str = ENGLISH) -> str:
    """The very command that makes the letter; in another language the packet, which holds the pages in it."""
    words = ["offsetcase", "build", *(shell_word(str(path)) for path in claims or (Path("YOUR-CLAIMS.csv"),))]
    if not claims or case != claims[0].parent / CASE_NAME:
        words += ["--case", shell_word(str(case))]
    if rules is not None:
        words += ["--rules", shell_word(str(rules))]
    if language != ENGLISH:
        words += ["--packet", "packet", "--language", language]
    return " ".join(words)
