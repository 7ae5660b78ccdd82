"""Where numba keeps compiled code: in the folder that it is given, whatever the path of the source."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import UserProvidedCacheLocator


class ByContent(UserProvidedCacheLocator):  # type: ignore[misc]
    """Keeps code in ``numba.config.CACHE_DIR`` itself, whose name is a hash of the sources (`compiled.source_hash`).

    By itself numba keeps code by the path of its source, so that every copy of this package would be compiled again.
    """

    def __init__(self, py_func: Callable[..., Any], py_file: str) -> None:
        super().__init__(py_func, py_file)
        self._cache_path = str(numba.config.CACHE_DIR)

    def ensure_cache_path(self) -> None:
        """Make the folder; that it may be written shows when it is: what it holds is used where it may only be read."""
        Path(self._cache_path).mkdir(parents=True, exist_ok=True)

    def get_source_stamp(self) -> str:
        """Return the same for all sources: another source has another folder."""
        return "by content"
