"""Many runs: points x replications on the caller's executor, and results that survive."""

from gtmsim.experiment.backtest import Backtest, backtest
from gtmsim.experiment.backwards import Needs, Rates, needs
from gtmsim.experiment.batch import Failure
from gtmsim.experiment.bottleneck import Bottleneck
from gtmsim.experiment.break_even import BreakEven, break_even
from gtmsim.experiment.comparison import Comparison
from gtmsim.experiment.crossover import Crossover, crossover
from gtmsim.experiment.design import Between
from gtmsim.experiment.executors import cluster, local
from gtmsim.experiment.experiment import Experiment, ExperimentError, Point
from gtmsim.experiment.explain import Explanation, explain
from gtmsim.experiment.gap import Gap, spreadsheet_gap
from gtmsim.experiment.goals import Goal, goals
from gtmsim.experiment.inputs import Input, uncertain_inputs
from gtmsim.experiment.own_rates import OwnRate, OwnRates, own_rates
from gtmsim.experiment.paper import Paper, on_paper
from gtmsim.experiment.pilot import PilotPower, PilotReading, pilot_power, pilot_reading
from gtmsim.experiment.replicate import log_of
from gtmsim.experiment.required import ReverseFunnel
from gtmsim.experiment.result import Result
from gtmsim.experiment.reverse import reverse_funnel
from gtmsim.experiment.rollup import Rollup, rollup
from gtmsim.experiment.run import compare, read, resume, run_experiment, simulate, sweep
from gtmsim.experiment.runner import Status, Stopped
from gtmsim.experiment.selection import Chosen, allocate, select
from gtmsim.experiment.shocks import Detection, Noticed, detect
from gtmsim.experiment.steady import LongRun, long_run
from gtmsim.experiment.targets import Targets
from gtmsim.experiment.verdict import Verdict, verdict_of

__all__ = [
    "Backtest",
    "Between",
    "BreakEven",
    "Bottleneck",
    "Chosen",
    "Comparison",
    "Crossover",
    "Detection",
    "Experiment",
    "ExperimentError",
    "Explanation",
    "Failure",
    "Gap",
    "Goal",
    "Input",
    "LongRun",
    "Needs",
    "Noticed",
    "OwnRate",
    "OwnRates",
    "Paper",
    "PilotPower",
    "PilotReading",
    "Point",
    "Rates",
    "Result",
    "ReverseFunnel",
    "Rollup",
    "Status",
    "Stopped",
    "Targets",
    "Verdict",
    "allocate",
    "backtest",
    "break_even",
    "cluster",
    "compare",
    "crossover",
    "detect",
    "explain",
    "goals",
    "local",
    "log_of",
    "long_run",
    "needs",
    "on_paper",
    "own_rates",
    "pilot_power",
    "pilot_reading",
    "read",
    "resume",
    "reverse_funnel",
    "rollup",
    "run_experiment",
    "select",
    "simulate",
    "spreadsheet_gap",
    "sweep",
    "uncertain_inputs",
    "verdict_of",
]
