"""Many runs: points x replications on the caller's executor, and results that survive."""

from gtmsim.experiment.batch import Failure
from gtmsim.experiment.bottleneck import Bottleneck
from gtmsim.experiment.break_even import BreakEven, break_even
from gtmsim.experiment.comparison import Comparison
from gtmsim.experiment.crossover import Crossover, crossover
from gtmsim.experiment.design import Between
from gtmsim.experiment.executors import cluster, local
from gtmsim.experiment.experiment import Experiment, ExperimentError, Point
from gtmsim.experiment.explain import Explanation, explain
from gtmsim.experiment.inputs import Input, uncertain_inputs
from gtmsim.experiment.pilot import PilotPower, PilotReading, pilot_power, pilot_reading
from gtmsim.experiment.replicate import log_of
from gtmsim.experiment.result import Result
from gtmsim.experiment.rollup import Rollup, rollup
from gtmsim.experiment.run import compare, read, resume, run_experiment, simulate, sweep
from gtmsim.experiment.runner import Status, Stopped
from gtmsim.experiment.selection import Chosen, allocate, select
from gtmsim.experiment.steady import LongRun, long_run
from gtmsim.experiment.targets import Targets
from gtmsim.experiment.verdict import Verdict, verdict_of

__all__ = [
    "Between",
    "BreakEven",
    "Bottleneck",
    "Chosen",
    "Comparison",
    "Crossover",
    "Experiment",
    "ExperimentError",
    "Explanation",
    "Failure",
    "Input",
    "LongRun",
    "PilotPower",
    "PilotReading",
    "Point",
    "Result",
    "Rollup",
    "Status",
    "Stopped",
    "Targets",
    "Verdict",
    "allocate",
    "break_even",
    "cluster",
    "compare",
    "crossover",
    "explain",
    "local",
    "log_of",
    "long_run",
    "pilot_power",
    "pilot_reading",
    "read",
    "resume",
    "rollup",
    "run_experiment",
    "select",
    "simulate",
    "sweep",
    "uncertain_inputs",
    "verdict_of",
]
