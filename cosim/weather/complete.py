"""From what a reader found to a validated year: limits, hours, gaps, and the columns that physics supplies."""

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import FREEZING, HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.weather.daylight import sun_faults
from cosim.weather.gaps import ABSURD_SHARE, LONGEST_GAP, fill, filled, judge, runs
from cosim.weather.hours import to_hours
from cosim.weather.record import COLUMNS, RADIATION, Record, when
from cosim.weather.sky import cloud_cover, dew_point_from_humidity, sky_infrared, standard_pressure, sun_height

LIMITS = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "elevation": (-450.0, 9000.0),
    "time_zone": (-12.0, 14.0),
}
WORST_DEW_POINT = 3.0  # K above the dry bulb that two thermometers may differ by
FAR_PRESSURE = 0.06  # of the standard atmosphere; climates differ by a third of it
UNKNOWN_WIND = 180.0  # degrees: what EnergyPlus takes where a file has no wind direction


def complete(record: Record, place: str) -> Record:
    """Return `record` with 8760 hours in order and every column of a `Weather` whole; list all faults otherwise."""
    faults = [*record.faults, *_station_faults(record, place), *judge(record, place)]
    order = to_hours(record, place)
    faults += order
    if order or (record.minutes < 0).any():
        raise InvalidInput(faults)  # which hour a row belongs to is not known
    _forget_empty(record)
    faults += _fill(record, place)
    if faults:
        raise InvalidInput(faults)
    wrong, doubts = sun_faults(record, place)
    if wrong:
        raise InvalidInput(wrong)
    _infrared(record)
    record.notes += doubts
    return record


def _station_faults(record: Record, place: str) -> list[Fault]:
    faults = []
    values = {name: getattr(record, name) for name in LIMITS}
    for name, (lowest, highest) in LIMITS.items():
        if values[name] < lowest or values[name] > highest:  # NaN is a fault of the reader's
            problem = f"{name.replace('_', ' ')} {values[name]:g} is not between {lowest:g} and {highest:g}"
            faults.append(Fault(place, problem))
    if not faults:
        # legal time is nowhere more than some 3 h away from the sun's; the remainder allows for the date line
        apart = (record.time_zone - record.longitude / 15 + 12) % 24 - 12
        if abs(apart) > 4 and abs(record.latitude) < 85:
            problem = f"longitude {record.longitude:g}° and time zone {record.time_zone:+g} h do not belong together"
            faults.append(Fault(place, problem, "east counts positive for both"))
    return faults


def _forget_empty(record: Record) -> None:
    """A column without any value is none; formats with fixed columns have them."""
    record.columns = {name: values for name, values in record.columns.items() if not np.isnan(values).all()}


def _fill(record: Record, place: str) -> list[Fault]:
    """Make every column that is needed whole; each depends on those before it."""
    faults = _filled_or_absent(record, "dry_bulb", place)
    faults += _filled_or_absent(record, "wind_speed", place)
    faults += _dew_point(record, place)
    _pressure(record)
    _wind_direction(record)
    faults += _sunshine(record, place)
    return faults


def _filled_or_absent(record: Record, name: str, place: str, instead: str = "") -> list[Fault]:
    if name in record.columns:
        return fill(record, COLUMNS[name], place)
    if name in record.names:
        return [Fault(place, f"has no values in column '{record.names[name]}' ({COLUMNS[name].title})", instead)]
    return [Fault(place, f"column {COLUMNS[name].title} is missing in every row", instead)]


def _dew_point(record: Record, place: str) -> list[Fault]:
    """Dew point as measured where it can be, else from relative humidity, else between its neighbours."""
    columns = record.columns
    if "dry_bulb" not in columns or np.isnan(columns["dry_bulb"]).any():
        return []  # whose fault has been said
    dry_bulb = columns["dry_bulb"]
    dew_point = columns.get("dew_point", np.full(HOURS_OF_YEAR, np.nan))
    above = dew_point - dry_bulb
    absurd = above > WORST_DEW_POINT
    if absurd.any():
        worst = int(np.nanargmax(above))
        shown = (
            f"{dew_point[worst]:g} °C at a dry bulb of {dry_bulb[worst]:g} °C on line {record.line[worst]} "
            f"({when(worst)})"
        )
        if absurd.mean() > ABSURD_SHARE:
            problem = f"column dew point: {int(absurd.sum())} values lie far above the dry bulb, such as {shown}"
            remedy = f"up to {WORST_DEW_POINT:g} K above it is taken for measuring error"
            return [Fault(place, problem, remedy)]
        dew_point = np.where(absurd, np.nan, dew_point)
        many = int(absurd.sum())
        record.notes.append(
            f"dew point: {many} impossible value{'s' if many > 1 else ''} far above the dry bulb left out, "
            f"the worst {shown}"
        )
    usable = np.isnan(dew_point) & ~np.isnan(columns.get("relative_humidity", np.full(HOURS_OF_YEAR, np.nan)))
    if usable.any():
        share = np.clip(columns["relative_humidity"][usable] / 100, 0.01, 1)
        dew_point = dew_point.copy()
        dew_point[usable] = dew_point_from_humidity(dry_bulb[usable] + FREEZING, share) - FREEZING
        record.notes.append(f"dew point: {int(usable.sum())} values computed from relative humidity")
    if np.isnan(dew_point).all():
        return _filled_or_absent(record, "dew_point", place, "relative humidity would do as well")
    columns["dew_point"] = dew_point
    faults = fill(record, COLUMNS["dew_point"], place)
    above = columns["dew_point"] - dry_bulb
    if not faults and (above > 0).any():
        columns["dew_point"] = np.minimum(columns["dew_point"], dry_bulb)
        record.notes.append(
            f"dew point: {int((above > 0).sum())} values above the dry bulb (by up to {above.max():.1f} K) "
            "set equal to it"
        )
    return faults


def _pressure(record: Record) -> None:
    """What is missing for longer is that of the standard atmosphere: weather moves it by a few per cent."""
    if not record.elevation > -5000:
        return  # whose fault has been said
    standard = standard_pressure(record.elevation)
    _fill_with(record, "pressure", standard, f"computed from the elevation, {record.elevation:g} m")
    mean = float(record.columns["pressure"].mean())
    if abs(mean / standard - 1) > FAR_PRESSURE:
        record.notes.append(
            f"pressure: {mean / 100:.0f} hPa on average, but {standard / 100:.0f} hPa are usual at the elevation that "
            f"the header states, {record.elevation:g} m: one of the two is wrong"
        )


def _wind_direction(record: Record) -> None:
    _fill_with(record, "wind_direction", UNKNOWN_WIND, f"taken as {UNKNOWN_WIND:g}° (south)")


def _fill_with(record: Record, name: str, value: float, words: str) -> None:
    """Interpolate short gaps, put one value into longer ones, and count both."""
    values = record.columns.get(name, np.full(HOURS_OF_YEAR, np.nan))
    missing = np.isnan(values)
    starts, lengths = runs(missing) if missing.any() else (np.zeros(0, int), np.zeros(0, int))
    long = lengths > LONGEST_GAP
    if long.any():
        hours = (
            np.concatenate([np.arange(s, s + n) for s, n in zip(starts[long], lengths[long], strict=True)])
            % HOURS_OF_YEAR
        )
        values = values.copy()
        values[hours] = value
        record.notes.append(f"{COLUMNS[name].title}: {hours.size} missing values {words}")
    record.columns[name] = values
    if (~long).any():
        fill(record, COLUMNS[name], "")


def _sunshine(record: Record, place: str) -> list[Fault]:
    """Global, direct and diffuse radiation; what is absent follows from the others."""
    columns = record.columns
    given = [name in columns for name in RADIATION]
    if not given[0] and not (given[1] and given[2]):
        return _filled_or_absent(record, "global_horizontal", place, "direct and diffuse would do as well")
    faults = [fault for name in RADIATION if name in columns for fault in fill(record, COLUMNS[name], place)]
    if faults or not np.isfinite([record.latitude, record.longitude, record.time_zone]).all():
        return faults
    height = np.maximum(_heights(record), 0.0)
    if not given[0]:
        columns["global_horizontal"] = columns["direct_normal"] * height + columns["diffuse_horizontal"]
        record.notes.append(f"global horizontal: {HOURS_OF_YEAR} values computed from direct and diffuse")
    elif not (given[1] and given[2]):
        columns["direct_normal"], columns["diffuse_horizontal"] = _split(columns["global_horizontal"], height)
        which = "direct normal and diffuse horizontal" if not (given[1] or given[2]) else (
            "diffuse horizontal" if given[1] else "direct normal")  # fmt: skip
        record.notes.append(f"{which}: {HOURS_OF_YEAR} values computed from global by the correlation of Erbs")
    return []


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


def _infrared(record: Record) -> None:
    columns = record.columns
    if "sky_infrared" in columns and _short_gaps(columns["sky_infrared"]):
        fill(record, COLUMNS["sky_infrared"], "")
        return
    cover, basis = _cloud_cover(record)
    columns["sky_infrared"] = sky_infrared(columns["dry_bulb"] + FREEZING, columns["dew_point"] + FREEZING, cover)
    record.notes.append(f"sky infrared: computed by Clark and Allen from dew point and {basis}")


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
