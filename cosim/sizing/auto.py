"""Size equipment for its house: ``capacity = "auto"`` in a configuration."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cosim.config.backup import FurnaceConfig, StripsConfig
from cosim.equipment.build import machine_of
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.errors import Fault, InvalidInput
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.sizing.lines import cooling_at, heating_capacity_at, heating_lines, is_ducted
from cosim.sizing.loads import Loads, loads_by_setpoints
from cosim.sizing.open_sizes import with_capacity, with_open_sizes
from cosim.sizing.sold import TOLERANCE, Unit, baseboards_for, furnace_for, nominal_tons, strips_for, unit_for
from cosim.units import from_si

SMALLEST, LARGEST = 0.3, 3.0  # of a machine as built: few product lines span more
NEVER = float("inf")


@dataclass(frozen=True)
class Choice:
    """Sizes chosen for a configuration's equipment.

    Attributes
    ----------
    configuration : Configuration
        With its sizes; unchanged where it does not ask, or where no unit of the line fits.
    loads : Loads
        Of the house at the setpoints of this configuration.
    asked : float or None
        Size that the loads require of the heat pump or air conditioner, relative to that in its file; None without
        `auto`.
    unit : Unit or None
        Unit sold in that size.
    fault : Fault or None
        Why no unit of the line fits.
    notes : tuple of str
        Notes for the installer.
    """

    configuration: Configuration
    loads: Loads
    asked: float | None = None
    unit: Unit | None = None
    fault: Fault | None = None
    notes: tuple[str, ...] = ()


def with_sizes(scenario: Scenario, tell: Callable[[str], None] = lambda text: None) -> Scenario:
    """Return the scenario with equipment sized in every configuration that asks for it.

    Parameters
    ----------
    scenario : Scenario
        From `cosim.load`.
    tell : callable, optional
        Called with a line for each configuration that is given a size.

    Raises
    ------
    InvalidInput
        If a machine would have to be much smaller or larger than the one named.
    """
    if all(configuration.capacity != "auto" for configuration in scenario.configurations):
        return scenario
    found = choices(scenario)
    faults = [choice.fault for choice in found if choice.fault is not None]
    if faults:
        raise InvalidInput(faults)
    for before, choice in zip(scenario.configurations, found, strict=True):
        if before.capacity == "auto":
            tell(said(choice))
    sized = tuple(choice.configuration for choice in found)
    # sizes follow from what was read, so they are no change of it
    as_read = "configurations" in scenario.loaded and "configurations" not in scenario.changed
    loaded = {**scenario.loaded, "configurations": sized} if as_read else scenario.loaded
    return replace(scenario, configurations=sized, loaded=loaded)


def with_size(scenario: Scenario, configuration: Configuration) -> tuple[Scenario, Configuration]:
    """Return one configuration of a scenario with its sizes, and the scenario with this configuration alone."""
    scenario = with_sizes(replace(scenario, configurations=(configuration,)))
    return scenario, scenario.configurations[0]


def choices(scenario: Scenario) -> tuple[Choice, ...]:
    """Choose the sizes of every configuration.

    A heat pump is sized for the larger of its loads at full speed and net of frost: design cooling, latent included,
    and heating at the 99 % temperature, or at its cut-off or lockout where that is higher. Beside a furnace it is sized
    for the cooling load or, where that is negligible, for the heating load at which the furnace takes over. Strips
    cover the rest of the heating load at design and in every hour of the weather, and all of it where the compressor is
    off in the coldest hours; a furnace covers all of it.
    """
    held: dict[tuple[float, float], Loads] = {}
    return tuple(
        Choice(each, loads)
        if each.capacity != "auto"
        else Choice(with_open_sizes(scenario, each, loads), loads)
        if each.open_sizes
        else _choice(scenario, each, loads)
        for each in scenario.configurations
        for loads in [loads_by_setpoints(scenario, each, held)]
    )


def _choice(scenario: Scenario, configuration: Configuration, loads: Loads) -> Choice:
    model = machine_of(scenario, configuration)
    factor, asked, unit, fault, notes = 1.0, None, None, None, []
    if model is not None:
        # a machine counts as the nominal size under which that in its file is sold
        own = nominal_tons((model.nominal_cooling or model.nominal_heating) / configuration.scale) * configuration.scale
        asked = asked_size(scenario, configuration, model, loads)
        if model.heating is None and asked < SMALLEST:
            notes.append("the cooling load is negligible: the smallest unit of its line is chosen")
        unit = unit_for(own * (asked if model.heating is not None else max(asked, SMALLEST)))
        factor = unit.tons / own
        if not SMALLEST <= factor <= LARGEST or factor < TOLERANCE * asked:
            fault, unit, factor = _misfit(configuration, asked, asked * own), None, 1.0
        elif unit.number > 1:
            notes.append(f"no single unit is that large; {unit} are simulated as one")
        backup = configuration.furnace is not None or configuration.strips is not None
        if _stands_still(scenario, configuration, model) and not backup:
            below = from_si(standstill(configuration, model), "temperature", "f")
            notes.append(f"nothing heats below {below:.0f} °F, and the weather is colder: add strips or a furnace")
    left = backup_needed(scenario, configuration, model, loads, factor)
    sized = replace(
        configuration,
        capacity="as built",
        open_sizes={},
        scale=configuration.scale * factor,
        furnace=_furnace(configuration.furnace, left),
        strips=_strips(configuration.strips, left, ducted=is_ducted(scenario, model)),
    )
    return Choice(sized, loads, asked, unit, fault, tuple(notes))


def standstill(configuration: Configuration, model: HeatPumpModel) -> float:
    """Return the outdoor temperature, K, below which the compressor does not heat: its cut-off, or a higher lockout."""
    if configuration.thermostat.mode == "emergency heat":
        return NEVER
    return max(model.cutoff_temperature, configuration.lockouts.compressor_below or 0.0)


def _stands_still(scenario: Scenario, configuration: Configuration, model: HeatPumpModel) -> bool:
    """Say whether the weather has hours in which the compressor does not heat."""
    return model.heating is not None and float(scenario.weather.dry_bulb.min()) < standstill(configuration, model)


def asked_size(scenario: Scenario, configuration: Configuration, model: HeatPumpModel, loads: Loads) -> float:
    """Return how large the loads ask a heat pump or air conditioner to be, over what it is."""
    ducted = is_ducted(scenario, model)
    chill, cooling_share, heating_share = loads.cooling, 0.0, 0.0
    if model.cooling is not None:
        load = chill.of(ducted=ducted) + chill.latent
        cooling_share = max(load / cooling_at(model, scenario, chill.outdoor, chill.indoor).heat, 0.0)
    beside_furnace = configuration.furnace is not None and model.cooling is not None
    if model.heating is not None and not (beside_furnace and cooling_share >= SMALLEST):
        at = max(loads.heating.outdoor, standstill(configuration, model))
        handover = configuration.dual_fuel
        if handover is not None and handover.policy == "temperature":
            at = max(at, handover.switchover)
        if at < loads.heating.indoor:
            load = float(loads.load_line(at, ducted=ducted))
            heating_share = load / heating_capacity_at(model, scenario, at, loads.heating.indoor, None)
    return max(cooling_share, heating_share)


def backup_needed(
    scenario: Scenario, configuration: Configuration, model: HeatPumpModel | None, loads: Loads, factor: float = 1.0
) -> float:
    """Return the heat, W, that strips or a furnace have to give: in any hour of the weather, and at design.

    Parameters
    ----------
    model : HeatPumpModel or None
        What heats beside it.
    factor : float
        Size over that of `model`.
    """
    ducted = is_ducted(scenario, model)
    design, demand = loads.heating.of(ducted=ducted), loads.demand_by_hour(ducted=ducted)
    whole = max(design, float(demand.max()))
    # a furnace in ducts heats instead of the heat pump, not beside it
    if model is None or model.heating is None or configuration.furnace is not None:
        return whole
    below = standstill(configuration, model)
    if below >= loads.heating.indoor:
        return whole
    lines = heating_lines(model, scenario.weather, loads.heating.indoor, below)
    given = factor * np.interp(loads.outdoor, lines.outdoor, lines.at_max)
    at_design = design - factor * lines.capacity(loads.heating.outdoor)
    if _stands_still(scenario, configuration, model):
        still = loads.outdoor < below + configuration.lockouts.compressor_hysteresis
        given[still] = 0.0
        at_design = design
    return max(at_design, float((demand - given).max()), 0.0)


def _strips(strips: StripsConfig | None, needed: float, *, ducted: bool) -> StripsConfig | None:
    if strips is None:
        return None
    in_ducts = ducted if strips.kind is None else strips.kind == "duct"
    capacity = strips_for(needed) if in_ducts else baseboards_for(needed)
    return strips.model_copy(update={"capacity": capacity})


def _furnace(furnace: FurnaceConfig | None, needed: float) -> FurnaceConfig | None:
    """Scale a furnace to deliver `needed`, W, blower heat included."""
    return None if furnace is None else with_capacity(furnace, furnace_for(needed, furnace.efficiency))


def _misfit(configuration: Configuration, asked: float, tons: float) -> Fault:
    machine = configuration.heat_pump or configuration.air_conditioner
    assert machine is not None, "a factor belongs to a machine"
    place = f"configuration '{configuration.name}': capacity"
    as_built = 'remove capacity = "auto" to simulate it as built'
    if asked < 0.01:
        return Fault(place, f"{machine.name}: the house has no load to size it for", as_built)
    problem = (
        f"{machine.name} would have to be {asked:.2f} times as large ({tons:.1f} tons) to carry the load of the house; "
        f"units of its line are {SMALLEST:g} to {LARGEST:g} times as large"
    )
    return Fault(place, problem, f"name a {'smaller' if asked < 1.0 else 'larger'} machine, or {as_built}")


def said(choice: Choice) -> str:
    """Describe the size that a configuration was given."""
    parts, after = [], choice.configuration
    machine = after.heat_pump or after.air_conditioner
    if machine is not None and choice.unit is not None:
        parts.append(f"{machine.name} times {after.scale:.2f} ({choice.unit})")
    for name in ("furnace", "strips"):
        part = getattr(after, name)
        if part is not None:
            kilo_btu = from_si(part.capacity, "power", "kbtu_h")
            parts.append(f"{name} {part.capacity / 1e3:.1f} kW ({kilo_btu:.0f} kBtu/h)")
    return "; ".join((f"{after.name}: sized to {', '.join(parts)}", *choice.notes))
