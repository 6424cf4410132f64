"""gtmsim: discrete-event simulation of go-to-market organizations.

A scenario file is loaded, compiled into a plan and run; the event log that results is
measured. The same seed gives the same log, byte for byte.

Example:
    >>> import gtmsim
    >>> scenario = gtmsim.load("scenarios/one_desk.yaml")  # doctest: +SKIP
    >>> log = gtmsim.run(gtmsim.compile(scenario), seed=1)  # doctest: +SKIP
    >>> print(gtmsim.measure(log))  # doctest: +SKIP
"""

from gtmsim.engine import Hooks, run
from gtmsim.errors import GtmsimError, Problem, ScenarioError
from gtmsim.experiment import (
    backtest,
    break_even,
    compare,
    crossover,
    explain,
    own_rates,
    resume,
    reverse_funnel,
    simulate,
    spreadsheet_gap,
    sweep,
)
from gtmsim.kpi import KpiTable, measure
from gtmsim.log import EventLog
from gtmsim.plan import compile
from gtmsim.report.bar import Bar
from gtmsim.report.gallery import figure
from gtmsim.scenario import Scenario, load

__all__ = [
    "Bar",
    "EventLog",
    "GtmsimError",
    "Hooks",
    "KpiTable",
    "Problem",
    "Scenario",
    "ScenarioError",
    "backtest",
    "break_even",
    "compare",
    "compile",
    "crossover",
    "explain",
    "figure",
    "load",
    "measure",
    "own_rates",
    "resume",
    "reverse_funnel",
    "run",
    "simulate",
    "spreadsheet_gap",
    "sweep",
]
