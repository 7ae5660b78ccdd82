"""Fans of an HPXML home: whole-building ones by flow, hours and recovery; local ones are left aside."""

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


def test_local_fans_are_left_aside_and_a_recovery_that_is_missing_is_refused(fans):
    assert fans("exhaust only", whole="false") == ()
    with pytest.raises(InvalidInput, match="Fan/SensibleRecoveryEfficiency: is missing"):
        fans("heat recovery ventilator")
