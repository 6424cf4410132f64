"""Laws and lengths that generated scenarios use: every family, and every way to write one.

They are few, so that the tables of one example serve the next.
"""

from __future__ import annotations

from typing import Any

WORK: tuple[Any, ...] = (
    "20 min",
    {"exponential": "40 min"},
    {"lognormal": {"mean": "25 min", "p90": "45 min"}},
    {"lognormal": {"median": "1 h", "cv": 0.5}},
    {"gamma": {"mean": "1 h", "cv": 0.5}},
    {"weibull": {"mean": "30 min", "shape": 1.5}},
    {"triangular": {"low": "10 min", "mode": "20 min", "high": "1 h"}},
    {"uniform": {"low": "0 min", "high": "2 h"}},
    {"empirical": ["5 min", "1 h", "3 h"]},
    {"empirical": {"p0": "0 min", "p50": "20 min", "p100": "4 h"}},
    {"invgauss": {"mu": 0.5, "loc": "1 min", "scale": "30 min"}},
    "9 h",
)
"""Time a piece of work takes; now and then nothing, now and then longer than a day."""

DELAYS: tuple[Any, ...] = (
    "90 min",
    "1 day",
    "2 business days",
    "1.5 business days",
    "3 business hours",
    "1 month",
    {"exponential": "1 day"},
    {"gamma": {"mean": "4 business hours", "cv": 0.5}},
)
"""Waits that take time."""

THINKING: tuple[Any, ...] = ("0 min", *DELAYS)
"""Waits that may take none."""

PATIENCE: tuple[Any, ...] = (
    "2 h",
    {"exponential": "1 day"},
    {"weibull": {"scale": "6 h", "shape": 0.8}},
    {"exponential": "5 business hours"},
)

GAPS = ("1 day", "0 min", "2 business hours", "1 business day", "30 min")
PROMISES = (
    "15 business minutes",
    "2 h",
    "1 business day",
    "1.5 business days",
    "3 business hours",
    "2 business days",
)

NUMBERS: tuple[Any, ...] = (
    {"lognormal": {"median": 50, "cv": 1.0}},
    {"uniform": {"low": 0, "high": 1000}},
    {"poisson": 30},
    {"empirical": [5, 50, 500]},
)

RANGES: tuple[dict[str, float], ...] = (
    {">= 100": 1.5},
    {"< 10": 0.5, "10..100": 1.2},
    {"<= 50": 0.8, "> 50": 1.25},
    {"5": 2.0},
)
"""Odds factors by a number."""

CALENDARS: dict[str, dict[str, Any]] = {
    "office": {
        "hours": {"mon-fri": "9:00-18:00"},
        "break": "12:00-13:00",
        "country": "JP",
        "closed": ["12-29..01-03", "2026-05-01"],
    },
    "late": {"hours": {"mon-fri": "9:00-18:00"}, "break": ["13:00-14:00", "16:00-16:10"]},
    "shop": {"hours": {"tue": "10:00-12:00, 14:00-16:30", "thu-sat": "10:00-19:00"}},
    "desk": {"hours": "always"},
    "abroad": {
        "hours": {"mon-fri": "8:30-17:00"},
        "country": "US",
        "subdivision": "CA",
        "time_zone": "America/Los_Angeles",
    },
}

SETTINGS: tuple[tuple[str, str], ...] = (
    ("2026-04-01", "Asia/Tokyo"),
    ("2026-04-27", "Asia/Tokyo"),  # Golden Week
    ("2026-12-21", "Asia/Tokyo"),  # the year's end
    ("2026-03-26", "Europe/Berlin"),  # clocks go forward on the 29th
    ("2026-10-30", "America/New_York"),  # and back on November 1st
    ("2028-02-27", "Asia/Tokyo"),  # a leap day
)
"""First days, each with a time zone."""

HORIZONS = {"5 days": 5, "10 days": 10, "3 weeks": 21, "1 month": 28, "6 weeks": 42}
"""Lengths of a scenario, with the days they last at least."""
