"""For those who extend gtmsim: strategies of scenarios, and a suite that engines must pass."""

try:
    import hypothesis as _hypothesis  # noqa: F401 - asked for here, so that the error helps
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "gtmsim.testing needs Hypothesis. Install it: pip install hypothesis", name="hypothesis"
    ) from error

from gtmsim.testing.conformance import EngineSuite, assert_conforms
from gtmsim.testing.strategies import scenario_texts, scenarios

__all__ = ["EngineSuite", "assert_conforms", "scenario_texts", "scenarios"]
