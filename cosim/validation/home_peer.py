"""What is in EnergyPlus's runs of the homes and not in a run of ours with an ideal plant, to compare like with like.

Its ducts lose heat, or take it up, in the attic, basement, crawlspace or garage where they lie, and part of it comes
back to the rooms; an ideal plant has no ducts. And its windows emit less to the room than they absorb: the files were
run with the radiant exchange "CarrollMRT" [1]_, in which glass absorbs with Carroll's factor, which leaves out what a
surface cannot see, and emits with its plain emittance. That heats each window by

    (factor - emittance) * sigma * T**4,

out of nothing and in every climate: 4 W/m2 in base-foundation-ambient. A run of EnergyPlus 25.2 with that home's
constructions closes the balance of its windows within 0.4 MBtu a year with "ScriptF", and within 4.4 with
"CarrollMRT", which takes 7 % off its heating load and adds 8 % to its cooling load. OpenStudio-HPXML has gone back to
"ScriptF" since [2]_.

References
----------
.. [1] EnergyPlus Engineering Reference, "Inside Heat Balance", CarrollMRT; NatLabRockies/EnergyPlus, issue 10755.
.. [2] NatLabRockies/OpenStudio-HPXML, pull request 2256.
"""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cosim.constants import HOURS_OF_YEAR, STEFAN_BOLTZMANN
from cosim.envelope.envelope import SETTINGS, Envelope
from cosim.envelope.fabric import INNER, build_fabric
from cosim.envelope.surfaces import parts_of
from cosim.physics.longwave import star_factors
from cosim.scenarios.scenario import Scenario
from cosim.validation.home_systems import MEGA_BTU_HOUR

GLASS = 290.0  # K, of a window's inner face; 10 K away change its excess by a seventh
DUCTS = "Building/BuildingDetails/Systems/HVAC/HVACDistribution/DistributionSystemType/AirDistribution/Ducts"
ZONES = {"attic": "attic", "basement - unconditioned": "basement", "crawlspace": "crawlspace", "garage": "garage"}


@dataclass(frozen=True)
class PeerDucts:
    """What EnergyPlus's ducts lose in a year.

    Attributes
    ----------
    zones : tuple of str
        The zone of ours that each run of ducts outside the rooms lies in; the same one several times where several do.
    heating, cooling : float
        MBtu that they add to the loads.
    """

    zones: tuple[str, ...] = ()
    heating: float = 0.0
    cooling: float = 0.0


NO_DUCTS = PeerDucts()


def zones_of_ducts(root: ElementTree.Element) -> tuple[str, ...]:
    """Return the zone of ours for each run of ducts of a document without namespaces that lies in one of them."""
    places = [run.findtext("DuctLocation") or "" for run in root.findall(DUCTS)]
    found = (next((zone for begin, zone in ZONES.items() if place.startswith(begin)), "") for place in places)
    return tuple(zone for zone in found if zone)


def with_duct_heat(
    envelope: Envelope, ducts: PeerDucts, heat: NDArray[np.float64], cooling: NDArray[np.float64], hours: slice
) -> Envelope:
    """Return an envelope whose zones get what EnergyPlus's ducts lose there.

    Parameters
    ----------
    envelope : Envelope
    ducts : PeerDucts
        What they lose in all `hours`; each hour has its share by what the ideal plant gives.
    heat, cooling : array
        Of the ideal plant in `hours`, W.
    hours : slice
        Of the year.
    """
    zones = [zone for zone in ducts.zones if zone in envelope.zone_names]
    if not zones:
        return envelope
    course = np.zeros(HOURS_OF_YEAR)
    for lost, served in ((ducts.heating, heat), (-ducts.cooling, cooling)):
        if served.sum() > 0.0:
            course[hours] += lost * MEGA_BTU_HOUR * served / served.sum()
    gain = envelope.zone_gain.copy()
    for zone in zones:
        gain[:, envelope.zone_names.index(zone)] += course / len(zones)
    return replace(envelope, zone_gain=gain)


def with_window_excess(scenario: Scenario, envelope: Envelope) -> Envelope:
    """Return an envelope whose windows get what EnergyPlus's radiant exchange adds on their inner faces."""
    setting, house = SETTINGS["reduced"], scenario.house
    parts = parts_of(house, 0.0, merge_orientations=setting.merge_orientations)
    faces = build_fabric(house, parts, float(scenario.weather.wind_speed.mean()), setting.cell).ordered()
    sun = envelope.face_sun.copy()
    for zone in range(len(house.zones)):
        inner = [number for number, face in enumerate(faces) if face.side == INNER and face.zone == zone]
        factors = star_factors(np.array([faces[number].area for number in inner]), list(range(len(inner))))
        for number, factor in zip(inner, factors, strict=True):
            face = faces[number]
            if face.part is not None and face.part.window is not None:
                sun[:, number] += face.area * excess(face.emittance, float(factor)) * STEFAN_BOLTZMANN * GLASS**4
    return replace(envelope, face_sun=sun)


def excess(emittance: float, factor: float) -> float:
    """Return by how much the absorptance of glass exceeds its emittance in EnergyPlus's CarrollMRT.

    `factor` is Carroll's F, 1 for a surface that is small in its room; the exchange factor is F in series with the
    emittance.
    """
    return 1.0 / (1.0 / factor + (1.0 - emittance) / emittance) - emittance
