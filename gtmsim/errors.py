"""Errors that say where, what, the rule and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


class GtmsimError(Exception):
    """Any error gtmsim raises on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a scenario.

    Attributes:
        file: name of the file as the user gave it; empty for text or Python input.
        line: 1-based line, or 0 where there is none.
        path: dotted path of the value, `teams.inside_sales.headcount`.
        message: value, rule and remedy, in one or two short sentences.
        read_for: the file that was asked for, if it is another one: it extends or names `file`.
    """

    file: str
    line: int
    path: str
    message: str
    read_for: str = field(default="", compare=False)

    def __str__(self) -> str:
        place = f"line {self.line}  " if self.line else ""
        return f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}"


class ScenarioError(GtmsimError):
    """A scenario that cannot be run, with every problem found in it.

    Attributes:
        problems: all problems, in order of file and line.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))  # two files may extend a broken one
        super().__init__(self._text())

    def _text(self) -> str:
        paragraphs = []
        for file in dict.fromkeys(problem.file for problem in self.problems):
            own = sorted(problem for problem in self.problems if problem.file == file)
            count = f"{len(own)} problem{'s' if len(own) > 1 else ''}"
            why = f" (read for {own[0].read_for})" if own[0].read_for else ""
            paragraphs.append(f"{file or 'scenario'} has {count}{why}:")
            paragraphs.extend(f"  {problem}" for problem in own)
        return "\n".join(paragraphs)

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return (ScenarioError, (self.problems,))
