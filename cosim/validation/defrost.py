"""The suite `defrost`: peers' factors against EnergyPlus, frost against measurements, seasons against each other."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cosim.config.backup import StripsConfig
from cosim.config.defrost import DefrostConfig, FaultConfig
from cosim.config.equipment import HeatPumpConfig
from cosim.constants import FREEZING
from cosim.envelope.envelope import Envelope, build_envelope
from cosim.equipment.build import build_heat_pump
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.equipment.machine import machine
from cosim.errors import Fault, InvalidInput
from cosim.project import find
from cosim.scenarios.reader import load
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.simulation.laboratory import ROOM, Chamber
from cosim.simulation.simulation import Run, Simulation
from cosim.units import KILOWATT_HOUR
from cosim.validation.checks import Check, Outcome, Progress
from cosim.validation.energyplus_coil import hourly_errors
from cosim.validation.reference import chosen, part_of, reference_folder
from cosim.weather import read_weather

SUITE, FOLDER = "defrost", "frost_defrost"
PERCENT, COUNT = "percent", "count"
TITLE = "Frost and defrost: EnergyPlus coil runs, measured frost, seasons and faults"
PEERS = "published"
SCENARIO = "retrofit-chicago"
MACHINES = {"single-speed": "single-speed heat pump", "cold-climate": "cold-climate heat pump",
            "ductless": "ductless mini-split"}  # fmt: skip
SITES = ("chicago-il", "golden-co", "greensboro-nc", "sterling-va", "sand-point-ak", "northway-ak")
DRY_AND_COLD = "golden-co"
VARIANTS = ("timed_reverse_cycle", "on_demand_resistive", "timed_reverse_cycle_wide")
CASES = ("energyplus", "growth", "chamber", "seasons", "sensor", "balance", "step")

FROSTING_FACTOR = (0.0389, 0.050)  # g/(m2 s) per g/kg, Applied Thermal Engineering 2014
GROWING = ((-15.0, 0.80), (-12.0, 0.85), (-9.0, 0.85), (-6.0, 0.80), (-3.0, 0.85), (-3.0, 0.90), (0.0, 0.90))
GROWTH_TIME = 3600.0
CELSIUS = (-15.0, -10.0, -7.0, -5.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0)
HUMID, MILD = 0.95, (8.0, 0.95)
FROST_POINT = (1.667, 0.85)  # 35 °F
COP_BAND, SHARE_BAND = (0.85, 0.97), (2.0, 14.0)
DEFROST_MINUTES = (2.0, 8.0)  # Tassou and Marquand: five minutes clear a coil
ENOUGH_KILOWATTS = 20  # of strips; the house loses 18 kW on the coldest night
WARM = 290.15  # K, below which no hour indoors may be on average


def run_defrost(
    reference: Path | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Compare frost, defrosts and peers' factors with published data.

    Parameters
    ----------
    reference : Path, optional
        Folder with `frost_defrost`.
    cases : sequence of str
        Some of `CASES`; all by default.
    progress : callable, optional
        Called when a case starts and finishes.
    """
    tell: Progress = progress or (lambda kind, text: None)
    folder = part_of(reference_folder(reference), FOLDER)
    checks: list[Check] = []
    suites: dict[str, Callable[[], list[Check]]] = {
        "energyplus": lambda: energyplus(folder),
        "growth": growth,
        "chamber": chamber,
        "seasons": seasons,
        "sensor": failed_sensor,
        "balance": mass_balance,
        "step": half_step,
    }
    for name in chosen(cases, CASES):
        tell("started", name)
        checks += suites[name]()
        tell("finished", name)
    notes = (
        "machines are those of the scenario retrofit-chicago, at rated speed in the test chamber",
        "losses of a season: electricity of the whole equipment above that of the same house without frost",
    )
    return Outcome(TITLE, tuple(checks), notes, peers=PEERS)


def energyplus(folder: Path) -> list[Check]:
    """Compare the factors of EnergyPlus that the flow uses with its own coil, hour by hour."""
    path = folder / "energyplus_coil_spec.json"
    if not path.is_file():
        raise InvalidInput([Fault(str(path), "does not exist", "point --reference at a folder that contains it")])
    spec = json.loads(path.read_text(encoding="utf-8"))
    checks = []
    for variant in VARIANTS:
        rate, power, defrost = hourly_errors(folder, variant, spec)
        case = variant.replace("_", " ")
        checks += [
            Check(SUITE, case, "heating rate, median error", PERCENT, rate, 0.0, 2.0),
            Check(SUITE, case, "power, median error", PERCENT, power, 0.0, 2.0),
            Check(SUITE, case, "season's defrost energy", PERCENT, defrost, -3.0, 3.0),
        ]
    return checks


def growth() -> list[Check]:
    """Grow frost at constant conditions; compare its transfer coefficient and the linearity of its mass."""
    laboratory, factors, straightness = Chamber(), [], []
    for config, model in _machines().values():
        unit = machine(config, "heating")
        assert model.heating is not None
        for celsius, humidity in GROWING:
            layer = laboratory.growth(model, celsius, humidity, GROWTH_TIME)
            grown = layer.mass > 0.0
            if not grown.any():
                continue
            air = np.full(1, celsius + FREEZING)
            flow = float(unit.points(air, np.full(1, ROOM), np.full(1, model.speed_rated))[1].evaporator_flow[0])
            effectiveness = layer.conductance[0] / flow
            mean_share = effectiveness / -np.log1p(-effectiveness)  # of the entering air's difference, along the coil
            rate = np.diff(layer.mass)[0] / np.diff(layer.time)[0]
            factors.append(rate / (model.coil.area * layer.humidity_difference[0] * mean_share))
            straightness.append(float(np.corrcoef(layer.time, layer.mass)[0, 1]) ** 2)
    low, high = FROSTING_FACTOR
    return [
        Check(SUITE, "growth", "mean frost factor, g/(m² s) per g/kg", "1", float(np.mean(factors)), 0.039, high,
              FROSTING_FACTOR),
        Check(SUITE, "growth", "minimum frost factor", "1", float(np.min(factors)), None, None, (low, low)),
        Check(SUITE, "growth", "mass over time, minimum R²", "1", float(np.min(straightness)), 0.99, 1.0),
    ]  # fmt: skip


def chamber() -> list[Check]:
    """Run each machine through whole frosting cycles at constant conditions."""
    laboratory, checks = Chamber(), []
    for name, (_, model) in _machines().items():
        kept = []
        for celsius in CELSIUS:
            cycle, clean = laboratory.cycle(model, celsius, HUMID), laboratory.steady(model, celsius, HUMID)
            kept.append(cycle.capacity / clean.capacity)
        worst = CELSIUS[int(np.argmin(kept))]
        cycle, clean = laboratory.cycle(model, *FROST_POINT), laboratory.steady(model, *FROST_POINT)
        mild = laboratory.cycle(model, *MILD)
        checks += [
            Check(SUITE, name, "worst capacity loss at 95 % humidity", "degC", worst, -3.0, 1.0, (0.0, 0.0)),
            Check(SUITE, name, "capacity kept there", "1", float(min(kept))),
            Check(SUITE, name, "COP at 35 °F and 85 %, of frost-free", "1", cycle.cop / clean.cop, *COP_BAND,
                  (0.9137, 0.9137)),
            Check(SUITE, name, "capacity at 35 °F and 85 %, of frost-free", "1", cycle.capacity / clean.capacity,
                  None, None, (0.90, 0.90)),
            Check(SUITE, name, "frost at 8 °C and 95 %", "kg", mild.frost, 0.0, 0.0),
        ]  # fmt: skip
    return checks


def seasons() -> list[Check]:
    """Simulate a year without frost, with demand control and with a timer, at every site."""
    checks, saved = [], {}
    for site in SITES:
        for name, title in MACHINES.items():
            case = _Case(site, title)
            none, demand, timer = case.run(frost="none"), case.run(), case.run(kind="timer", timer_run_time=5400.0)
            loss = 100.0 * (_electricity(demand) / _electricity(none) - 1.0)
            saving = 100.0 * (1.0 - _electricity(demand) / _electricity(timer))
            checks.append(Check(SUITE, site, f"frost and defrost, {name}", PERCENT, loss, *SHARE_BAND, (4.5, 13.9)))
            if name == "cold-climate":
                saved[site] = saving
                melting = demand.events.duration[demand.events.kind == "defrost: melt"] / 60.0
                minutes = float(np.median(melting))
                checks.append(Check(SUITE, site, "defrosts", COUNT, float(demand.defrosts)))
                checks.append(Check(SUITE, site, "median melting", "min", minutes, *DEFROST_MINUTES, (5.0, 5.0)))
            least = 0.0 if name == "cold-climate" else None
            checks.append(Check(SUITE, site, f"demand saves against 90 min, {name}", PERCENT, saving, least, None))
    margin = saved[DRY_AND_COLD] - max(value for site, value in saved.items() if site != DRY_AND_COLD)
    checks.append(Check(SUITE, DRY_AND_COLD, "demand saves more than at any other site by", PERCENT, margin, 0.0, None))
    return checks


def failed_sensor() -> list[Check]:
    """Fail the defrost sensor in Chicago, where the strips can heat the house alone."""
    case = _Case("chicago-il", MACHINES["single-speed"])
    strips = StripsConfig(capacity_kw=ENOUGH_KILOWATTS)  # type: ignore[call-arg]
    well, ill = (case.run(strips=strips, faults=faults) for faults in ((), (FaultConfig(kind="defrost-sensor-open"),)))
    trips = float(ill.events.count("low-pressure trip"))
    backup = ill.hourly["strip_electricity"].sum() / well.hourly["strip_electricity"].sum()
    rise = _electricity(ill) / _electricity(well)
    coldest = float(ill.hourly["indoor_temperature"].min())
    return [
        Check(SUITE, "failed sensor", "electricity rises by", PERCENT, 100.0 * (rise - 1.0), 10.0, 100.0, (39.0, 39.0)),
        Check(SUITE, "failed sensor", "strips rise by", PERCENT, 100.0 * (float(backup) - 1.0), 10.0, None),
        Check(SUITE, "failed sensor", "most ice", "kg", float(ill.hourly["frost_mass"].max()), 5.0, None),
        Check(SUITE, "failed sensor", "low-pressure trips", COUNT, trips, 1.0, None),
        Check(SUITE, "failed sensor", "coldest hour indoors", "degC", coldest - FREEZING, WARM - FREEZING, None),
    ]


def mass_balance() -> list[Check]:
    """Check that frost formed in a year equals frost melted and left."""
    checks = []
    for name, title in MACHINES.items():
        simulation = _Case("chicago-il", title).simulation()
        hourly = simulation.run().hourly
        formed, melted = (float(hourly[f"frost_{way}"].sum()) * 3600.0 for way in ("deposited", "melted"))
        left = simulation.house.frost_mass
        error = abs(formed - melted - left) / formed
        checks.append(Check(SUITE, "mass balance", name, "1e-9", error * 1e9, 0.0, 1.0))
    return checks


def half_step() -> list[Check]:
    """Halve the internal step."""
    checks = []
    for name, title in MACHINES.items():
        case = _Case("chicago-il", title)
        whole, half = case.run(), case.run(step=30.0)
        count = 100.0 * (half.defrosts / whole.defrosts - 1.0)
        energy = 100.0 * (_electricity(half) / _electricity(whole) - 1.0)
        checks.append(Check(SUITE, "half the step", f"defrosts, {name}", PERCENT, count, -2.0, 2.0))
        checks.append(Check(SUITE, "half the step", f"electricity, {name}", PERCENT, energy, -2.0, 2.0))
    return checks


@dataclass
class _Case:
    """One machine in the Chicago scenario's house, at any site."""

    site: str
    machine: str

    def __post_init__(self) -> None:
        self.scenario, self.envelope = _at(self.site)

    def configuration(self) -> Configuration:
        return next(entry for entry in self.scenario.configurations if entry.name == self.machine)

    def simulation(
        self,
        *,
        frost: str = "physical",
        faults: tuple[FaultConfig, ...] = (),
        strips: StripsConfig | None = None,
        step: float = 60.0,
        **control: object,
    ) -> Simulation:
        configuration = self.configuration()
        heat_pump = configuration.heat_pump
        assert heat_pump is not None
        defrost: DefrostConfig = heat_pump.defrost.model_copy(update=control)
        heat_pump = heat_pump.model_copy(update={"defrost": defrost})
        changed = replace(
            configuration,
            heat_pump=heat_pump,
            frost=frost,
            faults=faults,
            strips=strips or configuration.strips,
        )
        return Simulation(self.scenario, changed, envelope=self.envelope, step=step)

    def run(self, **changes: object) -> Run:
        return self.simulation(**changes).run()  # type: ignore[arg-type]


_SITES: dict[str, tuple[Scenario, Envelope]] = {}


def _at(site: str) -> tuple[Scenario, Envelope]:
    if site not in _SITES:
        scenario = load(SCENARIO)
        weather = read_weather(find("weather", site, place=SUITE))
        _SITES[site] = (
            replace(scenario, weather=weather),
            build_envelope(scenario.house, weather, hour_of_day=scenario.clock.hour),
        )
    return _SITES[site]


def _machines() -> dict[str, tuple[HeatPumpConfig, HeatPumpModel]]:
    found = {}
    for name, title in MACHINES.items():
        config = _Case("chicago-il", title).configuration().heat_pump
        assert config is not None
        found[name] = config, build_heat_pump(config)
    return found


def _electricity(run: Run) -> float:
    return float(run.hourly["hvac_electricity"].sum()) / KILOWATT_HOUR * 3600.0
