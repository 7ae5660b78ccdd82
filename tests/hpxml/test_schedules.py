"""The schedules file of a home, as ResStock's: hours of uses, setpoints and absence, and everything that is wrong."""

import csv
import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from cosim.config.thermostat import IdealConfig, ThermostatConfig
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import InvalidInput
from cosim.hpxml import read_home, read_hpxml
from cosim.scenarios.reader import load
from cosim.schema.calendar import MONTH_OF_HOUR
from cosim.simulation.simulation import Simulation
from cosim.units import BTU
from tests.hpxml.test_homes_in_scenarios import SCENARIO

HOURS = np.arange(HOURS_OF_YEAR)
NAMED = "<extension><SchedulesFilePath>../there/schedules.csv</SchedulesFilePath></extension></BuildingSummary>"
FURNACE = """<Systems><HVAC><HVACPlant><HeatingSystem><SystemIdentifier id="Furnace"/>
<DistributionSystem idref="Ducts"/><HeatingSystemType><Furnace/></HeatingSystemType>
<HeatingSystemFuel>natural gas</HeatingSystemFuel>
<HeatingCapacity>40000</HeatingCapacity><AnnualHeatingEfficiency><Units>AFUE</Units><Value>0.92</Value>
</AnnualHeatingEfficiency><FractionHeatLoadServed>1</FractionHeatLoadServed></HeatingSystem></HVACPlant>
<HVACControl><SystemIdentifier id="Control"/><SetpointTempHeatingSeason>68</SetpointTempHeatingSeason>
<SetpointTempCoolingSeason>78</SetpointTempCoolingSeason></HVACControl><HVACDistribution>
<SystemIdentifier id="Ducts"/><DistributionSystemType><Other>DSE</Other></DistributionSystemType>
<AnnualHeatingDistributionSystemEfficiency>1</AnnualHeatingDistributionSystemEfficiency>
<AnnualCoolingDistributionSystemEfficiency>1</AnnualCoolingDistributionSystemEfficiency></HVACDistribution></HVAC>
</Systems>"""


def text_of(**columns) -> str:
    """Return columns as a file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return out.getvalue()


@pytest.fixture
def scheduled(home, part, tmp_path):
    """Write the home with a schedules file beside it, and return the file."""

    def write(text: str | None, loads: str = "", **changed):
        summary = part["summary"].replace("</BuildingSummary>", NAMED)
        if text is not None:
            (tmp_path / "schedules.csv").write_text(text, encoding="utf-8")
        return home(summary=summary, loads=loads, **changed)

    return write


def by_name(read):
    return {gains.name: gains for gains in read.house.gains}


def test_uses_follow_their_columns_and_keep_their_energy(scheduled, home):
    evening = (HOURS % 24 >= 18).astype(float)
    at_home = 0.25 + 0.5 * evening
    path = scheduled(text_of(dishwasher=evening, occupants=at_home, refrigerator=np.ones(8760)))
    usual, read = by_name(read_hpxml(home("usual.xml", loads=""))), by_name(read_hpxml(path))
    assert read["dishwasher"].hourly == tuple(evening)
    assert read["dishwasher"].electricity == pytest.approx(usual["dishwasher"].electricity)
    assert read["clothes washer"] == usual["clothes washer"]
    assert read["refrigerator"].slope == 0.0  # its hours are stated
    assert read["refrigerator"].electricity * 8.76 == pytest.approx(637 + 18 * 3)
    # 400 Btu/h of a person, 3716 of 6600 sensible, of three while all are at home
    heat = 3 * 400 * BTU / 3600 * 3716 / 6600 * at_home.mean()
    assert read["people"].sensible == pytest.approx(heat)


def test_parts_of_hours_become_means_and_a_leap_day_is_left_out(scheduled):
    quarters = np.tile([0.0, 0.2, 0.4, 1.0], 8784)
    quarters[4 * 24 * 59 : 4 * 24 * 60] = 7.0  # 29 February
    read = by_name(read_hpxml(scheduled(text_of(dishwasher=quarters))))
    assert read["dishwasher"].hourly == pytest.approx(np.full(8760, 0.4))


def test_an_empty_home_uses_nothing_but_what_runs_on(scheduled, home):
    absent = (MONTH_OF_HOUR == 6).astype(float)
    usual = by_name(read_hpxml(home("usual.xml", loads="")))
    read = by_name(read_hpxml(scheduled(text_of(vacancy=absent, dishwasher=np.ones(8760)))))
    assert read["refrigerator"] == usual["refrigerator"]
    for name in ("dishwasher", "television", "people"):
        hourly = np.array(read[name].hourly)
        assert hourly[absent > 0.0].max() == 0.0
        assert hourly[absent == 0.0].min() > 0.0
        energy = read[name].electricity + read[name].sensible, usual[name].electricity + usual[name].sensible
        assert energy[0] / energy[1] == pytest.approx(1.0 - 31.0 / 365.0, rel=0.01)


def test_setpoints_of_every_hour_reach_the_thermostat(scheduled, tmp_path):
    warm = np.where(MONTH_OF_HOUR < 6, 70.0, 66.0)
    path = scheduled(
        text_of(heating_setpoint=warm, cooling_setpoint=np.full(8760, 76.0)), loads=f"{FURNACE}<MiscLoads/>"
    )
    thermostat = read_home(path).thermostat
    assert [(entry.begins, round(entry.heating, 2)) for entry in thermostat.year()] == [
        (0.0, 294.26), (181 * 86400.0, 292.04)
    ]  # fmt: skip
    assert {round(entry.cooling, 2) for entry in thermostat.year()} == {297.59}


def test_a_house_is_held_at_the_setpoints_of_its_hours():
    """Of an ideal plant: two days in January, the second 3 K warmer from noon on."""

    scenario = load("retrofit-greensboro")
    heating = np.full(8760, 291.0)
    heating[36:48] = 294.0
    thermostat = ThermostatConfig.model_validate(
        {"heating_by_hour_k": heating.tolist(), "cooling_by_hour_k": [300.0] * 8760}
    )
    chosen = replace(scenario.configurations[0], heat_pump=None, furnace=None, strips=None, dual_fuel=None,
                     air_conditioner=None, ideal=IdealConfig(), thermostat=thermostat)  # fmt: skip
    year = Simulation(scenario, chosen, end_hour=48).run().hourly
    assert year["heating_setpoint"] == pytest.approx(heating[:48], abs=0.01)
    assert year["indoor_temperature"][40:48] == pytest.approx(294.0, abs=0.05)
    assert year["indoor_temperature"][30:36] == pytest.approx(291.0, abs=0.05)


def test_a_file_that_does_not_lie_there_is_said_and_usual_hours_are_taken(scheduled, home):
    read = read_hpxml(scheduled(None))
    assert [note for note in read.notes if "schedules.csv" in note and "usual hours" in note]
    assert by_name(read) == by_name(read_hpxml(home("usual.xml", loads="")))


def test_columns_that_nothing_follows_are_said(scheduled):
    read = read_hpxml(scheduled(text_of(dishwasher=np.ones(8760), moods=np.ones(8760))))
    assert read.notes == ("schedules.csv: not followed: moods",)


def test_a_schedules_file_lies_in_the_zip_of_its_home(scheduled, tmp_path):
    path = scheduled(text_of(dishwasher=HOURS % 24))
    with zipfile.ZipFile(tmp_path / "home.zip", "w") as archive:
        archive.write(path, "in.xml")
        archive.write(tmp_path / "schedules.csv", "schedules.csv")
    text = SCENARIO.format(house="home.zip", weather='weather = "golden-co"')
    (tmp_path / "scenario.toml").write_text(text, encoding="utf-8")
    scenario = load(str(tmp_path / "scenario.toml"))
    house = scenario.house
    assert [file.path for file in scenario.files if file.path.endswith("home.zip:schedules.csv")]
    assert next(gains for gains in house.gains if gains.name == "dishwasher").hourly == tuple(HOURS % 24)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows[:-1], ["has 8,759 rows below its header; a year has 8,760 hours"]),
        (lambda rows: [], ["is empty"]),
        (lambda rows: [["dishwasher", "dishwasher"], *rows[1:]], ["row 1: column 'dishwasher' stands twice"]),
        (lambda rows: [*rows[:5], ["0.5", "much"], ["0.5"], ["nan", "1"], *rows[8:]],
         ["row 6, column 'occupants': 'much' is not a number", "row 7: has 1 values under 2 columns",
          "row 8, column 'dishwasher': 'nan' is not a finite number"]),
        (lambda rows: [*rows[:3], ["-1", "2"], *rows[4:]],
         ["row 4, column 'dishwasher': must be 0 or more, not -1",
          "row 4, column 'occupants': must be between 0 and 1, not 2"]),
        (lambda rows: [["heating_setpoint", "occupants"], ["21", "0"], *([["68", "0"]] * 8759)],
         ["row 2, column 'heating_setpoint': must be between 41 and 86, not 21"]),
        (lambda rows: [rows[0], *([["x", "y"]] * 8760)], ["16,520 more faults of this kind"]),
    ],
)  # fmt: skip
def test_everything_that_is_wrong_is_said_at_once_with_row_and_column(scheduled, change, words):
    rows = [["dishwasher", "occupants"], *([["0.5", "1"]] * 8760)]
    path = scheduled("\n".join(",".join(row) for row in change(rows)))
    with pytest.raises(InvalidInput) as refused:
        read_hpxml(path)
    said = "\n".join(str(fault) for fault in refused.value.faults)
    for word in words:
        assert word in said
    assert len(refused.value.faults) < 1100
