"""The report in a browser: silent, without network, sortable, in two languages, at any width."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gtmsim.experiment import simulate
from gtmsim.experiment.briefing import Briefing, briefing
from gtmsim.report.onepage import page
from tests.report.browser import PATIENCE, Browser, browser, chromium
from tests.report.strange import strange

LEFT_OUT = "no browser: the tests of the report page were left out; install Debian's `chromium`"
pytestmark = pytest.mark.skipif(chromium() is None, reason=LEFT_OUT)


@pytest.fixture(scope="module")
def report(told: Briefing, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(told, lang="en"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def _keep(window: Browser, name: str) -> None:
    """Screenshots for people: GTMSIM_SCREENSHOTS names a folder for them."""
    folder = os.environ.get("GTMSIM_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(window.screenshot(whole=True))


def test_it_is_silent_and_asks_nobody(report: Path, window: Browser) -> None:
    window.console.clear()
    window.requests.clear()
    window.open(report, 1400)
    window.value("document.querySelectorAll('img').forEach(each => each.decode())")
    assert window.console == []
    asked = [each for each in window.requests if not each.startswith("data:")]
    assert asked == [report.resolve().as_uri()]
    broken = "[...document.images].filter(each => each.naturalWidth < 300).length"
    # Those of the other language are not shown, and are loaded all the same.
    assert window.value(broken) == 0


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_nothing_leaves_the_window(report: Path, window: Browser, width: int, lang: str) -> None:
    window.open(report, width)
    if lang == "ja":
        window.value("document.querySelector('.page[data-page=en] .switch').click()")
    window.value("document.querySelectorAll('details').forEach(each => each.open = true)")
    wide = window.value("document.documentElement.scrollWidth")
    assert wide <= width
    # Nothing is cut off inside either, but for what scrolls by itself.
    cut = window.value(
        "[...document.querySelectorAll('h1, h2, dd, dt, p, li, summary, button')]"
        ".filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && "
        "getComputedStyle(e).display !== 'inline' && !e.closest('.wide') && !e.matches('.skip'))"
        ".map(e => e.textContent)"
    )
    assert cut == []
    window.value("document.querySelectorAll('details').forEach(each => each.open = false)")
    _keep(window, f"report-{width}-{lang}")


@pytest.mark.parametrize("width", [400, 1400])
def test_long_names_do_not_leave_the_window(width: int, window: Browser, tmp_path: Path) -> None:
    path = tmp_path / "strange.html"
    made = page(briefing(simulate(strange(), replications=1), further=False), lang="ja")
    path.write_text(made, encoding="utf-8")
    window.open(path, width)
    window.value("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert window.value("document.documentElement.scrollWidth") <= width
    assert window.value("document.querySelectorAll('script').length") == 1


def test_pictures_stay_legible_in_a_narrow_window(report: Path, window: Browser) -> None:
    window.open(report, 400)
    wide = (
        "[...document.images].filter(e => e.offsetParent).map(e => e.getBoundingClientRect().width)"
    )
    # Letters of 12 points on a slide of 1000 pixels are 10 pixels tall then.
    assert min(window.value(wide)) >= 640
    assert window.value("document.documentElement.scrollWidth") <= 400
    window.ask("Emulation.setEmulatedMedia", media="print")
    assert max(window.value(wide)) <= 400  # paper does not scroll
    window.ask("Emulation.setEmulatedMedia", media="")


def test_a_long_cell_wraps_though_it_begins_with_a_number(report: Path, window: Browser) -> None:
    window.open(report, 1400)
    window.value("document.querySelectorAll('details').forEach(each => each.open = true)")
    scrolls = (
        "[...document.querySelectorAll('.page[data-page=en] .wide')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.getAttribute('aria-label'))"
    )
    assert window.value(scrolls) == []


def test_the_first_screen_stands_alone(report: Path, window: Browser) -> None:
    window.open(report, 1400, 1000)
    bottom = "document.querySelector('.page[data-page=en] .board').getBoundingClientRect().bottom"
    assert window.value(bottom) <= 1000


def test_the_language_switches_and_back(report: Path, window: Browser) -> None:
    window.open(report, 1400)
    shown = "[...document.querySelectorAll('.page')].filter(e => e.offsetParent)[0].lang"
    heading = "document.title"
    assert window.value(shown) == "en"
    assert window.value("document.documentElement.lang") == "en"
    english = window.value(heading)
    window.value("document.querySelector('.page[data-page=en] .switch').click()")
    assert window.value(shown) == "ja"
    assert window.value("document.documentElement.lang") == "ja"
    assert window.value(heading) != english
    assert window.value("document.activeElement.className") == "switch"
    window.value("document.activeElement.click()")
    assert window.value(shown) == "en"


def test_an_address_of_a_chapter_opens_in_its_language(report: Path, window: Browser) -> None:
    window.open(report, 1400)
    window.ask("Page.navigate", url="about:blank")
    window.ask("Page.navigate", url=f"{report.resolve().as_uri()}#ja-sure")
    end = time.monotonic() + PATIENCE
    top = "document.getElementById('ja-sure')?.getBoundingClientRect().top ?? 9999"
    while abs(window.value(top)) >= 5 and time.monotonic() < end:
        time.sleep(0.05)
    assert window.value("document.documentElement.lang") == "ja"
    assert abs(window.value(top)) < 5


TABLE = "document.querySelector('.page[data-page=en] #en-numbers table')"


def _column(window: Browser, at: int) -> list[str]:
    cells: list[str] = window.value(
        f"[...{TABLE}.tBodies[0].rows].map(row => row.cells[{at}].dataset.number || '')"
    )
    return cells


def test_tables_sort_both_ways(report: Path, window: Browser) -> None:
    window.open(report, 1400)
    click = f"{TABLE}.querySelectorAll('thead button')[1].click()"
    window.value(click)
    up = [float(each) for each in _column(window, 1) if each]
    assert up == sorted(up)
    assert len(set(up)) > 5
    window.value(click)
    down = [float(each) for each in _column(window, 1) if each]
    assert down == sorted(up, reverse=True)
    state = f"{TABLE}.querySelectorAll('thead th')[1].getAttribute('aria-sort')"
    assert window.value(state) == "descending"


def test_what_has_no_number_stays_below(report: Path, window: Browser) -> None:
    window.open(report, 1400)
    for _ in range(2):
        window.value(f"{TABLE}.querySelectorAll('thead button')[2].click()")
        column = _column(window, 2)
        first_blank = column.index("") if "" in column else len(column)
        assert not any(column[first_blank:])


def test_the_keyboard_reaches_everything(report: Path, window: Browser) -> None:
    window.open(report, 1400)
    window.value("document.body.focus()")
    window.press("Tab")
    assert window.value("document.activeElement.className") == "skip"
    window.press("Tab")
    assert window.value("document.activeElement.className") == "switch"
    window.press("Enter")
    assert window.value("document.documentElement.lang") == "ja"
    # A heading of a table is a button: Enter sorts.
    window.value("document.querySelector('#ja-numbers thead button').focus()")
    window.press("Enter")
    state = "document.querySelector('#ja-numbers thead th').getAttribute('aria-sort')"
    assert window.value(state) == "ascending"


def test_it_prints(report: Path, window: Browser) -> None:
    window.open(report, 1400)
    printed = window.pdf()
    assert printed.startswith(b"%PDF")
    assert len(printed) > 50_000
    window.ask("Emulation.setEmulatedMedia", media="print")
    hidden = "getComputedStyle(document.querySelector('.switch')).display"
    assert window.value(hidden) == "none"
    window.ask("Emulation.setEmulatedMedia", media="")


def test_every_picture_says_what_it_shows(report: Path, window: Browser) -> None:
    window.open(report, 1400)
    alternatives = window.value("[...document.images].map(each => each.alt)")
    assert len(alternatives) >= 12
    assert all(len(each) > 20 for each in alternatives)
