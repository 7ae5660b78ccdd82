"""The page's server: this machine alone, one secret in the address, one simulation at a time."""

import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cosim.errors import CosimError, Fault, InvalidInput
from cosim.explore.question import Question
from cosim.explore.view import view
from cosim.results.report import System

HOST = "127.0.0.1"
HERE = Path(__file__).parent
ASSETS = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}
LARGEST = 64 * 1024  # bytes of a request; a page asks with one or two thousand
MOST_VIEWS = 12
MOST_TABS = 100
PATIENCE = 30.0  # s for a request to arrive
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FRAMED = "frame-ancestors 'self'"  # an answer brings the rest of its policy along


class Refused(Exception):
    """A request that is not answered."""

    def __init__(self, status: HTTPStatus, *reasons: str) -> None:
        super().__init__(*reasons)
        self.status, self.reasons = status, reasons


class Explorer(ThreadingHTTPServer):
    """Answers for one scenario until it is shut down.

    Attributes
    ----------
    address : str
        What to open, with the secret that every request needs.
    """

    daemon_threads = True

    def __init__(self, question: Question, port: int = 0) -> None:
        self.question = question
        self.token = secrets.token_urlsafe(24)
        self.working = threading.Lock()
        self.newest: dict[str, int] = {}
        self.views: OrderedDict[str, str] = OrderedDict()
        super().__init__((HOST, port), Handler)
        self.address = f"http://{HOST}:{self.server_port}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that broke off."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Explorer
    protocol_version = "HTTP/1.1"
    server_version = "cosim"
    sys_version = ""
    timeout = PATIENCE
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Send the page, a part of it, or an answer."""
        self._answered(self._get)

    def do_POST(self) -> None:
        """Simulate what is asked, or save it."""
        self._answered(self._post)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal quiet."""

    def _answered(self, work: Any) -> None:
        try:
            self._check()
            status, kind, body, policy = work()
        except InvalidInput as error:
            faults = [str(fault) for fault in error.faults]
            status, kind, body, policy = HTTPStatus.UNPROCESSABLE_ENTITY, *_json({"faults": faults})
        except CosimError as error:
            status, kind, body, policy = HTTPStatus.UNPROCESSABLE_ENTITY, *_json({"faults": [str(error)]})
        except Refused as refusal:
            self.close_connection = True  # whatever else it sent is not read
            status, kind, body, policy = refusal.status, *_json({"faults": list(refusal.reasons)})
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _check(self) -> None:
        """Refuse whoever does not know the secret, names another host, or comes from another page."""
        here = {f"{host}:{self.server.server_port}" for host in (HOST, "localhost")}
        if self.headers.get("Host") not in here:
            raise Refused(HTTPStatus.FORBIDDEN, "the host is not this machine")
        if (origin := self.headers.get("Origin")) is not None and origin not in {f"http://{host}" for host in here}:
            raise Refused(HTTPStatus.FORBIDDEN, "the request comes from another page")
        token, _, self.rest = self.path.partition("?")[0].lstrip("/").partition("/")
        if not secrets.compare_digest(token.encode("utf-8", "replace"), self.server.token.encode("ascii")):
            raise Refused(HTTPStatus.FORBIDDEN, "the address is not the one that cosim explore printed")

    def _get(self) -> tuple[HTTPStatus, str, bytes, str]:
        if self.rest == "":
            return HTTPStatus.OK, "text/html; charset=utf-8", _page(self.server.question), POLICY
        if self.rest in ASSETS:
            return HTTPStatus.OK, ASSETS[self.rest], (HERE / self.rest).read_bytes(), POLICY
        kind, _, name = self.rest.partition("/")
        text = self.server.views.get(name) if kind == "view" else None
        if text is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is no such page; load it again")
        return HTTPStatus.OK, "text/html; charset=utf-8", text.encode("utf-8"), FRAMED

    def _post(self) -> tuple[HTTPStatus, str, bytes, str]:
        asked = self._body()
        if self.rest == "ask":
            return HTTPStatus.OK, *_json(self._ask(asked))
        if self.rest == "save":
            with self.server.working:
                paths = self.server.question.save(
                    asked.get("values", {}), asked.get("name"), force=asked.get("replace") is True
                )
            return HTTPStatus.OK, *_json({"saved": [str(path) for path in paths]})
        raise Refused(HTTPStatus.NOT_FOUND, "there is no such page")

    def _body(self) -> dict[str, Any]:
        if self.headers.get_content_type() != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a request is JSON")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and int(length) <= LARGEST):
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request has at most {LARGEST} bytes")
        try:
            found = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise Refused(HTTPStatus.BAD_REQUEST, "the request is not JSON") from None
        if not isinstance(found, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "the request is not a JSON object")
        return found

    def _ask(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Simulate; a question that its own page has replaced by a newer one meanwhile is left."""
        server, question = self.server, self.server.question
        tab, number = str(asked.get("tab"))[:40], asked.get("number")
        count = number if isinstance(number, int) else 0
        server.newest[tab] = max(count, server.newest.pop(tab, 0))
        while len(server.newest) > MOST_TABS:
            server.newest.pop(next(iter(server.newest)), None)
        system: System = "us" if asked.get("system") == "us" else "metric"
        shown = asked.get("shown", question.first_shown)
        with server.working:
            if count < server.newest.get(tab, 0):
                raise Refused(HTTPStatus.CONFLICT, "a newer question has replaced this one")
            begun = time.perf_counter()
            results = question.answer(asked.get("values", {}), shown)
            text = view(results, question.figures_at_first(shown), system=system)
            name = secrets.token_urlsafe(8)
            server.views[name] = text
            while len(server.views) > MOST_VIEWS:
                server.views.popitem(last=False)
            return {"view": name, "seconds": round(time.perf_counter() - begun, 2)}


def serve(question: Question, port: int = 0) -> Explorer:
    """Return a server that listens on the loopback interface; port 0 takes any free one.

    Raises
    ------
    InvalidInput
        If the port is taken.
    """
    try:
        return Explorer(question, port)
    except OSError as error:
        raise InvalidInput([Fault(f"port {port}", str(error.strerror or error), "leave out --port")]) from None


def _json(data: Mapping[str, Any]) -> tuple[str, bytes, str]:
    return "application/json; charset=utf-8", json.dumps(data, ensure_ascii=False).encode("utf-8"), POLICY


def _page(question: Question) -> bytes:
    import jinja2

    levers = [
        {
            "name": lever.name,
            "group": lever.group,
            "label": lever.label,
            "value": lever.value,
            "low": lever.low,
            "high": lever.high,
            "step": lever.step,
            "unit": lever.unit,
            "options": list(lever.options),
        }
        for lever in question.levers
    ]
    data = {"levers": levers, "names": question.names, "shown": question.first_shown}
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True)
    return environment.get_template("page.html").render(title=question.title, data=data).encode("utf-8")
