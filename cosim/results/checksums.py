"""Checksums of what a file of results holds, by name: what was changed since cosim wrote it is named."""

import json
import warnings
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from cosim.errors import CosimWarning, printable

CHECKSUMS = "checksums"
DIGITS = 12
MOST_NAMED = 8
FIRST_FORMAT = 2
"""Format of files that have the attribute."""
NOT_EXACT = ("event_start",)
"""Moments that a file holds as seconds in floating point, and that come back some nanoseconds off."""


def with_checksums(dataset: xr.Dataset) -> xr.Dataset:
    """Return results with the checksums of variables and attributes, in the attribute `checksums`."""
    return dataset.assign_attrs({CHECKSUMS: json.dumps(_checksums(dataset), separators=(",", ":"))})


def without_checksums(dataset: xr.Dataset, path: Path, version: int) -> xr.Dataset:
    """Return results read from `path` without their checksums; warn of what differs from them.

    Warns
    -----
    CosimWarning
        With the names of variables and attributes that are not as cosim wrote them.
    """
    attributes = dict(dataset.attrs)
    try:
        stated = json.loads(attributes.pop(CHECKSUMS))
        if not isinstance(stated, dict):
            raise TypeError
    except (KeyError, ValueError, TypeError, RecursionError):
        stated = None
    result = dataset.copy()
    result.attrs = attributes
    if stated is None:
        if version >= FIRST_FORMAT:
            _warn(f"{path}: has no checksums, so that a change since cosim wrote it would not be seen")
        return result
    found = _checksums(result)
    changed = sorted(name for name in stated.keys() | found.keys() if stated.get(name) != found.get(name))
    if changed:
        more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
        named = ", ".join(name[:40] for name in changed[:MOST_NAMED])
        _warn(f"{path}: not as cosim wrote them: {named}{more}; what is shown follows the file as it is")
    return result


def _warn(text: str) -> None:
    warnings.warn(printable(text), CosimWarning, stacklevel=2)


def _checksums(dataset: xr.Dataset) -> dict[str, str]:
    values = {str(name): _bytes(of) for name, of in dataset.variables.items() if name not in NOT_EXACT}
    attributes = {f"attribute {name}": _text(value) for name, value in dataset.attrs.items() if name != CHECKSUMS}
    return {name: sha256(content).hexdigest()[:DIGITS] for name, content in (values | attributes).items()}


def checksums_of_values(dataset: xr.Dataset) -> dict[str, str]:
    """Return the checksum of what each variable of a Dataset holds, by its name."""
    return {str(name): sha256(_bytes(of)).hexdigest()[:DIGITS] for name, of in dataset.variables.items()}


def _bytes(variable: xr.Variable) -> bytes:
    """Return what a variable holds, the same whatever a file stores it as."""
    values, kind = variable.values, variable.dtype.kind
    if kind in "fiu":
        numbers = np.asarray(values, dtype=np.float64) + 0.0  # no zero is negative
        content = np.where(np.isnan(numbers), np.nan, numbers).tobytes()
    elif kind == "M":
        content = values.astype("datetime64[ns]").astype(np.int64).tobytes()
    else:
        content = "\0".join(str(text) for text in values.ravel()).encode("utf-8", errors="surrogatepass")
    return f"{variable.dims} {variable.shape} ".encode() + content


def _text(value: Any) -> bytes:
    text = value if isinstance(value, str) else repr(np.asarray(value, dtype=object).astype(str).tolist())
    return text.encode("utf-8", errors="surrogatepass")
