"""The house's envelope in arrays for the flow: modes, faces, sun, soil, gains and leaks."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cosim.arrays import Array
from cosim.config.house import HouseConfig, LeakageConfig
from cosim.config.prices import Fuel
from cosim.constants import DRY_AIR_GAS_CONSTANT, DRY_AIR_SPECIFIC_HEAT, HOUR, HOURS_OF_YEAR
from cosim.envelope.fabric import INNER, OUTER, Cavity, Fabric, Face, build_fabric
from cosim.envelope.gains import STANDARD_TIME, Airing, airing_hours, airing_of, fan_air, hourly_gains
from cosim.envelope.seasons import summer_hours
from cosim.envelope.sunlight import absorbed_sun
from cosim.envelope.surfaces import parts_of
from cosim.errors import Fault, InvalidInput
from cosim.physics import infiltration
from cosim.physics.faces import CAVITY_MEAN, GAP_ROWS, INNER_ROWS, RESPONSE, FaceTable, nusselt_axis
from cosim.physics.films import LEEWARD, LEEWARD_EXPONENT, WINDWARD, WINDWARD_EXPONENT, natural_coefficients, wind_ratio
from cosim.physics.gas import GASES, nusselt_number, rayleigh_number
from cosim.physics.ground import CALM_HEIGHT, WIND_HEIGHT, bare_soil_surface, season, soil_temperature
from cosim.physics.longwave import sky_share
from cosim.physics.network import OUTDOORS, Modes, Reduction, decompose
from cosim.physics.sun import Sun, sun_through_the_year
from cosim.schema.calendar import Labels
from cosim.threads import on_one_thread
from cosim.weather import Weather
from cosim.weather.sky import standard_pressure

Fidelity = Literal["reduced", "full"]

DAYS = 365
ROOF_TILT = 60.0  # degrees; flatter planes have no lee side
INDOOR = 293.15  # K, at which volume flows of outdoor air are given
USUAL_DIFFERENCE, MAX_DIFFERENCE = 5.0, 30.0  # K, between a vented zone or a face and the air around it


@dataclass(frozen=True)
class Setting:
    """Resolution of an envelope."""

    cell: float  # m, longest cell of massive layers
    fastest: float  # s, time constant below which modes are static
    face_interval: float  # s between refreshes of the faces' sources
    merge_orientations: bool


SETTINGS: dict[Fidelity, Setting] = {
    "full": Setting(cell=0.03, fastest=0.0, face_interval=60.0, merge_orientations=False),
    "reduced": Setting(cell=0.06, fastest=400.0, face_interval=900.0, merge_orientations=True),
}


@dataclass(frozen=True)
class Envelope:
    """A house in one climate; n modes, m inputs, f faces, k zones, float64 throughout.

    The inputs u, in this order: outdoor air K, ground K, heat to each zone's air W (k), heat radiated into each zone
    W (k), heat on each face W (f). Modes follow ``dz/dt = eigenvalue * z + u @ input``.

    Attributes
    ----------
    zone_names, face_names : tuple of str
    face_interval : float
        Maximum time, s, between two evaluations of `cosim.physics.faces.face_sources`.
    eigenvalue : array, shape (n,)
        1/s, strictly negative, slowest first.
    input : array, shape (m, n)
    zone_output, face_output : array, shape (k, n) and (f, n)
        Temperatures, K, are ``output @ z + feedthrough @ u``.
    zone_feedthrough, face_feedthrough : array, shape (k, m) and (f, m)
        Instant response of static modes; zero in the full setting unless a face has no mass.
    stored_output : array, shape (n,)
        Heat stored, J relative to 0 K, is ``stored_output @ z`` exactly, static modes or not.
    outdoor_loss_output, outdoor_loss_input : array, shape (n,) and (m,)
        Heat from outdoors and ground into the network, W: the rate of stored heat is this plus all inputs in W.
    face_sun : array, shape (8760, f)
        Sun absorbed on each face, hourly means, W.
    solar_transmitted : array, shape (8760,)
        Through the windows of the conditioned zones, W.
    ground_temperature : array, shape (8760,)
        K.
    gain_convective, gain_radiant, gain_latent, other_electricity : array, shape (8760,)
        W, of the conditioned zones.
    other_fuels : dict of str to array, shape (8760,)
        What people burn, W, by what it is.
    gain_slope : array, shape (8760,)
        W/K by which convective gain and electricity grow with the room's temperature above 20 °C.
    zone_gain : array, shape (8760, k)
        Into the air of each zone that is not conditioned, W.
    zone_slope : array, shape (8760, k)
        W/K by which it and electricity grow with that zone's temperature above 20 °C.
    supply, exhaust : array, shape (8760,)
        Air that fans bring into the conditioned zone and take out of it, kg/s.
    heat_recovery, moisture_recovery : array, shape (8760,)
        Part of `supply` that enters as warm, or as moist, as the room, kg/s.
    airing : Airing
        How outdoor air is let in to cool.
    airing_hours : array, shape (8760,)
        1 in the hours of days on which windows are opened, else 0.
    leakage : array, shape (k, 7)
        Rows for `cosim.physics.infiltration.zone_air_flow`; column ``BASE`` is the conductance to outdoor air, W/K,
        that is already in the network (zero for the conditioned zone).
    zone_volume : array, shape (k,)
        Of air, m3.
    zone_mixing : array, shape (k,)
        Air that each other zone exchanges with the conditioned ones through openings, kg/s.
    faces : FaceTable
        Constants of the faces for `face_sources`.
    second_zone : int
        Number of a second conditioned zone, 0 where there is none.
    second_gain_share, second_floor_share : float
        Of the gains and of the floor, in that zone; `gain_convective` and `gain_radiant` are those of the whole house.
    """

    zone_names: tuple[str, ...]
    face_names: tuple[str, ...]
    face_interval: float
    eigenvalue: Array
    input: Array
    zone_output: Array
    face_output: Array
    zone_feedthrough: Array
    face_feedthrough: Array
    stored_output: Array
    outdoor_loss_output: Array
    outdoor_loss_input: Array
    face_sun: Array
    solar_transmitted: Array
    ground_temperature: Array
    gain_convective: Array
    gain_radiant: Array
    gain_latent: Array
    other_electricity: Array
    other_fuels: dict[Fuel, Array]
    gain_slope: Array
    zone_gain: Array
    zone_slope: Array
    supply: Array
    exhaust: Array
    heat_recovery: Array
    moisture_recovery: Array
    airing: Airing
    airing_hours: Array
    leakage: Array
    zone_volume: Array
    zone_mixing: Array
    faces: FaceTable
    second_zone: int = 0
    second_gain_share: float = 0.0
    second_floor_share: float = 0.0

    @property
    def other_fuel(self) -> Array:
        """All that people burn, W, shape (8760,)."""
        return sum(self.other_fuels.values(), start=np.zeros(HOURS_OF_YEAR))


@on_one_thread
def build_envelope(
    house: HouseConfig,
    weather: Weather,
    *,
    fidelity: Fidelity = "reduced",
    orientation: float = 0.0,
    sun: Sun | None = None,
    labels: Labels = STANDARD_TIME,
) -> Envelope:
    """Build the envelope of a house in a climate.

    Parameters
    ----------
    house : HouseConfig
        As on the shelf.
    weather : Weather
        Of the site.
    fidelity : {"reduced", "full"}
        See `SETTINGS`: "full" resolves every surface and mode, "reduced" is fast.
    orientation : float
        Degrees by which the house is turned clockwise.
    sun : Sun, optional
        From `site_sun`, to be shared by many houses at one site.
    labels : Labels
        What the clock of the house shows in each hour of standard time, for gains, fans and windows; by default
        standard time of a year that begins on a Monday.

    Returns
    -------
    Envelope
    """
    setting = SETTINGS[fidelity]
    parts = parts_of(house, orientation, merge_orientations=setting.merge_orientations)
    mean_wind = float(weather.wind_speed.mean())
    fabric = build_fabric(house, parts, mean_wind, setting.cell)
    density = site_air_density(weather.elevation)
    leakage = np.array([_leakage(house, zone, density) for zone in range(len(house.zones))])
    _hold_base_vents(fabric, leakage, weather, mean_wind)

    names = [zone.name for zone in house.zones]
    for opening in house.openings:
        one, other = (fabric.air[names.index(name)] for name in opening.between)
        fabric.network.connect(one, other, opening.conductance)
    faces = fabric.ordered()
    inputs = [{node: 1.0} for node in fabric.air] + fabric.star_shares + [{face.node: 1.0} for face in faces]
    reduction = Reduction(setting.fastest, tuple(fabric.air))
    modes = decompose(fabric.network, inputs, [*fabric.air, *(face.node for face in faces)], reduction)
    zones = len(house.zones)
    response = _face_response(modes, zones, setting.face_interval)
    summer = summer_hours(house.summer, weather.dry_bulb, southern=weather.latitude < 0.0)
    face_sun, transmitted = absorbed_sun(house, fabric, parts, sun or site_sun(weather), summer)
    gains, fans = hourly_gains(house, weather, labels), fan_air(house, density, labels.hour)
    envelope = Envelope(
        zone_names=tuple(zone.name for zone in house.zones),
        face_names=tuple(_name(face) for face in faces),
        face_interval=setting.face_interval,
        eigenvalue=modes.eigenvalue,
        input=modes.input,
        zone_output=np.ascontiguousarray(modes.output[:zones]),
        face_output=np.ascontiguousarray(modes.output[zones:]),
        zone_feedthrough=np.ascontiguousarray(modes.feed[:zones]),
        face_feedthrough=np.ascontiguousarray(modes.feed[zones:]),
        stored_output=modes.stored,
        outdoor_loss_output=modes.loss_output,
        outdoor_loss_input=modes.loss_input,
        face_sun=face_sun,
        solar_transmitted=transmitted,
        ground_temperature=_soil(house, weather),
        gain_convective=gains.convective,
        gain_radiant=gains.radiant,
        gain_latent=gains.latent,
        other_electricity=gains.electricity,
        other_fuels=gains.fuels,
        gain_slope=gains.slope,
        zone_gain=gains.zones,
        zone_slope=gains.zone_slopes,
        supply=fans.supply,
        exhaust=fans.exhaust,
        heat_recovery=fans.heat_recovery,
        moisture_recovery=fans.moisture_recovery,
        airing=airing_of(house),
        airing_hours=airing_hours(house.natural_ventilation, labels, weather),
        leakage=leakage,
        zone_volume=np.array([zone.volume for zone in house.zones]),
        zone_mixing=_mixing(house),
        faces=_face_table(fabric, faces, response),
        second_zone=house.second_zone,
        second_gain_share=house.zones[house.second_zone].gain_share if house.second_zone else 0.0,
        second_floor_share=house.second_floor_share,
    )
    _refuse_unstable(envelope, response)
    return envelope


def _soil(house: HouseConfig, weather: Weather) -> Array:
    """Temperature of the soil that bounds surfaces on ground through the year, K."""
    ground, surface = house.ground, weather.dry_bulb
    if ground.surface != "air temperature":
        sun, sky = weather.global_horizontal, weather.sky_infrared
        height = WIND_HEIGHT if ground.surface == "bare soil" else CALM_HEIGHT
        surface = bare_soil_surface(weather.dry_bulb, sun, sky, weather.wind_speed, house.terrain, height)
    if ground.swing is not None:
        return season(surface, ground.swing, ground.lag, weather.dry_bulb, ground.deep_share)
    return soil_temperature(surface, ground.depth, ground.diffusivity)


def site_sun(weather: Weather) -> Sun:
    """Return the sun at a site in every hour of the year."""
    return sun_through_the_year(
        weather.latitude,
        weather.longitude,
        weather.time_zone,
        weather.direct_normal,
        weather.diffuse_horizontal,
        weather.global_horizontal,
    )


def site_air_density(elevation: float) -> float:
    """Density of dry air at 20 °C and the standard pressure of `elevation`, m, in kg/m3."""
    return float(standard_pressure(elevation) / (DRY_AIR_GAS_CONSTANT * INDOOR))


def _leakage(house: HouseConfig, zone: int, density: float) -> Array:
    config = house.zones[zone].leakage or LeakageConfig(air_changes=0.0)
    volume = house.zones[zone].volume
    top = config.top if config.top is not None else config.height
    if config.ach50 is not None:
        return infiltration.house_leakage(
            config.ach50 * volume / HOUR,
            config.exponent,
            config.height,
            config.ceiling_share * (1.0 - config.flue_share),
            config.floor_share * (1.0 - config.flue_share),
            # wind at the top of a flue is not sheltered, and half again as strong (Walker and Wilson)
            (config.shelter * (1.0 - config.flue_share) + 1.5 * config.flue_share) * wind_ratio(top, house.terrain),
            (config.flue_share, config.flue_top),
        )
    if config.vent_area is not None:
        wind = infiltration.vent_wind(top, house.terrain, config.shelter)
        level = config.ceiling_share + config.floor_share
        return infiltration.vent_leakage(config.vent_area, config.height, wind, level)
    return infiltration.constant_flow((config.air_changes or 0.0) * volume / HOUR * density)


def _mixing(house: HouseConfig) -> Array:
    """Air that the zones which are not conditioned exchange with those that are, kg/s."""
    names = [zone.name for zone in house.zones]
    mixing = np.zeros(len(names))
    for opening in house.openings:
        one, other = sorted(names.index(name) for name in opening.between)
        if one <= house.second_zone < other:
            mixing[other] += opening.conductance / DRY_AIR_SPECIFIC_HEAT
    return mixing


def _hold_base_vents(fabric: Fabric, leakage: Array, weather: Weather, mean_wind: float) -> None:
    """Put the usual air exchange of the unconditioned zones into the network; the difference is a source.

    At least half of the strongest exchange is in the network, so that the source cannot make the zone oscillate.
    """
    mild, pressure = float(weather.dry_bulb.mean()), float(weather.pressure.mean())
    strongest = float(weather.wind_speed.max())
    air_flow = infiltration.zone_air_flow
    for zone in range(1, len(leakage)):
        usual, most = (
            DRY_AIR_SPECIFIC_HEAT * air_flow(leakage[zone], mild + difference, mild, wind, pressure)
            for difference, wind in ((USUAL_DIFFERENCE, mean_wind), (MAX_DIFFERENCE, strongest))
        )
        leakage[zone, infiltration.BASE] = max(usual, most / 2)
        if most > 0.0:
            fabric.network.connect_boundary(OUTDOORS, fabric.air[zone], leakage[zone, infiltration.BASE])


def _face_response(modes: Modes, zones: int, interval: float) -> Array:
    """How far each face warms, K/W, when heat has been put on it for `interval` seconds."""
    grown = (np.exp(modes.eigenvalue * interval) - 1.0) / modes.eigenvalue
    first = 2 + 2 * zones
    number = np.arange(len(modes.output) - zones)
    warmed = np.einsum("fn,fn,n->f", modes.output[zones:], modes.input[first:], grown)
    return np.asarray(warmed + modes.feed[zones + number, first + number])


def _refuse_unstable(envelope: Envelope, response: Array) -> None:
    """Refuse a face so light that its source, constant between refreshes, would make it oscillate.

    Outdoor faces are predicted and stable for any interval; a face in a room has the loop gain
    ``|film - base| * area * response``, to stay below 1 for the largest temperature differences that occur.
    """
    table, first = envelope.faces, envelope.faces.outer.shape[1]
    area, base, stirred = table.inner[:3]
    film = stirred * MAX_DIFFERENCE ** (1 / 3)
    gain = np.maximum(film - base, base) * area * response[first : first + len(area)]
    faults = [
        Fault(envelope.face_names[first + number], f"its film would oscillate (loop gain {gain[number]:.2f})",
              "give its construction some mass or an insulating layer less close to the room")
        for number in np.flatnonzero(gain >= 1.0)
    ]  # fmt: skip
    if faults:
        raise InvalidInput(faults)


def _name(face: Face) -> str:
    return f"{face.part.name if face.part else 'furniture'}, {face.side}"


def _rows(columns: list[list[float]], count: int) -> Array:
    """Turn one list for each face into one contiguous row for each property."""
    return np.ascontiguousarray(np.array(columns, dtype=float).reshape(len(columns), count).T)


def _face_table(fabric: Fabric, faces: list[Face], response: Array) -> FaceTable:
    outer = [face for face in faces if face.side == OUTER]
    inner = [face for face in faces if face.side == INNER]
    place = {id(face): number for number, face in enumerate(faces)}
    cavities, terrain = fabric.cavities, fabric.house.terrain

    def both(face: Face) -> list[float]:
        """Return the rows that outer and inner faces have in common."""
        acting = 0.0 if face.prescribed else face.area
        return [acting, face.base, *natural_coefficients(face.tilt), 1.0 if face.tilt <= 90.0 else -1.0]

    def outdoors(face: Face, response: float) -> list[float]:
        ratio, turn = wind_ratio(face.height, terrain), np.radians(face.azimuth)
        level = np.sin(np.radians(face.tilt)) if face.tilt >= ROOF_TILT else 0.0
        wind = [WINDWARD * ratio**WINDWARD_EXPONENT, LEEWARD * ratio**LEEWARD_EXPONENT]
        seen = [face.emittance, sky_share(face.tilt), response * face.area]
        return [*both(face), face.roughness, np.sin(turn) * level, np.cos(turn) * level, *wind, *seen]

    def cavity(gap: Cavity) -> list[float]:
        still = [part / gap.width for part in GASES[gap.gas].conductivity]
        return [gap.area, gap.base, gap.glass, gap.emittance, *still]

    nusselt = [
        nusselt_number(rayleigh_number(GASES[c.gas], c.width, nusselt_axis(), CAVITY_MEAN), c.width) for c in cavities
    ]
    sides = [(place[id(c.first)], place[id(c.second)]) for c in cavities]
    return FaceTable(
        outer=_rows([outdoors(*pair) for pair in zip(outer, response[: len(outer)], strict=True)], RESPONSE + 1),
        inner=_rows([both(face) for face in inner], INNER_ROWS),
        inner_zone=np.array([face.zone for face in inner], dtype=np.int64),
        gap=_rows([cavity(gap) for gap in cavities], GAP_ROWS),
        gap_sides=np.ascontiguousarray(np.array(sides, dtype=np.int64).reshape(len(cavities), 2).T),
        gap_nusselt=np.array(nusselt, dtype=float).reshape(len(cavities), len(nusselt_axis())),
    )
