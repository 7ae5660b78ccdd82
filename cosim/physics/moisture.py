"""Water in the air of a zone that is neither heated nor cooled, and in what its air wets and dries."""

MOISTURE_CAPACITY_FACTOR = 15.0
"""Moisture stored in air, linings and furnishings relative to the air's own; EnergyPlus's effective-capacitance
practice is 10 to 25, with one multiplier for all zones."""
SMALLEST_STORE = 10.0
"""m3 of air to which the store of a smaller zone belongs: ducts must not exchange all of it within a step."""


def aired_store(
    held: float, saturated: float, inflow: float, incoming: float, gained: float, capacity: float, dt: float
) -> tuple[float, float]:
    """Advance the water that a zone holds while air passes through it.

    The store is one: the air and what takes up moisture from it. Its humidity ratio may exceed saturation; the air
    itself is then just saturated and the rest lies on cold faces as dew, until drier air takes it up. The heat of that
    is left out.

    Parameters
    ----------
    held : float
        Humidity ratio of the store.
    saturated : float
        Humidity ratio of saturated air at the zone's temperature.
    inflow : float
        Air that enters from elsewhere, and as much leaves, kg/s.
    incoming : float
        Water that it brings, kg/s.
    gained : float
        Water from everything else, kg/s.
    capacity : float
        Of the store: kg of water by unit of humidity ratio.
    dt : float
        s; any, because the air that leaves is taken at the end of the step.

    Returns
    -------
    later, leaving : float
        Humidity ratio of the store after `dt`, and of the air that leaves meanwhile:
        ``capacity * (later - held) == (incoming + gained - inflow * leaving) * dt`` exactly.
    """
    later = (capacity * held + dt * (incoming + gained)) / (capacity + dt * inflow)
    if held > saturated:
        wet = held + dt * (incoming + gained - inflow * saturated) / capacity
        if wet > later:  # else all the dew would be gone within the step
            return wet, saturated
    return later, later
