"""`gtmsim explain`: why one design does better than another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from gtmsim import scenario
from gtmsim.cli import experiments
from gtmsim.cli.arguments import Lang, Language
from gtmsim.cli.closing import of_result
from gtmsim.cli.exits import readable_failures
from gtmsim.cli.experiments import several
from gtmsim.cli.progress import progress_bar
from gtmsim.experiment import explain as explain_designs
from gtmsim.experiment import local
from gtmsim.experiment.effort import Effort
from gtmsim.experiment.gathered import Gathered
from gtmsim.experiment.runner import Status


def explain(
    first: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.")],
    second: Annotated[Path, typer.Argument(metavar="FILE", help="The design to explain.")],
    replications: Annotated[
        int | None,
        typer.Option(min=2, help="Of every design and change; default 20, or 8 with --quick."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer replications, and fewer assumptions tried.")
    ] = False,
    tipping: Annotated[
        bool,
        typer.Option(
            "--tipping/--no-tipping", help="Search for assumptions that would tip the verdict."
        ),
    ] = True,
    within: Annotated[
        float, typer.Option(min=1.01, help="Largest factor by which an assumption is changed.")
    ] = 2.0,
    seed: experiments.Seed = 0,
    objective: experiments.Objective = None,
    jobs: experiments.Jobs = 1,
    lang: Lang = Language.en,
) -> None:
    """Say why: each mechanism switched off in turn, one person more, what would tip it."""
    with readable_failures():
        files = [first, second]
        loaded = [scenario.load(file) for file in files]
        one, two = several(
            [each.name or file.stem for each, file in zip(loaded, files, strict=True)]
        )
        effort = Effort.of(replications=replications, quick=quick, tipping=tipping)
        most = effort.foreseen(*loaded)
        with progress_bar(most, "replications at most") as bar, local(jobs) as pool:
            found = explain_designs(
                *loaded,
                objective=objective,
                replications=replications,
                seed=seed,
                executor=pool,
                quick=quick,
                tipping=tipping,
                within=within,
                names=(one, two),
                progress=_Rounds(bar).show,
            )
        typer.echo(found.text(lang.code))
        typer.echo("\n" + "\n".join(of_result(found.result, lang, first.parent)))


class _Rounds:
    """Adds up the rounds that an explanation runs; each tells how far it is by itself."""

    def __init__(self, bar: Callable[[float], None]) -> None:
        self._bar = bar
        self._round: Gathered | None = None
        self._before, self._done = 0, 0

    def show(self, status: Status) -> None:
        """Takes what one round tells."""
        if status.gathered is not self._round:
            self._round, self._before = status.gathered, self._before + self._done
        self._done = status.done
        self._bar(self._before + self._done)
