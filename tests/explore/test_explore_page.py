"""The page in a real browser."""

import threading
import time
from collections.abc import Iterator

import pytest
from accessibility import grave_faults

from cosim.explore.question import Question
from cosim.explore.server import Explorer, serve

STATUS = "document.getElementById('status').textContent"
COST = "document.querySelector('iframe:not(.behind)').contentDocument.querySelector('#change td').textContent"


@pytest.fixture(scope="module")
def server() -> Iterator[Explorer]:
    with serve(Question.of("quick-start")) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield one
        one.shutdown()


def wait_for_the_answer(browser) -> None:
    for _ in range(1200):
        if browser.evaluate(STATUS).startswith(("Simulated", "Not simulated")) and browser.evaluate(
            "document.querySelectorAll('iframe').length === 1"
        ):
            return
        time.sleep(0.05)
    pytest.fail(browser.evaluate(STATUS))


def put(browser, name: str, value: str) -> None:
    browser.evaluate(
        f"(() => {{ const one = document.getElementById('lever-{name}'); one.value = '{value}';"
        " one.dispatchEvent(new Event('input', {bubbles: true})); one.dispatchEvent(new Event('change')); })()"
    )
    time.sleep(0.3)  # a question is sent once a lever rests for 0.12 s
    wait_for_the_answer(browser)


@pytest.mark.slow
@pytest.mark.parametrize("width", [400, 1280])
def test_a_change_brings_a_new_picture(browser, server, width, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    browser.visit(server.address, width)
    wait_for_the_answer(browser)
    first = browser.evaluate(COST)
    assert "(" not in first
    put(browser, "thermostat/heating_setpoint_f", "64")
    assert "(−" in browser.evaluate(COST), "less heat costs less"
    inside = "document.querySelector('iframe').contentDocument"
    assert browser.evaluate(f"{inside}.querySelectorAll('.plot svg').length") >= 5
    assert browser.evaluate("document.querySelector('iframe').getBoundingClientRect().height") >= 800
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate(f"{inside}.documentElement.scrollWidth <= {inside}.documentElement.clientWidth")
    put(browser, "configurations/0/heat_pump", "single-speed-3ton")
    browser.evaluate("document.getElementById('reset').click()")
    time.sleep(0.3)
    wait_for_the_answer(browser)
    assert browser.evaluate(COST) == first
    browser.evaluate(f"document.getElementById('name').value = 'mine-{width}'; document.getElementById('save').click()")
    for _ in range(200):
        if browser.evaluate("document.getElementById('saved').textContent"):
            break
        time.sleep(0.05)
    assert (tmp_path / f"mine-{width}.toml").is_file()
    assert browser.console == []
    assert all(request.startswith((server.address, "data:")) for request in browser.requests)


@pytest.mark.slow
def test_every_control_has_a_name(browser, server):
    browser.visit(server.address, 1280)
    nameless = browser.evaluate(
        "[...document.querySelectorAll('input, select, button')].filter(one => !(one.labels?.length || "
        "one.getAttribute('aria-label') || one.textContent.trim())).map(one => one.outerHTML)"
    )
    assert nameless == []
    wait_for_the_answer(browser)
    assert grave_faults(browser) == []
