"""Laws of the company's own work: found whenever they are broken."""

from __future__ import annotations

import pytest

from gtmsim.log import Kind
from gtmsim.log.audit import audit, check
from tests.log.campaigned import PREPARES, campaigned
from tests.log.world import ANN, QUALIFY, World

MUTATIONS: list[tuple[str, str, Kind, dict[str, int]]] = [
    ("own_work_is_nobodys", "in a stage of leads", Kind.STARTED, {"stage": QUALIFY}),
    ("slips_are_late", "early", Kind.SLIPPED, {"value": 901}),
    ("slips_wait_for_the_work", "the work was over", Kind.SLIPPED, {"value": 700}),
    ("slips_wait_for_the_work", "before the work is over", Kind.SLIPPED, {"time": 650}),
    ("no_double_work", "two sessions at once", Kind.STARTED, {"rep": 1}),
    ("work_is_finished", "other work", Kind.FINISHED, {"value": 61}),
    ("work_was_waited_for", "nobody asked for it", Kind.JOINED, {"step": 9}),
    ("work_ends_when_worked", "too late", Kind.FINISHED, {"time": 601}),
    ("everything_is_named", "of nothing", Kind.SLIPPED, {"stage": -1}),
    ("everything_is_named", "of a lead", Kind.SLIPPED, {"lead": 0}),
    ("everything_is_named", "nobody's own way on", Kind.WENT_COLD, {"kind": int(Kind.LOST)}),
]


def test_a_sound_log_breaks_no_law() -> None:
    assert [str(violation) for violation in audit(campaigned().log())] == []
    check(campaigned().log())


@pytest.mark.parametrize(
    ("law", "kind", "change"),
    [pytest.param(law, kind, change, id=f"{law}-{told}") for law, told, kind, change in MUTATIONS],
)
def test_a_broken_law_is_found(law: str, kind: Kind, change: dict[str, int]) -> None:
    assert law in broken(campaigned(), kind, change)


def test_slipping_twice_is_found() -> None:
    world = campaigned()
    world.row(-1, 950, Kind.SLIPPED, stage=PREPARES, visit=1, value=600)
    assert "slips_are_late" in {violation.law for violation in audit(world.log())}


def test_the_text_tells_what_slipped_and_from_when() -> None:
    told = campaigned().log().text(kinds=[Kind.SLIPPED, Kind.STARTED])
    assert "slipped event.preparation visit 1 planned 2026-04-01 10:00" in told
    assert f"rep {['ann'][ANN]}" in told


def broken(world: World, kind: Kind, change: dict[str, int]) -> set[str]:
    world.find(kind).update(change)
    return {violation.law for violation in audit(world.log())}
