"""The clock of the simulated year: weekday of 1 January, and daylight saving."""

from cosim.config.schedule import WEEKDAYS, Weekday
from cosim.schema.daylight_saving import DaylightSaving, Origin
from cosim.weather import Weather


def start_weekday(stated: Weekday | None, weather: Weather | None) -> tuple[Weekday, tuple[str, ...]]:
    """Return the weekday of 1 January, and a note on it."""
    own = None if weather is None else next((day for day in WEEKDAYS if day == weather.start_weekday), None)
    if weather is None or own is None:
        return stated or "monday", ()
    begins = f"1 January {weather.year} is a {own.capitalize()}"
    if stated is None:
        return own, (f"{begins}: weekdays are those of the weather's own year",)
    if stated != own:
        return stated, (f'{begins}, but the scenario states start_weekday = "{stated}", which counts',)
    return own, ()


def daylight_saving(
    stated: DaylightSaving | None, of_prices: DaylightSaving | None
) -> tuple[DaylightSaving | None, Origin, tuple[str, ...]]:
    """Return the one rule of a scenario (None for that of the place), where it comes from, and a note on it.

    Parameters
    ----------
    stated, of_prices : str, optional
        The scenario's own key, and what its prices or tariff state.
    """
    if stated is not None:
        differs = of_prices not in (None, stated)
        note = f'prices state daylight_saving = "{of_prices}", but the scenario states "{stated}", which counts'
        return stated, "scenario", (note,) if differs else ()
    return of_prices, "place" if of_prices is None else "tariff", ()
