"""Setpoints of heating and cooling that no thermostat can hold: both make room, or the one that nothing follows."""

import pytest

from cosim.hpxml import read_home
from cosim.units import from_si

STOVE = """<HeatingSystem><SystemIdentifier id="Stove"/><HeatingSystemType><Stove/></HeatingSystemType>
<HeatingSystemFuel>wood</HeatingSystemFuel><AnnualHeatingEfficiency><Units>Percent</Units><Value>0.8</Value>
</AnnualHeatingEfficiency><FractionHeatLoadServed>1</FractionHeatLoadServed></HeatingSystem>"""
UNIT = """<CoolingSystem><SystemIdentifier id="Unit"/><CoolingSystemType>room air conditioner</CoolingSystemType>
<CoolingSystemFuel>electricity</CoolingSystemFuel><FractionCoolLoadServed>1</FractionCoolLoadServed>
<AnnualCoolingEfficiency><Units>EER</Units><Value>9</Value></AnnualCoolingEfficiency></CoolingSystem>"""
HVAC = """<Systems><HVAC><HVACPlant>{plant}</HVACPlant><HVACControl><SystemIdentifier id="Thermostat"/>{setpoints}
</HVACControl></HVAC></Systems>"""
CONSTANT = """<SetpointTempHeatingSeason>72</SetpointTempHeatingSeason>
<SetpointTempCoolingSeason>72</SetpointTempCoolingSeason>"""
BAND = 1.44  # °F, 0.8 K


@pytest.fixture
def read(home, part):
    """Return the home with some systems and setpoints."""
    return lambda plant, setpoints=CONSTANT: read_home(
        home(loads=HVAC.format(plant=plant, setpoints=setpoints) + part["loads"])
    )


def fahrenheit(thermostat):
    pair = thermostat.heating_setpoint, thermostat.cooling_setpoint
    return tuple(from_si(value, "temperature", "f") for value in pair)


def test_both_make_room_where_both_are_followed_and_the_user_is_told(read):
    found = read(STOVE + UNIT)
    assert fahrenheit(found.thermostat) == pytest.approx((72 - BAND / 2, 72 + BAND / 2))
    [note] = found.house.notes
    assert "nearer than the 0.8 K" in note


@pytest.mark.parametrize(("plant", "expected"), [(STOVE, (72, 72 + BAND)), (UNIT, (72 - BAND, 72))])
def test_what_nothing_follows_makes_room_alone(read, plant, expected):
    found = read(plant)
    assert fahrenheit(found.thermostat) == pytest.approx(expected)
    assert found.house.notes == ()


def test_setpoints_far_enough_apart_stay(read):
    found = read(STOVE + UNIT, CONSTANT.replace(">72</SetpointTempC", ">74</SetpointTempC"))
    assert fahrenheit(found.thermostat) == pytest.approx((72, 74))
    assert found.house.notes == ()


def test_hours_in_which_they_are_near_move_and_others_stay(read):
    """From 6 to 10 h heating asks for 76 °F, cooling for 76 °F always."""
    hours = ",".join("76" if 6 <= hour < 10 else "68" for hour in range(24))
    hourly = "".join(f"<{day}SetpointTempsHeatingSeason>{hours}</{day}SetpointTempsHeatingSeason>"
                     f"<{day}SetpointTempsCoolingSeason>{','.join(['76'] * 24)}</{day}SetpointTempsCoolingSeason>"
                     for day in ("Weekday", "Weekend"))  # fmt: skip
    found = read(STOVE + UNIT, f"<extension>{hourly}</extension>")
    periods = {period.begins / 3600.0: fahrenheit(period) for period in found.thermostat.schedule}
    assert periods[0.0] == pytest.approx((68, 76))
    assert periods[6.0] == pytest.approx((76 - BAND / 2, 76 + BAND / 2))
