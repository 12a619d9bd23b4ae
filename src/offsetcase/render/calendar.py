"""The days of a case as a calendar file (RFC 5545): all-day events whose titles tell nobody anything of an illness.

Reminders stand in it twice, as alarms and as short entries of their own: some calendars drop the alarms of a file. The
identifiers depend on the case and the step alone, so a file that is made anew moves the entries instead of doubling them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

from offsetcase.argument.course import Course, CourseStep, Speech
from offsetcase.case.settings import CaseFile
from offsetcase.model.language import spoken

NAME = "calendar.ics"
# A line's most octets, without its end (RFC 5545, 3.1).
FOLD = 75


def calendar_ics(case: CaseFile, course: Course, stamp: dt.date) -> bytes:
    """The calendar file.

    Args:
        case: its names and numbers only make the identifiers, by which nobody can be found; none is written.
        course: what is to come.
        stamp: the day on which the file is made.
    """
    seed = "\n".join((case.member.name, case.member.member_id, case.denial.reference, course.kind))
    mark = hashlib.sha256(seed.encode("utf-8")).hexdigest()[:20]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//offsetcase//calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for step in course.steps:
        if step.day is not None:
            lines += _event(step, step.day, mark, stamp)
            lines += _ahead(step, step.day, course.tell, mark, stamp)
    if not any(step.day for step in course.steps):
        # A calendar without an entry is not a calendar (RFC 5545, 3.6): the first thing to ask stands on the day it was made.
        first = next(iter(course.steps), None)
        if first is None:
            return b""
        lines += _event(first, stamp, mark, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _ahead(step: CourseStep, last: dt.date, tell: Speech, mark: str, stamp: dt.date) -> Iterator[str]:
    """A short entry of its own for each reminder of a last day to send something."""
    if step.key != "file":
        return
    for days in step.remind:
        day = last - dt.timedelta(days=days)
        if day > stamp:
            one, many = spoken(tell.language, "language")["units"]["days"]
            title = tell("ahead.title", days=str(days), unit=one if days == 1 else many)
            text = tell("ahead.text", day=tell.day(last))
            yield from _event(CourseStep(f"{step.key}-{days}", day, title, text), day, mark, stamp)


def _event(step: CourseStep, day: dt.date, mark: str, stamp: dt.date) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{step.key}-{mark}@offsetcase.invalid",
        f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(step.title)}",
        f"DESCRIPTION:{_escaped(step.text)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        f"STATUS:{'TENTATIVE' if step.tentative else 'CONFIRMED'}",
    ]
    for days in step.remind:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER:-P{days}D",
            f"DESCRIPTION:{_escaped(step.title)}",
            "END:VALARM",
        ]
    return [*lines, "END:VEVENT"]


def _escaped(text: str) -> str:
    for char in "\\;,":
        text = text.replace(char, f"\\{char}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, none of which cuts a character."""
    pieces: list[bytes] = []
    piece = b""
    for char in line:
        octets = char.encode("utf-8")
        if len(piece) + len(octets) > FOLD - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
