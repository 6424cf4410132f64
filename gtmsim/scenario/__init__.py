"""What the organization is: the scenario language, its loading, checking and changing."""

from gtmsim.scenario.change import parse_setting
from gtmsim.scenario.check_currency import currency_of
from gtmsim.scenario.load import load
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.scenario import Scenario
from gtmsim.scenario.schema import schema

__all__ = ["Scenario", "ScenarioModel", "currency_of", "load", "parse_setting", "schema"]
