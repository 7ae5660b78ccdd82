"""Fans of an HPXML home: whole-building ones by flow, hours and recovery; local ones at their hours; windows."""

import pytest

from cosim.errors import InvalidInput
from cosim.hpxml import read_hpxml
from cosim.units import to_si

FAN = """<Systems><MechanicalVentilation><VentilationFans><VentilationFan><SystemIdentifier id="Fan"/>{about}
<UsedForWholeBuildingVentilation>{whole}</UsedForWholeBuildingVentilation>{more}</VentilationFan></VentilationFans>
</MechanicalVentilation></Systems><MiscLoads/>"""
ABOUT = "<RatedFlowRate>90</RatedFlowRate><HoursInOperation>8</HoursInOperation><FanType>{kind}</FanType>"


@pytest.fixture
def fans(home):
    def read(kind, whole="true", more="<FanPower>30</FanPower>"):
        return read_hpxml(
            home(loads=FAN.format(about=ABOUT.format(kind=kind), whole=whole, more=more))
        ).house.ventilation

    return read


def test_hours_make_a_mean_flow_and_power(fans):
    [fan] = fans("exhaust only")
    assert fan.kind == "exhaust"
    assert fan.flow == pytest.approx(to_si(30, "flow", "cfm"))
    assert fan.fan_power == pytest.approx(10)


def test_recovery_of_moisture_follows_from_the_total_at_the_rating_point(fans):
    rated = "<TotalRecoveryEfficiency>0.6</TotalRecoveryEfficiency>"
    rated += "<SensibleRecoveryEfficiency>0.7</SensibleRecoveryEfficiency>"
    [fan] = fans("energy recovery ventilator", more=rated)
    sensible, whole = 1.006 * (35 - 24), 80.7 - 47.8  # kJ/kg of air at half of saturation
    total = (0.7 * sensible + fan.latent_recovery * (whole - sensible)) / whole
    assert total == pytest.approx(0.6, abs=0.005)


def test_fans_that_are_read_are_not_said_to_be_left_aside(home):
    about = ABOUT.format(kind="exhaust only")
    unread = {whole: read_hpxml(home(loads=FAN.format(about=about, whole=whole, more=""))).unread
              for whole in ("true", "false")}  # fmt: skip
    assert unread == {"true": (), "false": ("BuildingDetails/Systems/MechanicalVentilation",)}


def test_local_fans_run_at_their_hours_in_each_bathroom(fans):
    """At 7 h in two bathrooms of a home of three bedrooms, with 0.3 W/cfm, where a file says no more."""
    local = """<UsedForLocalVentilation>true</UsedForLocalVentilation><FanLocation>bath</FanLocation>"""
    [fan] = fans("exhaust only", whole="false", more=local)
    assert fan.flow == pytest.approx(to_si(180, "flow", "cfm"))
    assert fan.profile[7:15] == (1.0,) * 8
    assert sum(fan.profile) == 8.0
    assert fan.fan_power == pytest.approx(0.3 * 180)  # while it runs
    assert fans("exhaust only", whole="false") == ()  # for nothing that is known


def test_a_central_fan_supplies_a_mean_flow(fans):
    [fan] = fans("central fan integrated supply", more="<FanPower>300</FanPower>")
    assert (fan.kind, fan.flow) == ("supply", pytest.approx(to_si(30, "flow", "cfm")))
    assert fan.fan_power == pytest.approx(50)  # half of its hours are those of heating and cooling


def test_windows_are_opened_by_the_share_that_can_be(home):
    """0.67 of the area can be opened, half of that is free, people open a fifth of it, 0.6 of which passes air."""
    aired = read_hpxml(home()).house.natural_ventilation
    assert aired.season == "cooling"  # nobody opens windows in the months of heating: OpenStudio-HPXML
    assert aired.area == pytest.approx(to_si(120 * 0.67 * 0.5 * 0.2 * 0.6, "area", "ft2"))
    assert set(aired.days) == {"monday", "wednesday", "friday"}
    fan = FAN.format(about="<RatedFlowRate>2000</RatedFlowRate>", whole="false", more="<FanPower>200</FanPower>"
                     "<UsedForSeasonalCoolingLoadReduction>true</UsedForSeasonalCoolingLoadReduction>")  # fmt: skip
    read = read_hpxml(home(loads=fan))
    assert not any("Ventilation" in section for section in read.unread)  # it is not left aside
    cooled = read.house
    assert cooled.ventilation == ()
    assert cooled.natural_ventilation.fan_flow == pytest.approx(to_si(2000, "flow", "cfm"))
    assert cooled.natural_ventilation.fan_power == 200.0
    shut = """<Windows><Window><SystemIdentifier id="Window"/><Area>120</Area><Azimuth>180</Azimuth>
<UFactor>0.35</UFactor><SHGC>0.4</SHGC><FractionOperable>0</FractionOperable><AttachedToWall idref="Wall"/>
</Window></Windows>"""
    assert read_hpxml(home(windows=shut)).house.natural_ventilation is None


def test_a_recovery_that_is_missing_is_refused(fans):
    with pytest.raises(InvalidInput, match=r"Fan'\]/SensibleRecoveryEfficiency: is missing"):
        fans("heat recovery ventilator")


DRYER = """<Appliances><ClothesDryer><SystemIdentifier id="Dryer"/><Location>{place}</Location>
<FuelType>electricity</FuelType><Vented>{vented}</Vented>{more}</ClothesDryer></Appliances><MiscLoads/>"""
MORNINGS = "<extension><WeekdayScheduleFractions>" + ",".join("1" if hour in (8, 9) else "0" for hour in range(24))
MORNINGS += "</WeekdayScheduleFractions><UsageMultiplier>0.5</UsageMultiplier></extension>"


def test_a_vented_dryer_blows_air_out_for_an_hour_a_day(home):
    """100 cfm, half of it for a home that dries half as much, in the hours that the file states."""

    def fans(place="conditioned space", vented="true", more=""):
        return read_hpxml(home(loads=DRYER.format(place=place, vented=vented, more=more))).house.ventilation

    [usual] = fans()
    assert (usual.kind, usual.fan_power) == ("exhaust", 0.0)
    assert usual.flow * sum(usual.profile) == pytest.approx(to_si(100, "flow", "cfm"))
    assert max(usual.profile) < 0.15  # spread over the day
    [own] = fans(more="<VentedFlowRate>160</VentedFlowRate>" + MORNINGS)
    assert own.flow * sum(own.profile) == pytest.approx(to_si(80, "flow", "cfm"))
    assert own.profile[8:10] == (0.5, 0.5)
    assert fans(vented="false") == fans(place="outside") == ()
