"""The categories: which count for which indication, which are one-off, and what share of each is assumed to stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from offsetcase.model.ledger import Class
from offsetcase.model.places import data_path, load_toml, made


@dataclass(frozen=True, slots=True)
class Category:
    """One key of ``data/categories.toml``.

    ``share`` is the default share that stops while response lasts; ``counts_as`` what one of them is called in running text,
    and several: different medicines, or days with a service.
    """

    key: str
    label: str
    kind: str
    counted: frozenset[str]
    pain_groups: frozenset[str]
    share: Decimal
    counts_as: tuple[str, ...] = ()

    @property
    def one_off(self) -> bool:
        """Shown in full, never annualised, never in the baseline."""
        return self.kind == "one-off"


@cache
def categories() -> Mapping[str, Category]:
    """Every category, in the order of the data file, which is the order of the exhibits."""
    return {
        key: made(
            Category,
            raw,
            key=key,
            counted=frozenset(raw.get("counted", ())),
            pain_groups=frozenset(raw.get("pain_groups", ())),
            share=Decimal(raw.get("share", "0")),
        )
        for key, raw in load_toml(data_path("categories.toml")).items()
    }


def label(key: str) -> str:
    """A baseline key in words: a category's label, or a drug's name for ``drug:<name>``."""
    if key.startswith("drug:"):
        return key.removeprefix("drug:").capitalize()
    return categories()[key].label


def is_medication(key: str) -> bool:
    """Whether a baseline key is drugs that a pharmacy dispenses."""
    return key.startswith(("medication.", "drug:"))


def counts(klass: Class, indication: str) -> bool:
    """Whether a line of this class is counted for the indication; one-off lines are (they are shown)."""
    category = categories().get(klass.category)
    if category is None:
        return False
    if category.one_off:
        return True
    if klass.by_rule and category.key in ("medication.stimulant", "medication.other"):
        return True  # counted nowhere by default; the user's own rule may count them
    if indication not in category.counted:
        return False
    if of_pain(indication) and category.pain_groups and not klass.by_rule:
        return klass.group in category.pain_groups
    return True


@cache
def of_pain(indication: str) -> bool:
    """Whether it is a condition of pain, for which a medicine with two classes counts as its class for pain."""
    return bool(load_toml(data_path("indications.toml")).get(indication, {}).get("pain", False))
