"""Published tables, reproduced through the functions that the letter uses: with and without, by year and in sum.

A ``Flow`` is what a letter's results are read from: the treatment's cost and what stops. The published strategies are one
(with) and usual care is the other (without); the published net budget impact is then the flow's net with its sign turned.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from offsetcase.model.money import cents
from offsetcase.offset.inflation import inflate
from offsetcase.offset.projection import Flow
from rows import each_row

# Ontario HTA, CBT for depression, PMC5709536 table 27 (Canadian dollars, 2017 to 2021): usual care, then strategy and net.
USUAL = (29_119_218, 88_583_852, 179_595_194, 303_269_453, 461_231_561)
STRATEGIES = {
    "group, non-physician": ((32_951_097, 97_987_988, 195_844_408, 327_382_099, 493_522_667), (3_831_879, 9_404_136, 16_249_214, 24_112_646, 32_291_106)),
    "group, physician": ((35_793_820, 106_377_266, 212_468_311, 354_865_948, 534_423_245), (6_674_602, 17_793_414, 32_873_117, 51_596_495, 73_191_684)),
    "individual, non-physician": ((38_178_830, 114_084_086, 228_342_388, 381_638_126, 574_451_555), (9_059_611, 25_500_234, 48_747_194, 78_368_673, 113_219_994)),
    "individual, physician": ((42_209_146, 126_363_500, 253_114_396, 423_079_255, 636_627_791), (13_089_928, 37_779_648, 73_519_202, 119_809_802, 175_396_231)),
}  # fmt: skip
# Ontario HTA, rTMS, PMC8129638 table A19 (millions of Canadian dollars over five years): long, brief, training; then the impact.
RTMS = {
    "existing": (("8.14", "9.66", "12.21", "12.21", "14.24"), ("8.84", "10.36", "12.92", "12.92", "14.96"), "60.00"),
    "existing and future": (("8.14", "12.21", "14.75", "15.26", "17.30"), ("8.84", "12.91", "15.46", "15.97", "18.02"), "71.20"),
}  # fmt: skip


def flow(new: tuple[int | str, ...], current: tuple[int | str, ...]) -> Flow:
    return Flow(tuple(map(Decimal, new)), tuple(map(Decimal, current)))


@each_row("name", STRATEGIES)
def test_net_budget_impact_of_cbt(name: str) -> None:
    with_it, published = STRATEGIES[name]
    found = flow(with_it, USUAL)
    for year, net in enumerate(published):
        # Two printed cells differ by 1 from the subtraction, since the inputs in print are rounded.
        assert abs(-found.net_of(year, year + 1) - net) <= 1
    assert abs(-found.net - sum(published)) <= 1


@pytest.mark.parametrize("name", RTMS)
def test_net_budget_impact_of_rtms(name: str) -> None:
    brief, published, total = RTMS[name]
    training = ("0.09", "0.09", "0.10", "0.10", "0.11")
    costs = tuple(str(Decimal("0.61") + Decimal(b) + Decimal(t)) for b, t in zip(brief, training, strict=True))
    found = flow(costs, ("0",) * 5)
    assert [-found.net_of(year, year + 1) for year in range(5)] == list(map(Decimal, published))
    assert found.total_treatment == Decimal(total) and found.running()[-1] == -Decimal(total)


def test_the_difference_of_a_budget_impact_model() -> None:
    """Voelker 2022, third year of a plan of a million members: 34,161,188 with, 32,988,247 without."""
    assert -flow((34_161_188,), (32_988_247,)).net == 1_172_941


def test_the_difference_of_two_courses() -> None:
    """Mendlowitz 2019: 1,108 against 1,844 dollars a course; the paper prints 735 from unrounded inputs."""
    assert abs(flow((1_108,), (1_844,)).net - 735) <= 1


def test_dollars_of_2015_in_dollars_of_2025() -> None:
    """6,709 dollars by the medical care index, 580.102 over 446.752: 8,712 in whole dollars."""
    assert cents(inflate(Decimal(6709), 2015, 2025)).quantize(Decimal(1)) == 8712
