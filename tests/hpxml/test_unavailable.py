"""Periods in which nothing heats or cools: seasons of the thermostat, at midnight, wherever in the year they lie."""

import pytest

from cosim.errors import InvalidInput
from cosim.hpxml import read_home
from cosim.hpxml.account import in_words

SYSTEMS = """<Systems><HVAC><HVACPlant><HeatingSystem><SystemIdentifier id="Stove"/>
<HeatingSystemType><Stove/></HeatingSystemType><HeatingSystemFuel>wood</HeatingSystemFuel>
<AnnualHeatingEfficiency><Units>Percent</Units><Value>0.8</Value></AnnualHeatingEfficiency>
<FractionHeatLoadServed>1.0</FractionHeatLoadServed></HeatingSystem></HVACPlant>
<HVACControl><SystemIdentifier id="Thermostat"/>{season}</HVACControl></HVAC></Systems>"""
SEASON = """<HeatingSeason><BeginMonth>10</BeginMonth><BeginDayOfMonth>1</BeginDayOfMonth><EndMonth>5</EndMonth>
<EndDayOfMonth>31</EndDayOfMonth></HeatingSeason>"""


def period(column: str, begin: str, end: str) -> str:
    """Return a period, its ends as month, day and hour."""
    parts = []
    for name, words in (("Begin", begin), ("End", end)):
        month, day, *hour = words.split()
        parts.append(f"<{name}Month>{month}</{name}Month><{name}DayOfMonth>{day}</{name}DayOfMonth>")
        parts += [f"<{name}HourOfDay>{each}</{name}HourOfDay>" for each in hour]
    return f"<UnavailablePeriod><ColumnName>{column}</ColumnName>{''.join(parts)}</UnavailablePeriod>"


@pytest.fixture
def read(home, part):
    """Return the home with some periods."""

    def of(*periods: str, season: str = ""):
        path = home(loads=SYSTEMS.format(season=season) + part["loads"])
        stated = f"<SoftwareInfo><extension><UnavailablePeriods>{''.join(periods)}</UnavailablePeriods></extension>"
        text = path.read_text(encoding="utf-8").replace("<Building>", f"{stated}</SoftwareInfo><Building>", 1)
        path.write_text(text, encoding="utf-8")
        return read_home(path)

    return of


def ends(season):
    return None if season is None else (season.begins, season.ends)


@pytest.mark.parametrize(
    ("begin", "end", "season", "left"),
    [
        ("12 5 0", "12 31 23", "", ("01-01", "12-04")),
        ("2 10", "2 20", "", ("02-21", "02-09")),
        ("12 20", "1 10", "", ("01-11", "12-19")),
        ("7 1 22", "8 3 14", "", ("08-04", "07-01")),  # the day that is without for two hours only has heat
        ("7 1 22", "7 2 3", "", None),
        ("5 10", "6 10", SEASON, ("10-01", "05-09")),
        ("7 1", "7 31", SEASON, ("10-01", "05-31")),
    ],
)
def test_a_period_without_heating_ends_and_begins_the_season(read, begin, end, season, left):
    thermostat = read(period("No Space Heating", begin, end), season=season).thermostat
    assert ends(thermostat.heating_season) == left
    assert thermostat.cooling_season is None


def test_cooling_has_a_season_of_its_own(read):
    periods = period("No Space Heating", "1 1", "1 31"), period("No Space Cooling", "8 1", "8 31")
    thermostat = read(*periods).thermostat
    assert ends(thermostat.heating_season) == ("02-01", "12-31")
    assert ends(thermostat.cooling_season) == ("09-01", "07-31")


def test_periods_that_touch_are_one(read):
    periods = period("No Space Heating", "1 1", "1 31"), period("No Space Heating", "2 1", "2 28")
    assert ends(read(*periods).thermostat.heating_season) == ("03-01", "12-31")


def test_what_no_season_can_say_and_what_is_no_date_is_refused_at_once(read):
    periods = period("No Space Heating", "1 5", "1 9"), period("No Space Heating", "3 5", "3 9")
    with pytest.raises(InvalidInput) as refused:
        read(*periods, period("No Space Cooling", "2 30", "3 40"))
    said = "\n".join(map(str, refused.value.faults))
    place = "home.xml: /HPXML/SoftwareInfo/extension/UnavailablePeriods/UnavailablePeriod"
    assert f"{place}: leaves several seasons, or none, to heat or cool in" in said
    assert f"{place}[3]/BeginDayOfMonth: with its month, 2-30 is no day of a year" in said
    assert f"{place}[3]/EndDayOfMonth: must be at most 31, not 40" in said


def test_absences_are_left_aside_with_what_they_would_change(read):
    home = read(period("Vacancy", "7 1", "7 14"), period("No Space Heating", "7 1", "7 14"))
    assert ends(home.thermostat.heating_season) == ("07-15", "06-30")
    account = in_words(home.house.account())
    read_part, _, aside = account.partition("left aside")
    assert "UnavailablePeriod[1]/ColumnName: Vacancy  (energy and gains while nobody is at home" in aside
    assert "UnavailablePeriod[2]/ColumnName: No Space Heating\n" in read_part
