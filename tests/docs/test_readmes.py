"""The Japanese README says what the English one says, with the same commands."""

from __future__ import annotations

import re

from tests.docs.snippets import ROOT, Snippet, snippets

ENGLISH, JAPANESE = ROOT / "README.md", ROOT / "README.ja.md"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
COMMAND = re.compile(r"^\$ (.*)$", re.MULTILINE)


def commands(blocks: list[Snippet]) -> list[tuple[str, str]]:
    """Every command with its mark, in order; in which language it answers does not matter."""
    return [
        (block.mark, command.removesuffix(" --lang ja"))
        for block in blocks
        if block.language == "console"
        for command in COMMAND.findall(block.text)
    ]


def files(blocks: list[Snippet]) -> list[str]:
    """What a reader copies as it stands, without comments and the language of answers."""
    copied = [block.text for block in blocks if block.language in ("yaml", "csv", "sh")]
    bare = [re.sub(r"(?<=\S) +# .*$", "", text, flags=re.MULTILINE) for text in copied]
    return [text.replace(" --lang ja", "") for text in bare]


def test_they_name_the_same_commands() -> None:
    english, japanese = commands(snippets(ENGLISH)), commands(snippets(JAPANESE))
    assert english
    assert japanese == english


def test_japanese_commands_answer_in_japanese() -> None:
    lines = COMMAND.findall("\n".join(block.text for block in snippets(JAPANESE)))
    assert [line for line in lines if not line.endswith("--lang ja")] == []


def test_they_show_the_same_files() -> None:
    assert files(snippets(JAPANESE)) == files(snippets(ENGLISH))


def test_they_have_the_same_sections_in_order() -> None:
    english, japanese = (page.read_text(encoding="utf-8") for page in (ENGLISH, JAPANESE))
    levels = [re.findall(r"^#+(?= )", page, re.MULTILINE) for page in (english, japanese)]
    assert levels[0] == levels[1]


def test_they_lead_to_the_same_pages_and_to_each_other() -> None:
    english, japanese = (LINK.findall(page.read_text("utf-8")) for page in (ENGLISH, JAPANESE))
    assert english[0] == JAPANESE.name
    assert japanese[0] == ENGLISH.name
    assert set(japanese[1:]) == set(english[1:])
