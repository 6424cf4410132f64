"""`gtmsim new`: from what people know of their organization to a scenario and a first answer."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from gtmsim.cli.arguments import Lang, Language
from gtmsim.cli.asking import asked, stopping
from gtmsim.cli.closing import of_scenario
from gtmsim.cli.exits import readable_failures, refuse
from gtmsim.cli.experiments import Jobs, Seed
from gtmsim.cli.spreadsheet import beside
from gtmsim.errors import GtmsimError
from gtmsim.experiment import on_paper
from gtmsim.experiment.gap import REPLICATIONS, last_day
from gtmsim.scenario import Scenario
from gtmsim.scenario.answers import Answers, read_answers
from gtmsim.scenario.draft import drafted
from gtmsim.scenario.draft_text import written
from gtmsim.scenario.questions import QUESTIONS, blank


def new(
    file: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="The scenario file to write.")
    ] = Path("my_company.yaml"),
    lang: Lang = Language.en,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="ANSWERS", help="A YAML file of answers, instead of being asked."),
    ] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="Print a blank file of answers.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Write over FILE without asking.")
    ] = False,
    replications: Annotated[
        int, typer.Option(min=2, help="Lives of the organization, for the first answer.")
    ] = REPLICATIONS,
    seed: Seed = 0,
    jobs: Jobs = 1,
) -> None:
    """Ask what you know of your organization, write a scenario, and give a first answer."""
    with readable_failures():
        if questions:
            typer.echo(blank(lang.code), nl=False)
            return
        _may_write(file, lang, overwrite=overwrite, asking=answers is None)
        given = _read(answers, lang) if answers is not None else asked(lang.code)
        text = draft_of(given)
        _write(file, text)
        chosen = Scenario.from_text(text, str(file))
        _told(file, chosen, given, lang)
        found = beside(chosen, replications=replications, seed=seed, jobs=jobs)
        typer.echo(found.text(lang.code))
        typer.echo("\n".join(["", *_closing(file, chosen, lang)]))


def draft_of(given: Answers) -> str:
    """The text of a scenario; a target that was left open is the spreadsheet's answer.

    Raises:
        ScenarioError: the answers make no scenario that holds.
    """
    draft = drafted(given)
    if given.given.get("target") is not None:
        return written(draft)
    money = on_paper(Scenario.from_text(written(draft))).money
    return written(draft, float(f"{money:.1e}"))


def _read(answers: Path, lang: Language) -> Answers:
    try:
        content = answers.read_bytes()
    except OSError as error:
        refuse(f"{answers} cannot be read: {error.strerror}. gtmsim new --questions prints a form.")
    return read_answers(content, str(answers), lang.code)


def _may_write(file: Path, lang: Language, *, overwrite: bool, asking: bool) -> None:
    if file.is_dir():
        refuse(f"{file} is a folder. Name a file: gtmsim new {file / 'my_company.yaml'}")
    if not file.parent.is_dir():
        refuse(f"{file}: there is no folder {file.parent}. Make it first, or name another.")
    if overwrite or not file.exists():
        return
    japanese = lang is Language.ja
    if not asking:
        refuse(
            f"{file} は既にあります。別の名前にするか --overwrite を付けてください。" if japanese
            else f"{file} is there already. Name another file, or add --overwrite."
        )  # fmt: skip
    words = (
        f"{file} は既にあります。上書きしますか" if japanese else f"{file} exists. Write over it?"
    )
    with stopping(lang.code):
        agreed = typer.confirm(words, default=False)
    if not agreed:
        refuse("何も書いていません。" if japanese else "Nothing was written.")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise GtmsimError(f"{file} cannot be written: {error.strerror}.") from None


def _told(file: Path, chosen: Scenario, given: Answers, lang: Language) -> None:
    count, whole = len(given.given), len(QUESTIONS)
    if lang is Language.ja:
        typer.echo(
            f"{file} を作成しました (問題なし)。{whole}問中{count}問に回答、"
            f"仮定値は{len(chosen.assumed)}個です。\n"
        )
        return
    typer.echo(
        f"{file}: written, no problems. {count} of {whole} questions answered; "
        f"{len(chosen.assumed)} values are assumed.\n"
    )


def _closing(file: Path, chosen: Scenario, lang: Language) -> list[str]:
    """What to know before believing it, and what to try next."""
    amount = next(iter(chosen.targets.values())).by if chosen.targets else {}
    last = last_day(chosen)
    budget = _plain(next(iter(amount.values()))) if amount else "100,000,000"
    name = shlex.quote(str(file))
    report, target = f"gtmsim report {name}", f"gtmsim target {name} --revenue {budget} --by {last}"
    if lang is Language.ja:
        return [
            *of_scenario(chosen, (), lang),
            "",
            "次に試すこと:",
            f"  {report} --lang ja    会議用の1ページ",
            f"  {target} --lang ja    予算からの逆算と打ち手",
        ]
    return [
        *of_scenario(chosen, (), lang),
        "",
        "Try next:",
        f"  {report}    one page for a meeting",
        f"  {target}    backwards from the target, and what closes the gap",
    ]


def _plain(amount: object) -> str:
    value = getattr(amount, "amount", amount)
    return f"{value:,.0f}"
