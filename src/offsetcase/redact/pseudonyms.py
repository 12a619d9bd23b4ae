"""Pseudonyms: the same text gets the same one within a run, and nothing of the text is in it. No key is kept anywhere."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

# Words that differ from each other: a person's initial alone doesn't tell two people apart for the reader (clean/people).
_PERSONS = """
Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo
Sierra Tango Uniform Victor Whiskey Xray Yankee Zulu
"""
# What every pseudonym of a kind has, whoever is meant; a claims file may well have a provider called "Pharmacy".
_HEADS = frozenset(["person", "provider", "pharmacy", "unlisted", "drug", "local", "code"])
_WORD = re.compile(r"[^\W_]+")


# The shortest number that is looked for inside a pseudonym's, and how many draws that may cost.
_TELLING = 5
_PATIENCE = 100


def _parts(text: str) -> Iterator[str]:
    """Every number of telling length inside a text's runs of digits."""
    for run in re.findall(r"[0-9]+", text):
        for start in range(len(run) - _TELLING + 1):
            for end in range(start + _TELLING, len(run) + 1):
                yield run[start:end]


def words_of(text: str) -> list[str]:
    """A text's words, folded for comparing."""
    return _WORD.findall(text.casefold())


class Pseudonyms:
    """One run's pseudonyms, by kind; each is drawn by chance and is none of the texts that it stands for."""

    def __init__(self, chance: random.Random, originals: Iterable[str]) -> None:
        """Begin a run.

        Args:
            chance: where the draws come from; the system's own source, except in tests.
            originals: every text that must not appear again, so that no pseudonym equals one of them by accident.
        """
        self._chance = chance
        self._taken = {" ".join(text.casefold().split()) for text in originals}
        self._taken_words = {word for text in self._taken for word in words_of(text)}
        # Five digits tell something: a postal code is as long, and a year or a row's number is not.
        self._numbers = {word for word in self._taken_words if len(word) >= _TELLING and word.isdigit()}
        self._given: dict[str, dict[str, str]] = {}
        self._used: dict[str, set[str]] = {}
        self._alike: dict[str, Counter[str]] = {}
        self._persons = _PERSONS.split()
        chance.shuffle(self._persons)

    def count(self, kind: str) -> int:
        """How many different texts of a kind have a pseudonym."""
        return len(self._given.get(kind, {}))

    def person(self, text: str) -> str:
        """A person's pseudonym: Person Alpha."""

        def draw(tried: int) -> str:
            while self._persons:
                word = self._persons.pop()
                if word.casefold() not in self._taken_words:
                    return f"Person {word}"
            return f"Person P{self._chance.randrange(100, 10 * self._wide('person', tried))}"

        return self._of("person", text, draw)

    def provider(self, text: str, *, pharmacy: bool = False, words: str = "") -> str:
        """A provider's pseudonym: Provider 12, or Pharmacy 12; ``words`` are invented words that stand behind it."""
        head = "Pharmacy" if pharmacy else "Provider"

        def draw(tried: int) -> str:
            number = self._chance.randrange(1, self._wide("provider", tried))
            return f"{head} {number} {words}".strip()

        return self._of("provider", text.casefold(), draw)

    def claim(self, text: str) -> str:
        """A claim number's pseudonym."""
        return self._of("claim", text, lambda _: f"K{self._chance.randrange(10**7):07d}")

    def prescription(self, text: str) -> str:
        """A prescription number's pseudonym."""
        return self._of("rx", text, lambda _: f"R{self._chance.randrange(10**7):07d}")

    def numbered(self, kind: str, text: str, head: str) -> str:
        """A pseudonym that counts upwards, for codes and names that nothing knows: ``unlisted drug 1``."""
        number = self.count(kind)
        return self._of(kind, text.casefold(), lambda tried: f"{head} {number + tried + 1}")

    def distinct(self, kind: str, text: str, shown: str) -> str:
        """``shown``, with a number behind it where another text of the kind is shown so already.

        Two texts that the program tells apart must not become one: the copies of a claim are found by equal texts.
        """
        # A thousand texts of one phrase: each goes on where the last one ended.
        alike = self._alike.setdefault(kind, Counter())

        def draw(_: int) -> str:
            alike[shown] += 1
            return shown if alike[shown] == 1 else f"{shown} ({alike[shown]})"

        return self._of(kind, text.casefold(), draw, free=True)

    def invented_word(self) -> str:
        """A word of no language; longer ones where many words are taken already."""
        syllables = 3 if len(self._taken_words) < 30_000 else 5
        while True:
            letters = [self._chance.choice(part) for part in ("bdfgklmnprstvz", "aeiou") * syllables]
            word = "".join(letters)
            if word not in self._taken_words:
                self._taken_words.add(word)
                return word

    def _wide(self, kind: str, tried: int) -> int:
        """Below which number to draw: at least three of four are free, so that no draw goes on and on among many texts."""
        return max(1000, 4 * self.count(kind)) * (1 + tried // 50)

    def _of(self, kind: str, text: str, draw: Callable[[int], str], *, free: bool = False) -> str:
        """The text's pseudonym; a new one is drawn until it is unused and, unless ``free``, no original text."""
        if not text:
            return ""
        given = self._given.setdefault(kind, {})
        if text not in given:
            used = self._used.setdefault(kind, set())
            tried = 0
            while (name := draw(tried)) in used or (not free and self._clashes(name, tried)):
                tried += 1
            used.add(name)
            given[text] = name
        return given[text]

    def _clashes(self, name: str, tried: int) -> bool:
        folded = name.casefold()
        # A file of a hundred thousand numbers may leave none that holds none of them.
        if tried < _PATIENCE and any(part in self._numbers for part in _parts(folded)):
            return True
        drawn = [word for word in words_of(folded) if len(word) > 3 and word not in _HEADS]
        return folded in self._taken or any(word in self._taken for word in drawn)
