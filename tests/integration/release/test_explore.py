"""Explore in a real browser: what it shows is what the data files say, for every choice."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.releases.chromium import IN_BROWSER, violations
from tests.support.releases.release_fixtures import WATERMARK

pytestmark = IN_BROWSER
AREAS = "#measure=marac_cases&period=quarter&areas=E10000025,LPA-OXF,LPA-CWO"
GROUPS = "#measure=marac_cases&period=rolling_year&by=age_band"
BARS = "#measure=marac_repeat_rate&period=quarter&quarter=2019-20-Q2&areas=E10000025,LPA-OXF"


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """The page, opened from its folder; it may ask for nothing else and fail at nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    asked, errors = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto((site / "explore.html").as_uri())
    yield opened
    context.close()
    assert [url for url in asked if not url.startswith((site.as_uri(), "blob:", "data:"))] == []
    assert errors == []


def choose(page: Page, choice: str) -> None:
    """Asks for a choice by its address, and waits until it is drawn."""
    page.evaluate("document.querySelector('#drawing').replaceChildren()")
    page.evaluate("choice => { location.hash = choice; }", choice)
    page.wait_for_selector("#drawing svg")


@pytest.fixture(scope="module")
def data_rows(release_folder: Path) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of values.csv by their key."""
    with (release_folder / "data" / "values.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key = ("measure_id", "period_type", "quarter", "area_code", "breakdown", "category")
    return {tuple(row[name] for name in key): row for row in rows}


#: Every choice in turn, and what the table then says; the drawing is left out, for its time.
_EVERY_TABLE = """async () => {
    const data = window.EXPLORE, told = [];
    window.vegaEmbed = async () => ({view: {toSVG: async () => '<svg></svg>'}, finalize() {}});
    for (const [measure, windows] of Object.entries(data.figures))
        for (const [period, table] of Object.entries(windows)) {
            const groups = [...new Set(Object.keys(table).map(key => key.split('/')[0]))];
            for (const by of groups) {
                const codes = Object.keys(table).filter(key => key.startsWith(by + '/'))
                    .map(key => key.slice(by.length + 1));
                const asked = new URLSearchParams({measure, period});
                if (by) asked.set('by', by); else asked.set('areas', codes.join(','));
                history.replaceState(null, '', '#' + asked);
                window.dispatchEvent(new HashChangeEvent('hashchange'));
                const rows = [...document.querySelectorAll('#shown tr')];
                told.push({measure, period, by,
                    shown: [measure, period, by].join() === ['measure', 'period', 'breakdown']
                        .map(id => document.getElementById(id).value).join(),
                    heads: [...rows[0].cells].slice(1).map(cell => cell.textContent),
                    rows: rows.slice(1).map(row => [...row.cells].map(cell => cell.textContent))});
            }
        }
    return told;
}"""


def test_every_figure_of_every_choice_is_that_of_the_data_files(page, data_rows, release):
    """Over all measures, periods, areas and groups: each published figure once, as it is."""
    told = page.evaluate(_EVERY_TABLE)
    assert {each["measure"] for each in told} == {m.measure_id for m in release.measures}
    explore = release.explore
    quarters = dict(zip(page.evaluate("EXPLORE.labels"), explore.quarters, strict=True))
    unseen = set(data_rows)
    for each in told:
        assert each["shown"], each
        if each["by"]:
            labels = explore.categories[each["by"]]
            present = {key[5] for key in data_rows if key[:2] == (each["measure"], each["period"])
                       and key[4] == each["by"]}  # fmt: skip
            codes = [code for code in labels if code in _codes(page, each)]
            assert [labels[code] for code in codes] == each["heads"]
            assert present <= set(codes)
        else:
            codes = _codes(page, each)
            names = {area.code: area.name for area in explore.areas}
            assert [names[code] for code in codes] == each["heads"]
        for label, *cells in each["rows"]:
            for code, text in zip(codes, cells, strict=True):
                where = (explore.county, each["by"], code) if each["by"] else (code, "all", "all")
                key = (each["measure"], each["period"], quarters[label], *where)
                unseen.discard(key)
                assert is_figure(text, data_rows.get(key)), (key, text, data_rows.get(key))
    left = {key for key in unseen if is_offered(key, release)}
    assert left == set()


def _codes(page: Page, told: dict) -> list[str]:
    table = page.evaluate("t => EXPLORE.figures[t.measure][t.period]", told)
    return [key.split("/", 1)[1] for key in table if key.startswith(told["by"] + "/")]


def is_offered(key: tuple[str, ...], release) -> bool:
    """Whether a period is one of a measure's: a stock is the same in all, and shown in one."""
    measure = next(each.measure for each in release.explore.measures
                   if each.measure.measure_id == key[0])  # fmt: skip
    return not measure.is_stock or key[1] == "quarter"


def is_figure(text: str, row: dict[str, str] | None) -> bool:
    """Whether a text is a row of values.csv, rounded as pages round; without one, shorthand."""
    if row is None or row["shown"] != "value":
        wanted = f"[{row['shown']}]" if row else r"[xzn]"
        return re.fullmatch(re.escape(wanted) if row else r"\[[xzn]\]", text) is not None
    found = re.fullmatch(r"(-?[\d,.]+)(%?)((?: \[[pr]\])*)(?: ([\d,.]+) of ([\d,.]+))?", text)
    if found is None:
        return False
    number, percent, _, above, below = found.groups()
    printed, value = float(number.replace(",", "")), float(row["value"])
    parts = [(above, row["numerator"]), (below, row["denominator"])]
    same = all(said is None or float(said.replace(",", "")) == float(of) for said, of in parts)
    half = 0.5 if percent or ("." not in number and value % 1) else 0.05
    return same and abs(printed - value * (100 if percent else 1)) <= half + 1e-9


def test_a_hidden_figure_is_nowhere_but_as_its_shorthand(site, data_rows):
    """A cell that is not shown has no number behind it in what the page loads."""
    text = (site / "explore" / "figures.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("window.EXPLORE = ").removesuffix(";\n"))
    checked = 0
    for measure, windows in data["figures"].items():
        for period, table in windows.items():
            for series, cells in table.items():
                by, code = series.split("/", 1)
                where = (data["county"], by, code) if by else (code, "all", "all")
                for quarter, cell in zip(data["quarters"], cells.split(";"), strict=True):
                    row = data_rows.get((measure, period, quarter, *where))
                    if row is None or row["shown"] != "value":
                        assert re.fullmatch(r"\[[cnxz]\]", cell), (measure, series, cell)
                        checked += 1
    assert checked > 100


def test_the_chart_draws_what_the_table_lists(page):
    """Each panel is named, and its first and last figure stand in it as the table has them."""
    choose(page, AREAS)
    texts = page.locator("#drawing svg text").all_text_contents()
    rows = page.locator("#shown tbody tr").all()
    names = page.locator("#shown thead th").all_text_contents()[1:]
    assert all(name in texts for name in names)
    newest = rows[0].locator("td").all_text_contents()
    assert all(re.sub(r" \[[pr]\]", "", figure) in texts for figure in newest)
    choose(page, BARS)
    texts = page.locator("#drawing svg text").all_text_contents()
    for row in page.locator("#shown tbody tr").all():
        figure = row.locator("td").evaluate("cell => cell.firstChild.textContent")
        assert figure in texts
        assert row.locator("th").inner_text() in texts


def test_the_address_keeps_the_choice_and_brings_it_back(page, site):
    page.select_option("#measure", "marac_cases")
    page.select_option("#period", "rolling_year")
    page.check("input[value='LPA-OXF']")
    kept = page.url
    assert "measure=marac_cases&period=rolling_year&areas=E10000025,LPA-OXF" in kept
    title = page.locator("#title").inner_text()
    page.goto("about:blank")
    page.goto(kept)
    assert page.locator("#title").inner_text() == title
    assert page.is_checked("input[value='LPA-OXF']")
    page.goto((site / "explore.html").as_uri() + "#measure=nonsense&areas=%3Cb%3E&by=x")
    page.reload()
    assert page.locator("#shown tbody tr").count() > 0


def test_what_is_not_there_is_said_and_not_shown(page):
    choose(page, "#measure=marac_cases&period=quarter&areas=E07000177")
    said = page.locator("#status").inner_text()
    assert "no figures for that area" in said
    assert page.is_checked("input[value='E10000025']")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("measure=retired_measure&period=quarter", "The measure asked for is not in this release"),
        ("measure=marac_cases&period=quarter&quarter=1999-00-Q1", "The quarter asked for is not"),
    ],
)
def test_what_an_old_address_asks_for_in_vain_is_said(page, site, asked, told):
    page.goto("about:blank")
    page.goto(f"{(site / 'explore.html').as_uri()}#{asked}")
    page.wait_for_selector("#drawing svg")
    assert page.locator("#status").inner_text().startswith(told)


def test_what_is_chosen_and_there_is_not_told_as_changed(page):
    choose(page, BARS)
    assert page.locator("#status").inner_text().startswith("Showing ")


def test_what_is_seen_is_saved(page, data_rows):
    choose(page, BARS)
    saved = {}
    for kind in ("csv", "svg", "png"):
        with page.expect_download() as waiting:
            page.click(f"#{kind}")
        assert waiting.value.suggested_filename == f"DRAFT-marac-repeat-rate.{kind}"
        saved[kind] = Path(waiting.value.path()).read_bytes()
        assert f"Saved DRAFT-marac-repeat-rate.{kind}" in page.locator("#status").inner_text()
    rows = list(csv.DictReader(io.StringIO(saved["csv"].decode("utf-8-sig"))))
    areas = {"Oxfordshire": "E10000025", "Oxford": "LPA-OXF"}
    assert [row["area"] for row in rows] == list(areas)
    for row in rows:
        key = ("marac_repeat_rate", "quarter", "2019-20-Q2", areas[row["area"]], "all", "all")
        for name in ("numerator", "denominator", "value"):
            wanted = data_rows[key][name]
            assert (float(row[name]) if row[name] else None) == (float(wanted) if wanted else None)
    assert saved["svg"].startswith(b"<svg")
    assert b"Repeat cases at MARAC" in saved["svg"]
    assert WATERMARK.encode() in saved["svg"]
    assert saved["png"].startswith(b"\x89PNG")
    assert len(saved["png"]) > 5000


@pytest.mark.parametrize("choice", [AREAS, GROUPS, BARS])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(page, choice):
    choose(page, choice)
    assert violations(page) == []
    for width in (1280, 768, 375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            "w => document.querySelector('#drawing svg').clientWidth <= w", arg=width
        )
        over = page.evaluate(
            """() => [...document.querySelectorAll('main *')].filter(e => e.checkVisibility()
                && !e.closest('.scroll, .unseen, #drawing')
                && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert over == []
    assert violations(page) == []


def test_on_a_phone_every_column_is_there(page):
    page.set_viewport_size({"width": 375, "height": 800})
    choose(page, AREAS)
    cells = page.locator("#shown tbody td").all()
    assert len(cells) > 6
    edge = page.evaluate("document.documentElement.clientWidth")
    for cell in cells[:9]:
        box = cell.bounding_box()
        assert box["x"] + box["width"] <= edge
        assert cell.get_attribute("data-label")


def test_it_is_used_with_the_keyboard_alone(page):
    page.focus("#measure")
    page.keyboard.type("Cases heard")
    page.wait_for_function("document.querySelector('#measure').value === 'marac_cases'")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('#period').value === 'rolling_year'")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("#shown thead th").count() == 3
    assert "Showing Cases heard at MARAC" in page.locator("#status").inner_text()
    assert page.get_attribute("#status", "role") == "status"
    reached = defaultdict(int)
    for _ in range(12):
        page.keyboard.press("Tab")
        reached[page.evaluate("document.activeElement.id || document.activeElement.className")] += 1
        look = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        shadow = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
        assert (look, shadow) != ("none", "none")
    assert {"csv", "svg", "png", "scroll"} <= set(reached)


def test_it_is_printed_without_its_form(page):
    choose(page, AREAS)
    page.emulate_media(media="print")
    assert not page.locator("#choices").is_visible()
    assert page.locator("#shown").is_visible()
    assert page.locator("#drawing svg").is_visible()


def test_forced_colours_keep_the_drawing(browser, site):
    context = browser.new_context(forced_colors="active", color_scheme="dark")
    opened = context.new_page()
    opened.goto((site / "explore.html").as_uri() + AREAS)
    opened.wait_for_selector("#drawing svg")
    background = opened.evaluate(
        "getComputedStyle(document.querySelector('#drawing svg')).backgroundColor"
    )
    assert background == "rgb(255, 255, 255)"
    context.close()


def test_without_a_script_it_says_where_the_tables_are(browser, site):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto((site / "explore.html").as_uri())
    assert "This page needs JavaScript" in opened.locator("main").inner_text()
    assert not opened.locator("#choices").is_visible()
    assert opened.locator("noscript a").count() > 5
    context.close()


def test_nothing_moves_as_it_loads(browser, site):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.add_init_script(
        """window.shifts = [];
        new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(e => e.value)))
            .observe({type: 'layout-shift', buffered: true})"""
    )
    opened.goto((site / "explore.html").as_uri())
    opened.wait_for_selector("#drawing svg")
    opened.wait_for_timeout(200)
    assert opened.evaluate("window.shifts") == []
    context.close()
