"""Ducts outside the conditioned zone: what they do to heat and moisture, at the flow of this moment."""

from math import exp

from numba import njit

from cosim.constants import DRY_AIR_SPECIFIC_HEAT


@njit
def return_air(
    room: float, surroundings: float, leakage: float, conductance: float, capacity: float
) -> tuple[float, float]:
    """Return the temperature of return air at the end of its duct, and as it enters the air handler, K.

    Parameters
    ----------
    room, surroundings : float
        Temperatures, K.
    leakage : float
        Share of the air handler's flow that the return draws from its surroundings, at its end.
    conductance : float
        Duct surface times its U-value, W/K.
    capacity : float
        Flow times specific heat, W/K, greater than zero.

    Returns
    -------
    end, entering : float
        Before and after the air of the leaks is mixed in.
    """
    end = surroundings + (room - surroundings) * exp(-conductance / capacity)
    return end, (1.0 - leakage) * end + leakage * surroundings


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
    return_end, entering = return_air(room, surroundings, return_leakage, return_conductance, capacity)
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


@njit
def duct_moisture(
    removed: float,
    flow: float,
    room: float,
    surroundings: float,
    outdoor: float,
    supply_leakage: float,
    return_leakage: float,
) -> tuple[float, float, float]:
    """Share the water vapour of an air handler's air among the room, the space around its ducts, and outdoors.

    The same paths as those of `duct_exchange`: return leaks draw air of the surroundings with its humidity, supply
    leaks lose air as dry as the coil leaves it, and outdoor air makes up for unbalanced leakage, in the room if the
    supply leaks more, in the surroundings if the return does. Nothing condenses in or on the ducts.

    Parameters
    ----------
    removed : float
        Water that the coil takes from the air, kg/s.
    flow : float
        Air-handler flow of dry air, kg/s.
    room, surroundings, outdoor : float
        Humidity ratios.
    supply_leakage, return_leakage : float
        Fractions of the flow, 0 to 1.

    Returns
    -------
    to_room, to_surroundings, from_outdoors : float
        kg/s; ``to_room + to_surroundings == from_outdoors - removed``.

    References
    ----------
    W. V. Payne, P. A. Domanski et al., "Sensitivity analysis of installation faults on heat pump performance", NIST
    Technical Note 1848, 2014: duct leaks raise the humidity of a house in a hot humid climate.
    """
    leaving = (1.0 - return_leakage) * room + return_leakage * surroundings - removed / flow
    to_room = (1.0 - supply_leakage) * (leaving - room)
    to_surroundings = supply_leakage * (leaving - surroundings)
    excess = supply_leakage - return_leakage
    if excess > 0.0:
        to_room += excess * (outdoor - room)
        from_outdoors = excess * (outdoor - surroundings)
    else:
        to_surroundings -= excess * (outdoor - surroundings)
        from_outdoors = -excess * (outdoor - room)
    return to_room * flow, to_surroundings * flow, from_outdoors * flow
