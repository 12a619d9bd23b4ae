"""Which spending has a share of its own that stops: the names that the case file and ``--set`` give, checked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from offsetcase.case.settings import CaseFile, Share
from offsetcase.classify.categories import categories
from offsetcase.codes.drugs import drugs, find_drug
from offsetcase.model.nearest import nearest
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem


def share_names(case: CaseFile, overrides: Mapping[str, Decimal]) -> dict[str, Share]:
    """The shares that the case file or ``--set`` gives, by name, checked.

    Raises:
        OffsetcaseError: a name that is neither a category nor a drug (status 2).
    """
    given = dict(case.assumptions.shares)
    given.update({name: Share(share=value) for name, value in overrides.items()})
    known = [key for key, category in categories().items() if category.kind == "recurring"] + ["medication"]
    problems = []
    result: dict[str, Share] = {}
    for name, share in given.items():
        if name.startswith("drug:"):
            drug = find_drug(name.removeprefix("drug:"))
            if drug is None:
                problems.append(_unknown_share(name, known))
            else:
                result[f"drug:{drug.name}"] = share
        elif name in known:
            result[name] = share
        else:
            problems.append(_unknown_share(name, known))
    if problems:
        raise OffsetcaseError(problems, ExitCode.USAGE)
    return result


def _unknown_share(name: str, known: list[str]) -> Problem:
    near = nearest(name.removeprefix("drug:"), [*known, *(drug.name for drug, _ in drugs())])
    hint = f'did you mean "{near if near in known else f"drug:{near}"}"? ' if near else ""
    return Problem(
        "E-CASE",
        f'the share "{name}" names no category and no known drug.',
        f'{hint}Known: {", ".join(known)}, and "drug:<name>" for one drug.',
        "[assumptions.shares]",
    )
