"""Fields of the scenario model: one meaning for each text, one message when there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from gtmsim.scenario import fields
from gtmsim.scenario.basics import Calendar
from gtmsim.scenario.journey import Outcome
from gtmsim.scenario.laws import Law, parse_law
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.organization import Person
from gtmsim.units import Duration, Money, MoneyRate, Rate


def read(field: Any, value: object) -> Any:
    return TypeAdapter(field).validate_python(value)


def refusal(field: Any, value: object) -> str:
    """The one message with which a field refuses a value."""
    with pytest.raises(ValidationError) as refused:
        read(field, value)
    (error,) = refused.value.errors()
    return error["msg"].removeprefix("Value error, ")


# --- One text, one meaning ---------------------------------------------------------------

WORK = {"lognormal": {"mean": "25 min", "p90": "45 min"}}


@pytest.mark.parametrize(
    ("field", "value", "meaning"),
    [
        (fields.DelayOrLaw, "3 business days", Duration(3, "day", True)),
        (fields.DelayOrLaw, "15 min", Duration(15, "minute")),
        (fields.DelayOrLaw, WORK, parse_law(WORK, "time")),
        (fields.RateOrCount, "120 per month", Rate(120, "month")),
        (fields.RateOrCount, "40", parse_law("40", "number")),
        (fields.RateOrCount, 40, parse_law("40", "number")),
        (fields.RateOrCount, {"poisson": "40"}, parse_law({"poisson": "40"}, "number")),
        (fields.CostField, "30万円", Money(300_000, "JPY")),
        (fields.CostField, "80万円 per month", MoneyRate(800_000, "JPY", "month")),
        (fields.CostField, "80万円/月", MoneyRate(800_000, "JPY", "month")),
        (fields.ConnectField, "48%", 0.48),
        (fields.ConnectField, ["48%", "33%"], (0.48, 0.33)),
        (fields.NoShowField, "20%", 0.2),
        (fields.NoShowField, {"1 day": "10%", "1 week": "25%"}, {"1 day": 0.1, "1 week": 0.25}),
        (fields.HazardField, "2% per month", Rate(0.02, "month")),
        (fields.HazardField, {"0 months": "3% per month"}, {"0 months": Rate(0.03, "month")}),
        (fields.PeopleField, "2", 2),
        (fields.PeopleField, ["Sato", "Suzuki"], ("Sato", "Suzuki")),
        (fields.ShareOrRest, "rest", "rest"),
        (fields.ShareOrRest, "35%", 0.35),
        (fields.GrowthField, "20%", 0.2),
        (fields.GrowthField, "-5% per year", -0.05),
        (fields.PeriodField, "10 business days", Duration(10, "day", True)),
        (fields.DurationField, "1 business hour", Duration(1, "hour", True)),
        (fields.LengthField, "24 months", Duration(24, "month")),
        (fields.Count, "1_000", 1_000),
        (fields.NumberField, "1.2", 1.2),
        (fields.YesNo, "yes", True),
        (fields.YesNo, "No", False),
        (fields.YesNo, True, True),
        (fields.Fiscal, "April", 4),
        (fields.Fiscal, "apr", 4),
        (fields.Fiscal, "4月", 4),
        (fields.Fiscal, 4, 4),
        (fields.DateField, "2026-04-01", date(2026, 4, 1)),
        (fields.DateField, date(2026, 4, 1), date(2026, 4, 1)),
        (fields.DateTimeField, "2026-04-03 10:00", datetime(2026, 4, 3, 10)),
        (fields.DateTimeField, "2026-04-03T9:30:15", datetime(2026, 4, 3, 9, 30, 15)),
        (fields.DateTimeField, "2026-04-03", datetime(2026, 4, 3)),
        (fields.OneOrMany[str], "a, b", ("a, b",)),
        (fields.OneOrMany[str], ["a", "b"], ("a", "b")),
        (fields.OneOrMany[fields.Count], "4", (4,)),
        (fields.ClosedDays, date(2026, 8, 13), "2026-08-13"),
    ],
)
def test_meaning(field: Any, value: object, meaning: object) -> None:
    found = read(field, value)
    assert found == meaning
    assert type(found) is type(meaning)
    assert read(field, found) == meaning  # what was read once can be given again


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (fields.DelayOrLaw, "15", "'15' has no unit. Write a duration with its unit"),
        (
            fields.DelayOrLaw,
            {"lognornal": {}},
            "There is no law 'lognornal'. Did you mean lognormal?",
        ),
        (fields.RateOrCount, "120 per mnth", "'120 per mnth' has an unknown unit 'mnth'."),
        (fields.RateOrCount, "many", "'many' is not a number."),
        (fields.RateOrCount, "-3", "'-3' can be negative; leads cannot."),
        (
            fields.RateOrCount,
            {"norm": {"loc": "40", "scale": "9"}},
            "'norm(loc 40, scale 9)' can be neg",
        ),
        (fields.CostField, "300", "'300' has no currency."),
        (fields.CostField, "300 per month", "'300' has no currency."),
        (
            fields.ConnectField,
            "48",
            "'48' is more than 1, the most a share can be. Did you mean 48%?",
        ),
        (fields.ConnectField, ["48%", "x"], "'x' is not a share."),
        (fields.ConnectField, [], "The list of shares is empty."),
        (fields.NoShowField, {"2": "10%"}, "'2' has no unit."),
        (fields.NoShowField, {}, "The table is empty."),
        (fields.HazardField, "2%", "'2%' has no period."),
        (fields.PeopleField, [], "'[]' are not names."),
        (fields.PeopleField, "two", "'two' is not a whole number."),
        (fields.GrowthField, "-100%", "'-100%' is no growth per year."),
        (fields.LengthField, "0 min", "'0 min' must be more than 0."),
        (
            fields.LengthField,
            "30 business min",
            "'30 business min': business time does not fit here.",
        ),
        (fields.DurationField, "3 business days", "'3 business days': business days have no fixed"),
        (fields.PeriodField, "0 days", "'0 days' must be more than 0."),
        (fields.YesNo, "maybe", "'maybe' is neither yes nor no."),
        (fields.YesNo, "1", "'1' is neither yes nor no."),
        (fields.Fiscal, "Aprli", "'Aprli' is not a month. Did you mean April?"),
        (fields.Fiscal, "13", "'13' is not a month."),
        (
            fields.DateField,
            "2026/4/1",
            "'2026/4/1' is not a date. Write a date such as 2026-04-01.",
        ),
        (fields.DateField, "2026-02-30", "'2026-02-30' is not a day of the calendar."),
        (fields.DateField, "0026-02-20", "'0026-02-20' is not in the years 1970 to 2199."),
        (fields.DateField, datetime(2026, 4, 1, 9), "'2026-04-01 09:00:00' has a time of day."),
        (fields.DateTimeField, "2026-04-03 25:00", "'2026-04-03 25:00' has no such time of day."),
        (
            fields.DateTimeField,
            "2026-04-03 10:00+09:00",
            "'2026-04-03 10:00+09:00' is not a date and",
        ),
        (
            fields.DateTimeField,
            datetime(2026, 4, 3, tzinfo=UTC),
            "'2026-04-03 00:00:00+00:00' has a t",
        ),
        (fields.Count, "4.5", "'4.5' is not a whole number."),
        (fields.Count, ["4"], "'['4']' is not text."),
        (fields.ShareField, {"a": 1}, "'{'a': 1}' is not text."),
    ],
)
def test_one_message(field: Any, value: object, message: str) -> None:
    assert refusal(field, value).startswith(message)


# --- Names or blocks ---------------------------------------------------------------------


def scenario(**changes: object) -> ScenarioModel:
    return ScenarioModel.model_validate(
        {"start": "2026-04-01", "horizon": "12 months", "channels": {}, "stages": {}, "teams": {}}
        | changes
    )


def test_a_calendar_is_named_or_written_in_place() -> None:
    assert scenario(calendar="office").calendar == "office"
    found = scenario(calendar={"hours": "always"}).calendar
    assert isinstance(found, Calendar)
    assert scenario(calendar=found).calendar is found


def test_people_are_names_or_blocks() -> None:
    people = ["Sato", {"name": "Suzuki", "starts": "2026-07-01"}]
    team = scenario(teams={"sales": {"covers": "field_sales", "people": people}}).teams["sales"]
    assert team.people == ("Sato", Person(name="Suzuki", starts=date(2026, 7, 1)))
    assert team.covers == ("field_sales",)


def test_ways_out_are_shares_or_blocks() -> None:
    stage = {"then": {"won": "20%", "back": {"share": "rest", "to": "propose"}}}
    then = scenario(stages={"close": stage}).stages["close"].then
    assert then == {"won": 0.2, "back": Outcome(share="rest", to="propose")}


def test_errors_point_into_the_block_without_names_of_types() -> None:
    with pytest.raises(ValidationError) as refused:
        scenario(
            calendar={"hours": {"mno": "9:00-18:00"}},
            teams={"sales": {"covers": [], "people": [{"nme": "Sato"}], "calendar": {}}},
            stages={"close": {"then": {"won": "35", "back": {"share": "2"}}}},
        )
    assert {error["loc"] for error in refused.value.errors()} == {
        ("calendar", "hours"),
        ("teams", "sales", "people", 0, "name"),
        ("teams", "sales", "people", 0, "nme"),
        ("teams", "sales", "calendar", "hours"),
        ("stages", "close", "then", "won"),
        ("stages", "close", "then", "back", "share"),
    }


# --- Schema ------------------------------------------------------------------------------


def test_the_schema_says_what_each_field_looks_like() -> None:
    schema = ScenarioModel.model_json_schema()
    assert schema["properties"]["start"]["examples"] == ["2026-04-01"]
    assert "$ref" in str(schema["properties"]["calendar"])
    work = schema["$defs"]["Stage"]["properties"]["conversation"]
    assert "lognormal" in str(work)
    covers = schema["$defs"]["Team"]["properties"]["covers"]
    assert {"type": "string"} in covers["anyOf"]


@pytest.mark.parametrize(
    "name",
    [name for name in vars(fields) if name.endswith(("Field", "Law", "Days", "Hours"))]
    + ["Count", "Fiscal", "YesNo", "ShareOrRest", "DelayOrLaw", "RateOrCount"],
)
def test_examples_in_the_schema_can_be_read(name: str) -> None:
    field = getattr(fields, name)
    if field is Law:
        return

    class Block(BaseModel):
        model_config = {"arbitrary_types_allowed": True}
        value: field

    shown = Block.model_json_schema()["properties"]["value"]
    forms = [shown, *shown.get("anyOf", [])]
    examples = [example for form in forms for example in form.get("examples", [])]
    assert examples or "const" in str(shown) or name == "PeopleField"
    for example in examples:
        if not str(example).startswith("{"):
            Block(value=example)
