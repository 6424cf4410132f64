"""Who of an account is approached unknowingly: only a pair of which one is not recognized."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gtmsim.engine.approach import is_approached
from gtmsim.engine.buyer import Account

WORKED: Any = SimpleNamespace(function=0)


def lead(row: int, account: Account, *, known: bool, told: list[int]) -> Any:
    return SimpleNamespace(
        row=row,
        account=account if known else None,
        origin=account,
        opportunity=False,
        customer_since=-1,
        duplicated=False,
        record=lambda kind, stage, value: told.append(value),
    )


@pytest.mark.parametrize(
    ("first", "second", "duplicated"),
    [(True, True, []), (True, False, [7]), (False, True, [7]), (False, False, [7])],
)
def test_two_leads_of_an_account(first: bool, second: bool, duplicated: list[int]) -> None:
    account, told = Account(), []
    one = lead(7, account, known=first, told=told)
    other = lead(8, account, known=second, told=told)
    is_approached(one, WORKED)
    is_approached(other, WORKED)
    is_approached(one, WORKED)
    assert told == duplicated
