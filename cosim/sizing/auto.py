"""Equipment that is sized for its house: ``capacity = "auto"`` in a configuration."""

from dataclasses import replace
from math import ceil

from cosim.config.backup import FurnaceConfig
from cosim.equipment.build import machine_of
from cosim.errors import Fault, InvalidInput
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.sizing.lines import cooling_at, heating_capacity_at, is_ducted
from cosim.sizing.loads import Loads, scenario_loads
from cosim.units import from_si

SMALLEST, LARGEST = 0.3, 3.0  # of a machine as built: a line of products has few that differ more
STRIP_STEP = 1000.0  # W, by which strips are sold


def with_sizes(scenario: Scenario) -> Scenario:
    """Return the scenario with the equipment of every configuration sized that asks for it.

    A heat pump beside a furnace and an air conditioner are as large as the cooling load at design, moisture included;
    any other heat pump as large as the larger of both loads, at its greatest speed and net of frost. Strips take what
    the heat pump leaves of the heating load, in whole kilowatts; a furnace takes all of it.

    Raises
    ------
    InvalidInput
        If a machine would have to be made much smaller or larger than it is.
    """
    asking = [configuration for configuration in scenario.configurations if configuration.capacity == "auto"]
    if not asking:
        return scenario
    loads = scenario_loads(scenario)
    faults: list[Fault] = []
    configurations = []
    for configuration in scenario.configurations:
        if configuration.capacity == "auto":
            try:
                configuration = _sized(scenario, configuration, loads)
            except InvalidInput as error:
                faults += error.faults
        configurations.append(configuration)
    if faults:
        raise InvalidInput(faults)
    return replace(scenario, configurations=tuple(configurations))


def _sized(scenario: Scenario, configuration: Configuration, loads: Loads) -> Configuration:
    model = machine_of(scenario, configuration)
    ducted = is_ducted(scenario, model)
    needed = loads.heating.of(ducted=ducted)
    chill = loads.cooling.of(ducted=ducted) + loads.cooling.latent
    carried, factor = 0.0, 1.0
    if model is not None:
        ratios = []
        if model.cooling is not None:
            ratios.append(chill / cooling_at(model, scenario, loads.cooling.outdoor, loads.cooling.indoor).heat)
        if model.heating is not None:
            lockout = configuration.lockouts.compressor_below
            carried = heating_capacity_at(model, scenario, loads.heating.outdoor, loads.heating.indoor, lockout)
            alone = configuration.furnace is None or model.cooling is None
            ratios += [needed / carried] if alone and carried > 0.0 else []
        factor = max(ratios, default=1.0)
        _refuse_far(configuration, factor)
    return replace(
        configuration,
        capacity="as built",
        scale=configuration.scale * factor,
        furnace=_furnace(configuration.furnace, needed),
        strips=None if configuration.strips is None else configuration.strips.model_copy(
            update={"capacity": STRIP_STEP * max(ceil((needed - factor * carried) / STRIP_STEP - 1e-6), 1)}
        ),
    )  # fmt: skip


def _furnace(furnace: FurnaceConfig | None, needed: float) -> FurnaceConfig | None:
    """Return a furnace of the line that gives `needed`, W, with its blower; its other parts take what they take."""
    if furnace is None:
        return None
    factor = needed / (furnace.capacity + furnace.blower_power)
    grown = {"capacity": furnace.capacity * factor, "blower_power": furnace.blower_power * factor}
    return FurnaceConfig.model_construct(**(dict(furnace) | grown))


def _refuse_far(configuration: Configuration, factor: float) -> None:
    if SMALLEST <= factor <= LARGEST:
        return
    machine = configuration.heat_pump or configuration.air_conditioner
    assert machine is not None, "a factor belongs to a machine"
    raise InvalidInput([
        Fault(
            f"configuration '{configuration.name}': capacity",
            f"{machine.name} would have to be {factor:.2g} times as large as it is to meet the design load",
            "name a machine nearer to that size; cosim size says how large",
        )
    ])  # fmt: skip


def said(before: Configuration, after: Configuration) -> str:
    """Say in words what size a configuration was given."""
    parts = []
    machine = after.heat_pump or after.air_conditioner
    if machine is not None:
        parts.append(f"{machine.name} times {after.scale:.2f}")
    for name in ("furnace", "strips"):
        part = getattr(after, name)
        if part is not None:
            kilo_btu = from_si(part.capacity, "power", "kbtu_h")
            parts.append(f"{name} {part.capacity / 1e3:.1f} kW ({kilo_btu:.0f} kBtu/h)")
    return f"{before.name}: sized to {', '.join(parts)}"
