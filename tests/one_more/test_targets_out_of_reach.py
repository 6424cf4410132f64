"""One more channel, with a team of its own: whoever is under pressure elsewhere is so as before."""

from __future__ import annotations

import pytest

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null.test_targets_out_of_reach import PASSES, QUALITY, pressed
from tests.one_more.telling import told
from tests.one_more.test_one_more import NEW, assert_same, many_leads, with_channel


def log_of(scenario: Scenario) -> EventLog:
    log = run(compile(scenario), 3)
    assert audit(log) == []
    return log


@pytest.mark.parametrize("first", [False, True], ids=["last in the file", "first in the file"])
def test_leads_of_others_do_not_count(first: bool) -> None:
    scenario = pressed(60, call=PASSES, meet=QUALITY)
    alone = log_of(scenario)
    together = log_of(with_channel(scenario, many_leads(scenario), first=first))
    assert alone.select(Kind.PRESSED).sum() == 8
    assert len(together) > len(alone) + 1000
    assert_same(told(alone), told(together, without=[NEW]))
