"""What the shipped scenarios show of requirements, read off their logs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import gtmsim
from gtmsim import EventLog, Scenario
from gtmsim.report import Sheet, sheet

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
PHASES = {"early_deal", "issue", "propose", "negotiate", "approve"}


def runs(scenario: Scenario, replications: int = 3) -> list[EventLog]:
    plan = gtmsim.compile(scenario)
    return [gtmsim.run(plan, seed=0, replication=i) for i in range(replications)]


@pytest.fixture(scope="module")
def smb() -> Scenario:
    return gtmsim.load(SCENARIOS / "smb_inbound.yaml")


@pytest.fixture(scope="module")
def log(smb: Scenario) -> EventLog:
    return gtmsim.run(gtmsim.compile(smb), seed=0)


@pytest.fixture(scope="module")
def events(log: EventLog) -> pd.DataFrame:
    return log.frame()


# --- Definitions (R006, R224, R225) -------------------------------------------------------


@pytest.mark.parametrize(
    "meaning", ["contacted_and_accepted", "accepted_by_sales", "agreed_opportunity"]
)
def test_no_lead_becomes_sal_before_inside_sales_has_talked_to_it(
    smb: Scenario, meaning: str
) -> None:
    """R006: a call that was answered or, for a demo request, the hour in which it is confirmed."""
    short = {"choices.sal_meaning": meaning, "history": "none", "horizon": "4 months"}
    told = gtmsim.run(gtmsim.compile(smb.change(short)), seed=0).frame()
    talks = told[
        ((told["kind"] == "connected") & (told["stage"] == "qualify"))
        | ((told["kind"] == "finished") & (told["stage"] == "confirm_demo"))
    ]
    assert "no answer" in set(told["kind"]), "not every call is a talk"
    first_talk = talks.groupby("lead")["time"].min()
    sals = told[(told["kind"] == "milestone") & (told["reason"] == "sal")]
    assert len(sals) > 50
    assert (sals["lead"].map(first_talk) <= sals["time"]).all()


@pytest.mark.parametrize(
    ("option", "stage"),
    [
        ("four_conditions", "first_meeting"),
        ("bant", "early_deal"),
        ("b_and_an", "early_deal"),
        ("an_at_acceptance", "first_meeting"),
    ],
)
def test_the_sheet_shows_which_sql_is_in_force_and_who_owns_it(
    smb: Scenario, option: str, stage: str
) -> None:
    """R224: the definition in force, when it is counted, and whose stage that is."""
    told = sheet(smb.change("choices.sql_definition", option))
    assert in_force(told, "sql_definition") == option
    assert line_of(told, "milestones", "", "sql").startswith(f"when {stage} ")
    assert line_of(told, "stages", stage, "done by").startswith("field_sales ")


@pytest.mark.parametrize(
    ("option", "stage", "function"),
    [
        ("contacted_and_accepted", "sal_review", "inside_sales"),
        ("accepted_by_sales", "acceptance", "field_sales"),
        ("agreed_opportunity", "acceptance", "field_sales"),
    ],
)
def test_the_sheet_shows_which_sal_is_in_force(
    smb: Scenario, option: str, stage: str, function: str
) -> None:
    """R225."""
    told = sheet(smb.change("choices.sal_meaning", option))
    assert in_force(told, "sal_meaning") == option
    assert line_of(told, "milestones", "", "sal").startswith(f"when {stage} ")
    assert line_of(told, "stages", stage, "done by").startswith(f"{function} ")


def line_of(told: Sheet, section: str, block: str, name: str) -> str:
    """What the sheet says on a line, without the star of assumed values."""
    found = [
        line.text
        for each in told.section(section).blocks
        if each.id.rstrip("*") == block
        for line in each.lines
        if line.name.rstrip("*") == name
    ]
    assert len(found) == 1, (section, block, name)
    return found[0]


def in_force(told: Sheet, choice: str) -> str:
    return line_of(told, "choices", choice, "in force")


# --- Hours (R019, R024) -------------------------------------------------------------------


def test_hours_by_deal_phase_reconcile_to_the_hours_of_field_sales(
    log: EventLog, events: pd.DataFrame
) -> None:
    """R019: all hours are those of some stage, but for what is in hand at the end."""
    own = events[events["team"] == "field_sales"]
    begun, ended = (own[own["kind"] == kind] for kind in ("started", "finished"))
    waited = own.loc[own["kind"] == "no show", "value"].sum()
    by_stage = ended.groupby("stage", observed=True)["value"].sum()
    assert set(by_stage.index) >= PHASES
    assert by_stage[list(PHASES)].min() > 0
    in_hand = begun["value"].sum() - ended["value"].sum()
    worked = gtmsim.measure(log, ["work_hours.field_sales"], period=(0, log.horizon))
    rest = 60 * worked.value("work_hours.field_sales") - by_stage.sum() - waited
    assert -0.5 < rest <= in_hand


def test_generalists_meet_the_same_market_at_the_same_payroll(smb: Scenario) -> None:
    """R024: one team of twelve does everything; the four teams of before cost as much."""
    teams = ("marketing", "inside_sales", "field_sales", "customer_success")
    payroll = 600 + 3 * 600 + 6 * 800 + 2 * 700
    everybody = {
        "covers": list(teams),
        "headcount": 12,
        "salary": f"{payroll * 10_000 // 12} JPY per year",
        "assignment": "when_free",
        "max_open_leads": 40,
    }
    kept = [each for each in smb.assumed if not each.startswith("teams.")]
    one_team = smb.change(
        {**{f"teams.{team}": None for team in teams}, "teams.all": everybody, "assumed": kept}
    )
    split, pooled = (gtmsim.run(gtmsim.compile(each), seed=0) for each in (smb, one_team))
    ids = ["leads", "spend", "cash_paid", "headcount", "wins"]
    one, other = gtmsim.measure(split, ids), gtmsim.measure(pooled, ids)
    for same in ("leads", "spend", "headcount"):
        assert one.value(same) == other.value(same), same
    assert other.value("cash_paid") == pytest.approx(one.value("cash_paid"), rel=1e-6)
    assert min(one.value("wins"), other.value("wins")) > 30


# --- Service (R038) -----------------------------------------------------------------------


def test_a_demo_request_waits_no_longer_than_others_in_every_run(smb: Scenario) -> None:
    """R038."""
    for run in runs(smb, 5):
        waits = gtmsim.measure(run, ["waiting_time.confirm_demo", "waiting_time.qualify"])
        assert waits.value("waiting_time.confirm_demo") <= waits.value("waiting_time.qualify")


# --- Coming back (R064-R068, R075) --------------------------------------------------------


def recycled(log: EventLog, events: pd.DataFrame, reason: str) -> pd.DataFrame:
    """Recyclings for a reason, with the date on which each is to come back."""
    found = events[(events["kind"] == "recycled") & (events["reason"] == reason)]
    assert len(found) > 5, reason
    return found.assign(back=log.start + pd.to_timedelta(found["value"], unit="min"))


@pytest.mark.parametrize(
    ("reason", "after"),
    [
        ("timing", pd.Timedelta(days=90)),  # R064
        ("authority", pd.Timedelta(days=45)),  # R065
        ("competitor", pd.DateOffset(months=6)),  # R066
        ("not_yet", pd.DateOffset(months=3)),  # R068
    ],
)
def test_leads_come_back_after_the_time_of_their_reason(
    log: EventLog, events: pd.DataFrame, reason: str, after: pd.Timedelta | pd.DateOffset
) -> None:
    found = recycled(log, events, reason)
    assert (found["back"] == found["time"] + after).all()


def test_price_comes_back_with_the_customers_quarter(log: EventLog, events: pd.DataFrame) -> None:
    """R067: on the first business day of April, July, October or January."""
    back = recycled(log, events, "price")["back"]
    assert set(back.dt.month) <= {1, 4, 7, 10}
    assert (back.dt.day <= 5).all(), "January 4, the first day after the closure, may be a Sunday"


def test_failed_meetings_go_back_to_nurture_at_once(log: EventLog, events: pd.DataFrame) -> None:
    """R075: recycled, by reason, when the talk or the rep's wait for the buyer is over."""
    nothing_came_of_it = events[
        events["stage"].isin(["sal_review", "first_meeting"]) & (events["kind"] == "recycled")
    ]
    assert set(nothing_came_of_it["reason"]) == {"no_show", "timing"}
    over = events[events["kind"].isin(["finished", "no show"])]
    waited = pd.to_timedelta(over["value"].where(over["kind"] == "no show", 0), unit="min")
    over = over.assign(until=over["time"] + waited)
    last = over.groupby(["lead", "stage", "visit"], observed=True)["until"].max()
    places = nothing_came_of_it[["lead", "stage", "visit"]].itertuples(index=False, name=None)
    assert [last[place] for place in places] == list(nothing_came_of_it["time"])


def test_calling_everybody_each_quarter_leaves_nobody_asleep(smb: Scenario) -> None:
    """R068: the rule on, and off (nobody comes back within the run)."""
    year = {"history": "none", "horizon": "12 months", "recycle_at_most": 8}
    rule = dict.fromkeys(("recycle.not_yet.nurture", "recycle.timing.nurture"), "3 months")
    off = dict.fromkeys(rule, "3 years")
    asleep = [
        gtmsim.measure(
            gtmsim.run(gtmsim.compile(smb.change({**year, **each})), seed=0), ["dormant_180"]
        ).value("dormant_180")
        for each in (rule, off)
    ]
    assert asleep[0] < 0.1 * asleep[1]
    assert asleep[1] > 100


# --- Deal phases (R088, R092) -------------------------------------------------------------


def test_what_ends_the_evaluation_is_price_a_competitor_or_no_decision(
    events: pd.DataFrame,
) -> None:
    """R088: besides leads that have come back too often."""
    ended = events[
        (events["stage"] == "propose") & events["kind"].isin(["recycled", "lost", "returned"])
    ]
    counts = ended["reason"].astype(str).value_counts()
    counts = counts.drop("recycled_out")
    assert set(counts.index) == {"price", "competitor", "no_decision"}
    assert counts.min() > 5


def test_a_proof_of_concept_takes_hours_and_days_and_moves_the_odds_as_told(smb: Scenario) -> None:
    """R092: one more phase between evaluation and negotiation, and what it brings, if anything."""
    poc = {
        "deal_phases": ["early_deal", "issue", "propose", "poc", "negotiate", "approve"],
        "stages.poc": {
            "function": "field_sales",
            "work": "10 h",
            "decides": {"after": "14 days"},
            "then": {"next": "100%"},
            "source": "invented",
        },
    }
    convinced = {"stages.negotiate.then.next": "95%", "stages.negotiate.then.recycle.price": "3%"}
    ids = ["sales_cycle", "work_hours.field_sales", "stage_conversion.negotiate"]
    without, plain, better = (
        [
            [gtmsim.measure(run, ids).value(each) for each in ids]
            for run in runs(smb.change(changes) if changes else smb)
        ]
        for changes in ({}, poc, {**poc, **convinced})
    )
    for one, other, third in zip(without, plain, better, strict=True):
        assert other[0] > one[0] + 10
        assert other[1] > one[1] + 100
        assert abs(other[2] - one[2]) < 0.1
        assert third[2] > other[2]
