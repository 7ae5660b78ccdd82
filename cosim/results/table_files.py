"""A flat table of hours as CSV or Parquet, and results as Zarr: written whole or not at all."""

import importlib.util
import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

from cosim import distribution
from cosim.errors import Fault, InvalidInput
from cosim.files import whole, whole_folder
from cosim.results.export import no_formula

if TYPE_CHECKING:
    import pandas as pd

NEEDS = {".parquet": "pyarrow", ".zarr": "zarr"}
"""The package that writes a kind of file; CSV needs none."""


def check_writer(path: Path) -> None:
    """Raise InvalidInput where the library for a file's suffix is not installed."""
    package = NEEDS.get(path.suffix.lower())
    if package is not None and importlib.util.find_spec(package) is None:
        raise InvalidInput([Fault(path.suffix, f"needs the package {package}", distribution.installs("tables"))])


def write_csv(table: "pd.DataFrame", path: Path) -> None:
    """Write a table as CSV: nine digits, times by ISO 8601 with their offset from UTC."""
    shown = table.copy()
    for name in shown.columns:
        if shown[name].dtype.kind == "M" or isinstance(shown[name].dtype, _zoned()):
            shown[name] = shown[name].map(lambda time: time.isoformat())
        elif not _is_number(shown[name]):
            shown[name] = shown[name].map(no_formula)
    with whole(path) as hidden:
        shown.to_csv(hidden, index=False, float_format="%.9g", encoding="utf-8", lineterminator="\r\n")


def write_parquet(table: "pd.DataFrame", path: Path) -> None:
    """Write a table as Parquet; units and meaning of columns are in the fields' metadata, the rest in the schema's."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    units, meaning = table.attrs["units"], table.attrs["meaning"]
    content = pa.Table.from_pandas(table, preserve_index=False)
    fields = [
        field.with_metadata({"units": units.get(field.name, ""), "long_name": meaning.get(field.name, "")})
        for field in content.schema
    ]
    about = {key: value for key, value in table.attrs.items() if key not in ("units", "meaning")}
    metadata = {**(content.schema.metadata or {}), b"cosim": json.dumps(about, ensure_ascii=False).encode()}
    with whole(path) as hidden:
        pq.write_table(content.cast(pa.schema(fields, metadata=metadata)), hidden, compression="zstd")


def write_zarr(results: xr.Dataset, path: Path) -> None:
    """Write results as a Zarr store of version 2, which every reader knows; `xarray.open_zarr` gives them back."""
    plain = results.copy()
    for variable in plain.variables.values():
        variable.encoding = {}
    with whole_folder(path) as hidden, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*codec.*", category=UserWarning)  # of text, which version 2 has
        plain.to_zarr(hidden, mode="w", zarr_format=2, consolidated=True)


def _zoned() -> type[Any]:
    import pandas as pd

    zoned: type[Any] = pd.DatetimeTZDtype
    return zoned


def _is_number(series: "pd.Series[Any]") -> bool:
    import pandas as pd

    return bool(pd.api.types.is_numeric_dtype(series))


WRITERS: Mapping[str, Callable[["pd.DataFrame", Path], None]] = {".csv": write_csv, ".parquet": write_parquet}
"""By suffix, what writes a table."""
