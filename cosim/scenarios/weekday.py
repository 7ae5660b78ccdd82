"""First weekday of the simulated year: that of the scenario, or else of the weather file's own year."""

from cosim.config.schedule import WEEKDAYS, Weekday
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
