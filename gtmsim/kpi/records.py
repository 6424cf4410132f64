"""The state of the records, and what passes between teams as it should (R149, R155)."""

from __future__ import annotations

import math

import numpy as np

from gtmsim.kpi.funnel import ARRIVAL, open_since
from gtmsim.kpi.handoffs import DECIDED, GIVEN, SENT_BACK, accepted
from gtmsim.kpi.kpi import Figure, Kpi, average, count_of, ratio, summary
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import within
from gtmsim.kpi.view import View
from gtmsim.log import Kind


def _defect_rate(view: View, period: Period, stage: int) -> Figure:
    passed = accepted(view, period, stage)
    return Figure(1 - passed.value, passed.denominator, passed.note)


def _accepted_per_return(view: View, period: Period, member: int) -> Figure:
    passed = accepted(view, period, -1)
    if math.isnan(passed.value):
        return passed
    took = round(passed.value * passed.denominator)
    return ratio(took, passed.denominator - took, "nothing was returned")


def _duplicate_rate(view: View, period: Period, member: int) -> Figure:
    leads = count_of(within(view.arrived, period))
    return ratio(len(view.during(Kind.MERGED, period)), leads, "no leads")


def _age(view: View, period: Period, member: int) -> Figure:
    """Days since the last entry about each lead that is open."""
    events = view.log.events
    last = np.zeros(view.number_of_leads, dtype=np.int64)
    until = int(np.searchsorted(events["time"], period.end))
    known = events["lead"][:until] >= 0
    np.maximum.at(last, events["lead"][:until][known], events["time"][:until][known])
    still = open_since(ARRIVAL)(view, period)
    return summary(average, view.days((period.end - last)[still]), "no open leads")


KPIS = (
    Kpi("handoff_defect_rate", "Share of handoffs sent back", "ハンドオフ不備率", "share",
        "lower", SENT_BACK, GIVEN, DECIDED, "R149", _defect_rate),
    Kpi("handoff_defect_rate.STAGE", "Share of handoffs sent back, of a stage",
        "ハンドオフ不備率", "share", "lower", SENT_BACK, f"{GIVEN}, from this stage", DECIDED,
        "R149", _defect_rate),
    Kpi("accepted_per_return", "Handoffs accepted per return", "受領/差戻し比", "times", "higher",
        "handoffs to another function that it did not send back by the end of the first visit",
        "handoffs refused as incomplete or sent back", DECIDED, "R149, R172",
        _accepted_per_return),
    Kpi("duplicate_rate", "Share of duplicates", "重複率", "share", "lower",
        "leads that ended inside an open opportunity of their account", "leads that arrived",
        "both in the same period, not the same leads", "R044, R155", _duplicate_rate),
    Kpi("record_age", "Age of records", "更新鮮度 (最終更新からの日数)", "days", "lower",
        "days since anything was last recorded of a lead", "open leads, nurtured ones included",
        "the last moment of the period", "R155", _age),
)  # fmt: skip
