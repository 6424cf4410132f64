"""`gtmsim resume` and `gtmsim show`: what a folder of results holds, finished or not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gtmsim import experiment
from gtmsim.cli import experiments
from gtmsim.cli.arguments import Excel, Format, Lang, Language
from gtmsim.cli.exits import readable_failures, refuse
from gtmsim.cli.experiments import check_excel, shown, workers

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder that --out of compare or sweep named.")
]


def resume(
    folder: Folder,
    jobs: experiments.Jobs = 1,
    cluster: experiments.Cluster = None,
    form: experiments.Form = Format.table,
    lang: Lang = Language.en,
    excel: Excel = False,
) -> None:
    """Finish an experiment that was stopped or killed; the same table as if it had not been."""
    with readable_failures():
        check_excel(form, excel=excel)
        with workers(jobs, cluster) as (pool, progress):
            result = experiment.resume(folder, executor=pool, progress=progress)
        shown(result, form, lang, excel=excel, near=folder)


def show(
    folder: Folder,
    form: experiments.Form = Format.table,
    lang: Lang = Language.en,
    excel: Excel = False,
) -> None:
    """Print what an experiment has found, finished or not; changes nothing."""
    with readable_failures():
        check_excel(form, excel=excel)
        result = experiment.read(folder)
        if not result.gathered.done:
            refuse(f"nothing is finished in {folder} yet. Go on with: gtmsim resume {folder}")
        shown(result, form, lang, excel=excel, near=folder)
