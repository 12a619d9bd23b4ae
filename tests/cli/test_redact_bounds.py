"""An example of very many costs no more for each."""

from __future__ import annotations

import random
import re

import pytest

from offsetcase.redact import proof
from offsetcase.redact.proof import leaks
from offsetcase.redact.pseudonyms import Pseudonyms


class Counting(random.Random):
    """Chance that counts how often it is asked."""

    asked = 0

    def randrange(self, *arguments: int) -> int:  # type: ignore[override]
        self.asked += 1
        return super().randrange(*arguments)


@pytest.mark.parametrize("kind", ["person", "provider"])
def test_pseudonyms_of_very_many_cost_no_more_for_each(kind: str) -> None:
    """Of 32,000 people each had a pseudonym of ten thousand, so the draws never ended; providers' grew with their square."""
    chance = Counting(1)
    names = Pseudonyms(chance, [])
    drawn = {getattr(names, kind)(f"x{number}") for number in range(12_000)}
    assert len(drawn) == 12_000 and chance.asked < 2 * 12_000


def test_texts_of_one_phrase_cost_no_more_for_each() -> None:
    names = Pseudonyms(random.Random(1), [])
    shown = [names.distinct("code", f"x{number}", "90837") for number in range(2_000)]
    assert shown[:3] == ["90837", "90837 (2)", "90837 (3)"] and len(set(shown)) == 2_000
    assert names.distinct("code", "x1", "90837") == "90837 (2)"
    words = Pseudonyms(random.Random(1), [f"a{number:x}" for number in range(40_000)])
    assert len(words.invented_word()) == 10


def test_the_search_for_leaks_does_not_look_through_everything_for_each_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight thousand providers took 45 seconds, sixteen thousand 159: each name was looked for in every cell."""
    looked = []
    plain = re.escape
    monkeypatch.setattr(proof.re, "escape", lambda text: looked.append(text) or plain(text))
    names = [f"dr. {number:x}a lovelace" for number in range(500)]
    rows = "".join(f"Provider {number}\n" for number in range(500)) + "Dr. FFa Lovelace\n"
    assert leaks(names, [], {"claims-1.csv": f"provider\n{rows}".encode()}) == ["dr. ffa lovelace"]
    # The data's lists of words may be made into patterns meanwhile, the first time.
    assert [text for text in looked if text.startswith("dr. ")] == ["dr. ffa lovelace"]
