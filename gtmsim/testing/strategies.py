"""Hypothesis strategies: any small valid scenario, using every feature of the language."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml
from hypothesis import note
from hypothesis import strategies as st

from gtmsim.scenario import Scenario
from gtmsim.testing.handoffs import add_handoffs
from gtmsim.testing.journey import add_journey
from gtmsim.testing.market import add_market
from gtmsim.testing.mechanisms import add_mechanisms
from gtmsim.testing.offer import add_targets
from gtmsim.testing.opening import add_opening
from gtmsim.testing.organization import add_organization
from gtmsim.testing.outreach import add_outreach
from gtmsim.testing.pen import Pen, Tree
from gtmsim.testing.policies import add_policies
from gtmsim.testing.pressure import add_pressure
from gtmsim.testing.quantities import CALENDARS, HORIZONS, SETTINGS
from gtmsim.testing.staffing import add_staffing
from gtmsim.testing.working_time import add_working_time


@st.composite
def scenario_texts(draw: st.DrawFn, *, patient: bool = False) -> str:
    """Texts of small valid scenario files: days to weeks, a few dozen leads, a few people.

    Args:
        draw: given by Hypothesis.
        patient: only scenarios in which nothing that becomes of a lead depends on when it is
            served: nobody goes cold, no odds depend on delay or readiness, no lead merges,
            nobody leaves, nobody is faster than others. In these, changing the organization
            changes times only.

    Example:
        >>> from hypothesis import given
        >>> @given(scenario_texts())
        ... def test_it_loads(text): ...
    """
    pen = Pen(draw, patient=patient)
    tree: Tree = {"name": "generated"}
    _add_settings(pen, tree)
    add_market(pen, tree)
    add_journey(pen, tree)
    add_outreach(pen, tree)
    add_organization(pen, tree)
    add_targets(pen, tree)
    add_opening(pen, tree)
    add_mechanisms(pen, tree)
    add_handoffs(pen, tree)
    add_pressure(pen, tree)
    add_policies(pen, tree)
    add_staffing(pen, tree)
    add_working_time(pen, tree)
    return yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


@st.composite
def scenarios(draw: st.DrawFn, *, patient: bool = False) -> Scenario:
    """Small valid scenarios; a failing example tells its text.

    Args:
        draw: given by Hypothesis.
        patient: see `scenario_texts`.

    Example:
        >>> from hypothesis import given
        >>> @given(scenarios())
        ... def test_it_has_stages(scenario): assert scenario.stages
    """
    text = draw(scenario_texts(patient=patient))
    note(text)
    return Scenario.from_text(text, "generated.yaml")


def _add_settings(pen: Pen, tree: Tree) -> None:
    start, zone = pen.one_of(SETTINGS)
    horizon = pen.one_of(list(HORIZONS))
    pen.start, pen.days = date.fromisoformat(start), HORIZONS[horizon]
    tree |= {"start": start, "horizon": horizon, "time_zone": zone}
    pen.maybe(tree, "tick", ("10 s",), one_in=4)
    if pen.chance(3):
        pen.currency = tree["currency"] = "USD"
    pen.maybe(tree, "fiscal_year_starts", ("April",), one_in=3)
    tree["calendars"] = CALENDARS
    pen.maybe(tree, "calendar", (*CALENDARS, CALENDARS["office"]))
    pen.maybe(tree, "promise_hours", (*CALENDARS, CALENDARS["office"]), one_in=3)


class _Dumper(yaml.SafeDumper):
    """Writes without aliases, which scenario files may not have."""

    def ignore_aliases(self, data: Any) -> bool:  # the name is PyYAML's
        return True
