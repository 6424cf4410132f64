"""`gtmsim report`: one page for a meeting, from a scenario or from a folder of results."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from gtmsim import experiment, scenario
from gtmsim.cli.arguments import Lang, Language
from gtmsim.cli.bar import progress_bar
from gtmsim.cli.exits import readable_failures, refuse
from gtmsim.cli.experiments import Jobs
from gtmsim.cli.folder import RESULT
from gtmsim.cli.written import FORMAT
from gtmsim.experiment import Result, local
from gtmsim.experiment.briefing import briefing
from gtmsim.experiment.runner import Pool, Progress
from gtmsim.experiment.store import MANIFEST, versions
from gtmsim.experiment.tested import around
from gtmsim.log import files
from gtmsim.report.board import board
from gtmsim.report.explained import Explained, explained_of
from gtmsim.report.onepage import MARK, check_installed, page

PAGE = "report.html"
REPLICATIONS = 30


def report(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|FILE",
            help="What --out of run, compare or sweep wrote, or a scenario file to run.",
        ),
    ],
    lang: Lang = Language.en,
    browse: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PAGE",
            help="Where to write the page; default: report.html in DIR, NAME.report.html for FILE.",
        ),
    ] = None,
    replications: Annotated[
        int | None, typer.Option(min=1, help="Lives of the organization, for FILE; default 30.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Names the luck, for FILE; default 0.")
    ] = None,
    jobs: Jobs = 1,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out what one more person would bring.")
    ] = False,
    why: Annotated[
        bool,
        typer.Option("--explain", help="Of two designs: what makes the difference. Takes longer."),
    ] = False,
) -> None:
    """Write a report as one HTML page that needs no network, in English and Japanese."""
    with readable_failures():
        target = out if out is not None else _beside(source)
        check_installed()
        _check(target)
        if source.is_dir() and (replications, seed) != (None, None):
            refuse("--replications and --seed are for a scenario file: a folder has its own.")
        with progress_bar() as progress, local(jobs) as pool:
            result = _result(source, replications, seed, pool, progress)
            folder = source if source.is_dir() else source.parent
            found = briefing(
                result,
                folder=(*around(folder), Path()),
                further=not quick,
                executor=pool,
                progress=progress,
            )
            told = _explained(result, pool, progress) if why else None
        _write(target, page(found, lang=lang.code, explained=told))
        shown = board(found, lang.code)
        typer.echo("\n".join([shown.text(), *shown.cautions, str(target)]))
        if browse:
            webbrowser.open(target.resolve().as_uri())


def _result(
    source: Path,
    replications: int | None,
    seed: int | None,
    pool: Pool,
    progress: Progress | None,
) -> Result:
    """The replications of a folder, or those of a scenario file, run now."""
    if source.is_dir() and (source / MANIFEST).exists():
        found = experiment.read(source)
        if not found.gathered.done:
            refuse(f"nothing is finished in {source} yet. Go on with: gtmsim resume {source}")
        return found
    if source.is_dir():
        source, replications, seed = _run(source)
    # As `gtmsim run` does: one replication keeps uncertain inputs at their central values.
    return experiment.simulate(
        scenario.load(source),
        replications=replications or REPLICATIONS,
        seed=seed or 0,
        inputs="central" if replications == 1 else "drawn",
        executor=pool,
        progress=progress,
    )


def _explained(result: Result, pool: Pool, progress: Progress | None) -> Explained:
    """What makes the difference between the two designs of a comparison."""
    if result.experiment.kind != "compare" or len(result.points) != 2:
        refuse("--explain is for a comparison of two designs.")
    one, two = (result.experiment.point_scenario(point) for point in result.points)
    first, second = (point.label for point in result.points)
    found = experiment.explain(
        one,
        two,
        names=(first, second),
        objective=result.experiment.objective or None,
        seed=result.experiment.seed,
        inputs=result.experiment.inputs,
        quick=True,
        executor=pool,
        progress=progress,
    )
    return explained_of(found)


def _run(folder: Path) -> tuple[Path, int, int]:
    """What `gtmsim run --out` wrote: its scenario, replications and seed, to be run once more."""
    try:
        found = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        refuse(
            f"{folder} holds no result of gtmsim: neither {MANIFEST} (compare, sweep) nor "
            f"{RESULT} (run)."
        )
    _same_version(folder)
    return folder / "scenario.yaml", int(found["replications"]), int(found["seed"])


def _same_version(folder: Path) -> None:
    """Refuse to run anew what another version of gtmsim has run: numbers would differ."""
    theirs, ours = files.read(folder / "log").meta.get("version"), versions()["gtmsim"]
    if theirs is not None and theirs != ours:
        refuse(
            f"{folder} was made by gtmsim {theirs}, this is {ours}: its numbers would not be the "
            "same. Run it again, or use the same version."
        )


def _beside(source: Path) -> Path:
    return source / PAGE if source.is_dir() else Path(f"{source.stem}.report.html")


def _check(target: Path) -> None:
    """Refuse to write over anything but an earlier report, before the work is done."""
    if not target.exists():
        return
    ours = False
    if target.is_file():
        with target.open(encoding="utf-8", errors="replace") as file:
            ours = MARK in file.read(2000)
    if not ours:
        refuse(f"{target} exists and is no report of gtmsim. It was left alone: choose another.")


def _write(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        refuse(f"{target} cannot be written: {error.strerror}")
