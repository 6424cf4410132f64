"""The folder that `--out` names: results, the scenario, and the log of replication 0."""

from __future__ import annotations

import json
from pathlib import Path

from gtmsim.cli import written
from gtmsim.cli.exits import refuse
from gtmsim.cli.replicate import Replications
from gtmsim.cli.tabular import table
from gtmsim.log import files

RESULT = "result.json"


def check_folder(folder: Path) -> None:
    """Refuse a folder with anything but an earlier result in it, before the work is done."""
    if folder.exists() and not _is_ours(folder):
        refuse(
            f"{folder} exists and is not a result of gtmsim. It was left alone: choose another "
            "folder."
        )


def write_folder(folder: Path, result: Replications, *, excel: bool = False) -> None:
    """Write a result; an earlier one is replaced. With `excel`, its CSV is for Excel."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _text(folder / RESULT, written.as_json(result) + "\n")
        for name, text in (
            ("kpis.csv", written.as_csv(result)),
            ("replications.csv", written.replications_as_csv(result)),
            *((("targets.csv", table(result.targets.frame())),) if result.targets else ()),
        ):
            (folder / name).write_bytes(written.encoded(text, excel=excel))
        _text(folder / "scenario.yaml", result.scenario.text())
        files.write(result.log, folder / "log")
    except OSError as error:
        refuse(f"{folder} cannot be written: {error.strerror}")


def _is_ours(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        found = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("format") == written.FORMAT


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
