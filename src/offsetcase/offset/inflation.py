"""Dollars of one year in dollars of another, by the medical care price index (CUUR0000SAM, annual averages)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from offsetcase.model.money import cents
from offsetcase.model.places import data_path, load_csv, load_toml
from offsetcase.model.problem import input_error

SERIES = "CUUR0000SAM"


@cache
def index() -> dict[int, Decimal]:
    """The index by year; source: US Bureau of Labor Statistics, see ``data/indices/README.md``."""
    rows = load_csv(data_path("indices", "cpi-medical-care.csv"))
    return {int(row["year"]): Decimal(row[SERIES]) for row in rows}


@cache
def notes() -> dict[int, str]:
    """What a reader must be told of a year's index, by year."""
    return {int(year): text for year, text in load_toml(data_path("indices", "notes.toml")).items()}


def inflate(amount: Decimal, year: int, price_year: int) -> Decimal:
    """Dollars of ``year`` as dollars of ``price_year``, rounded half up to cents: 6,709 of 2015 is 8,711.55 of 2025.

    Raises:
        OffsetcaseError: a year without an index (status 4).
    """
    for wanted in (year, price_year):
        if wanted not in index():
            raise input_error(
                "E-PRICE-YEAR",
                f"there is no price index for the year {wanted}; the index runs from {min(index())} to {max(index())}.",
                f"use a --price-year up to {max(index())} and claims of those years, or leave --price-year out.",
            )
    return cents(amount * index()[price_year] / index()[year])
