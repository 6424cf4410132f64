"""Questions that statistics cannot answer honestly are refused, with the reason."""

from __future__ import annotations

import math

from gtmsim.errors import GtmsimError


class StatisticsError(GtmsimError, ValueError):
    """A question without an honest answer: what was asked, the rule, the remedy.

    Example:
        >>> from gtmsim.stats import StatisticsError, mm1
        >>> try:
        ...     mm1(arrival_rate=5, service_rate=4)
        ... except StatisticsError as refusal:
        ...     print(str(refusal)[:62])
        utilization is 1.25: at 1 or above the queue grows without end
    """


def require(condition: bool, message: str) -> None:
    """Raises `StatisticsError(message)` unless the condition holds."""
    if not condition:
        raise StatisticsError(message)


def require_level(level: float) -> None:
    """Refuses a confidence level outside (0, 1)."""
    require(0.0 < level < 1.0, f"level is {level}: must lie between 0 and 1, as 0.95 does.")


def require_positive(**quantities: float) -> None:
    """Refuses quantities that are not finite and above zero, by name."""
    for name, quantity in quantities.items():
        require(
            math.isfinite(quantity) and quantity > 0,
            f"{name} is {quantity}: must be a finite number above 0.",
        )
