"""The same machine in another size: everything that grows with capacity grows with it, all else stays."""

from dataclasses import replace

import numpy as np

from cosim.equipment.heat_pump import QUANTITIES, HeatPumpModel, Table

EXTENSIVE = tuple(
    QUANTITIES.index(name)
    for name in ("capacity", "compressor_power", "outdoor_fan_power", "indoor_fan_power", "moisture_conductance",
                 "indoor_air_flow")
)  # fmt: skip


def scaled(model: HeatPumpModel, factor: float) -> HeatPumpModel:
    """Return a machine of `factor` times the capacity at the same efficiency.

    Displacement, coils, flows, fans and charge in proportion leave the cycle's pressures and temperatures as they
    are, so that the map of one machine serves for all sizes of its line. Electronics and heaters of the crankcase keep
    their power.

    Parameters
    ----------
    model : HeatPumpModel
        The machine as built.
    factor : float
        Above 0; a line of products spans about 0.5 to 1.7 of a 3-ton unit.
    """
    if factor == 1.0:
        return model
    return replace(
        model,
        charge=model.charge * factor,
        heating=_scaled(model.heating, factor),
        cooling=_scaled(model.cooling, factor),
        nominal_heating=model.nominal_heating * factor,
        nominal_heating_power=model.nominal_heating_power * factor,
        nominal_cooling=model.nominal_cooling * factor,
        nominal_cooling_power=model.nominal_cooling_power * factor,
        coil=replace(
            model.coil,
            area=model.coil.area * factor,
            heat_capacity=model.coil.heat_capacity * factor,
            off_conductance=model.coil.off_conductance * factor,
            fan_power=model.coil.fan_power * factor,
        ),
        defrost=replace(
            model.defrost,
            heat_from_house=model.defrost.heat_from_house * factor,
            compressor_power=model.defrost.compressor_power * factor,
        ),
    )


def _scaled(table: Table | None, factor: float) -> Table | None:
    if table is None:
        return None
    growing = np.ones(len(QUANTITIES), np.float32)
    growing[list(EXTENSIVE)] = factor
    return replace(table, values=table.values * growing)
