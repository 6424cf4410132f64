"""How far an experiment is, where it is watched: in a notebook, or on a terminal's last line."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import Any

from gtmsim.experiment import Status

OFTEN = 0.2
"""Seconds between two looks."""


class Bar:
    """A bar that an experiment fills: `gtmsim.simulate(scenario, progress=gtmsim.Bar())`.

    In a notebook it is an HTML bar; on a terminal a line on stderr; elsewhere nothing is shown, so
    that no file and no page is littered. A bar may be used again.

    Example:
        >>> import gtmsim
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> gtmsim.simulate(desk, replications=2, progress=gtmsim.Bar()).replications
        2
    """

    def __init__(self) -> None:
        self._shown: Any = None
        self._looked = 0.0
        self._notebook = in_notebook()
        self._terminal = not self._notebook and sys.stderr.isatty()

    def __call__(self, status: Status) -> None:
        """Show how far it is."""
        done = status.done >= status.goal
        if not done and time.monotonic() - self._looked < OFTEN:
            return
        self._looked = time.monotonic()
        text = f"{status.done} of {status.goal} replications"
        if status.points > 1:
            text += f", {status.points_done} of {status.points} points"
        if self._notebook:
            self._page(status, text)
        elif self._terminal:
            sys.stderr.write(f"\r{text}" + ("\n" if done else ""))
            sys.stderr.flush()
        if done:
            self._shown = None

    def _page(self, status: Status, text: str) -> None:
        page: Any = import_module("IPython.display")
        bar = page.HTML(f'<progress value="{status.done}" max="{status.goal}"></progress> {text}')
        if self._shown is None:
            self._shown = page.display(bar, display_id=True)
        else:
            self._shown.update(bar)


def in_notebook() -> bool:
    """Whether a kernel shows what is displayed; a plain interactive shell does not."""
    loaded = sys.modules.get("IPython")
    shell = loaded.get_ipython() if loaded is not None else None
    return shell is not None and hasattr(shell, "kernel")
