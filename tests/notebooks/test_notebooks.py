"""The notebooks run from the first cell to the last, and lie there clean."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What a progress bar for terminals leaves in a page: escapes, backspaces, carriage returns."""

pytestmark = [
    # Of the client, which runs an event loop of its own.
    pytest.mark.filterwarnings("default::DeprecationWarning"),
    pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning"),
]
every = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def test_there_are_six() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_first_scenario",
        "02_hire_or_speed_up",
        "03_generalists_or_the_model",
        "04_recycling",
        "05_will_we_hit_the_number",
        "06_a_hypothesis_checked",
    ]


@every
def test_a_notebook_is_committed_clean(path: Path) -> None:
    found = read(path)
    nbformat.validate(found)
    assert (found.nbformat, found.nbformat_minor) == (4, 5)
    assert found.metadata.kernelspec.name == "python3"
    ids = [cell.id for cell in found.cells]
    assert ids == [f"{path.stem[:2]}-{at:02d}" for at in range(1, len(ids) + 1)]
    for cell in found.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|tmp|Users|work)/|[A-Z]:\\\\", text)


@every
def test_every_section_has_its_answer_in_japanese(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("#"):
            assert "\n> 日本語: " in cell.source, cell.id
            assert JAPANESE.search(cell.source)


@every
def test_a_reader_meets_short_cells_and_the_public_surface_only(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 25, cell.id
            assert "from gtmsim" not in cell.source
            assert not re.search(r"gtmsim\.\w+\.\w+\(", cell.source.replace(".Scenario.", "."))


@every
def test_prose_states_no_result_that_a_rerun_could_change(path: Path) -> None:
    """What was found is printed; prose has no decimals, percentages or amounts."""
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            told = re.sub(r"`[^`]*`", "", cell.source)
            assert not re.search(r"\d+(\.\d+| ?%|%|円|万)", told.replace("50%をまたぐ", "")), (
                cell.id
            )


@pytest.mark.slow
@every
def test_a_notebook_runs(path: Path) -> None:
    found = read(path)
    client = NotebookClient(
        found,
        timeout=240,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    outputs = [out for cell in found.cells if cell.cell_type == "code" for out in cell.outputs]
    shown = [out for out in outputs if out.output_type in ("display_data", "execute_result")]
    assert any("image/svg+xml" in out.data for out in shown), "a notebook shows figures"
    assert any("text/html" in out.data for out in shown), "and tables"
    for out in outputs:
        assert out.get("name") != "stderr", out.get("text")
        text = out.get("text", "") + str(out.get("data", {}).get("text/plain", ""))
        assert not CONTROL.search(text)
    last = [out.text for out in found.cells[-1].outputs if out.output_type == "stream"]
    assert last, "the answer is printed"
