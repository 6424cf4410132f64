"""Promises of their own to some segments and sources (R039)."""

from __future__ import annotations

from gtmsim.kpi import measure
from tests.worlds.world import told, unfold

PROMISED = """
    segments: {small: {share: 100%}, large: {share: 0%}}
    channels:
      web: {on: [2026-04-01 10:00]}
      giant: {on: [2026-04-01 10:01], segments: {large: 100%}}
      partner: {on: [2026-04-01 10:02]}
      partner_large: {on: [2026-04-01 10:03], segments: {large: 100%}}
      late: {on: [2026-04-01 19:00]}
      late_partner: {on: [2026-04-01 19:00]}
    stages:
      call:
        function: sales
        work: 1 h
        service_level: {first_touch_within: 90 business minutes, out_of_hours: 30 min}
        promises:
          - {when: {segment: large}, first_touch_within: 1 business day}
          - {when: {channel: [partner, partner_large, late_partner]},
             first_touch_within: 10 min, out_of_hours: 2 h}
        then: {end: 100%}
    teams: {sales: {covers: sales, people: [ann]}}
"""


def test_the_first_promise_that_fits_counts_and_the_service_level_is_for_the_rest() -> None:
    """Out of hours too, each promise says for itself when the touch is due."""
    due = {}
    for line in told(PROMISED).splitlines():
        words = line.split()
        if "joined" in words:
            due[words[words.index("lead") + 1]] = " ".join(words[words.index("due") + 1 :])
    assert due == {
        "0": "04-01 11:30",
        "1": "04-02 10:01",
        "2": "04-01 10:12",
        "3": "04-02 10:03",
        "4": "04-02 09:30",
        "5": "04-02 11:00",
    }


def test_what_was_kept_is_told_by_segment_and_by_channel() -> None:
    """The partner's lead waits until noon; those of large companies have a day."""
    log = unfold(PROMISED)
    kept = {
        row.kpi: row.value
        for row in measure(
            log,
            [
                "service_level_kept_segment.SEGMENT",
                "service_level_kept_channel.partner",
                "service_level_kept_channel.giant",
            ],
        )
    }
    assert kept["service_level_kept_channel.partner"] == 0
    assert kept["service_level_kept_channel.giant"] == 1
    assert kept["service_level_kept_segment.large"] == 1
    assert 0 < kept["service_level_kept_segment.small"] < 1
