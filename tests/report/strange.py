"""Companies that are strange to draw: very many teams, very long names, markup, hardly a month."""

from __future__ import annotations

from typing import Any

import yaml

from gtmsim.scenario import Scenario

MARKUP = r"$\frac{a}_{b}$<script>alert(1)</script>"
LONG = "とても長い名前を持つ第一営業本部東日本エンタープライズ担当グループ特命チーム"


def strange(
    *, teams: int = 3, horizon: str = "2 months", onward: str = "97%", leads: str = "100 per month"
) -> Scenario:
    """A company of teams in a row, whose names are long and full of signs."""
    stages: dict[str, Any] = {}
    staff: dict[str, Any] = {}
    for at in range(teams):
        following = f"step_{at + 1}" if at + 1 < teams else "won"
        stages[f"step_{at}"] = {
            "label": f"{LONG}{at}{MARKUP}",
            "function": f"work_{at}",
            "work": "40 min",
            "then": {following: onward, "lost.no": "rest"},
        }
        staff[f"team_with_a_rather_long_name_{at}"] = {
            "label": f"{MARKUP}{LONG}{at}",
            "covers": [f"work_{at}"],
            "headcount": 1,
            "salary": "600万円 per year",
        }
    stages["step_0"]["service_level"] = {"first_touch_within": "15 business minutes"}
    return Scenario.from_text(
        yaml.safe_dump(
            {
                "name": "strange",
                "label": f"{MARKUP}{LONG}",
                "start": "2026-04-01",  # a Wednesday
                "horizon": horizon,
                "calendar": {"hours": {"mon-fri": "9:00-18:00"}},
                "channels": {"web": {"label": MARKUP, "leads": leads}},
                "milestones": {"sql": "step_1", "won": "end"},
                "reasons": {"no": MARKUP},
                "stages": stages,
                "teams": staff,
            },
            allow_unicode=True,
            sort_keys=False,
        )
    )
