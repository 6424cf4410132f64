"""How sure we are: arrays in, estimates with intervals out; knows nothing of sales."""

from gtmsim.stats.allocate import Allocation, allocate_budget, ocba_shares
from gtmsim.stats.best import AgainstBest, compare_with_best, many_to_one_point
from gtmsim.stats.bootstrap import bca_limits
from gtmsim.stats.compare import Difference, Verdict, difference, variance_ratio, verdict_of
from gtmsim.stats.contribution import Contribution, Decomposition, decompose
from gtmsim.stats.estimate import Estimate, mean, median, quantile, share
from gtmsim.stats.homogeneity import homogeneity
from gtmsim.stats.intervals import (
    Limits,
    quantile_limits,
    quantile_ranks,
    replications_for_quantile,
    student_limits,
    wilson_limits,
)
from gtmsim.stats.likely import likely_quantiles
from gtmsim.stats.lowest import Lowest, lowest_mean
from gtmsim.stats.networks import Network, jackson, littles_law, tandem
from gtmsim.stats.precision import Decision, Precision, StoppingRule
from gtmsim.stats.priorities import mg1_priority, mmc_priority
from gtmsim.stats.queues import (
    ImpatientQueue,
    MarkovQueue,
    Queue,
    erlang_a,
    erlang_b,
    erlang_c,
    mg1,
    mm1,
    mmc,
)
from gtmsim.stats.refusal import StatisticsError
from gtmsim.stats.select import Selection, equal_allocation, select_best
from gtmsim.stats.steady import WarmUp, batch_means, first_autocorrelation, mser5

__all__ = [
    "AgainstBest",
    "Allocation",
    "Contribution",
    "Decision",
    "Decomposition",
    "Difference",
    "Estimate",
    "ImpatientQueue",
    "Limits",
    "Lowest",
    "MarkovQueue",
    "Network",
    "Precision",
    "Queue",
    "Selection",
    "StatisticsError",
    "StoppingRule",
    "Verdict",
    "WarmUp",
    "allocate_budget",
    "batch_means",
    "bca_limits",
    "compare_with_best",
    "decompose",
    "difference",
    "equal_allocation",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "first_autocorrelation",
    "homogeneity",
    "jackson",
    "likely_quantiles",
    "littles_law",
    "many_to_one_point",
    "lowest_mean",
    "mean",
    "median",
    "mg1",
    "mg1_priority",
    "mm1",
    "mmc",
    "mmc_priority",
    "mser5",
    "ocba_shares",
    "quantile",
    "quantile_limits",
    "quantile_ranks",
    "replications_for_quantile",
    "select_best",
    "share",
    "student_limits",
    "tandem",
    "variance_ratio",
    "verdict_of",
    "wilson_limits",
]
