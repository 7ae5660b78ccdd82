"""Houses as a HELICS value federate: they publish variables and subscribe to inputs.

The federate's time is zero at the first recorded hour. At every step, and whenever a subscribed value arrives, the
houses advance to that instant, write their inputs and publish their variables.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from socket import create_connection
from time import monotonic, sleep
from typing import Any

from cosim.config.faults import parse_json, validate
from cosim.constants import HOUR
from cosim.coupling import needed
from cosim.coupling.federate_config import FederateConfig, HouseConfig
from cosim.envelope.envelope import build_envelope
from cosim.errors import CosimError, Fault, InvalidInput, did_you_mean
from cosim.project import read_bytes
from cosim.scenarios.fault_days import check_fault_days
from cosim.scenarios.scenario import Scenario
from cosim.schema.variables import VARIABLES
from cosim.simulation.simulation import Run, Simulation
from cosim.sizing.auto import with_sizes

NOTHING = -1e48  # value of an input before the first publication
PATIENCE = 8.0  # s to wait for the broker
PORTS = {"zmq": 23404, "zmqss": 23414}  # HELICS's own


def read_config(path: Path | str, scenario: Scenario) -> FederateConfig:
    """Return the federate that a JSON file describes, checked against the scenario."""
    table = parse_json(read_bytes(path), str(path))
    if not isinstance(table, dict):
        raise InvalidInput([Fault(str(path), "is not a JSON object")])
    config = validate(FederateConfig, table, str(path))
    names = [entry.name for entry in scenario.configurations]
    faults = [
        Fault(f"{path}: houses[{i}].configuration", f"{house.configuration!r} is not a configuration",
              did_you_mean(house.configuration, names))
        for i, house in enumerate(config.houses)
        if house.configuration is not None and house.configuration not in names
    ]  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    return config


def run(
    scenario: Scenario,
    config: FederateConfig,
    *,
    first: int,
    last: int,
    tell: Callable[[str], None] = lambda text: None,
) -> list[Run]:
    """Simulate the hours `first` to `last` of the year in step with the federation; return each house's record.

    Raises
    ------
    CosimError
        If the broker does not answer within ten seconds, or the federation ends early.
    """
    entries = {entry.name: entry for entry in scenario.configurations}
    names = dict.fromkeys(house.configuration or scenario.configurations[0].name for house in config.houses)
    check_fault_days([entries[name] for name in names], first, last)
    scenario = with_sizes(scenario, tell)
    _wait_for_broker(config)
    helics = needed("helics", "helics", "a federate")
    federate = _federate(helics, config)
    try:
        envelope = build_envelope(scenario.house, scenario.weather, labels=scenario.clock)
        entries = {entry.name: entry for entry in scenario.configurations}
        houses = []
        for house in config.houses:
            entry = entries[house.configuration] if house.configuration else scenario.configurations[0]
            simulation = Simulation(scenario, entry, start_hour=first, end_hour=last, envelope=envelope)
            simulation.advance(first * HOUR)
            houses.append(_Wired(helics, federate, config, house, simulation))
        helics.helicsFederateEnterExecutingMode(federate)
        tell(f"{config.name}: {len(houses)} houses in the federation")
        _live(helics, federate, houses, config.period, first * HOUR, last * HOUR)
        return [house.simulation.result() for house in houses]
    except helics.HelicsException as error:
        raise CosimError(f"the federation ended early: {error}") from error
    finally:
        with suppress(helics.HelicsException):
            helics.helicsFederateDisconnect(federate)
        helics.helicsFederateFree(federate)


def _live(helics: Any, federate: Any, houses: list["_Wired"], period: float, begin: float, end: float) -> None:
    now = begin
    while True:
        for house in houses:
            house.exchange()
        if now >= end:
            return
        wanted = min((now - begin) // period * period + period, end - begin)
        granted = helics.helicsFederateRequestTime(federate, wanted)
        now = min(begin + granted, end)
        for house in houses:
            house.simulation.advance(now)


class _Wired:
    """One house with its publications and subscriptions."""

    def __init__(
        self, helics: Any, federate: Any, config: FederateConfig, house: HouseConfig, simulation: Simulation
    ) -> None:
        self.helics, self.simulation = helics, simulation
        units = {variable.name: variable.units for variable in VARIABLES}
        double = helics.HELICS_DATA_TYPE_DOUBLE
        self.publications = [
            (name, helics.helicsFederateRegisterGlobalPublication(
                federate, f"{config.name}/{house.name}/{name}", double, units[name]))
            for name in config.publish
        ]  # fmt: skip
        self.subscriptions = []
        for name, key in house.subscribe.items():
            subscription = helics.helicsFederateRegisterSubscription(federate, key, "")
            helics.helicsInputSetDefaultDouble(subscription, NOTHING)
            self.subscriptions.append((name, subscription))

    def exchange(self) -> None:
        """Write inputs that have arrived and publish the present values."""
        for name, subscription in self.subscriptions:
            if self.helics.helicsInputIsUpdated(subscription):
                value = self.helics.helicsInputGetDouble(subscription)
                if value != NOTHING:
                    self.simulation.write(name, value)
        for name, publication in self.publications:
            self.helics.helicsPublicationPublishDouble(publication, self.simulation.read(name))


def _federate(helics: Any, config: FederateConfig) -> Any:
    port = config.port or PORTS[config.core]
    info = helics.helicsCreateFederateInfo()
    helics.helicsFederateInfoSetCoreTypeFromString(info, config.core)
    settings = f"--federates=1 --broker_address=tcp://{config.broker} --brokerport={port} --loglevel=no_print"
    helics.helicsFederateInfoSetCoreInitString(info, settings)
    helics.helicsFederateInfoSetTimeProperty(info, helics.HELICS_PROPERTY_TIME_DELTA, 1.0)
    try:
        return helics.helicsCreateValueFederate(config.name, info)
    except helics.HelicsException as error:
        raise CosimError(f"the HELICS broker at {config.broker}:{port} refuses the federate: {error}") from error


def _wait_for_broker(config: FederateConfig) -> None:
    """Wait until the broker accepts connections; HELICS itself would wait much longer."""
    address, port = config.broker, config.port or PORTS[config.core]
    until = monotonic() + PATIENCE
    while True:
        try:
            create_connection((address, port), timeout=max(until - monotonic(), 0.1)).close()
            return
        except UnicodeError as error:
            raise CosimError(f"{address!r} is no address of a HELICS broker: {error}") from error
        except OSError as error:
            if monotonic() + 0.2 > until:
                problem = f"no HELICS broker at {address}:{port} ({config.core}) answers within {PATIENCE:g} s: {error}"
                raise CosimError(problem) from error
        sleep(0.2)
