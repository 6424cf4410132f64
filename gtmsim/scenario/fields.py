"""Field types of the scenario model: how each piece of text is read, and its JSON Schema.

A field that could mean several things (a bare duration or a law, money once or per month)
decides by the shape of what it is given and then reports that one error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from gtmsim.scenario import calendars, hours
from gtmsim.scenario.families import FAMILIES
from gtmsim.scenario.laws import Dimension, Law, parse_law
from gtmsim.scenario.readers import (
    parse_amount,
    parse_connect,
    parse_cost,
    parse_count_or_names,
    parse_date,
    parse_datetime,
    parse_delay_or_law,
    parse_fiscal_years,
    parse_growth,
    parse_length,
    parse_month,
    parse_period,
    parse_positive_length,
    parse_rate_or_count,
    parse_rate_or_table,
    parse_share_or_rest,
    parse_share_or_table,
    parse_yes_no,
)
from gtmsim.units import (
    Duration,
    Money,
    MoneyRate,
    Rate,
    parse_count,
    parse_number,
    parse_share,
    show,
    tidy,
)

T = TypeVar("T")
Schema = dict[str, Any]


def _checked(check: Callable[[str], object]) -> Callable[[object], str]:
    """A reader of text that must be readable, but is kept as text."""

    def read(value: object) -> str:
        text = value.isoformat() if isinstance(value, date) else value
        if not isinstance(text, str):
            raise ValueError(f"{show(value)} is not text.")
        check(text)
        return text.strip()

    return read


# --- Schemas ----------------------------------------------------------------------------


def _text(*examples: str, also: str = "") -> WithJsonSchema:
    """Schema of text; `also` names what else a YAML editor may take an unquoted value for."""
    kind = ["string", also] if also else "string"
    return WithJsonSchema({"type": kind, "examples": list(examples)})


def _either(*parts: Schema) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": list(parts)})


def _law(*examples: str, also: str = "") -> Schema:
    """Schema of a law: a bare quantity, or a mapping with the law's name as its only key."""
    named: Schema = {name: {} for name in [*FAMILIES, "empirical"]}
    return {
        "anyOf": [
            {"type": ["string", also] if also else "string", "examples": list(examples)},
            {"type": "object", "minProperties": 1, "maxProperties": 1, "properties": named},
        ]
    }


def _law_of(dimension: Dimension) -> PlainValidator:
    return PlainValidator(lambda value: parse_law(value, dimension))


class OneOrManyOf:
    """Marks a tuple that may be written as a single value: `country: JP` for `[JP]`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Wrap whatever is not a list before it is read."""
        return core_schema.no_info_before_validator_function(self._many, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Schema:
        """Allow the single value beside the list."""
        many = handler(schema)
        return {"anyOf": [many.get("items", {}), many]}

    @staticmethod
    def _many(value: object) -> object:
        return value if isinstance(value, (list, tuple)) else (value,)


class TextOr:
    """Marks a field that is text (a name, a share) or a block; the shape decides which.

    A union of pydantic would report the errors of both.
    """

    def __init__(self, parse: Callable[[object], object], text: Schema) -> None:
        self.parse, self.text = parse, text

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Give mappings to the block's own schema, and anything else to `parse`."""
        (block,) = (part for part in source.__args__ if hasattr(part, "model_fields"))

        def read(value: object, inner: Callable[[object], object]) -> object:
            is_block = isinstance(value, (Mapping, block))
            return inner(value) if is_block else self.parse(value)

        return core_schema.no_info_wrap_validator_function(read, handler.generate_schema(block))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Schema:
        """Allow either form."""
        return {"anyOf": [self.text, handler(schema)]}


def _name(value: object) -> str:
    return tidy(value, "Write a name, or a block with its own settings.")


Named = TextOr(_name, {"type": "string"})
"""`str | Block`: the name of a block declared elsewhere, or the block itself."""

Shared = TextOr(parse_share_or_rest, {"type": ["string", "number"], "examples": ["35%", "rest"]})
"""`ShareOrRest | Block`: a share, or the long form."""


# --- Types ------------------------------------------------------------------------------

_DELAYS = ("15 min", "2 h", "3 business days")
_WORK = ("15 min", "{lognormal: {mean: 25 min, p90: 45 min}}", "{exponential: 3 days}")

Count = Annotated[int, PlainValidator(parse_count), _text("4", "300", also="integer")]
NumberField = Annotated[float, PlainValidator(parse_number), _text("1.2", also="number")]
ShareField = Annotated[
    float, PlainValidator(parse_share), _text("35%", "0.35", "12 of 48", also="number")
]
ShareOrRest = Annotated[
    float | Literal["rest"],
    PlainValidator(parse_share_or_rest),
    _text("35%", "rest", also="number"),
]
GrowthField = Annotated[float, PlainValidator(parse_growth), _text("20%", "-5%", also="number")]
YesNo = Annotated[bool, PlainValidator(parse_yes_no), _text("yes", "no", also="boolean")]

DateField = Annotated[date, PlainValidator(parse_date), _text("2026-04-01")]
DateTimeField = Annotated[datetime, PlainValidator(parse_datetime), _text("2026-04-03 10:00")]
Fiscal = Annotated[int, PlainValidator(parse_month), _text("April", "4月", also="integer")]
FiscalYears = Annotated[
    dict[int, float],
    PlainValidator(parse_fiscal_years),
    _either(
        {"type": ["string", "integer"], "examples": ["April", "4月"]},
        {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
    ),
]
"""Months in which customers' fiscal years start, and the share of customers of each."""

DelayField = Annotated[Duration, PlainValidator(Duration.parse), _text(*_DELAYS)]
DurationField = Annotated[Duration, PlainValidator(parse_length), _text("30 min", "24 months")]
LengthField = Annotated[
    Duration, PlainValidator(parse_positive_length), _text("30 min", "24 months")
]
PeriodField = Annotated[Duration, PlainValidator(parse_period), _text("2 weeks", "1 month")]
RateField = Annotated[Rate, PlainValidator(Rate.parse), _text("120 per month", "2% per month")]
HazardField = Annotated[
    Rate | dict[str, Rate],
    PlainValidator(parse_rate_or_table),
    _either(
        {"type": "string", "examples": ["2% per month"]},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ),
]

MoneyField = Annotated[Money, PlainValidator(Money.parse), _text("300_000 JPY", "30万円")]
MoneyRateField = Annotated[MoneyRate, PlainValidator(MoneyRate.parse), _text("600万円 per year")]
CostField = Annotated[
    Money | MoneyRate, PlainValidator(parse_cost), _text("30万円", "80万円 per month")
]
AmountField = Annotated[
    Money | float, PlainValidator(parse_amount), _text("1.2億円", "10", also="number")
]
"""Money, or how many."""

TimeLaw = Annotated[Law, _law_of("time"), WithJsonSchema(_law(*_WORK))]
MoneyLaw = Annotated[Law, _law_of("money"), WithJsonSchema(_law("200万円 per year"))]
NumberLaw = Annotated[Law, _law_of("number"), WithJsonSchema(_law("40", also="number"))]
DelayOrLaw = Annotated[
    Duration | Law, PlainValidator(parse_delay_or_law), WithJsonSchema(_law(*_DELAYS))
]
RateOrCount = Annotated[
    Rate | Law,
    PlainValidator(parse_rate_or_count),
    WithJsonSchema(_law("120 per month", "40", also="number")),
]

ConnectField = Annotated[
    float | tuple[float, ...],
    PlainValidator(parse_connect),
    _either(
        {"type": ["string", "number"], "examples": ["48%"]},
        {"type": "array", "items": {"type": ["string", "number"]}},
    ),
]
NoShowField = Annotated[
    float | dict[str, float],
    PlainValidator(parse_share_or_table),
    _either(
        {"type": ["string", "number"], "examples": ["15%"]},
        {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
    ),
]
PeopleField = Annotated[
    int | tuple[str, ...],
    PlainValidator(parse_count_or_names),
    _either({"type": ["string", "integer"]}, {"type": "array", "items": {"type": "string"}}),
]

OneOrMany = Annotated[tuple[T, ...], OneOrManyOf()]
"""`OneOrMany[str]`: a list, or one value that stands for a list of one."""

HoursField = Annotated[
    tuple[hours.WeekSpan, ...],
    PlainValidator(hours.parse_hours),
    _either(
        {"const": "always"},
        {"type": "object", "examples": [{"mon-fri": "9:00-18:00", "sat": "closed"}]},
    ),
]
DayHours = Annotated[str, PlainValidator(_checked(hours.parse_spans)), _text("12:00-13:00")]
ClosedDays = Annotated[
    str, PlainValidator(_checked(hours.parse_closure)), _text("2026-08-13", "12-29..01-03")
]
TimeZoneField = Annotated[str, PlainValidator(_checked(calendars.zone)), _text("Asia/Tokyo")]
CountryField = Annotated[str, PlainValidator(_checked(calendars.check_place)), _text("JP", "US")]
