"""What papers offer to a case file: for each of its keys the candidates with file, page and words, and the one to take unasked.

The command line and a page ask the person by it; nothing here reads or writes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from offsetcase.codes.identity import Alike
from offsetcase.codes.persons import Who, same_person
from offsetcase.model.text import bare
from offsetcase.papers.fields import FINAL, Field, Paper

# What is shown and never kept.
_SHOWN = ("notice.", "hint.", "booklet.", "reply.", "statement.")
# What a final notice says of itself goes beside what the case file has of the notice before it.
_OF_REPLY = ("reference", "notice_date", "reason", "deadline", "window")


@dataclass(frozen=True, slots=True)
class Offer:
    """One key of the case file.

    ``candidates``: each value once, with the file it stands in. ``default``: the one that may be taken without a choice,
    because one paper alone names it for certain and the case file has nothing; ``None`` where a person must choose.
    ``now``: what the case file has; ``same``: whether that is one of the candidates.
    """

    name: str
    candidates: tuple[tuple[str, Field], ...]
    now: str
    default: tuple[str, Field] | None
    same: bool


def offers(papers: Sequence[Paper], own: Callable[[str], str]) -> tuple[Offer, ...]:
    """What the papers offer, in their order. Of a paper that names another patient than the case file only the plan is certain.

    Args:
        papers: as read.
        own: the case file's value of a key as text, ``""`` where it has none.
    """
    named: dict[str, list[tuple[str, Field]]] = {}
    for paper in papers:
        another = _of_another(paper, own("member.name"))
        for field in _kept(paper, own):
            if another and not field.name.startswith("plan."):
                field = replace(field, certain=False)
            named.setdefault(field.name, []).append((paper.file, field))
    return tuple(_offer(name, candidates, own(name)) for name, candidates in named.items())


def _of_another(paper: Paper, member: str) -> bool:
    if not member:
        return False
    names = [Who(field.value) for field in paper.get("member.name")]
    return any(same_person(one, Who(member), together=False) is Alike.DIFFERENT for one in names)


def _kept(paper: Paper, own: Callable[[str], str]) -> Iterable[Field]:
    answers = paper.kind == FINAL and any(own(f"denial.{name}") for name in ("notice_date", "reason", "reference"))
    dates = {field.value for field in paper.get("denial.notice_date")}
    if own("denial.notice_date") in dates:
        answers = False  # the final notice is the one that the case file is about
    for field in paper.fields:
        table, _, key = field.name.partition(".")
        if answers and field.name == "notice.external_window":
            yield replace(field, name="reply.external_window")
        elif paper.kind == FINAL and field.name == "notice.external_window":
            yield replace(field, name="denial.external_window")
        elif answers and table == "denial":
            if key in _OF_REPLY:
                yield replace(field, name=f"reply.{key}")
        elif not field.name.startswith(_SHOWN):
            yield field


def _offer(name: str, candidates: Sequence[tuple[str, Field]], now: str) -> Offer:
    values: dict[str, tuple[str, Field]] = {}
    for file, field in candidates:
        key = bare(field.value)
        if key not in values or (field.certain and not values[key][1].certain):
            values[key] = (file, field)
    certain = [one for one in values.values() if one[1].certain]
    default = certain[0] if len(certain) == 1 and not now else None
    return Offer(name, tuple(values.values()), now, default, bare(now) in values if now else False)
