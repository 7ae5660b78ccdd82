"""The page in headless Chromium: it opens without a complaint, draws at any width, and answers to keys."""

import itertools
import re
from pathlib import Path

import pytest
from accessibility import grave_faults

from cosim.results.report import page

pytestmark = pytest.mark.slow

PHONE, DESKTOP = 390, 1280
WIDTHS = pytest.mark.parametrize("width", [PHONE, DESKTOP])

FIGURES = """[...document.querySelectorAll('figure.chart')].map(figure => {
  const plots = [...figure.querySelectorAll('.plot svg')].map(svg => {
    const box = svg.getBoundingClientRect();
    return {left: box.left, right: box.right, height: box.height,
            marks: svg.querySelectorAll('rect.edge, polyline, polygon').length,
            outside: [...svg.querySelectorAll('text')].filter(text => {
              const at = text.getBoundingClientRect();
              return at.left < box.left - 2 || at.right > box.right + 2;
            }).map(text => text.textContent)};
  });
  return {name: figure.dataset.chart, plots};
})"""

CONTRAST = """(() => {
  const channel = one => { const s = one / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; };
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || element.closest('script, style, noscript, [hidden]')) continue;
    const style = getComputedStyle(element);
    const colour = parse(element.namespaceURI.endsWith('svg') ? style.fill : style.color);
    const [one, other] = [light(colour), light(behind(element))].sort((a, b) => b - a);
    found.push([(one + 0.05) / (other + 0.05), walk.currentNode.textContent.slice(0, 40)]);
  }
  return found;
})()"""


@pytest.fixture(scope="module")
def report(dataset, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page([dataset]), encoding="utf-8")
    return path


@WIDTHS
def test_it_opens_without_complaint_or_request(browser, report, width):
    browser.open(report, width)
    assert browser.console == []
    assert browser.requests == [report.as_uri()]


@WIDTHS
def test_every_figure_is_drawn_inside_the_page(browser, report, width):
    browser.open(report, width)
    figures = browser.evaluate(FIGURES)
    assert len(figures) == 11
    for figure in figures:
        assert figure["plots"], figure["name"]
        assert sum(plot["marks"] for plot in figure["plots"]) > 0, figure["name"]
        for plot in figure["plots"]:
            assert plot["height"] > 100
            assert 0 <= plot["left"] < plot["right"] <= width
            assert plot["outside"] == [], figure["name"]
    assert browser.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("system", ["metric", "us"])
def test_all_text_stands_out_from_what_is_behind_it(browser, report, system):
    browser.open(report, DESKTOP)
    browser.evaluate(f"document.getElementById('units-{system}').click()")
    browser.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    contrasts = browser.evaluate(CONTRAST)
    assert len(contrasts) > 500
    assert min(contrasts)[0] >= 4.5, min(contrasts)


def test_the_other_units_are_one_click_away(browser, report):
    browser.open(report, DESKTOP)
    visible = "document.querySelector('main').innerText"
    before = browser.evaluate(visible)
    browser.evaluate("document.getElementById('units-us').click()")
    after = browser.evaluate(visible)
    for text, there, away in (
        (before, "°C", "°F"),
        (after, "°F", "°C"),
        (before, "K·h", "kBtu"),
        (after, "kBtu", "K·h"),
    ):
        assert there in text
        # what the scenario says stays as it was written
        assert away not in re.sub(r"Assumptions of.*", "", text, flags=re.DOTALL)
    assert "therms" in after


def test_arrow_keys_read_the_values(browser, report):
    browser.open(report, DESKTOP)
    browser.evaluate("document.querySelector('[data-chart=monthly-energy] .plots').focus()")
    browser.press("ArrowRight")
    reading = "document.querySelector('[data-chart=monthly-energy] .reading').textContent"
    assert browser.evaluate(reading).startswith("Gas furnace and air conditioner, Jan: total")
    browser.press("End")
    browser.press("ArrowDown")
    assert browser.evaluate(reading).startswith("Single-speed heat pump, Dec: total")


def test_the_tab_key_walks_the_page_from_top_to_bottom(browser, report):
    browser.open(report, DESKTOP)
    seen = []
    for _ in range(120):
        browser.press("Tab")
        place = browser.evaluate(
            "(() => { const one = document.activeElement; const box = one.getBoundingClientRect(); const plain = "
            "getComputedStyle(one).outlineStyle === 'none'; return [one.tagName, box.top + scrollY, !plain]; })()"
        )
        if place[0] == "BODY" and seen:
            break
        seen.append(place)
    assert seen[0][0] == "A"  # the link that skips to the report comes first
    assert all(outlined for _, _, outlined in seen)
    assert {"INPUT", "SUMMARY", "BUTTON", "DIV"} <= {tag for tag, _, _ in seen}
    tops = [top for _, top, _ in seen[1:]]
    assert all(after >= before - 60 for before, after in itertools.pairwise(tops))


def test_a_part_can_be_taken_out_of_a_figure(browser, report):
    browser.open(report, DESKTOP)
    count = "document.querySelectorAll('[data-chart=cost] rect.edge').length"
    before = browser.evaluate(count)
    browser.evaluate("document.querySelector('[data-chart=cost] .legend button').click()")
    assert browser.evaluate(count) == before - 4
    assert browser.evaluate("document.querySelector('[data-chart=cost] .legend button').ariaPressed") == "false"


def test_what_assistive_software_is_told(browser, report):
    browser.open(report, DESKTOP)
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    by_role: dict[str, list[str]] = {}
    for node in nodes:
        if not node.get("ignored"):
            by_role.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
    for landmark in ("main", "banner", "contentinfo", "navigation"):
        assert len(by_role[landmark]) == 1, landmark
    assert {"Summary", "Comparison", "Provenance", "Defrost season"} <= set(by_role["region"])
    assert len(by_role["figure"]) == 11
    for role in ("figure", "radio", "button", "region", "table", "link"):
        assert all(by_role[role]), role


def test_it_prints_on_paper_with_its_figures(browser, report):
    browser.open(report, PHONE)
    printed = browser.print()
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 3 <= pages <= 20
    assert len(printed) > 50_000
    # back on the screen it is as it was
    assert browser.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_without_scripts_every_number_can_still_be_read(browser, report):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.resize(DESKTOP)
        browser.call("Page.navigate", url=report.as_uri())
        browser.wait_for("Page.loadEventFired")
        document = browser.call("DOM.getDocument", depth=1)["root"]["nodeId"]
        tables = browser.call("DOM.querySelectorAll", nodeId=document, selector="details table, main > section table")
        assert len(tables["nodeIds"]) > 12
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_nothing_that_a_name_smuggles_in_would_run(browser, report, tmp_path):
    smuggled = tmp_path / "smuggled.html"
    text = report.read_text(encoding="utf-8")
    smuggled.write_text(text.replace("</main>", "<script>document.title = 'taken'</script></main>"), encoding="utf-8")
    browser.open(smuggled, DESKTOP)
    assert browser.evaluate("document.title") != "taken"
    assert any("Content Security Policy" in line for line in browser.console)


@WIDTHS
def test_odd_results_open_without_complaint_too(browser, dataset, january, tmp_path, width):
    still = january.map(lambda one: one * 0 if one.dtype.kind == "f" and "temperature" not in str(one.name) else one)
    odd = (
        [dataset.isel(configuration=[0])],
        [january.isel(time=slice(0, 5))],
        [january.isel(time=slice(0, 30), event=slice(0, 0))],
        [still.assign_attrs(january.attrs).isel(event=slice(0, 0))],
        [dataset.isel(time=slice(4500, 4700))],
        [dataset, january],
    )
    for number, results in enumerate(odd):
        path = tmp_path / f"{number}.html"
        path.write_text(page(results), encoding="utf-8")
        browser.open(path, width)
        assert browser.console == [], number
        drawn = browser.evaluate("[...document.querySelectorAll('.plot svg')].map(svg => svg.outerHTML).join('')")
        assert "NaN" not in drawn, number
        assert "Infinity" not in drawn, number
        assert "undefined" not in drawn, number
        assert browser.evaluate("document.documentElement.scrollWidth") <= width, number


def test_axe_finds_nothing_serious(browser, report):
    browser.open(report, PHONE)
    assert grave_faults(browser) == []
    browser.evaluate("document.querySelector('html').removeAttribute('lang')")
    assert grave_faults(browser), "it does find what is there"
