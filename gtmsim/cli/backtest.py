"""`gtmsim backtest`: a scenario of a past day against what happened since then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from gtmsim import scenario
from gtmsim.cli.arguments import Lang, Language
from gtmsim.cli.bar import progress_bar
from gtmsim.cli.exits import readable_failures, refuse
from gtmsim.cli.experiments import Jobs, Seed
from gtmsim.cli.tabular import lines, number, table
from gtmsim.experiment import Backtest, Stopped, local
from gtmsim.experiment import backtest as tested_against
from gtmsim.experiment.backtest import FEWEST, REPLICATIONS
from gtmsim.experiment.tested import record, write_backtest

MONTHS = "backtest_months.csv"


def backtest(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A scenario that starts on a past day.")
    ],
    actuals: Annotated[
        Path, typer.Option(metavar="CSV", help="What happened: columns month, kpi, value.")
    ],
    replications: Annotated[
        int, typer.Option(min=FEWEST, help="Lives of the organization.")
    ] = REPLICATIONS,
    seed: Seed = 0,
    jobs: Jobs = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Keep the record and the months there; default: the record beside FILE.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: Lang = Language.en,
) -> None:
    """Hold a scenario of a past day against what happened: coverage, bias, naive forecasts."""
    with readable_failures():
        chosen = scenario.load(file)
        try:
            with progress_bar() as progress, local(jobs) as pool:
                found = tested_against(
                    chosen,
                    actuals,
                    replications=replications,
                    seed=seed,
                    executor=pool,
                    progress=progress,
                )
        except Stopped:
            raise KeyboardInterrupt from None  # nothing is kept
        kept = write_backtest(out if out is not None else file.parent, found)
        if out is not None:
            _write_months(out / MONTHS, found)
        if as_json:
            content = record(found) | {"by_kpi": _scores(found), "by_month": lines(found.frame())}
            typer.echo(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False))
            return
        where = "記録" if lang is Language.ja else "Recorded in"
        typer.echo(f"{found.text(lang.code)}\n{where}: {kept}")


def _write_months(path: Path, found: Backtest) -> None:
    try:
        path.write_text(table(found.frame()), encoding="utf-8", newline="\n")
    except OSError as error:
        refuse(f"{path} cannot be written: {error.strerror}")


def _scores(found: Backtest) -> list[dict[str, Any]]:
    rows = []
    for score in found.scores:
        naive = {"same month last year": score.by_last_year, "volumes x rates": score.by_sheet}
        rows.append(
            {
                "kpi": score.meaning.kpi,
                "inside": score.held,
                "months": len(score.months),
                "low": score.inside.low,
                "high": score.inside.high,
                "lean": score.lean or None,
                "bias": number(score.own.bias),
                "error": number(score.own.size),
                "measure": "WAPE" if score.own.weighted else "MAPE",
                "naive": {
                    name: None
                    if each is None
                    else {"months": each.months, "bias": number(each.bias),
                          "error": number(each.size), "simulation": number(each.model)}
                    for name, each in naive.items()
                },
            }
        )  # fmt: skip
    return rows
