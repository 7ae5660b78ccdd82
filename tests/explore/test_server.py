"""The page's server, asked as its page asks it, and as others might."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosim.explore.question import Question
from cosim.explore.server import LARGEST, Explorer, serve

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def server() -> Iterator[Explorer]:
    with serve(Question.of("quick-start")) as one:
        thread = threading.Thread(target=one.serve_forever, daemon=True)
        thread.start()
        yield one
        one.shutdown()


def ask(server: Explorer, method: str, path: str, body: bytes | None = None, headers=JSON) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_the_page_and_its_parts_are_served(server):
    for part in ("", "page.css", "page.js"):
        status, body = ask(server, "GET", f"/{server.token}/{part}")
        assert status == 200
        assert body
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 403),
        ("/wrong/", {}, 403),
        ("/wrong/ask", {}, 403),
        ("/TOKEN/", {"Host": "evil.example"}, 403),
        ("/TOKEN/", {"Origin": "http://evil.example"}, 403),
        ("/TOKEN/", {"Origin": "null"}, 403),
        ("/TOKEN/../../etc/passwd", {}, 404),
        ("/TOKEN/server.py", {}, 404),
        ("/TOKEN/view/nothing", {}, 404),
    ],
)
def test_strangers_are_refused(server, path, headers, status):
    for method in ("GET", "POST"):
        found, body = ask(server, method, path.replace("TOKEN", server.token), b"{}", JSON | headers)
        assert found == status or (method == "POST" and found == 404)
        assert "faults" in json.loads(body)


def test_other_methods_forms_and_sizes_are_refused(server):
    path = f"/{server.token}/ask"
    assert ask(server, "PUT", path, b"{}")[0] == 501
    assert ask(server, "POST", path, b"a=1", {"Content-Type": "application/x-www-form-urlencoded"})[0] == 415
    assert ask(server, "POST", path, b"{}", JSON | {"Content-Length": str(LARGEST + 1)})[0] == 413
    assert ask(server, "POST", path, b"{}", JSON | {"Content-Length": "-1"})[0] == 413
    assert ask(server, "POST", path, b"[" * 60_000)[0] == 400


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["values", "shown", "tab", "number", "system", "name", "replace"])


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.dictionaries(NAMES, ANYTHING, min_size=1), what=st.sampled_from(["ask", "save", "other"]))
def test_garbage_is_answered_in_words(server, asked, what, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.getbasetemp())
    monkeypatch.setattr(Question, "answer", _no_simulation)
    status, body = ask(server, "POST", f"/{server.token}/{what}", json.dumps(asked).encode())
    assert 400 <= status < 500 or (status == 200 and what == "save")
    assert json.loads(body).get("faults") or "saved" in json.loads(body)


def _no_simulation(question: Question, values: object, shown: object) -> object:
    from cosim.errors import Fault, InvalidInput

    question._checked(values, shown)
    raise InvalidInput([Fault("test", "this would be simulated")])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_bytes_are_answered_in_words(server, body):
    status, said = ask(server, "POST", f"/{server.token}/ask", body)
    assert status in (400, 422)
    assert json.loads(said)["faults"]


@pytest.mark.slow
def test_two_tabs_and_a_question_that_a_newer_one_replaces(server):
    def question(tab: str, number: int, setpoint: float) -> tuple[int, dict]:
        asked = {"values": {"thermostat/heating_setpoint_f": setpoint}, "tab": tab, "number": number}
        status, body = ask(server, "POST", f"/{server.token}/ask", json.dumps(asked).encode())
        return status, json.loads(body)

    with server.working, ThreadPoolExecutor(3) as pool:
        older = pool.submit(question, "one", 1, 66)
        newer = pool.submit(question, "one", 2, 67)
        other = pool.submit(question, "two", 1, 68)
        for _ in range(600):  # until all three wait for their turn
            if server.newest.get("one") == 2 and "two" in server.newest:
                break
            time.sleep(0.05)
        server.working.release()
        found = [each.result(120) for each in (older, newer, other)]
        server.working.acquire()
    assert [status for status, _ in found] == [409, 200, 200]
    pages = {ask(server, "GET", f"/{server.token}/view/{each['view']}")[1] for _, each in found[1:]}
    assert len(pages) == 2
