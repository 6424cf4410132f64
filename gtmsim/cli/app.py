"""The commands, as typed at the terminal."""

from __future__ import annotations

import json
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated

import typer

from gtmsim import kpi, scenario
from gtmsim.cli import cadence, show
from gtmsim.cli.arguments import Excel, Format, Lang, Language
from gtmsim.cli.backtest import backtest
from gtmsim.cli.cadence import OnOption, ReportOption, RulesOption, shock
from gtmsim.cli.chosen import Settings, chosen_of
from gtmsim.cli.compare import compare
from gtmsim.cli.describe import describe
from gtmsim.cli.exits import readable_failures, refuse
from gtmsim.cli.experiments import Jobs, check_excel
from gtmsim.cli.explain import explain
from gtmsim.cli.folder import check_folder, write_folder
from gtmsim.cli.new import new
from gtmsim.cli.packs import PackOption, listed
from gtmsim.cli.rates import rates
from gtmsim.cli.replicate import replicate
from gtmsim.cli.report import report
from gtmsim.cli.resume import resume
from gtmsim.cli.resume import show as show_folder
from gtmsim.cli.spreadsheet import spreadsheet
from gtmsim.cli.sweep import sweep
from gtmsim.cli.target import target
from gtmsim.cli.targets import EveryOption, rollup
from gtmsim.errors import Problem, ScenarioError
from gtmsim.experiment.experiment import blank_log
from gtmsim.kpi.packs import kpis_of
from gtmsim.report import opening_total
from gtmsim.report.cautions import cautions
from gtmsim.scenario.opening_totals import opening_totals
from gtmsim.scenario.schema import schema as scenario_schema

app = typer.Typer(
    name="gtmsim",
    help="Simulate a go-to-market organization: describe it in a YAML file, run it, read the KPIs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Entry point of the console script."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gtmsim {installed_version('gtmsim')}")
        raise typer.Exit


@app.callback()
def gtmsim(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Simulate a go-to-market organization: describe it in YAML, run it, read the KPIs."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Scenario files.")],
    assumed: Annotated[
        bool, typer.Option("--assumed", help="List the values that have no source.")
    ] = False,
) -> None:
    """Report every problem of every file; exit code 2 if there is one."""
    problems: list[Problem] = []
    with readable_failures():
        for file in files:
            try:
                loaded = scenario.load(file)
            except ScenarioError as error:
                problems.extend(error.problems)
                continue
            typer.echo(f"{file}: no problems")
            for total in opening_totals(loaded):
                typer.echo(f"  {total.block}: {opening_total(loaded, total, 'en')}")
            for caution in cautions(loaded):
                typer.echo(f"  note: {caution}")
            for path in loaded.assumed if assumed else ():
                typer.echo(f"  assumed: {path}")
        if problems:
            refuse(str(ScenarioError(problems)))


@app.command()
def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.")],
    replications: Annotated[
        int, typer.Option(min=1, help="How many lives of the organization, each with its own luck.")
    ] = 1,
    seed: Annotated[
        int, typer.Option(min=0, help="Names the luck: the same seed gives the same result.")
    ] = 0,
    settings: Settings = None,
    wanted: Annotated[
        list[str] | None,
        typer.Option("--kpi", metavar="ID", help="Show this KPI instead; may be repeated."),
    ] = None,
    packs: PackOption = None,
    report: ReportOption = None,
    on: OnOption = None,
    rules: RulesOption = None,
    every: EveryOption = None,
    jobs: Jobs = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write KPIs and the event log there.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    lang: Lang = Language.en,
    excel: Excel = False,
) -> None:
    """Run a scenario and print its KPIs."""
    with readable_failures():
        check_excel(form, excel=excel, out=out)
        if out is not None:
            check_folder(out)
        chosen = chosen_of(file, settings)
        if packs and wanted:
            refuse("--kpi and --pack both say what to show: use one of them.")
        if packs and report is None:
            wanted = [*(wanted or []), *kpis_of(packs, blank_log(chosen).definitions)]
        if report is not None:
            if replications > 1 or out is not None or every is not None or wanted:
                refuse(
                    "--report prints one period of one course of events: leave --replications, "
                    "--out, --every and --kpi away."
                )
            cadence.report(
                chosen,
                report,
                on=on,
                rules=rules,
                packs=packs or (),
                seed=seed,
                form=form,
                language=lang,
                excel=excel,
                near=file.parent,
            )
            return
        if every is not None:
            if out is not None:
                refuse("--every prints a table and keeps no folder: leave --out away.")
            rollup(
                chosen,
                every,
                seed=seed,
                replications=replications,
                kpis=wanted or None,
                jobs=jobs,
                form=form,
                language=lang,
                excel=excel,
                near=file.parent,
            )
            return
        result = replicate(
            chosen,
            seed=seed,
            replications=replications,
            kpis=wanted or None,
            jobs=jobs,
        )
        if out is not None:
            write_folder(out, result, excel=excel)
        show.result(result, form, lang, excel=excel, packs=packs or (), near=file.parent)


app.command()(new)
app.command()(describe)
app.command()(compare)
app.command()(explain)
app.command()(sweep)
app.command()(target)
app.command()(spreadsheet)
app.command()(backtest)
app.command()(rates)
app.command()(shock)
app.command()(resume)
app.command("show")(show_folder)
app.command()(report)


@app.command()
def kpis(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, one object a KPI.")] = False,
    packs: PackOption = None,
    list_packs: Annotated[bool, typer.Option("--packs", help="List the packs.")] = False,
) -> None:
    """Print what each KPI means: numerator, denominator, period, unit, source."""
    with readable_failures():
        if list_packs:
            listed()
            return
        known = kpi.registry()
        ids = kpis_of(packs) if packs else list(known)
        show.registry({each: known[each] for each in ids}, as_json=as_json)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    typer.echo(json.dumps(scenario_schema(), ensure_ascii=False, indent=2))
