"""Checksums of what a file of results holds, by name: what was changed since cosim wrote it is named."""

import json
import warnings
from collections.abc import Mapping
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
OF_A_VARIABLE = "attributes of "
NOT_EXACT = ("event_start",)
"""Moments that a file holds as seconds in floating point, and that come back some nanoseconds off."""


def with_checksums(dataset: xr.Dataset) -> xr.Dataset:
    """Return results with the checksums of variables and attributes, in the attribute `checksums`."""
    return dataset.assign_attrs({CHECKSUMS: as_text(checksums_of(dataset))})


def without_checksums(dataset: xr.Dataset, path: Path, version: int) -> xr.Dataset:
    """Return results read from `path` without their checksums; warn of what differs from them.

    Warns
    -----
    CosimWarning
        With the names of variables and attributes that are not as cosim wrote them.
    """
    attributes = dict(dataset.attrs)
    stated = stated_in(attributes)
    attributes.pop(CHECKSUMS, None)
    result = dataset.copy()
    result.attrs = attributes
    if stated is None:
        if version >= FIRST_FORMAT:
            warn_of_none(path)
        return result
    found = checksums_of(result)
    if not any(name.startswith(OF_A_VARIABLE) for name in stated):  # as files were before variables' own were counted
        found = {name: digest for name, digest in found.items() if not name.startswith(OF_A_VARIABLE)}
    changed = sorted(name for name in stated.keys() | found.keys() if stated.get(name) != found.get(name))
    if changed:
        more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
        named = ", ".join(name[:40] for name in changed[:MOST_NAMED])
        _warn(f"{path}: not as cosim wrote them: {named}{more}; what is shown follows the file as it is")
    return result


def stated_in(attributes: Mapping[Any, Any]) -> dict[str, str] | None:
    """Return the checksums that a file states, None where it states none that can be read."""
    try:
        stated = json.loads(attributes[CHECKSUMS])
    except (KeyError, ValueError, TypeError, RecursionError):
        return None
    return stated if isinstance(stated, dict) else None


def warn_of_none(path: Path) -> None:
    """Say that a file that should have checksums has none."""
    _warn(f"{path}: has no checksums, so that a change since cosim wrote it would not be seen")


def as_text(checksums: Mapping[str, str]) -> str:
    """Return checksums as an attribute of a file holds them."""
    return json.dumps(checksums, separators=(",", ":"))


def _warn(text: str) -> None:
    warnings.warn(printable(text), CosimWarning, stacklevel=2)


def checksums_of(dataset: xr.Dataset) -> dict[str, str]:
    """Return the checksums of variables, of the attributes of each, and of the attributes of a Dataset, by name."""
    # one after the other: all contents at once would be as large as the Dataset
    values = {str(name): _digits(_bytes(of)) for name, of in dataset.variables.items() if name not in NOT_EXACT}
    attributes = {
        f"attribute {name}": _digits(_text(value)) for name, value in dataset.attrs.items() if name != CHECKSUMS
    }
    described = {
        f"{OF_A_VARIABLE}{name}": _digits(
            b"\0".join(sorted(str(key).encode() + b"=" + _text(value) for key, value in of.attrs.items()))
        )
        for name, of in dataset.variables.items()
        if of.attrs
    }
    return values | described | attributes


def _digits(content: bytes) -> str:
    return sha256(content).hexdigest()[:DIGITS]


def _bytes(variable: xr.Variable) -> bytes:
    """Return what a variable holds, the same whatever a file stores it as."""
    values, kind = variable.values, variable.dtype.kind
    if kind in "fiu":
        numbers = np.asarray(values, dtype=np.float64) + 0.0  # no zero is negative
        content = np.where(np.isnan(numbers), np.nan, numbers).tobytes()
    elif kind == "M":
        content = values.astype("datetime64[ns]").astype(np.int64).tobytes()
    else:
        content = "\0".join(map(str, values.ravel())).encode("utf-8", errors="surrogatepass")
    return f"{variable.dims} {variable.shape} ".encode() + content


def _text(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", errors="surrogatepass")
    texts = np.ravel(np.asarray(value, dtype=object)).astype(str).tolist()
    single = len(texts) == 1  # a file gives a list of one number back as a number
    return repr(texts[0] if single else texts).encode("utf-8", errors="surrogatepass")
