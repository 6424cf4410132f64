"""A bar shows how far an experiment is, and litters nothing."""

from __future__ import annotations

import io

import pytest

import gtmsim
from gtmsim.report import bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_last_line_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    desk = gtmsim.load("scenarios/one_desk.yaml").change("horizon", "1 days")
    gtmsim.simulate(desk, replications=3, progress=gtmsim.Bar())
    assert shown.getvalue().endswith("\r3 of 3 replications\n")


def test_a_file_is_not_littered(capsys: pytest.CaptureFixture[str]) -> None:
    desk = gtmsim.load("scenarios/one_desk.yaml").change("horizon", "1 days")
    gtmsim.simulate(desk, replications=2, progress=gtmsim.Bar())
    assert capsys.readouterr() == ("", "")


def test_outside_a_kernel_there_is_no_notebook() -> None:
    assert not bar.in_notebook()
