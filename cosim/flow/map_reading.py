"""A machine's map read at thousands of points by compiled code: what crosses, and where it enters."""

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim.equipment import machine_map
from cosim.equipment.machine_map import MachineMap
from cosim.flow.lending import lent_gauges, lent_points

Table = Annotated[NDArray[np.float64], 2]


class Points(NamedTuple):
    """Arguments of `cosim.equipment.machine_map.read_points`."""

    machine_map: MachineMap
    points: Table
    below: Annotated[NDArray[np.float64], 1]
    """Scratch: the compiled code takes no memory of its own."""
    out: Table


class Gauges(NamedTuple):
    """Arguments of `cosim.equipment.machine_map.read_gauges`."""

    machine_map: MachineMap
    lines: Annotated[NDArray[np.float32], 5]
    points: Table
    out: Table


# called as the flow is: by an address, a real number and a whole one


def enter_points(arrays: Any, _: float, outdoor_axis: int) -> int:
    """Read `Points` that are lent, of a map with its outdoor air on that axis."""
    asked = lent_points(arrays)
    machine_map.interpolate_points(asked.machine_map, outdoor_axis, asked.points, asked.below, asked.out)
    return 0


def enter_gauges(arrays: Any, _: float, __: int) -> int:
    """Read `Gauges` that are lent."""
    asked = lent_gauges(arrays)
    machine_map.read_gauges(asked.machine_map, asked.lines, asked.points, asked.out)
    return 0
