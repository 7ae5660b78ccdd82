"""The Dataset's file: CF NetCDF with the event table in a group of its own, written whole or not at all."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from cosim.errors import CosimError, Fault, InvalidInput, printable
from cosim.files import check_destination, check_name, whole, why
from cosim.interrupts import held
from cosim.results.billing import FUEL_NAME, PIECE, PIECE_NAME
from cosim.results.checksums import with_checksums, without_checksums
from cosim.results.dataset import EVENT
from cosim.results.declaration import JSON_ATTRIBUTES, check
from cosim.results.formats import brought_up_to_date, format_of
from cosim.results.shown import shown_attributes

GROUP = "events"
READ_ERRORS = (OSError, ValueError, TypeError, ArithmeticError, RuntimeError, AttributeError, LookupError)
"""What libraries make of a damaged file; times beyond all years are an ArithmeticError."""


def write(dataset: xr.Dataset, path: Path | str, *, force: bool = False) -> None:
    """Write `dataset` to `path`, whole or not at all.

    Parameters
    ----------
    dataset : xarray.Dataset
        From `cosim.simulate`.
    path : Path or str
        NetCDF file to make; the fields of the event table go to its group `events`.
    force : bool
        Whether a file that is already there is replaced.
    """
    check_destination(path, force=force)
    main, events = split(with_checksums(dataset))
    try:
        with whole(path) as hidden:
            with held():
                main.to_netcdf(hidden, mode="w", engine="netcdf4", encoding=_encoding(main))
                events.to_netcdf(hidden, mode="a", engine="netcdf4", group=GROUP, encoding=_encoding(events))
            check_destination(path, force=force)  # somebody else may have written it meanwhile
    except RuntimeError as error:  # how the NetCDF library reports a full disk
        raise CosimError(f"{path} could not be written: {why(error, path)}") from error


def write_flat(dataset: xr.Dataset, path: Path | str) -> None:
    """Write `dataset` without a group, the event table beside the rest, for tools that do not know groups."""
    with held():
        dataset.to_netcdf(path, engine="netcdf4", encoding=_encoding(dataset))


def open_results(path: str | Path) -> xr.Dataset:
    """Return the Dataset in a file that `cosim run` wrote, the event table included.

    Raises
    ------
    InvalidInput
        Where there is no such file, or it is damaged, cosim did not write it, or it is of a newer format.

    Warns
    -----
    CosimWarning
        Where something is not as cosim wrote it.

    Notes
    -----
    Files of older formats are brought up to date: see `cosim.results.formats`.

    Examples
    --------
    >>> import cosim
    >>> cosim.open_results("year.nc")["annual_cost"]  # doctest: +SKIP
    """
    path = Path(path)
    check_name(path)
    if path.is_dir():
        raise InvalidInput([Fault(str(path), "is a folder, not a file", f"{path / '*.nc'} names the results in it")])
    if not path.exists():
        raise InvalidInput([Fault(str(path), "there is no such file")])
    try:
        with xr.open_dataset(path, engine="netcdf4") as main:
            main.load()
        if "cosim_version" not in main.attrs:
            raise InvalidInput([Fault(str(path), "is a NetCDF file, but not one that cosim wrote")])
        with xr.open_dataset(path, engine="netcdf4", group=GROUP) as events:
            events.load()
        whole_file = without_checksums(join(main, events), path, format_of(main.attrs))
        result = brought_up_to_date(whole_file, path)
    except READ_ERRORS as error:  # by what is damaged
        raise InvalidInput([Fault(str(path), "is not a NetCDF file that cosim wrote, or is damaged")]) from error
    check(result, path)
    return _printable(result)


def _printable(dataset: xr.Dataset) -> xr.Dataset:
    """Return results as they may be shown."""
    attributes = shown_attributes(dataset.attrs, in_json=JSON_ATTRIBUTES, untouched=("scenario_text",))
    names = ("configuration", f"{EVENT}configuration_name", f"{EVENT}kind", f"{EVENT}trigger", PIECE_NAME,
             f"{PIECE}configuration_name", f"{PIECE}end_use", FUEL_NAME)  # fmt: skip
    variables = dataset.variables
    texts = {
        name: variables[name].copy(
            data=np.array([printable(str(text)) for text in variables[name].values], dtype=object)
        )
        for name in names
        if name in variables
    }
    return dataset.assign(texts).assign_attrs(attributes)


def read_all(results: Iterable[xr.Dataset | str | Path]) -> list[xr.Dataset]:
    """Return results, those given as files read; what is wrong with any of the files is said at once."""
    datasets: list[xr.Dataset] = []
    faults: list[Fault] = []
    for result in results:
        try:
            datasets.append(result if isinstance(result, xr.Dataset) else open_results(result))
        except InvalidInput as error:
            faults.extend(error.faults)
    if faults:
        raise InvalidInput(faults)
    return datasets


def split(dataset: xr.Dataset) -> tuple[xr.Dataset, xr.Dataset]:
    """Return `dataset` without its event table, and the event table with names of its own."""
    fields = [str(name) for name in dataset.data_vars if str(name).startswith(EVENT)]
    events = xr.Dataset(
        {name.removeprefix(EVENT): _with_length(dataset[name].variable) for name in fields},
        attrs={"title": f"Events of: {dataset.attrs.get('title', '')}"},
    )
    return dataset.drop_vars(fields), events


def _with_length(variable: xr.Variable) -> xr.Variable:
    """Return text of no entry as text of one character: characters need a length, and where nothing happens is none."""
    return variable.astype("U1") if variable.dtype.kind == "O" and variable.size == 0 else variable


def join(main: xr.Dataset, events: xr.Dataset) -> xr.Dataset:
    """Undo `split`."""
    return main.assign({f"{EVENT}{name}": variable for name, variable in events.data_vars.items()})


def _encoding(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Return how each variable is stored: text as characters, times without a fill value, numbers compressed."""
    encoding: dict[str, dict[str, Any]] = {}
    for key, variable in dataset.variables.items():
        name, kind = str(key), variable.dtype.kind
        # the level costs time and gains little beyond 1; shuffling bytes is what makes floats compress
        packed: dict[str, Any] = {"zlib": True, "complevel": 1, "shuffle": True} if variable.size > 4096 else {}
        if kind in "OUT":
            packed |= {"dtype": "S1", "char_dim_name": f"{name}_length"}
        elif kind == "M":
            packed |= {"units": _time_units(dataset, name), "calendar": "standard", "dtype": "float64"}
        encoding[name] = packed if kind == "f" else packed | {"_FillValue": None}
    return encoding


def _time_units(dataset: xr.Dataset, name: str) -> str:
    year = int(dataset[name].dt.year.min()) if dataset[name].size else 2001
    unit = "seconds" if name.endswith("start") else "hours"
    return f"{unit} since {year}-01-01 00:00:00"
