"""Executors of batches: this process, or Dask's workers on this machine or on a cluster."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol, Self

from cosim import distribution
from cosim.errors import CosimError, Fault, InvalidInput
from cosim.fleet.homes import Home
from cosim.fleet.programme import Programme
from cosim.fleet.worker import Batch, Period, simulate_batch
from cosim.results.versions import BILLING, what_computes

SAME_VERSIONS = "install the same versions of cosim and its packages on all machines"
LOOPBACK = "127.0.0.1"
ANSWER_WITHIN = 10.0  # s, for a scheduler
RESTART_WITHIN = "1 hour"
DEATHS = 1  # failures of a worker with one batch, after which its homes are tried one by one
CRASHED = "crashed its process"

Work = Callable[..., Batch]


class Crew(Protocol):
    """Simulates batches of homes and yields their results in order."""

    def results(self, batches: Iterable[Sequence[Home]]) -> Iterator[Batch]:
        """Yield the result of each batch, in the order of the batches."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Alone:
    """Simulates in this process, batch after batch."""

    def __init__(self, programme: Programme, period: Period, work: Work = simulate_batch) -> None:
        self.programme, self.period, self.work = programme, period, work

    def results(self, batches: Iterable[Sequence[Home]]) -> Iterator[Batch]:
        """Yield the result of each batch."""
        for homes in batches:
            yield self.work(self.programme, self.period, homes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


def _temporary_keys() -> Any:
    """Return keys for one run, which exist in memory only: whoever reaches a scheduler may run code as its user."""
    import distributed

    security: Any = distributed.Security
    try:
        return security.temporary()
    except ImportError:
        raise CosimError(
            "local workers need the package cryptography, which keeps other users out of them:"
            f" {distribution.installs('fleet')}, or use --workers 0 to do without"
        ) from None


def _keys_for(scheduler: str) -> Any:
    """Return the keys that Dask's configuration holds for a scheduler; InvalidInput where they do not suit it."""
    import distributed

    of_configuration: Any = distributed.Security
    security = of_configuration()
    encrypted, problem = scheduler.startswith("tls://"), ""
    try:
        if encrypted and security.get_connection_args("client")["ssl_context"] is None:
            problem = "wants keys, and Dask's configuration here has none for a client"
    except OSError as error:  # which errors of SSL are too
        problem = f"the keys in Dask's configuration cannot be read: {error}"
    if not encrypted and security.require_encryption:
        problem = "is not encrypted, and Dask's configuration here asks for it"
    if problem:
        remedy = 'see "Who may reach a cluster" in docs/fleet.md'
        raise InvalidInput([Fault(f"--scheduler {scheduler}", problem, remedy)])
    return security


def check_versions(client: Any, own: Mapping[str, str]) -> None:
    """Raise InvalidInput where workers of a cluster compute with other versions than `own`, this process's."""
    try:
        found: dict[str, dict[str, str]] = client.run(what_computes, needs_pysam=BILLING in own)
    except ImportError as error:
        raise InvalidInput([Fault("--scheduler", f"its workers cannot be used: {error}", SAME_VERSIONS)]) from None
    told = dict.fromkeys(
        f"{name} {has.get(name, 'is missing')} on workers, {number} here"
        for has in found.values()
        for name, number in own.items()
        if has.get(name) != number
    )
    if told:
        raise InvalidInput(Fault("--scheduler", each, SAME_VERSIONS) for each in told)


class DaskCrew:
    """Workers of Dask's distributed scheduler: local ones, on loopback and with keys, or those of a running cluster."""

    def __init__(
        self,
        programme: Programme,
        period: Period,
        *,
        workers: int | None = None,
        scheduler: str | None = None,
        work: Work = simulate_batch,
    ) -> None:
        self.programme, self.period, self.work = programme, period, work
        self.workers, self.scheduler = workers, scheduler
        self._cluster: Any = None
        self._client: Any = None
        self._settings: Any = None

    def __enter__(self) -> Self:
        try:
            import dask
            import distributed
        except ImportError:
            raise CosimError(
                "a fleet on several workers needs Dask's distributed scheduler:"
                f" {distribution.installs('fleet')}, or use --workers 0 to do without"
            ) from None
        settings = {
            # a home that crashes its process would do so at every retry
            "distributed.scheduler.allowed-failures": DEATHS,
            "distributed.comm.timeouts.connect": ANSWER_WITHIN,
            # a crashed worker is started again, which takes a busy machine longer than Dask's 15 s; after that time the
            # cluster would give the worker up, and without workers the client waits for ever
            "distributed.deploy.lost-worker-timeout": RESTART_WITHIN,
            # workers use little memory beside shared libraries, which Dask counts for each of them
            "distributed.worker.memory.target": False,
            "distributed.worker.memory.spill": False,
            "distributed.worker.memory.pause": False,
            "distributed.worker.memory.terminate": False,
            # without a dashboard Dask still serves pages on loopback: none, so that other users read nothing
            "distributed.scheduler.http.routes": [],
            "distributed.worker.http.routes": [],
        }
        self._settings = dask.config.set(settings)
        local: Any = distributed.LocalCluster
        keys = _temporary_keys() if self.scheduler is None else _keys_for(self.scheduler)
        client: Any = distributed.Client
        self._settings.__enter__()
        try:
            if self.scheduler is None:
                self._cluster = local(
                    n_workers=self.workers, threads_per_worker=1, processes=True, host=LOOPBACK, protocol="tls://",
                    security=keys, dashboard_address=None, silence_logs=50,
                    # any free port: the usual one may belong to another fleet
                    scheduler_kwargs={"dashboard_address": f"{LOOPBACK}:0"},
                )  # fmt: skip
                address: Any = self._cluster
            else:
                address = self.scheduler
            self._client = client(address, security=keys, timeout=ANSWER_WITHIN, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            self._close_cluster()
            self._settings.__exit__(None, None, None)
            if self.scheduler is None:
                raise CosimError(f"no local workers could be started: {error}") from error
            problem = f"the scheduler does not answer within {ANSWER_WITHIN:.0f} s"
            raise InvalidInput([Fault(f"--scheduler {self.scheduler}", problem, "start it, or correct its address")]) \
                from None  # fmt: skip
        if self.scheduler is not None:
            try:
                check_versions(self._client, what_computes(needs_pysam=self.programme.needs_pysam))
            except BaseException:
                self.__exit__(None, None, None)
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        hurries = kind is not None  # whoever asks it to end waits; workers end with this process anyway
        with suppress(Exception):  # a scheduler that is gone cannot be closed
            self._client.close(timeout=1 if hurries else 5)
        self._close_cluster(within=1 if hurries else 10)
        self._settings.__exit__(None, None, None)

    def _close_cluster(self, *, within: float = 10) -> None:
        if self._cluster is not None:
            with suppress(Exception):
                self._cluster.close(timeout=within)

    @property
    def size(self) -> int:
        """Number of worker threads."""
        return max(sum(self._client.nthreads().values()), 1)

    def results(self, batches: Iterable[Sequence[Home]]) -> Iterator[Batch]:
        """Yield the result of each batch, in order, with just enough submitted to keep all workers busy."""
        waiting: deque[tuple[Sequence[Home], Any]] = deque()
        coming = iter(batches)
        while True:
            while len(waiting) < 2 * self.size:
                homes = next(coming, None)
                if homes is None:
                    break
                waiting.append((homes, self._submit(homes)))
            if not waiting:
                return
            homes, future = waiting.popleft()
            yield self._result(homes, future)

    def _submit(self, homes: Sequence[Home], known: dict[int, str] | None = None) -> Any:
        # the key does not depend on content: results are not cached
        return self._client.submit(
            self.work, self.programme.for_workers(homes), self.period, homes, known or {}, pure=False
        )

    def _result(self, homes: Sequence[Home], future: Any) -> Batch:
        from distributed.scheduler import KilledWorker

        try:
            found: Batch = future.result()
        except KilledWorker:
            known = self._one_by_one(homes)
            try:
                found = self._submit(homes, known).result()
            except KilledWorker:
                span = f"homes {homes[0].number} to {homes[-1].number}"
                raise CosimError(f"{span} crash their process together, but not one by one") from None
        return found

    def _one_by_one(self, homes: Sequence[Home]) -> dict[int, str]:
        """Return the homes that crash the process that simulates them."""
        from distributed.scheduler import KilledWorker

        crashed = {}
        for home in homes:
            try:
                self._submit([home]).result()
            except KilledWorker:
                crashed[home.number] = CRASHED
        return crashed
