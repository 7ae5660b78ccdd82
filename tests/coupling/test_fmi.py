"""Our house in FMPy gives what `simulate` gives; somebody else's FMU heats and steers our house."""

import shutil
import warnings
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
from click.testing import CliRunner
from ranch import RANCH

import cosim
from cosim.cli import main
from cosim.schema.inputs import INPUTS
from cosim.schema.variables import VARIABLES

fmpy = pytest.importorskip("fmpy")
builders = {"2": pytest.importorskip("pythonfmu"), "3": pytest.importorskip("pythonfmu3")}
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HOUR = 3600.0
CONTROLLER = """
from pythonfmu.enums import Fmi2Variability
from pythonfmu.fmi2slave import Fmi2Causality, Fmi2Slave, Real


class NightCooler(Fmi2Slave):
    '''Lowers the setpoint while it is warmer indoors than `warm`, and gives heat that grows with the cold outdoors.'''

    def __init__(self, **settings):
        super().__init__(**settings)
        self.indoor = self.outdoor = self.offset = self.heat = 0.0
        self.warm = 290.0
        for name in ("indoor", "outdoor"):
            self.register_variable(Real(name, causality=Fmi2Causality.input))
        for name in ("offset", "heat"):
            self.register_variable(Real(name, causality=Fmi2Causality.output))
        self.register_variable(Real("warm", causality=Fmi2Causality.parameter, variability=Fmi2Variability.tunable))

    def do_step(self, time, step):
        self.offset = -2.0 if self.indoor > self.warm else 0.0
        self.heat = max(285.15 - self.outdoor, 0.0) * 100.0
        return True
"""
SCENARIO = (
    RANCH
    + """
[[configurations]]
name = "heat pump"
heat_pump = "ccashp-3ton"
strips = {{ capacity_kw = 10 }}
[[configurations.equipment]]
kind = "fmu"
file = "{file}"
step_s = 300
inputs = {inputs}
outputs = {outputs}
"""
)
WIRES = {"indoor": "indoor_temperature", "outdoor": "outdoor_temperature"}
ANSWERS = {"heating_setpoint_offset": "offset", "external_heat": "heat"}


def table(entries):
    return "{ " + ", ".join(f'{key} = "{value}"' for key, value in entries.items()) + " }"


@pytest.fixture(scope="module")
def controller(tmp_path_factory):
    return built(tmp_path_factory.mktemp("controller"), "NightCooler", CONTROLLER)


def built(folder, name, text):
    script = folder / f"{name.lower()}.py"
    script.write_text(text)
    from pythonfmu.builder import FmuBuilder

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        FmuBuilder.build_FMU(script, dest=folder)
    return folder / f"{name}.fmu"


def scenario_with(folder, file, inputs=WIRES, outputs=ANSWERS, more=""):
    path = folder / "question.toml"
    path.write_text(SCENARIO.format(file=file, inputs=table(inputs), outputs=table(outputs)) + more)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2", "3"])
def test_an_exported_house_is_valid_and_lives_as_ours_does(version, tmp_path):
    path = tmp_path / "house.fmu"
    arguments = ["fmu", "export", "quick-start", "-o", str(path), "--fmi", version, "--from", "01-10", "--to", "01-11"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    from fmpy.validation import validate_fmu

    assert validate_fmu(str(path)) == []
    described = {variable.name: variable for variable in fmpy.read_model_description(str(path)).modelVariables}
    assert {f"set_{entry.name}" for entry in INPUTS} | {variable.name for variable in VARIABLES} <= set(described)
    assert described["hvac_electricity"].unit == "W"
    assert described["set_heating_setpoint"].unit == "K"
    names = ["hvac_electricity_total", "indoor_temperature", "frost_deposited_total"]
    answer = fmpy.simulate_fmu(
        str(path), start_time=0.0, stop_time=48 * HOUR, step_size=900.0, output_interval=900.0, output=names
    )
    hourly = cosim.simulate(cosim.load("quick-start"), start=9 * 24, end=11 * 24).isel(configuration=0)
    for name, energy in (("hvac_electricity", names[0]), ("frost_deposited", names[2])):
        means = np.diff(answer[energy][::4]) / HOUR
        assert means == pytest.approx(hourly[name].values, rel=1e-9, abs=1e-15)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    from cosim.coupling.fmu_export import export

    scenario = cosim.load("quick-start")
    path = tmp_path_factory.mktemp("house") / "house.fmu"
    export(scenario, scenario.configurations[0], path, first=9 * 24, last=10 * 24)
    return str(path)


@pytest.mark.parametrize("start", [0.0, 3600.0, 5400.0])
def test_an_experiment_begins_at_its_start_time(house, start):
    """What it reports at first is what a house that was simulated from 0 on is at that time."""
    names = ["hvac_electricity_total", "indoor_temperature"]
    answer = fmpy.simulate_fmu(house, start_time=start, stop_time=7200.0, output_interval=900.0, output=names)
    scenario = cosim.load("quick-start")
    ours = cosim.Simulation(scenario, scenario.configurations[0], start_hour=9 * 24, end_hour=10 * 24)
    for row in answer:
        ours.advance(9 * 24 * HOUR + row["time"])
        assert row["indoor_temperature"] == pytest.approx(ours.read("indoor_temperature"), abs=1e-9)
        assert row["hvac_electricity_total"] == pytest.approx(ours.total("hvac_electricity"), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("start", [-3600.0, 90000.0])
def test_a_start_time_that_the_house_does_not_cover_is_refused(house, start):
    with pytest.raises(Exception, match="fmi2SetupExperiment|status"):
        fmpy.simulate_fmu(house, start_time=start, stop_time=start + 1800.0, output_interval=900.0)


def test_inputs_before_the_start_are_in_force_from_the_start(house):
    offset = np.array([(3600.0, -3.0), (7200.0, -3.0)], dtype=[("time", float), ("set_heating_setpoint_offset", float)])
    answer = fmpy.simulate_fmu(
        house, start_time=3600.0, stop_time=7200.0, step_size=900.0, output_interval=900.0, input=offset,
        output=["heating_setpoint"],
    )  # fmt: skip
    assert np.ptp(answer["heating_setpoint"]) == 0.0


def test_a_start_time_that_fmi_3_does_not_hand_on_is_refused_and_not_passed_over(tmp_path):
    from cosim.coupling.fmu_export import export

    scenario = cosim.load("quick-start")
    path = tmp_path / "house.fmu"
    export(scenario, scenario.configurations[0], path, version="3", first=9 * 24, last=10 * 24)
    with pytest.raises(Exception, match="fmi3DoStep|status"):
        fmpy.simulate_fmu(str(path), start_time=3600.0, stop_time=7200.0, output_interval=900.0)


@pytest.mark.slow
def test_inputs_reach_the_exported_house(tmp_path):
    from cosim.coupling.fmu_export import export

    scenario = cosim.load("quick-start")
    path = tmp_path / "house.fmu"
    export(scenario, scenario.configurations[0], path, first=24, last=48)
    signal = np.array([(0.0, 0.0), (6 * HOUR, -3.0)], dtype=[("time", float), ("set_heating_setpoint_offset", float)])
    answer = fmpy.simulate_fmu(
        str(path), start_time=0.0, stop_time=24 * HOUR, step_size=900.0, output_interval=900.0, input=signal,
        output=["heating_setpoint", "hvac_electricity_total"],
    )  # fmt: skip
    simulation = cosim.Simulation(scenario, scenario.configurations[0], start_hour=24, end_hour=48)
    simulation.advance(30 * HOUR)
    simulation.write("heating_setpoint_offset", -3.0)
    simulation.advance(48 * HOUR)
    assert answer["heating_setpoint"][-1] == simulation.read("heating_setpoint")
    assert answer["hvac_electricity_total"][-1] == pytest.approx(simulation.total("hvac_electricity"), rel=1e-9)


def test_what_an_fmu_sends_to_its_port_is_on_the_meter(controller, tmp_path):
    answers = {"heat": "heat", "electricity": "heat"}
    path = scenario_with(tmp_path, controller.as_posix(), outputs=answers, more='end_use = "heaters"\n')
    heated = cosim.simulate(cosim.load(path), start=0, end=24).isel(configuration=0)
    outdoor = heated["outdoor_temperature"].values
    expected = np.maximum(285.15 - outdoor, 0.0) * 100.0
    for name in ("external_heat", "heater_electricity"):
        assert heated[name].values == pytest.approx(expected, abs=40.0)  # it answers five minutes later
    assert heated["equipment_name"].values.tolist() == ["fmu"]
    assert heated["equipment_heat"].values[0] == pytest.approx(heated["external_heat"].values)


def test_an_fmu_heats_and_steers_our_house(controller, tmp_path):
    scenario = cosim.load(scenario_with(tmp_path, controller.as_posix()))
    assert scenario.files[-1].kind == "equipment"
    steered = cosim.simulate(scenario, start=0, end=24).isel(configuration=0)
    outdoor = steered["outdoor_temperature"].values
    expected = np.maximum(285.15 - outdoor, 0.0) * 100.0
    assert expected.max() > 200.0
    assert steered["external_heat"].values == pytest.approx(expected, abs=40.0)  # it answers five minutes later
    usual = scenario.configurations[0].thermostat.heating_setpoint
    assert steered["heating_setpoint"].values[1:] == pytest.approx(usual - 2.0)


@pytest.mark.parametrize(
    ("inputs", "outputs", "words"),
    [
        ({"indor": "indoor_temperature", "outdoor": "outdoor_temperature"}, ANSWERS, "did you mean 'indoor'"),
        ({"indoor": "indoor_temperature"}, ANSWERS, "nothing is wired to the FMU's 'outdoor'"),
        (WIRES, {"heating_setpoint_offset": "ofset"}, "did you mean 'offset'"),
        (WIRES, {"external_heet": "heat"}, "did you mean 'external_heat'"),
        (WIRES | {"indoor": "indoor_temp"}, ANSWERS, "did you mean 'indoor_temperature'"),
    ],
)
def test_wrong_wiring_is_told(controller, tmp_path, inputs, outputs, words):
    with pytest.raises(cosim.InvalidInput) as caught:
        cosim.load(scenario_with(tmp_path, controller.as_posix(), inputs, outputs))
    assert words in str(caught.value)


def test_an_fmu_that_is_none_or_of_another_platform_is_refused(controller, tmp_path, monkeypatch):
    with pytest.raises(cosim.InvalidInput, match="file does not exist"):
        cosim.load(scenario_with(tmp_path, "missing.fmu"))
    (tmp_path / "broken.fmu").write_text("no zip")
    with pytest.raises(cosim.InvalidInput, match="cannot be read as an FMU"):
        cosim.load(scenario_with(tmp_path, "broken.fmu"))
    monkeypatch.setattr(fmpy, "platform", "sparc64")
    monkeypatch.setattr(fmpy, "platform_tuple", "sparc64-solaris")
    with pytest.raises(cosim.InvalidInput, match="this machine is sparc64"):
        cosim.load(scenario_with(tmp_path, controller.as_posix()))


def test_unknown_kinds_and_keys_are_told(tmp_path):
    path = tmp_path / "question.toml"
    text = SCENARIO.format(file="x.fmu", inputs="{}", outputs="{}")
    path.write_text(text.replace('kind = "fmu"', 'kind = "fmuu"'))
    with pytest.raises(cosim.InvalidInput, match=r"equipment\[0\].kind: .*did you mean 'fmu'"):
        cosim.load(path)
    path.write_text(text.replace("step_s = 300", "stop_s = 300"))
    with pytest.raises(cosim.InvalidInput, match="stop_s"):
        cosim.load(path)


def test_an_export_that_cannot_be_is_refused(tmp_path):
    there = tmp_path / "house.fmu"
    there.write_text("")
    for arguments, words in (
        (["-o", str(there)], "exists already"),
        (["-o", str(tmp_path / "no" / "house.fmu")], "there is no such folder"),
        (["-o", str(tmp_path / "b.fmu"), "--configuration", "cold climate heat pump"], "did you mean"),
    ):
        result = CliRunner().invoke(main, ["fmu", "export", "quick-start", *arguments])
        assert result.exit_code == 2
        assert words in result.output


BREAKER = """
from pythonfmu.fmi2slave import Fmi2Causality, Fmi2Slave, Real


class Breaker(Fmi2Slave):
    '''Breaks after some steps, or at once.'''

    def __init__(self, **settings):
        super().__init__(**settings)
        self.left = 3.0
        self.heat = 100.0
        self.register_variable(Real("heat", causality=Fmi2Causality.output))
        self.register_variable(Real("left", causality=Fmi2Causality.input))

    def exit_initialization_mode(self):
        if self.left < 0.0:
            raise ValueError("it refuses")

    def do_step(self, time, step):
        self.left -= 1.0
        if self.left < 0.0:
            raise ValueError("it breaks")
        return True

    def terminate(self):
        raise SystemError("terminated after an error")
"""


@pytest.fixture(scope="module")
def breaker(tmp_path_factory):
    return built(tmp_path_factory.mktemp("breaker"), "Breaker", BREAKER)


@pytest.mark.parametrize(("left", "when"), [(3.0, "1 January 00:15"), (-1.0, "1 January 00:00")])
def test_an_fmu_that_fails_is_not_called_again_and_others_live(breaker, tmp_path, monkeypatch, left, when):
    calls = []
    for name in ("terminate", "freeInstance"):
        monkeypatch.setattr(fmpy.fmi2.FMU2Slave, name, lambda slave, name=name: calls.append(name))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "unpacked"))
    (tmp_path / "unpacked").mkdir()
    more = f'parameters = {{ left = {left} }}\n[[configurations]]\nname = "other"\nheat_pump = "ccashp-3ton"\n'
    path = scenario_with(tmp_path, breaker.as_posix(), {}, {"external_heat": "heat"}, more)
    output = tmp_path / "x.nc"
    done = CliRunner().invoke(main, ["run", str(path), "-o", str(output), "--from", "01-01", "--to", "01-01"])
    assert done.exit_code == 1, done.output
    results = cosim.open_results(output)
    assert results["configuration"].values.tolist() == ["other"]
    failed = results.attrs["failed_configurations"]
    assert f"failed at {when}" in failed
    assert "Breaker.fmu: the FMU failed: fmi2" in failed
    assert "Traceback" not in failed
    assert calls == []
    assert list((tmp_path / "unpacked").iterdir()) == []


def test_an_fmu_that_ends_soundly_is_freed_and_leaves_no_folder(controller, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "unpacked"))
    (tmp_path / "unpacked").mkdir()
    freed, usual = [], fmpy.fmi2.FMU2Slave.freeInstance
    monkeypatch.setattr(fmpy.fmi2.FMU2Slave, "freeInstance", lambda slave: (freed.append(slave), usual(slave)))
    cosim.simulate(cosim.load(scenario_with(tmp_path, controller.as_posix())), start=0, end=2)
    assert len(freed) == 1
    assert list((tmp_path / "unpacked").iterdir()) == []


@pytest.mark.parametrize(("files", "size", "words"), [(1, 12 * 10**7, "to 121 MB"), (20_001, 1, "holds 20,0")])
def test_an_fmu_that_unpacks_without_end_is_refused(controller, tmp_path, files, size, words):
    bomb = tmp_path / "bomb.fmu"
    shutil.copy(controller, bomb)
    with ZipFile(bomb, "a", ZIP_DEFLATED) as archive:
        for number in range(files):
            archive.writestr(f"resources/{number}", b"\0" * size)
    with pytest.raises(cosim.InvalidInput, match=words):
        cosim.load(scenario_with(tmp_path, "bomb.fmu"))
