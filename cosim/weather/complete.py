"""From what a reader found to a validated year: limits, hours, gaps, and the columns that physics supplies."""

import numpy as np

from cosim.constants import FREEZING, HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.weather.daylight import sun_faults
from cosim.weather.gaps import ABSURD_SHARE, LONGEST_GAP, fill, filled_or_absent, judge, runs
from cosim.weather.hours import to_hours
from cosim.weather.radiation import infrared, sunshine
from cosim.weather.record import COLUMNS, LIMITS, Record, counted, when
from cosim.weather.sky import dew_point_from_humidity, standard_pressure

WORST_DEW_POINT = 3.0  # K above the dry bulb that two thermometers may differ by
FRACTION = 1.5  # %: no year is as dry in every hour
FAR_PRESSURE = 0.06  # of the standard atmosphere; climates differ by a third of it
UNKNOWN_WIND = 180.0  # degrees: what EnergyPlus takes where a file has no wind direction


def complete(record: Record, place: str) -> Record:
    """Return `record` with 8760 hours in order and every column of a `Weather` whole; list all faults otherwise."""
    faults = [*record.faults, *_station_faults(record, place), *judge(record, place)]
    order = to_hours(record, place)
    faults += order
    if order or (record.minutes < 0).any():
        raise InvalidInput([*faults, *_absent(record, place)])  # which hour a row belongs to is not known
    _forget_empty(record)
    faults += _fill(record, place)
    if faults:
        raise InvalidInput(faults)
    wrong, doubts = sun_faults(record, place)
    if wrong:
        raise InvalidInput(wrong)
    infrared(record)
    record.notes += doubts
    return record


def _station_faults(record: Record, place: str) -> list[Fault]:
    faults = []
    for name, (lowest, highest) in LIMITS.items():
        value = getattr(record, name)
        if value < lowest or value > highest:  # NaN is a fault that the reader has said
            problem = f"{name.replace('_', ' ')} {value:g} is not between {lowest:g} and {highest:g}"
            faults.append(Fault(place, problem))
            setattr(record, name, np.nan)
    if not faults:
        # legal time is nowhere more than some 3 h away from the sun's; the remainder allows for the date line
        apart = (record.time_zone - record.longitude / 15 + 12) % 24 - 12
        if abs(apart) > 4 and abs(record.latitude) < 85:
            problem = f"longitude {record.longitude:g}° and time zone {record.time_zone:+g} h do not belong together"
            remedy = "east counts positive for both"
            if record.time_zone == 0:
                remedy = "rows in UTC have to be moved to local standard time"
            faults.append(Fault(place, problem, remedy))
    return faults


def _forget_empty(record: Record) -> None:
    """A column without any value is none; formats with fixed columns have them."""
    record.columns = {name: values for name, values in record.columns.items() if not np.isnan(values).all()}


def _absent(record: Record, place: str) -> list[Fault]:
    """Return which columns that are needed are not there, for rows whose gaps cannot be looked at."""
    faults = [fault for name in ("dry_bulb", "wind_speed") if name not in record.columns
              for fault in filled_or_absent(record, name, place)]  # fmt: skip
    if not {"dew_point", "relative_humidity"} & set(record.columns):
        faults += filled_or_absent(record, "dew_point", place, "relative humidity would do as well")
    if "global_horizontal" not in record.columns and not {"direct_normal", "diffuse_horizontal"} <= set(record.columns):
        faults += filled_or_absent(record, "global_horizontal", place, "direct and diffuse would do as well")
    return faults


def _fill(record: Record, place: str) -> list[Fault]:
    """Make every column that is needed whole; each depends on those before it."""
    faults = filled_or_absent(record, "dry_bulb", place)
    faults += filled_or_absent(record, "wind_speed", place)
    faults += _dew_point(record, place)
    _pressure(record)
    _wind_direction(record)
    faults += sunshine(record, place)
    return faults


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
            f"{dew_point[worst]:g} °C at a dry bulb of {dry_bulb[worst]:g} °C on {record.row} {record.line[worst]} "
            f"({when(worst)})"
        )
        if absurd.mean() > ABSURD_SHARE:
            problem = f"column dew point: {int(absurd.sum())} values lie far above the dry bulb, such as {shown}"
            remedy = f"up to {WORST_DEW_POINT:g} K above it is taken for measuring error"
            return [Fault(place, problem, remedy)]
        dew_point = np.where(absurd, np.nan, dew_point)
        left_out = counted(int(absurd.sum()), "impossible value")
        record.notes.append(f"dew point: {left_out} far above the dry bulb left out, the worst {shown}")
    usable = np.isnan(dew_point) & ~np.isnan(columns.get("relative_humidity", np.full(HOURS_OF_YEAR, np.nan)))
    if usable.any():
        if columns["relative_humidity"][usable].max() <= FRACTION:
            problem = f"column relative humidity: never above {columns['relative_humidity'][usable].max():g} %"
            return [Fault(place, problem, "if it is a fraction, multiply it by 100")]
        share = np.clip(columns["relative_humidity"][usable] / 100, 0.01, 1)
        dew_point = dew_point.copy()
        dew_point[usable] = dew_point_from_humidity(dry_bulb[usable] + FREEZING, share) - FREEZING
        record.notes.append(f"dew point: {counted(int(usable.sum()), 'value')} computed from relative humidity")
    if np.isnan(dew_point).all():
        return filled_or_absent(record, "dew_point", place, "relative humidity would do as well")
    columns["dew_point"] = dew_point
    faults = fill(record, COLUMNS["dew_point"], place)
    above = columns["dew_point"] - dry_bulb
    if not faults and (above > 0).any():
        columns["dew_point"] = np.minimum(columns["dew_point"], dry_bulb)
        record.notes.append(
            f"dew point: {counted(int((above > 0).sum()), 'value')} above the dry bulb (by up to {above.max():.1f} K) "
            "set equal to it"
        )
    return faults


def _pressure(record: Record) -> None:
    """What is missing for longer is that of the standard atmosphere: weather moves it by a few per cent."""
    if np.isnan(record.elevation):
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
        record.notes.append(f"{COLUMNS[name].title}: {counted(hours.size, 'missing value')} {words}")
    record.columns[name] = values
    if (~long).any():
        fill(record, COLUMNS[name], "")
