"""Progress on standard error if it is a terminal; notices always, because they qualify the results."""

from types import TracebackType
from typing import Self

from cosim.errors import printable


class Progress:
    """A progress bar of simulated configurations, to be passed to `cosim.simulate` as `progress`."""

    def __init__(self, configurations: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._display = Progress(
            SpinnerColumn(),
            MofNCompleteColumn(),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._display.add_task("", total=configurations)
        self._running: list[str] = []

    def __enter__(self) -> Self:
        self._display.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._display.stop()

    def __call__(self, kind: str, text: str) -> None:
        """Handle a notice, or the name of a configuration that started, finished or failed."""
        if kind == "notice":
            self._display.console.print(printable(f"note: {text}"), markup=False, highlight=False, soft_wrap=True)
        elif kind == "started":
            self._running.append(text)
        else:
            # a failure comes with its reason instead of a name; the count is enough
            self._running = [name for name in self._running if name != text]
            self._display.advance(self._task)
        self._display.update(self._task, description=", ".join(self._running))
