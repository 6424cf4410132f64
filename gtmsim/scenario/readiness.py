"""How ready buyers are, with the mixes that the sources name filled in."""

from __future__ import annotations

from gtmsim.scenario.market import Readiness
from gtmsim.scenario.targets import resolve_shares

PRESETS: dict[str, float] = {"1:9": 0.1, "2:8": 0.2, "35:65": 0.35}
"""Share of buyers who are ready at first contact (R130; 35:65 is R131, another base)."""


def written_shares(ready: Readiness) -> dict[str, float | str]:
    """The shares of now, later and never as written, the preset's included."""
    if ready.preset is not None and ready.now is None:
        mix: dict[str, float | str] = {"now": PRESETS[ready.preset], "later": "rest", "never": 0.0}
        if ready.later is not None:
            mix |= {"later": ready.later, "never": "rest"}
        if ready.never is not None:
            mix["never"] = ready.never
            if ready.never == "rest" and ready.later is None:
                mix["later"] = 0.0
        return mix
    given = {"now": ready.now, "later": ready.later, "never": ready.never}
    shares: dict[str, float | str] = {
        name: share for name, share in given.items() if share is not None
    }
    if ready.never is None and "rest" not in shares.values():
        shares["never"] = "rest"
    return shares


def readiness_shares(ready: Readiness) -> dict[str, float]:
    """The shares of buyers who are ready now, later and never; they sum to 1."""
    shares = resolve_shares(written_shares(ready))
    return {name: shares.get(name, 0.0) for name in ("now", "later", "never")}
