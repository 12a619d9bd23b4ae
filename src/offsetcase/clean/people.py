"""Whose claims these are: one household's export holds everybody's, and the letter is one member's.

What the files distinguish stays apart; what could be one person or two is asked. Nobody is merged by likeness.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from offsetcase.clean.items import place_name
from offsetcase.codes.identity import Alike
from offsetcase.codes.persons import PersonName, Who, parse_name, same_person, shown, whole
from offsetcase.model.lines import ClaimLine
from offsetcase.model.names import FreeNames
from offsetcase.model.problem import OffsetcaseError, Problem, usage_error
from offsetcase.model.text import quoted

# A household is small. Beyond this many spellings only equal ones are one person, for comparing all with all takes the
# square of their number.
MOST_COMPARED = 200
SHOWN = 20


@dataclass(frozen=True, slots=True)
class People:
    """Who the files name.

    ``of`` maps what a file says of a person to that person's label, ``members`` the other way round; ``unclear`` holds
    the labels that could be one person with this one.
    """

    of: Mapping[Who, str] = field(default_factory=dict)
    members: Mapping[str, tuple[Who, ...]] = field(default_factory=dict)
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    formats: Mapping[int, str] = field(default_factory=dict)
    by_file: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """One label for each person, in alphabetical order."""
        return tuple(sorted(self.members))

    def label(self, line: ClaimLine) -> str:
        """The person of a line; a row without a name belongs to its file's one person, ``""`` where there is none."""
        who = who_of(line, self.formats)
        if who in self.of:
            return self.of[who]
        match self.by_file.get(line.file_no):
            case (alone,):
                return alone
        return ""

    def is_named(self, line: ClaimLine) -> bool:
        """Whether the row itself names somebody."""
        return who_of(line, self.formats) in self.of


def who_of(line: ClaimLine, formats: Mapping[int, str]) -> Who:
    """What a line's file says of its person."""
    return Who(
        line.person, line.born, line.relation, line.subject, formats.get(line.file_no, "") if line.subject else ""
    )


def people(lines: Iterable[ClaimLine], formats: Mapping[int, str] | None = None) -> People:
    """Who the lines name, and which names are one person's.

    Args:
        lines: every line; rows that are not claims name nobody.
        formats: each file's format, where references of two formats aren't of one numbering.
    """
    formats = formats or {}
    files: dict[Who, set[int]] = defaultdict(set)
    # One line of each: what the lines say of a person is the same again and again.
    told = {
        (line.file_no, line.person, line.born, line.relation, line.subject): line for line in lines if not line.note
    }
    for line in told.values():
        files[who_of(line, formats)].add(line.file_no)
    return _people({who: numbers for who, numbers in files.items() if not who.nobody}, formats)


def named(names: Iterable[str]) -> People:
    """The people of a list of names, as files would name them."""
    return _people({Who(name): {0} for name in names}, {})


def _people(files: dict[Who, set[int]], formats: Mapping[int, str]) -> People:
    for who in _lone_references(files):
        del files[who]
    members = _labeled(_grouped(files))
    of = {who: label for label, group in members.items() for who in group}
    by_file: dict[int, set[str]] = defaultdict(set)
    for who, numbers in files.items():
        for number in numbers:
            by_file[number].add(of[who])
    return People(
        of,
        members,
        _unclear(members, files),
        formats,
        {number: tuple(sorted(names)) for number, names in by_file.items()},
    )


def _lone_references(files: Mapping[Who, set[int]]) -> list[Who]:
    """References that tell nobody apart: the only one of their format, without a name. A household has one member number."""
    bare: dict[str, list[Who]] = defaultdict(list)
    for who in files:
        if who.subject:
            bare[who.system].append(who)
    return [who for who, *others in bare.values() if not others and not (who.person or who.born or who.relation)]


def _weight(who: Who) -> tuple[int, str]:
    """The fullest spelling first; then by letter, so that the order of rows and files changes nothing."""
    name = whole(who)
    known = len(name.words) + len(name.initials) + bool(name.born) + bool(name.relation) + bool(who.subject)
    return -known, f"{who.person}\0{who.born}\0{who.relation}\0{who.subject}\0{who.system}"


def _grouped(files: Mapping[Who, set[int]]) -> list[list[Who]]:
    ordered = sorted(files, key=_weight)
    exact: dict[tuple[object, ...], list[Who]] = {}
    for who in ordered:
        name = whole(who)
        own = (name, who.subject, who.system)
        exact.setdefault(own, []).append(who)
    groups: list[list[Who]] = []
    for first, *same in exact.values():
        fitting = [] if len(exact) > MOST_COMPARED else [group for group in groups if _joins(first, group, files)]
        match fitting:
            case [group]:
                group.extend([first, *same])
            case _:
                groups.append([first, *same])
    return groups


def _joins(who: Who, group: Sequence[Who], files: Mapping[Who, set[int]]) -> bool:
    likeness = [same_person(who, one, together=bool(files[who] & files[one])) for one in group]
    return Alike.SAME in likeness and Alike.DIFFERENT not in likeness


def _fullest(group: Sequence[Who]) -> Who:
    return min(group, key=lambda who: (-len(parse_name(who.person).words), who.person))


def _labeled(groups: Sequence[Sequence[Who]]) -> dict[str, tuple[Who, ...]]:
    """Each person under a label: the fullest spelling, and what tells it from another person's where they are spelled alike."""
    spelled = Counter(shown(_fullest(group)).casefold() for group in groups)
    members: dict[str, tuple[Who, ...]] = {}
    names = FreeNames()
    for group in groups:
        first = _fullest(group)
        label = shown(first)
        if spelled[label.casefold()] > 1:
            born = next((who.born for who in group if who.born), None)
            relation = next((who.relation for who in group if who.relation), "")
            subject = next((who.subject for who in group if who.subject), "")
            label = shown(Who(first.person, born, relation, subject), details=True)
        members[names.free(label, " ({})")] = tuple(group)
    return members


def _unclear(members: Mapping[str, Sequence[Who]], files: Mapping[Who, set[int]]) -> dict[str, tuple[str, ...]]:
    unclear: dict[str, list[str]] = defaultdict(list)
    for one, other in combinations(members, 2) if len(members) <= MOST_COMPARED else ():
        each = [same_person(a, b, together=bool(files[a] & files[b])) for a in members[one] for b in members[other]]
        if Alike.DIFFERENT not in each:
            unclear[one].append(other)
            unclear[other].append(one)
    return {label: tuple(sorted(others)) for label, others in unclear.items()}


def choose_member(persons: People, wanted: str, wanted_from: str) -> str | None:
    """The one person whose claims count.

    Args:
        persons: what ``people`` returned.
        wanted: a name to look for, or ``""``.
        wanted_from: where that name came from: ``--member`` or the case file.

    Returns:
        The person's label, or ``None`` where the files name nobody.

    Raises:
        OffsetcaseError: several people and no way to tell, nobody of that name, or a name that may be the member's or
            another's (status 2).
    """
    names = persons.names
    if not names:
        return None
    if not wanted:
        name, *others = names
        if others:
            raise _several(persons)
        return name
    chosen = _wanted(persons, wanted, wanted_from)
    if doubtful := persons.unclear.get(chosen, ()):
        raise usage_error(
            "E-MEMBER",
            f'the files name "{chosen}" and {_listed(doubtful)}, which could be one person or two.',
            "say which in claims.rules.toml; for another person write another name behind the sign:\n"
            + _lines_for((one, chosen) for one in doubtful),
        )
    return chosen


def _wanted(persons: People, wanted: str, wanted_from: str) -> str:
    names = persons.names
    for name in names:
        if name.casefold() == wanted.casefold().strip():
            return name
    target = Who(wanted)
    parsed = parse_name(wanted)
    each = {
        name: [same_person(target, who, together=False) for who in group] for name, group in persons.members.items()
    }
    hits = [name for name in names if Alike.SAME in each[name] and Alike.DIFFERENT not in each[name]]
    # An equal name is taken, though a longer one holds it too.
    hits = [name for name in hits if any(_equal(parsed, who) for who in persons.members[name])] or hits
    if not hits:
        # A part of a name, as a person types it: the one whose name has it. A suffix is never left out or added.
        hits = [
            name
            for name in names
            if max(each[name]) is Alike.UNCLEAR
            and any(whole(who).suffix == parsed.suffix and whole(who).words for who in persons.members[name])
            and parsed.words
        ]
    if not hits and len(names) == 1 and wanted_from != "--member" and not any(whole(who).words for who in persons.of):
        hits = [*names]  # an app's number can't be compared with a name; the reader is told
    match hits:
        case [name]:
            return name
    what = "fits more than one person" if hits else "is not in these files"
    remedy = f'choose one of them, for instance:  --member "{names[0]}"'
    if len(names) == 1:
        remedy += f"   If it is another spelling of the same person, say so in claims.rules.toml:\n{_lines_for([(names[0], wanted)])}"
    raise usage_error(
        "E-MEMBER", f'the name "{wanted}" ({wanted_from}) {what}. The files name: {_listed(names)}.', remedy
    )


def _equal(target: PersonName, who: Who) -> bool:
    name = whole(who)
    return (name.words, name.initials, name.suffix) == (target.words, target.initials, target.suffix)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(f'"{name}"' for name in names[:SHOWN]) + more


def _lines_for(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(["[people]", *(f"{quoted(one)} = {quoted(other)}" for one, other in pairs)])


def _several(persons: People) -> OffsetcaseError:
    names = persons.names
    remedy = f'say whose letter this is, for instance:  --member "{names[0]}"'
    pairs = [(other, name) for name, others in sorted(persons.unclear.items()) for other in others if name < other]
    if pairs:
        remedy += f"   If two of these are one person, write into claims.rules.toml:\n{_lines_for(pairs[:5])}"
    return usage_error(
        "E-SEVERAL-PEOPLE", f"the files hold the claims of {len(names)} people: {_listed(names)}.", remedy
    )


def say_who(
    lines: Sequence[ClaimLine], persons: People, chosen: str | None, wanted: str, wanted_from: str
) -> list[Problem]:
    """What a reader must be told of whom the files name: nobody, somebody else, or one person under two spellings."""
    counts = Counter(line.file_no for line in lines if not line.note)
    firsts: dict[int, ClaimLine] = {}
    for line in lines:
        if not line.note:
            firsts.setdefault(line.file_no, line)
    files = {number: place_name(line, persons.formats.get(number, "")) for number, line in firsts.items()}
    problems = []
    nameless = [name for number, name in files.items() if number not in persons.by_file]
    if nameless:
        taken = f'"{chosen}"\'s' if chosen else f'"{wanted}"\'s' if wanted else "one person's"
        problems.append(
            Problem(
                "W-NOBODY",
                f"Nobody is named in {', '.join(dict.fromkeys(nameless))}; taken as {taken}.",
                "if the claims are of several people, or of somebody else, use an export that names the patient.",
            )
        )
    for number, name in files.items():
        count = counts[number]
        named = persons.by_file.get(number, ())
        if chosen and named and chosen not in named:
            problems.append(
                Problem(
                    "W-OTHER-PERSON",
                    f'{name} names {_listed(named)} and not "{chosen}"; its {count} row{"s are" if count > 1 else " is"} '
                    "not counted.",
                    "if this is one person under two names, say so in claims.rules.toml:\n"
                    + _lines_for((one, chosen) for one in named)
                    if len(named) == 1
                    else "",
                )
            )
    if chosen:
        spelled = {(whole(who).words, whole(who).initials): who.person for who in persons.members[chosen] if who.person}
        if len(spelled) > 1:
            problems.append(Problem("W-SAME-PERSON", f"Taken as one person: {_listed(sorted(spelled.values()))}."))
        if wanted and not any(_equal(parse_name(wanted), who) for who in persons.members[chosen]):
            names = sorted({shown(who) for who in persons.members[chosen]})
            typed = parse_name(wanted).words
            part = wanted_from == "--member" and any(typed < whole(who).words for who in persons.members[chosen])
            found_same = max(same_person(Who(wanted), who, together=False) for who in persons.members[chosen])
            if found_same is not Alike.SAME and not part:
                problems.append(
                    Problem(
                        "W-MEMBER-NAME",
                        f'The member is named "{wanted}", the claims name {_listed(names)}. Check that they are one person.',
                    )
                )
    return problems
