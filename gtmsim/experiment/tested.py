"""The record of a back-test, beside a scenario or its results: `backtest.json`.

It names the scenario by its hash: that of another one, or of an earlier version, says nothing
about this one. A folder may hold several scenarios, so that earlier records stay in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gtmsim.experiment.backtest import Backtest
from gtmsim.experiment.backtest_words import short, verdict
from gtmsim.experiment.experiment import ExperimentError
from gtmsim.experiment.store import versions
from gtmsim.experiment.words import say
from gtmsim.kpi import Language
from gtmsim.scenario import Scenario

BACKTEST = "backtest.json"
FORMAT = "gtmsim back-test 1"


def record(found: Backtest) -> dict[str, Any]:
    """What stays of a back-test."""
    part, low, high = found.coverage
    return {
        "format": FORMAT,
        "hash": found.hash,
        "text": short(found, "en"),
        "label": short(found, "ja"),
        "scenario": found.title,
        "actuals": found.file,
        "first": f"{found.months[0]:%Y-%m}",
        "last": f"{found.months[-1]:%Y-%m}",
        "months": len(found.months),
        "kpis": [each.meaning.kpi for each in found.scores],
        "inside": found.inside,
        "values": found.values,
        "coverage": {"share": part, "low": low, "high": high},
        "verdict": list(verdict(found, "en")),
        "replications": found.replications,
        "seed": found.seed,
        "version": versions()["gtmsim"],
    }


def write_backtest(folder: Path, found: Backtest) -> Path:
    """Keep the record of a back-test in a folder, besides those of other scenarios.

    Raises:
        ExperimentError: the file there is none of ours, or cannot be written.
    """
    path = folder / BACKTEST
    kept = [each for each in _read(path) if each.get("hash") != found.hash]
    content = record(found) | ({"others": kept} if kept else {})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, indent=2)
        path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise ExperimentError(f"{path} cannot be written: {error.strerror}.") from None
    return path


def read_backtest(
    folder: Path | Iterable[Path] | None, scenario: Scenario
) -> Mapping[str, Any] | None:
    """What a back-test has left about a scenario; None if nothing.

    Args:
        folder: where to look, and in the one above; or several folders, in this order.
        scenario: which.

    Raises:
        ExperimentError: a record cannot be read.
    """
    places = around(folder) if isinstance(folder, Path) else folder or ()
    for each in dict.fromkeys(places):
        for found in _read(each / BACKTEST):
            if found.get("hash") == scenario.hash:
                return found
    return None


def standing(scenario: Scenario, language: Language, near: Path | None = None) -> str:
    """What a back-test of this very scenario found, or that there was none.

    Args:
        scenario: which.
        language: the reader's.
        near: folder of the scenario or its results; the working folder is looked at too.
    """
    found = read_backtest((*(around(near) if near is not None else ()), Path()), scenario)
    if found is None:
        return say(
            language,
            "Not back-tested. gtmsim backtest holds a scenario against what happened.",
            "実績未検証。gtmsim backtest で過去の実績と突き合わせられます。",
        )
    text = found.get("text")
    return say(language, f"Back-tested: {text}", f"実績検証済み: {found.get('label') or text}")


def around(folder: Path) -> tuple[Path, Path]:
    """A folder and the one above: results lie below the scenario that they are about."""
    return folder, folder.resolve().parent


def _read(path: Path) -> list[dict[str, Any]]:
    """Every record of a file, the latest first; none if there is no file."""
    if not path.exists():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExperimentError(f"{path} cannot be read: {error}") from None
    others = found.get("others", []) if isinstance(found, dict) else None
    if not isinstance(others, list) or not all(isinstance(each, dict) for each in others):
        raise ExperimentError(f"{path} is no back-test: an object was expected.")
    return [found, *others]
