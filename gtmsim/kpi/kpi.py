"""What a KPI is: a number with a definition, a unit and a direction; and the list of all.

A parametrized KPI is registered once for all its members, as `utilization.TEAM`, and
measured for one of them, as `utilization.inside_sales`.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.errors import GtmsimError
from gtmsim.units.fiscal import parse_fiscal

if TYPE_CHECKING:
    from gtmsim.kpi.periods import Period
    from gtmsim.kpi.view import View

Direction = Literal["higher", "lower", "neutral"]

PARAMETERS = (
    *("STAGE", "TEAM", "REP", "REASON", "CHANNEL", "MILESTONE", "ATTEMPT", "CLASS", "TARGET"),
    "SEGMENT",
)
"""What a KPI can be measured for, one by one."""

NO_MARGIN = "no gross margin given: revenue counts as margin"
"""Warning of KPIs of margin, in a scenario that does not say what is left of its revenue."""

NO_OPENING = "no opening: counts only what was won since the start"
"""Warning of KPIs that carry what was there before, in a scenario that begins with nothing."""

NO_SPEND = "no channel has a cost"
"""Why there is no cost per lead where the scenario gives no channel a cost: 0 would mislead."""

OPEN_DEALS = "deals open on the first day count as wins only"
"""Warning of a period's win rates over a start with open deals: they may even exceed 100%."""

UNITS = (
    "leads",
    "visits",
    "meetings",
    "contracts",
    "customers",
    "reps",
    "handoffs",
    "events",
    "accounts",
    "touches",
    "times",
    "times per lead",
    "share",
    "business min",
    "min",
    "hours",
    "days",
    "person-months",
    "months",
    "currency",
    "currency per month",
    "currency per year",
    "as targeted",
)
"""Units of KPIs. `share` is a number from 0 to 1 (or more, as NRR), shown in percent;
`currency` becomes the log's currency when measured, `as targeted` the unit of what the target
is set for."""


class Figure(NamedTuple):
    """What a formula finds.

    Attributes:
        value: the number; NaN where it is not defined.
        denominator: what a rate is divided by, or how many things a mean or quantile rests
            on; NaN for counts and sums.
        note: why the value is NaN.
    """

    value: float
    denominator: float = math.nan
    note: str = ""


Formula = Callable[["View", "Period", int], Figure]
"""(view of a log, period, index of the member or -1) -> the figure."""

Statistic = Callable[[NDArray[np.float64]], float]
"""What is told of many numbers: `average`, `median`, `p90`."""


@dataclass(frozen=True)
class Kpi:
    """A number that the log defines, and everything needed to read it.

    Attributes:
        id: `win_rate`; with a parameter in capitals, `utilization.TEAM`, if there is one
            for each stage, team, rep, reason, channel, milestone, attempt or class of priority.
        name: in English.
        label: in Japanese.
        unit: one of `UNITS`.
        direction: whether higher or lower is better, or neither.
        numerator: what is counted, summed, averaged.
        denominator: what it is divided by; "none: ..." where nothing divides.
        period: which events belong to a period.
        source: ids of the requirements it answers, `R136, R226`.
        formula: how it is found.
        needs: what a log must offer for the KPI to be shown unasked (see `View.offers`).
        headline: shown unless the reader asks for something else.
        carries: whether what the company has on the first day belongs to it, so that it reads
            low where a scenario begins with nothing.
        of_margin: whether revenue counts in it with what is left of it.
    """

    id: str
    name: str
    label: str
    unit: str
    direction: Direction
    numerator: str
    denominator: str
    period: str
    source: str
    formula: Formula
    needs: tuple[str, ...] = ()
    headline: bool = False
    carries: bool = False
    of_margin: bool = False

    def __post_init__(self) -> None:
        blank = [field for field in _WORDS if not str(getattr(self, field)).strip()]
        if blank:
            raise GtmsimError(f"KPI {self.id!r} says nothing about: {', '.join(blank)}")
        if self.unit not in UNITS:
            raise GtmsimError(f"KPI {self.id!r}: no unit {self.unit!r}. {_listed('Units', UNITS)}")
        if "." in self.id and self.parameter not in PARAMETERS:
            rule = _listed("Parameters", PARAMETERS)
            raise GtmsimError(f"KPI {self.id!r}: no parameter {self.parameter!r}. {rule}")

    @property
    def base(self) -> str:
        """The id without its parameter: `utilization`."""
        return self.id.partition(".")[0]

    @property
    def parameter(self) -> str:
        """`TEAM` of `utilization.TEAM`; empty without one."""
        return self.id.partition(".")[2]

    def __repr__(self) -> str:
        return f"<Kpi {self.id} ({self.label}), {self.unit}: {self.numerator} ÷ {self.denominator}>"


_WORDS = ("id", "name", "label", "unit", "numerator", "denominator", "period", "source")


class UnknownKpiError(GtmsimError):
    """An id that no KPI has."""


_registry: dict[str, Kpi] = {}


def register(kpi: Kpi) -> Kpi:
    """Make a KPI known to `measure`, `series` and `gtmsim kpis`.

    Returns:
        The same KPI.

    Raises:
        GtmsimError: another KPI has this id.

    Example:
        >>> from dataclasses import replace
        >>> def leads_in_stages(view, period, member):
        ...     return Figure(view.in_stage(-1).mean(period))
        >>> own = replace(registry()["leads"], id="in_stages", formula=leads_in_stages)
        >>> register(own)  # doctest: +SKIP
    """
    if kpi.id in _registry:
        raise GtmsimError(f"there is a KPI {kpi.id!r} already: choose another id")
    _registry[kpi.id] = kpi
    return kpi


def registry() -> Mapping[str, Kpi]:
    """All KPIs by id, in the order in which tables show them.

    Example:
        >>> registry()["win_rate"].denominator
        'SQLs of the period'
    """
    return MappingProxyType(_registry)


def find(kpi_id: str) -> tuple[Kpi, str]:
    """The KPI of an id and the member it asks for, whatever the period.

    Args:
        kpi_id: `win_rate`, `utilization.inside_sales`, or `utilization.TEAM` for every team;
            each may end in a period, `win_rate@FY2026 H1`.

    Returns:
        The KPI, and the name of the member: empty for no parameter or for all members.

    Raises:
        UnknownKpiError: with the nearest ids.

    Example:
        >>> kpi, member = find("utilization.inside_sales")
        >>> kpi.id, member
        ('utilization.TEAM', 'inside_sales')
    """
    whole, _ = parted(kpi_id)
    if whole in _registry:
        return _registry[whole], ""
    base, _, member = whole.partition(".")
    for kpi in _registry.values():
        if member and kpi.base == base and kpi.parameter:
            return kpi, member
    raise UnknownKpiError(
        f"no KPI {whole!r}.{meant(whole, _registry)} `gtmsim kpis` lists them all."
    )


def parted(kpi_id: str) -> tuple[str, str]:
    """An id without its period, and the period; empty without one.

    The names of targets end in a period of their own, and those of persons may hold an @.

    Example:
        >>> parted("wins@2026年度上期"), parted("attainment.new_business@FY2026 H1")
        (('wins', '2026年度上期'), ('attainment.new_business@FY2026 H1', ''))
    """
    whole, sign, period = kpi_id.rpartition("@")
    if not sign or _parameter_of(kpi_id) == "TARGET":
        return kpi_id, ""
    if _parameter_of(kpi_id) == "REP" and not _is_period(period):
        return kpi_id, ""
    return whole, period


def normal(kpi_id: str) -> str:
    """An id with its period in the one way in which tables write it.

    Example:
        >>> normal("wins@2026年度上期"), normal("leads")
        ('wins@FY2026 H1', 'leads')
    """
    whole, sign, period = kpi_id.rpartition("@")
    # The words of a period do not depend on when the fiscal year starts.
    return f"{whole}@{parse_fiscal(period, 1).words}" if sign and _is_period(period) else kpi_id


def _parameter_of(kpi_id: str) -> str:
    base, dot, _ = kpi_id.partition(".")
    found = (kpi.parameter for kpi in _registry.values() if kpi.base == base and kpi.parameter)
    return next(found, "") if dot else ""


def _is_period(text: str) -> bool:
    try:
        parse_fiscal(text, 1)
    except ValueError:
        return False
    return True


def meant(word: str, known: Iterable[str]) -> str:
    """` Did you mean win_rate?`, or nothing if nothing is near."""
    near = difflib.get_close_matches(word, list(known), n=2)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def _listed(title: str, words: Iterable[str]) -> str:
    return f"{title} are: {', '.join(words)}."


# --- Figures ---------------------------------------------------------------------------


def ratio(numerator: float, denominator: float, nothing: str) -> Figure:
    """A rate or mean with its denominator; 0/0 is not 0 but unknown, and says why."""
    if denominator <= 0:
        return Figure(math.nan, float(denominator), nothing)
    return Figure(float(numerator) / float(denominator), float(denominator))


def average(amounts: NDArray[np.float64]) -> float:
    """Mean."""
    return float(amounts.mean())


def median(amounts: NDArray[np.float64]) -> float:
    """Median; between two middle numbers, half way."""
    return float(np.median(amounts))


def p90(amounts: NDArray[np.float64]) -> float:
    """90th percentile, interpolated between neighbors (Hyndman and Fan's type 7)."""
    return float(np.quantile(amounts, 0.9))


def summary(statistic: Statistic, amounts: NDArray[Any], nothing: str) -> Figure:
    """A statistic of some numbers, with how many there are; NaN with a note if none."""
    if not len(amounts):
        return Figure(np.nan, 0.0, nothing)
    return Figure(statistic(amounts), float(len(amounts)))


def count_of(mask: NDArray[np.bool_]) -> int:
    """How many of a mask are true."""
    return int(mask.sum())
