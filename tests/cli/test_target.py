"""`gtmsim target`: tables in both languages, JSON, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.experiment.test_reverse import COMPANY


@pytest.fixture
def company(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(COMPANY, encoding="utf-8")
    return path


def test_a_revenue_is_divided_back(gtmsim: Command, company: Path) -> None:
    asked = ("target", company, "--by", "2026-06-29", "--replications", 3, "--no-levers")
    english = gtmsim(*asked, "--revenue", "40,000,000", "--visit-rate", "2%").output
    assert "40,000,000 JPY of new business by 2026-06-29" in english
    assert "visits" in english
    assert "Landing by 2026-06-29" in english
    japanese = gtmsim(*asked, "--revenue", "4000万円", "--lang", "ja").output
    assert "達成確率" in japanese
    as_json = json.loads(gtmsim(*asked, "--revenue", "4000万円", "--format", "json").output)
    assert as_json["needs"]["wins"] == 40
    assert as_json["by"] == "2026-06-29"


def test_what_cannot_be_read_is_refused(gtmsim: Command, company: Path) -> None:
    found = gtmsim("target", company, "--by", "2026-06-29", "--revenue", "a lot")
    assert found.exit_code == 2
    assert "revenue" in found.output
