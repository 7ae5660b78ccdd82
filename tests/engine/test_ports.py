"""Ports: additive heat, electricity and fuel of equipment that is not the program's own."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.config import plugins
from cosim.config.plugins import EquipmentConfig, PortKind
from cosim.results.dataset import pack
from cosim.schema.end_uses import END_USES, NUMBER
from cosim.testing import check_equipment

HOUR = 3600.0


class Heater(EquipmentConfig):
    """An electric heater that does what its keys say."""

    kind: Literal["heater"] = "heater"
    does: str = "heat"

    def port(self):
        return PortKind("heaters", fuel="gas" if self.does == "burn" else None)

    def live(self, simulation, port):
        yield simulation.timeout(1800.0)
        if self.does == "ask twice":
            simulation.port("heater")
        elif self.does == "another end use":
            simulation.port("lamp", end_use="lighting")
        elif self.does == "another fuel":
            simulation.port("pellets", fuel="wood")
        elif self.does == "export":
            port.electricity = -10.0
        elif self.does == "burn nothing that it named":
            port.fuel = 10.0
        elif self.does == "write":
            simulation.write("external_heat", 500.0)
        elif self.does == "something for nothing":
            port.heat = 100.0
        else:
            port.electricity = port.heat = 1000.0


@pytest.fixture
def quick():
    return cosim.load("quick-start")


def with_equipment(scenario, *pieces):
    return replace(scenario.configurations[0], equipment=pieces)


def test_energies_are_exact_to_the_second_of_a_change(quick):
    simulation = cosim.Simulation(quick, quick.configurations[0], end_hour=3)
    port = simulation.port("lamp", end_use="heaters")
    simulation.advance(0.5 * HOUR + 7.0)
    port.electricity, port.heat = 600.0, 300.0
    simulation.advance(1.75 * HOUR)
    port.electricity = 0.0
    run = simulation.run()
    on = np.array([0.5 * HOUR - 7.0, 0.75 * HOUR, 0.0]) / HOUR
    assert run.equipment[0].electricity == pytest.approx(600.0 * on, rel=1e-12)
    assert run.hourly["heater_electricity"] == pytest.approx(600.0 * on, rel=1e-9)
    assert run.hourly["external_heat"] == pytest.approx(300.0 * np.array([on[0], 1.0, 1.0]), rel=1e-9)
    assert np.abs(run.hourly["energy_residual"]).max() < 1e-3


@pytest.mark.slow
def test_meters_peaks_minutes_and_bills_hold_what_a_port_draws(quick):
    first = quick.configurations[0]
    minutes = np.zeros((len(END_USES), 120))
    without = cosim.Simulation(quick, first, end_hour=2).run()
    simulation = cosim.Simulation(quick, first, end_hour=2, minutes=minutes)
    car, oven = simulation.port("car", end_use="vehicle"), simulation.port("oven")
    simulation.advance(HOUR)
    car.electricity, oven.electricity = 7000.0, 1000.0
    simulation.advance(1.25 * HOUR)
    assert simulation.read("house_electricity") > 8000.0
    assert simulation.read("peak_electricity") > 8000.0
    assert simulation.total("vehicle_electricity") == pytest.approx(7000.0 * 900.0)
    car.electricity = 0.0
    run = simulation.run()
    added = np.array([0.0, 0.0, 0.0, 0.0, 8000.0, 1000.0, 1000.0, 1000.0])
    assert run.quarter_hour_electricity - without.quarter_hour_electricity == pytest.approx(added, abs=1e-6)
    assert run.quarter_hour_hvac == pytest.approx(without.quarter_hour_hvac)
    assert minutes[NUMBER["vehicle"]].sum() / 60 == pytest.approx(7000.0 / 4)
    assert minutes[NUMBER["other"]].sum() / 60 == pytest.approx(run.hourly["other_electricity"].sum())
    dear, cheap = (pack(quick, [one]) for one in (run, without))
    more = (dear["annual_electricity_cost"] - cheap["annual_electricity_cost"]).item()
    price = quick.electricity_price_by_hour[1] * 3.6e6
    assert more == pytest.approx((7.0 / 4 + 1.0) * price)
    assert (dear["annual_peak_house_electric"] - cheap["annual_peak_house_electric"]).item() > 5000.0


def test_ports_add_to_what_is_written_from_outside(quick):
    simulation = cosim.Simulation(quick, quick.configurations[0], end_hour=2)
    simulation.write("external_heat", 200.0)
    one, two = simulation.port("one"), simulation.port("two")
    one.heat, two.heat = 300.0, -100.0
    run = simulation.run()
    assert run.hourly["external_heat"] == pytest.approx(400.0)
    assert [port.heat.mean() for port in run.equipment] == pytest.approx([300.0, -100.0])


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("ask twice", "asks for a port of a name that is taken"),
        ("another end use", "there is no end use 'lighting'"),
        ("another fuel", "burns wood, but the scenario's prices hold none of it"),
        ("export", "its electricity cannot be -10 W"),
        ("burn nothing that it named", "it burns fuel, but its port names none"),
    ],
)
def test_what_no_port_offers_stops_the_run_with_one_message(quick, does, told):
    with pytest.raises(cosim.InvalidInput, match=told) as caught:
        cosim.Simulation(quick, with_equipment(quick, Heater(does=does)), end_hour=2).run()
    assert "heater" in str(caught.value) or "lamp" in str(caught.value) or "pellets" in str(caught.value)


@pytest.mark.parametrize("watts", [float("nan"), 1e9, "much"])
def test_a_power_is_a_number_of_watts(quick, watts):
    port = cosim.Simulation(quick, quick.configurations[0], end_hour=2).port("lamp")
    with pytest.raises(cosim.InvalidInput, match="is no power of heat"):
        port.heat = watts


@pytest.mark.slow
def test_two_pieces_that_write_one_input_are_refused(quick):
    writer = Heater(does="write")
    cosim.Simulation(quick, with_equipment(quick, writer), end_hour=2).run()
    with pytest.raises(cosim.InvalidInput, match="'heater 2': writes the input external_heat, which 'heater' writes"):
        cosim.Simulation(quick, with_equipment(quick, writer, writer), end_hour=2).run()


@pytest.mark.slow
@pytest.mark.parametrize("does", ["ask twice", "another end use", "export"])
def test_the_command_ends_with_one_message_and_nothing_written(tmp_path, monkeypatch, does):
    monkeypatch.setitem(plugins.BUILT_IN, "heater", f"{__name__}:Heater")
    monkeypatch.chdir(tmp_path)
    text = cosim.load("quick-start").text
    head, _, rest = text.partition("[[configurations]]\n")
    table = f'[[configurations]]\nequipment = [{{ kind = "heater", does = "{does}" }}]\n'
    (tmp_path / "heated.toml").write_text(head + table + rest, encoding="utf-8")
    done = CliRunner().invoke(main, ["run", "heated.toml", "--to", "01-02", "-o", "heated.nc"])
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    assert done.stderr.count("equipment '") == 1
    assert not (tmp_path / "heated.nc").exists()


def test_a_kind_without_a_port_in_its_method_is_told_how(monkeypatch):
    class Old(EquipmentConfig):
        def live(self, simulation):
            yield simulation.timeout(1.0)

    monkeypatch.setattr(plugins, "Old", Old, raising=False)
    monkeypatch.setitem(plugins.BUILT_IN, "old", "cosim.config.plugins:Old")
    with pytest.raises(cosim.InvalidInput, match="takes no port; def live"):
        plugins.kind_named("old", "here")


@pytest.mark.slow
def test_the_check_for_packages_passes_a_heater_and_finds_heat_from_nothing():
    assert check_equipment(Heater(), hours=6).equipment[0].heat[1:] == pytest.approx(1000.0)
    with pytest.raises(AssertionError, match="gives heat, but uses neither"):
        check_equipment(Heater(does="something for nothing"), hours=6)
