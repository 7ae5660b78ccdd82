"""Local workers are for the run that started them: no port beyond loopback, no page, no client without its keys."""

import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress

import dask
import distributed
import psutil
import pytest
from distributed.security import Security

from cosim.errors import CosimError, InvalidInput
from cosim.fleet.executor import DaskCrew, check_versions
from cosim.fleet.reading import load_programme
from cosim.results.versions import what_computes

from .conftest import BUNDLED, COLD_DAYS

# Dask's own servers and files are closed by its own threads, at times of their choosing
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def listening() -> set[tuple[str, int]]:
    """Return address and port of every socket on which this process and those that it started listen."""
    own = psutil.Process()
    return {
        (connection.laddr.ip, connection.laddr.port)
        for process in (own, *own.children(recursive=True))
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }


@pytest.fixture(scope="module")
def crew() -> Iterator[DaskCrew]:
    """Local workers, started once for all questions that are put to them."""
    programme = load_programme(BUNDLED, homes=5)
    with socket.socket() as other:  # another fleet's scheduler has the usual port: no warning, which would be an error
        with suppress(OSError):
            other.bind(("127.0.0.1", 8787))
            other.listen()
        before = listening()
        with DaskCrew(programme, COLD_DAYS, workers=1) as crew:
            crew.opened = listening() - before  # type: ignore[attr-defined]
            yield crew


def test_nobody_else_gets_in(crew, tmp_path):
    assert len(crew.opened) >= 3  # scheduler, nanny and worker
    assert {address for address, _ in crew.opened} == {"127.0.0.1"}
    scheduler = crew._client.scheduler_info()["address"]
    assert scheduler.startswith("tls://127.0.0.1:")
    stranger = Security.temporary()
    for address, keys in ((scheduler.replace("tls", "tcp"), None), (scheduler, stranger)):
        with pytest.raises((OSError, TimeoutError)):
            distributed.Client(address, security=keys, timeout="2s", set_as_default=False)
    marked = tmp_path / "touched"
    assert crew._client.run_on_scheduler(marked.touch) is None  # what a client with the keys may do
    assert marked.exists()


def test_no_page_is_served(crew):
    for _, port in crew.opened:
        for page in ("", "status", "info/main/workers.html", "json/counts.json", "metrics", "health"):
            with pytest.raises((urllib.error.URLError, OSError)) as refused:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5)
            assert getattr(refused.value, "code", 404) == 404


def test_workers_with_other_versions_are_refused(crew):
    """A home on one machine must be the home that another one would make of it."""
    own = what_computes(needs_pysam=True)
    check_versions(crew._client, own)
    for changed in ({"CoolProp": "7.0.0"}, {"NREL-PySAM": "7.0.0"}, {"cosim": "0.0.1", "numba": "0.61.0"}):
        with pytest.raises(InvalidInput) as refused:
            check_versions(crew._client, own | changed)
        assert len(refused.value.faults) == len(changed)
        assert all(f"{name} {own[name]} on workers, {number} here" in str(refused.value)
                   for name, number in changed.items())  # fmt: skip


@pytest.mark.parametrize(
    ("scheduler", "settings", "told"),
    [("tls://127.0.0.1:1", {}, "wants keys"),
     ("tls://127.0.0.1:1", {"ca-file": "none.pem", "client.cert": "none.pem"}, "keys .* cannot be read"),
     ("tcp://127.0.0.1:1", {"require": True}, "is not encrypted")],
)  # fmt: skip
def test_keys_that_do_not_suit_a_scheduler_are_refused(small, scheduler, settings, told):
    keys = {f"distributed.comm.tls.{name}": value for name, value in settings.items() if name != "require"}
    with dask.config.set({"distributed.comm.require-encryption": settings.get("require"), **keys}), \
            pytest.raises(InvalidInput, match=f"--scheduler {scheduler}: .*{told}.*Who may reach a cluster"), \
            DaskCrew(small, COLD_DAYS, scheduler=scheduler):  # fmt: skip
        pass


def test_without_the_package_for_keys_workers_are_not_started(small, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    before = listening()
    with pytest.raises(CosimError, match=r"need the package cryptography.*cosim-house\[fleet\]', or use --workers 0"), \
            DaskCrew(small, COLD_DAYS, workers=1):  # fmt: skip
        pass
    assert listening() == before
