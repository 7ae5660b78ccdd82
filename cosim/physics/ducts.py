"""Ducts outside the conditioned zone: what they do to heat and moisture, at the flow of this moment."""

from math import exp

import numpy as np

from cosim.constants import DRY_AIR_SPECIFIC_HEAT


def kept(conductance: float, capacity: float) -> float:
    """Return the share of a difference from the surroundings that air keeps along a duct that conducts, or does not."""
    return exp(-conductance / capacity) if conductance > 0.0 else 1.0


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
    end = surroundings + (room - surroundings) * kept(conductance, capacity)
    return end, (1.0 - leakage) * end + leakage * surroundings


SUPPLY_LEAKAGE, RETURN_LEAKAGE, SUPPLY_CONDUCTANCE, RETURN_CONDUCTANCE = range(4)
"""Columns of a table of ducts: leakage as shares of the air handler's flow, surface times U-value in W/K."""


def carried(
    added: float,
    capacity: float,
    room: float,
    outdoor: float,
    ducts: np.ndarray,
    conducting: float,
    surroundings: np.ndarray,
    received: np.ndarray,
) -> tuple[float, float]:
    """Share what an air handler adds to its air, heat or moisture, among room, spaces round its ducts, outdoors.

    Air is drawn through the return (leaks draw from the surroundings), takes up what is `added`, and passes the supply
    duct, which conducts and then leaks to the surroundings; ducts in several places come one after another. Unbalanced
    leakage is made up by outdoor air, in the room if the supply leaks more, in the surroundings if the return does.

    Parameters
    ----------
    added : float
        At the air handler: W, or kg/s of water.
    capacity : float
        Of the air handler's flow, greater than zero: W/K, or kg/s of dry air.
    room, outdoor : float
        Temperatures, K, or humidity ratios.
    ducts : ndarray, shape (places, 4)
        By the columns above; leaks of a side add up to less than 1.
    conducting : float
        Times the conductance of the ducts: 1 for heat, 0 for moisture, which passes no wall.
    surroundings : ndarray, shape (places,)
        Temperature or humidity ratio around the ducts of each place.
    received : ndarray, shape (places,)
        On return what each place gets, in the unit of `added`.

    Returns
    -------
    to_room, from_outdoors : float
        ``to_room + sum(received) == added + from_outdoors``.
    """
    places = surroundings.size
    whole = 1.0
    for place in range(1, places):
        whole -= ducts[place, RETURN_LEAKAGE]
    air, excess, from_outdoors = room, 0.0, 0.0
    for place in range(places):
        around, drawn = surroundings[place], ducts[place, RETURN_LEAKAGE]
        conductance = conducting * ducts[place, RETURN_CONDUCTANCE]
        end, entering = return_air(air, around, drawn / whole, conductance, capacity * whole)
        received[place] = (whole - drawn) * (air - end)
        air = entering
        if place + 1 < places:
            whole += ducts[place + 1, RETURN_LEAKAGE]
    air, passing = air + added / capacity, 1.0
    for place in range(places - 1, -1, -1):
        around, lost = surroundings[place], ducts[place, SUPPLY_LEAKAGE]
        conductance = conducting * ducts[place, SUPPLY_CONDUCTANCE]
        register = around + (air - around) * kept(conductance, capacity * passing)
        received[place] += passing * (air - register) + lost * (register - around)
        passing -= lost
        air = register
        surplus = lost - ducts[place, RETURN_LEAKAGE]
        excess += surplus
        if surplus <= 0.0:
            received[place] -= surplus * (outdoor - around)
            from_outdoors -= surplus * (outdoor - room)
        else:
            from_outdoors += surplus * (room - around)
    to_room = passing * (air - room)
    if excess > 0.0:
        to_room += excess * (outdoor - room)
        from_outdoors += excess * (outdoor - room)
    for place in range(places):
        received[place] *= capacity
    return to_room * capacity, from_outdoors * capacity


def exchange_through(
    heat: float,
    flow: float,
    room: float,
    outdoor: float,
    ducts: np.ndarray,
    surroundings: np.ndarray,
    received: np.ndarray,
) -> tuple[float, float]:
    """Share the heat of an air handler, W, negative while cooling; see `carried`.

    `flow` is that of the air handler, kg/s, greater than zero; temperatures K. Steady state of a plug flow, as ASHRAE
    Standard 152 treats it, but at the present flow and temperatures instead of a seasonal average.

    References
    ----------
    ANSI/ASHRAE Standard 152-2014, Method of test for determining the design and seasonal efficiencies of residential
    thermal distribution systems, section 6.
    """
    return carried(heat, flow * DRY_AIR_SPECIFIC_HEAT, room, outdoor, ducts, 1.0, surroundings, received)


def moisture_through(
    removed: float,
    flow: float,
    room: float,
    outdoor: float,
    ducts: np.ndarray,
    surroundings: np.ndarray,
    received: np.ndarray,
) -> tuple[float, float]:
    """Share the water vapour of an air handler's air, kg/s, from whose air the coil has `removed` some; see `carried`.

    `flow` is that of dry air, kg/s, greater than zero; room, outdoors and surroundings are humidity ratios. Nothing
    condenses in or on the ducts.

    References
    ----------
    W. V. Payne, P. A. Domanski et al., "Sensitivity analysis of installation faults on heat pump performance", NIST
    Technical Note 1848, 2014: duct leaks raise the humidity of a house in a hot humid climate.
    """
    return carried(-removed, flow, room, outdoor, ducts, 0.0, surroundings, received)


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
    """Return what room and surroundings get and outdoors gives, W, of ducts in one place; see `exchange_through`."""
    ducts = np.array([[supply_leakage, return_leakage, supply_conductance, return_conductance]])
    received = np.zeros(1)
    to_room, from_outdoors = exchange_through(heat, flow, room, outdoor, ducts, np.array([surroundings]), received)
    return to_room, float(received[0]), from_outdoors


def duct_moisture(
    removed: float,
    flow: float,
    room: float,
    surroundings: float,
    outdoor: float,
    supply_leakage: float,
    return_leakage: float,
) -> tuple[float, float, float]:
    """Return the same of water, kg/s; see `moisture_through`."""
    ducts, received = np.array([[supply_leakage, return_leakage, 0.0, 0.0]]), np.zeros(1)
    to_room, from_outdoors = moisture_through(removed, flow, room, outdoor, ducts, np.array([surroundings]), received)
    return to_room, float(received[0]), from_outdoors
