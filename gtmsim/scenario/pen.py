"""How a drafted scenario file is written: words, comments, money, and what is assumed."""

from __future__ import annotations

from unicodedata import east_asian_width

from gtmsim.scenario.answers import Answers
from gtmsim.scenario.typical import Sourced
from gtmsim.units import CURRENCIES

COLUMN = 60
"""Where comments begin."""


class Pen:
    """Writes in the language and the currency of the answers, and notes what is assumed."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.japanese = answers.language == "ja"
        self.currency = answers.currency
        self.assumed: list[str] = []

    def say(self, english: str, japanese: str) -> str:
        """One of two texts, in the language of the answers."""
        return japanese if self.japanese else english

    def rule(self, english: str, japanese: str) -> list[str]:
        """A heading within the file."""
        return ["", f"# --- {self.say(english, japanese)} ---", ""]

    def line(self, text: str, comment: str = "") -> str:
        """A line with its comment."""
        if not comment:
            return text
        wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
        gap = " " * max(COLUMN - wide, 2)
        return f"{text}{gap}# {comment}"

    def mark(self, path: str, source: Sourced | None, yours: str = "") -> str:
        """The comment of a value, which is listed as assumed if it has a source."""
        if source is None:
            return yours
        if path:
            self.assumed.append(path)
        return self.say(f"assumed: {source.english}", f"仮定値: {source.japanese}")

    def money(self, amount: float) -> str:
        """An amount as a scenario file writes it."""
        digits = CURRENCIES[self.currency]
        amount = round(amount, digits)
        if self.japanese and self.currency == "JPY" and amount >= 10_000 and not amount % 10_000:
            return f"{int(amount) // 10_000}万円"
        whole = f"{int(amount):_}" if float(amount).is_integer() else f"{amount:.{digits}f}"
        return f"{whole} {self.currency}"
