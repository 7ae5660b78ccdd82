"""Ducts outside the conditioned zone: conduction and leakage of supply and return, at the flow of this moment."""

from math import exp

from numba import njit

from cosim.constants import DRY_AIR_SPECIFIC_HEAT


@njit
def duct_exchange(
    heat: float,
    flow: float,
    room: float,
    surroundings: float,
    outdoor: float,
    supply_leakage: float,
    return_leakage: float,
    supply_conductance: float,
    return_conductance: float,
) -> tuple[float, float, float]:
    """Share the heat of an air handler among the room, the space around its ducts, and outdoors.

    Air is drawn through the return (leaks draw from the surroundings), takes up `heat`, and passes the supply duct,
    which conducts and then leaks to the surroundings. Unbalanced leakage is made up by outdoor air, in the room if the
    supply leaks more, in the surroundings if the return does. Steady state of a plug flow, as ASHRAE Standard 152
    treats it, but at the present flow and temperatures instead of a seasonal average.

    Parameters
    ----------
    heat : float
        Heat added at the air handler, W; negative while cooling.
    flow : float
        Air-handler flow, kg/s, greater than zero.
    room, surroundings, outdoor : float
        Temperatures, K.
    supply_leakage, return_leakage : float
        Fractions of the flow, 0 to 1.
    supply_conductance, return_conductance : float
        Duct surface times its U-value, W/K.

    Returns
    -------
    to_room, to_surroundings, from_outdoors : float
        W; ``to_room + to_surroundings == heat + from_outdoors``.

    References
    ----------
    ANSI/ASHRAE Standard 152-2014, Method of test for determining the design and seasonal efficiencies of residential
    thermal distribution systems, section 6.
    """
    capacity = flow * DRY_AIR_SPECIFIC_HEAT
    return_end = surroundings + (room - surroundings) * exp(-return_conductance / capacity)
    entering = (1.0 - return_leakage) * return_end + return_leakage * surroundings
    leaving = entering + heat / capacity
    register = surroundings + (leaving - surroundings) * exp(-supply_conductance / capacity)
    to_room = (1.0 - supply_leakage) * (register - room)
    to_surroundings = (
        (leaving - register) + supply_leakage * (register - surroundings) + (1.0 - return_leakage) * (room - return_end)
    )
    excess = supply_leakage - return_leakage
    if excess > 0.0:
        to_room += excess * (outdoor - room)
        from_outdoors = excess * (outdoor - surroundings)
    else:
        to_surroundings -= excess * (outdoor - surroundings)
        from_outdoors = -excess * (outdoor - room)
    return to_room * capacity, to_surroundings * capacity, from_outdoors * capacity
