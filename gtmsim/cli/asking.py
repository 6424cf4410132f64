"""The questionnaire at the terminal: one question after the other, until each is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from gtmsim.kpi import Language
from gtmsim.scenario.answers import AnswerError, Answers
from gtmsim.scenario.questions import QUESTIONS, Question

BACK = ("<", "back", "戻る")


def asked(language: Language) -> Answers:
    """Ask every question; an empty answer leaves it open, `<` goes back to the one before.

    Raises:
        KeyboardInterrupt: the user has stopped.
    """
    found = Answers(language=language)
    typer.echo(_welcome(language), err=True)
    at = 0
    while at < len(QUESTIONS):
        question = QUESTIONS[at]
        if _spared(found, question):
            found.given.pop(question.key, None)
            at += 1
            continue
        text = _prompt(question, at, language)
        if text.strip().lower() in BACK:
            at = _before(found, at)
            continue
        try:
            found.take(question, text)
        except AnswerError as error:
            typer.echo(f"  {error}", err=True)
            continue
        at += 1
    return found


def _welcome(language: Language) -> str:
    if language == "ja":
        return (
            f"{len(QUESTIONS)}問お尋ねします。わからない項目はそのままEnterを押すと、"
            "かっこ内の仮定値を使います。< で前の質問に戻ります。"
        )
    return (
        f"{len(QUESTIONS)} questions. Press Enter where you do not know: what stands in brackets "
        "is assumed then. < goes back."
    )


def _prompt(question: Question, at: int, language: Language) -> str:
    words, takes = (pair[language == "ja"] for pair in (question.text, question.open_takes))
    shown = f"{at + 1}/{len(QUESTIONS)} {words} [{takes}]"
    with stopping(language):
        return str(typer.prompt(shown, default="", show_default=False, err=True))


@contextmanager
def stopping(language: Language) -> Iterator[None]:
    """Whoever stops at a question has written nothing, and is told so."""
    try:
        yield
    except typer.Abort:
        raise KeyboardInterrupt(
            "中止しました。何も書いていません。"
            if language == "ja"
            else "Stopped. Nothing was written."
        ) from None


def _spared(found: Answers, question: Question) -> bool:
    """Whether an earlier answer leaves nothing to ask."""
    given = found.given
    if question.key.startswith("customers."):
        if given.get("order.months") == 0:
            return True
        return question.key != "customers.count" and given.get("customers.count") == 0
    block, _, last = question.key.rpartition(".")
    if last == "value" and block.startswith("pipeline."):
        return given.get(f"{block}.deals") == 0
    return last == "pay" and given.get(f"{block}.heads") == 0


def _before(found: Answers, at: int) -> int:
    """The question before that is asked."""
    while at > 0:
        at -= 1
        if not _spared(found, QUESTIONS[at]):
            break
    return at
