"""Base probabilities and factors become odds.

Factors multiply odds, so probabilities stay between 0 and 1 and factors compose. A base
probability is, unless said otherwise, what the market's mix of leads averages to: the odds
are solved here so that it holds, and turning on a factor does not count it twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product as combinations

from gtmsim.plan.factors import factor, months_to_year_end
from gtmsim.plan.steps import Factor, Source

ACCURACY = 1e-15
TOGETHER = frozenset({Source.SEGMENT, Source.PRODUCT, Source.MONTH, Source.YEAR_END})
"""What does not spread independently: who buys what depends on the segment, and when a year
ends for whom on the month and on the segment."""

SERVICE = frozenset({Source.RESPONSE_DELAY, Source.EXPERIENCE, Source.INFORMATION, Source.PRESSURE})
"""What depends on who serves the lead, and when."""


@dataclass
class Mix:
    """The market's mix: for each channel its weight and what its leads are like.

    Attributes:
        weights: expected leads by channel.
        shares: for each channel, source -> shares of its integer values.
        numbers: for each channel, source -> equally likely values of a number.
        months: for each channel, the share of its leads that come in each civil month.
        years: for each segment, month in which a buyer's fiscal year starts -> share.
        products: for each segment, the share of each product.
    """

    weights: list[float] = field(default_factory=list)
    shares: list[Mapping[int, Sequence[float]]] = field(default_factory=list)
    numbers: list[Mapping[int, Sequence[float]]] = field(default_factory=list)
    months: list[Sequence[float]] = field(default_factory=list)
    years: list[Mapping[int, float]] = field(default_factory=list)
    products: list[Sequence[float]] = field(default_factory=list)

    def of(self, channels: Collection[int]) -> Mix:
        """The mix of some of the channels."""
        weights = [one if place in channels else 0.0 for place, one in enumerate(self.weights)]
        return replace(self, weights=weights)


def base_odds(probability: float, factors: Sequence[Factor], mix: Mix | None) -> float:
    """Odds before factors.

    Args:
        probability: what the file says.
        factors: what will multiply the odds.
        mix: the market's mix over which `probability` is an average; None where it holds for
            a lead whose factors are all 1.

    Returns:
        The odds; infinite for a probability of 1.
    """
    if probability >= 1.0:
        return float("inf")
    odds = probability / (1.0 - probability)
    if mix is None or odds == 0.0:
        return odds
    spread = distribution(factors, mix)
    if len(spread) == 1 and 1.0 in spread:
        return odds
    low, high = odds * 1e-9, odds * 1e9
    while high - low > ACCURACY * high:
        middle = (low * high) ** 0.5
        if not low < middle < high:
            break
        if average(middle, spread) < probability:
            low = middle
        else:
            high = middle
    return high


def average(odds: float, spread: Mapping[float, float]) -> float:
    """The mean probability when the odds are multiplied by factors with these weights."""
    return sum(weight * odds * f / (1.0 + odds * f) for f, weight in spread.items())


def distribution(factors: Sequence[Factor], mix: Mix) -> dict[float, float]:
    """How the product of the factors spreads over the market: product -> weight."""
    total = sum(mix.weights)
    joint = [one for one in factors if one.source in TOGETHER]
    result: dict[float, float] = {}
    for place, weight in enumerate(mix.weights):
        if total <= 0 or weight <= 0:
            continue
        spread = {1.0: weight / total}
        for one in factors:
            if one.source not in TOGETHER:
                spread = _times(spread, _of_channel(one, mix, place))
            elif one is joint[0]:
                spread = _times(spread, _of_buyers(joint, mix, place))
        for product, share in spread.items():
            result[product] = result.get(product, 0.0) + share
    return result or {1.0: 1.0}


def _times(left: Mapping[float, float], right: Mapping[float, float]) -> dict[float, float]:
    result: dict[float, float] = {}
    for a, share_a in left.items():
        for b, share_b in right.items():
            result[a * b] = result.get(a * b, 0.0) + share_a * share_b
    return result


def _of_buyers(joint: Sequence[Factor], mix: Mix, place: int) -> dict[float, float]:
    """How the factors that hang together spread over the leads of one channel."""
    sources = {one.source for one in joint}
    dated = Source.MONTH in sources or Source.YEAR_END in sources
    months = mix.months[place] if dated else (1.0,)
    values: list[float] = [0.0] * Source.ATTRIBUTE
    result: dict[float, float] = {}
    for segment, share in enumerate(mix.shares[place].get(Source.SEGMENT, (1.0,))):
        years = mix.years[segment] if Source.YEAR_END in sources else {0: 1.0}
        sold = mix.products[segment] if Source.PRODUCT in sources else (1.0,)
        cells = combinations(enumerate(months), years.items(), enumerate(sold))
        for (month, coming), (begins, of_year), (product, of_product) in cells:
            weight = share * coming * of_year * of_product
            if not weight:
                continue
            values[Source.SEGMENT], values[Source.PRODUCT] = segment, product
            values[Source.MONTH] = month
            values[Source.YEAR_END] = months_to_year_end(begins, month)
            size = 1.0
            for one in joint:
                size *= factor(one, values)
            result[size] = result.get(size, 0.0) + weight
    return result


def _of_channel(one: Factor, mix: Mix, place: int) -> dict[float, float]:
    """How one factor spreads over the leads of one channel."""
    values: list[float] = [0.0] * (one.source + 1)
    result: dict[float, float] = {}

    def add(value: float, share: float) -> None:
        values[one.source] = value
        size = factor(one, values)
        result[size] = result.get(size, 0.0) + share

    if one.source in SERVICE:
        return {1.0: 1.0}  # what service does to odds is not the market's: it acts on top
    if one.source == Source.CHANNEL:
        add(place, 1.0)
    elif one.source in mix.shares[place]:
        for value, share in enumerate(mix.shares[place][one.source]):
            if share:
                add(value, share)
    elif one.source in mix.numbers[place]:
        sample = mix.numbers[place][one.source]
        for number in sample:
            add(number, 1.0 / len(sample))
    else:
        add(0, 1.0)  # first passage, not yet a customer
    return result
