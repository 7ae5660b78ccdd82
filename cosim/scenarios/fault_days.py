"""Faults of the equipment against the part of the year that is simulated."""

from collections.abc import Iterable

from cosim.constants import HOUR
from cosim.errors import Fault, InvalidInput
from cosim.scenarios.scenario import Configuration


def check_fault_days(configurations: Iterable[Configuration], first: int, last: int) -> None:
    """Refuse faults of the equipment that are there at no hour of the year from `first` to `last`.

    Raises
    ------
    InvalidInput
        With all of them.
    """
    faults = [
        Fault(
            f"configuration '{configuration.name}': faults[{number}]",
            f"'{fault.kind}' from {fault.since}{f' until {fault.until}' if fault.until else ''} lies outside the run",
            "simulate more of the year, or state other days",
        )
        for configuration in configurations
        for number, fault in enumerate(configuration.faults)
        if fault.begins >= last * HOUR or fault.ends <= first * HOUR
    ]
    if faults:
        raise InvalidInput(faults)
