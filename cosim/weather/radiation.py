"""Radiation that a file leaves out: what follows from the other components of the sun's, and the sky's infrared."""

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import FREEZING, HOURS_OF_YEAR
from cosim.errors import Fault
from cosim.weather.gaps import LONGEST_GAP, fill, filled, filled_or_absent, runs
from cosim.weather.record import COLUMNS, RADIATION, Record
from cosim.weather.sky import cloud_cover, sky_infrared, sun_height

APART = 0.1  # of a year's global radiation; direct and diffuse of good files make it up to within 0.02


def sunshine(record: Record, place: str) -> list[Fault]:
    """Fill global, direct and diffuse radiation; what is absent follows from the others."""
    columns = record.columns
    if "global_horizontal" in columns and not columns["global_horizontal"].any():
        return [Fault(place, "column global horizontal is zero in every row: a year without sun")]
    for name in ("direct_normal", "diffuse_horizontal"):
        if name in columns and not columns[name].any():
            del columns[name]
            record.notes.append(f"{COLUMNS[name].title}: zero in every row, taken for missing")
    given = [name in columns for name in RADIATION]
    if not given[0] and not (given[1] and given[2]):
        return filled_or_absent(record, "global_horizontal", place, "direct and diffuse would do as well")
    faults = [fault for name in RADIATION if name in columns for fault in fill(record, COLUMNS[name], place)]
    if faults or not np.isfinite([record.latitude, record.longitude, record.time_zone]).all():
        return faults
    height = np.maximum(_heights(record), 0.0)
    if not given[0]:
        columns["global_horizontal"] = columns["direct_normal"] * height + columns["diffuse_horizontal"]
        record.notes.append(f"global horizontal: {HOURS_OF_YEAR} values computed from direct and diffuse")
    elif not (given[1] and given[2]):
        absent = " and ".join(COLUMNS[name].title for name, there in zip(RADIATION, given, strict=True) if not there)
        columns["direct_normal"], columns["diffuse_horizontal"] = _split(columns["global_horizontal"], height)
        record.notes.append(f"{absent}: {HOURS_OF_YEAR} values computed from global by the correlation of Erbs")
    else:
        parts = columns["direct_normal"] * height + columns["diffuse_horizontal"]
        share = float(parts.sum() / columns["global_horizontal"].sum())
        if abs(share - 1) > APART:
            record.notes.append(
                f"direct and diffuse radiation make up {100 * share:.0f} % of global: columns or units may be wrong"
            )
    return []


def infrared(record: Record) -> None:
    """Compute the sky's infrared where the file has none, or gaps that are too long."""
    columns = record.columns
    if "sky_infrared" in columns and _short_gaps(columns["sky_infrared"]):
        fill(record, COLUMNS["sky_infrared"], "")
        return
    cover, basis = _cloud_cover(record)
    columns["sky_infrared"] = sky_infrared(columns["dry_bulb"] + FREEZING, columns["dew_point"] + FREEZING, cover)
    record.notes.append(f"sky infrared: computed by Clark and Allen from dew point and {basis}")


def _split(global_horizontal: Array, height: Array) -> tuple[Array, Array]:
    """Return direct normal and diffuse horizontal radiation by Erbs, Klein and Duffie, as pvlib has it."""
    from pvlib.irradiance import erbs

    zenith = np.degrees(np.arccos(np.clip(height, -1, 1)))
    parts = erbs(global_horizontal, zenith, np.arange(HOURS_OF_YEAR) // 24 + 1)
    direct = np.clip(np.asarray(parts["dni"], float), 0, COLUMNS["direct_normal"].highest)
    return direct, np.asarray(global_horizontal - direct * height, float)


def _heights(record: Record) -> Array:
    """Return the sine of the sun's elevation at the middle of each hour."""
    return sun_height(record.latitude, record.longitude, record.time_zone, np.arange(0.5, HOURS_OF_YEAR))


def _cloud_cover(record: Record) -> tuple[Array, str]:
    """Return the share of the sky under cloud, and in words what it follows from."""
    for name in ("opaque_cover", "total_cover"):
        values = record.columns.get(name)
        if values is not None and _short_gaps(values):
            missing = np.isnan(values)
            whole = filled(values, missing) if missing.any() else values
            return whole / 10, f"{name.partition('_')[0]} sky cover"
    return cloud_cover(record.columns["global_horizontal"], _heights(record)), "cloud cover estimated from sunshine"


def _short_gaps(values: Array) -> bool:
    missing: NDArray[np.bool_] = np.isnan(values)
    return not missing.any() or int(runs(missing)[1].max()) <= LONGEST_GAP
