"""The thermal-fabric cases of ASHRAE Standard 140: from `case_specs.json` to our own house configuration."""

from typing import Any

from pydantic import ValidationError

from cosim.config.house import HouseConfig
from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput, did_you_mean

Specs = dict[str, Any]

BACK, SUN_ZONE = "room", "sun zone"
SIDES = {"south": 180.0, "east": 90.0, "north": 0.0, "west": 270.0}
EDGE = 0.5  # m between the outer windows and the corners of the south wall, figure 7-1 of the Standard
HOURS = 24
OFF = -1e9  # placeholder of a setpoint that is off


def house_from_case(specs: Specs, case: str) -> HouseConfig:
    """Turn one case into a house.

    Parameters
    ----------
    specs : dict
        The content of `case_specs.json`; any set of cases in that form.
    case : str
        A key of ``specs["cases"]``.

    Returns
    -------
    HouseConfig
        The first zone is the conditioned one. Setpoints are not part of it: see `setpoints_of_case`.

    Raises
    ------
    InvalidInput
        If the specification cannot be built: names the case, the place and the reason.
    """
    if case not in specs["cases"]:
        raise InvalidInput([Fault(f"case {case}", "is not in the specification", did_you_mean(case, specs["cases"]))])
    try:
        return HouseConfig.model_validate(_Case(specs, case).house())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if not isinstance(error, ValidationError):
            raise _unreadable(case, error) from None
        invalid = error
        faults = [
            Fault(f"case {case}: {'.'.join(str(part) for part in fault['loc']) or 'house'}", fault["msg"])
            for fault in invalid.errors()
        ]
        raise InvalidInput(faults) from None


def _unreadable(case: str, error: Exception) -> InvalidInput:
    """Describe an error in the specification."""
    reason = f"the specification lacks {error}" if isinstance(error, KeyError) else str(error)
    return InvalidInput([Fault(f"case {case}", reason)])


def daily_course(value: Any, *, off: float) -> list[float]:
    """Return the 24 hourly values of a number, `'off'`, or a list of ``{from_h, to_h, value}``; `off` means none.

    A range that ends before it begins runs over midnight; hours in no range are off.
    """
    if not isinstance(value, list):
        return [off if value == "off" else float(value)] * HOURS
    course = [off] * HOURS
    for part in value:
        first, last = (_whole_hour(part[key]) for key in ("from_h", "to_h"))
        for hour in range(first, last if last > first else last + HOURS):
            course[hour % HOURS] = off if part["value"] == "off" else float(part["value"])
    return course


def _whole_hour(value: Any) -> int:
    if float(value) != int(value) or not 0 <= value <= HOURS:
        raise ValueError(f"a daily profile changes at whole hours from 0 to {HOURS}, not at {value}")
    return int(value)


def setpoints_of_case(specs: Specs, case: str) -> tuple[list[float | None], list[float | None]]:
    """Return the heating and the cooling setpoint of each hour of the day, K; None where that side is off.

    Raises
    ------
    InvalidInput
        If a profile cannot be read, or heating would start above cooling.
    """
    try:
        heating, cooling = _setpoints(specs, case)
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(case, error) from None
    for hour, (low, high) in enumerate(zip(heating, cooling, strict=True)):
        if low is not None and high is not None and low > high:
            reason = f"heats to {low - FREEZING:g} °C but cools to {high - FREEZING:g} °C at {hour} h"
            raise InvalidInput([Fault(f"case {case}: setpoints", reason)])
    return heating, cooling


def _setpoints(specs: Specs, case: str) -> tuple[list[float | None], list[float | None]]:
    given, base = specs["cases"][case], specs["hvac"]

    def course(key: str) -> list[float | None]:
        if given.get("hvac") == "off":
            return [None] * HOURS
        celsius = daily_course(given.get(key, base[key]), off=OFF)
        return [None if value == OFF else value + FREEZING for value in celsius]

    return course("heating_setpoint_C"), course("cooling_setpoint_C")


class _Case:
    """One case while it is being turned into the tables of a house file."""

    def __init__(self, specs: Specs, case: str) -> None:
        self.specs, self.case = specs, specs["cases"][case]
        self.name = case
        self.geometry = specs["geometry"]
        self.length, self.width, self.height = (
            float(self.geometry[key]) for key in ("length_ew_m", "width_ns_m", "height_m")
        )
        self.properties = specs["surfaces"] | {
            key: self.case[key]
            for key in ("ir_emittance_int", "ir_emittance_ext", "solar_absorptance_int", "solar_absorptance_ext")
            if key in self.case
        }
        self.constructions: Specs = {}
        self.surfaces: list[Specs] = []
        self.windows: list[Specs] = []

    def house(self) -> Specs:
        """Return the house as a table that `HouseConfig` validates."""
        case, sunspace = self.case, self.case.get("sunspace")
        self._box(BACK, case, self.width, self.height, open_south=sunspace is not None)
        zones = [self._zone(BACK, self.length * self.width, self._volume(), case)]
        if sunspace is not None:
            self._add_sunspace(sunspace, zones)
        gains = self.specs["internal_gains"]
        house: Specs = {
            "name": f"ASHRAE 140 case {self.name}",
            "source": "ANSI/ASHRAE Standard 140",
            "zones": zones,
            "constructions": self.constructions,
            "glazings": {"glazing": self._glazing(case)},
            "surfaces": self.surfaces,
            "windows": self.windows,
            "terrain": "open",
            "albedo": self.specs["site"]["ground_reflectance"],
            "gains": {
                "sensible_w": case.get("internal_gains_W", gains["total_W"]),
                "radiant_fraction": gains["fraction_radiant"],
            },
        }
        if case.get("ventilation_m3_h"):
            course = daily_course(case["ventilation_m3_h"], off=0.0)
            if max(course) > 0:
                largest = max(course)
                house["ventilation"] = {"flow_m3_h": largest, "profile": [flow / largest for flow in course]}
        return house

    def _volume(self) -> float:
        return float(self.geometry.get("volume_m3", self.length * self.width * self.height))

    def _zone(self, name: str, floor: float, volume: float, part: Specs) -> Specs:
        changes = part.get(
            "infiltration_ach", part.get("infiltration_ach_sea_level", self.specs["infiltration"]["ach"])
        )
        return {"name": name, "volume_m3": volume, "floor_area_m2": floor, "leakage": {"air_changes": changes}}

    def _construction(self, name: str) -> str:
        """Add a construction of the specification if it is missing; return its name."""
        if name not in self.constructions:
            self.constructions[name] = self._layered(self.specs["constructions"][name])
        return name

    def _layered(self, layers: list[Specs], absorptance: float | None = None, emittance: float | None = None) -> Specs:
        keys = ("solar_absorptance_ext", "solar_absorptance_int", "ir_emittance_ext", "ir_emittance_int")
        outside, inside, emits_out, emits_in = (self.properties[key] for key in keys)
        return {
            "layers": [
                {
                    "name": layer.get("name", ""),
                    "thickness_m": layer["thickness_m"],
                    "conductivity_w_mk": layer["conductivity_W_mK"],
                    "density_kg_m3": layer["density_kg_m3"],
                    "specific_heat_j_kgk": layer["specific_heat_J_kgK"],
                }
                for layer in layers
            ],
            "outside_absorptance": outside if absorptance is None else absorptance,
            "inside_absorptance": inside if absorptance is None else absorptance,
            "outside_emittance": emits_out if emittance is None else emittance,
            "inside_emittance": emits_in if emittance is None else emittance,
            "roughness": self.specs["surfaces"]["roughness"].lower(),
        }

    def _films(self, kind: str) -> Specs:
        """Prescribed combined coefficients of walls, roof, floor or windows, where the case has them."""
        constant, films = self.specs.get("constant_coefficients_W_m2K", {}), {}
        for side, key in (("interior", "interior_film_w_m2k"), ("exterior", "exterior_film_w_m2k")):
            if self.case.get(f"constant_{side}_coefficients"):
                films[key] = constant[side][kind]
        return films

    def _box(self, zone: str, part: Specs, depth: float, height: float, open_south: bool) -> None:
        """Add walls, roof and floor of a rectangular zone; its south wall only if it is free."""
        mass = part["mass"]
        wall = self._construction(part.get("wall", f"wall_{mass}"))
        roof = self._construction(part.get("roof", "roof"))
        floor = self._construction(part.get("floor", f"floor_{mass}"))
        inset = {"east": depth, "west": depth, "north": self.length, "south": self.length}
        sides = [side for side in SIDES if side != ("south" if open_south else "")]
        if zone != BACK:
            sides.remove("north")
        for side in sides:
            self.surfaces.append(
                {
                    "name": f"{zone}, {side} wall",
                    "zone": zone,
                    "construction": wall,
                    "area_m2": inset[side] * height,
                    "azimuth_deg": SIDES[side],
                    "centre_height_m": height / 2,
                    **self._films("walls"),
                }
            )
        area = self.length * depth
        self.surfaces += [
            {"name": f"{zone}, roof", "zone": zone, "construction": roof, "area_m2": area, "tilt_deg": 0.0,
             "centre_height_m": height, **self._films("roof")},
            {"name": f"{zone}, floor", "zone": zone, "construction": floor, "area_m2": area, "tilt_deg": 180.0,
             "boundary": "raised floor", **self._films("floor")},
        ]  # fmt: skip
        self._add_windows(zone, part)

    def _add_windows(self, zone: str, part: Specs) -> None:
        kind = part["windows"]
        if kind == "none":
            return
        if kind not in ("south", "opaque", "east_west"):
            raise KeyError(f"a known kind of windows: '{kind}'")
        sides = ["east", "west"] if kind == "east_west" else ["south"]
        box = self.geometry["windows_east_west_cases" if kind == "east_west" else "windows_south_cases"]
        width, height = float(box["width_m"]), float(box["height_m"])
        count = int(box["count_each"] if kind == "east_west" else box["count"])
        shading = part.get("shading", {})
        sill = float(self.geometry["windows_south_cases"].get("sill_height_m", 0.2))
        # the windows of a wall stand symmetrically; boards run across all of them
        wall = self.length if sides == ["south"] else self.width
        between = (wall - 2 * EDGE - count * width) / (count - 1) if count > 1 else 0.0
        for side in sides:
            for number in range(count):
                left = number * (width + between)
                right = (count - 1 - number) * (width + between)
                window: Specs = {"surface": f"{zone}, {side} wall", "glazing": "glazing", "width_m": width,
                                 "height_m": height, **self._films("windows")}  # fmt: skip
                if board := shading.get("overhang"):
                    beyond = float(board["beyond_outer_window_edges_m"])
                    window["overhang"] = {"depth_m": board["depth_m"], "gap_m": board["gap_above_window_m"],
                                          "left_m": left + beyond, "right_m": right + beyond}  # fmt: skip
                if fins := shading.get("fins"):
                    window["fins"] = {"depth_m": fins["depth_m"], "gap_m": fins["gap_beside_window_m"],
                                      "above_m": fins["above_window_m"], "below_m": sill}  # fmt: skip
                self.windows.append(window)
            if board := shading.get("overhang"):
                self._shade_wall(f"{zone}, {side} wall", wall, board, count * width + (count - 1) * between)

    def _shade_wall(self, name: str, wall: float, board: Specs, across: float) -> None:
        """Let the overhang at the top of the wall shade the wall too."""
        surface = next(surface for surface in self.surfaces if surface["name"] == name)
        reach = float(board["beyond_outer_window_edges_m"]) + (across - wall) / 2
        if reach >= 0:
            surface["width_m"] = wall
            surface["overhang"] = {"depth_m": board["depth_m"], "left_m": reach, "right_m": reach}

    def _glazing(self, part: Specs) -> Specs:
        kinds = self.specs["glazing"]
        chosen = kinds[part.get("glazing", "double_clear")]
        base = kinds[chosen["same_pane_as"]] if "same_pane_as" in chosen else chosen
        base = base if "solar_transmittance" in base else kinds["double_clear"]
        panes = [self._pane(chosen.get("outer", base), base)] + [self._pane(base, base)] * (chosen["panes"] - 1)
        gap = {"thickness_m": chosen.get("gap_m", 0.012), "gas": chosen.get("gas", "air")}
        glazing: Specs = {"panes": panes, "gaps": [gap] * (len(panes) - 1)}
        if part["windows"] == "opaque":
            glazing["opaque_absorptance"] = self.properties["solar_absorptance_ext"]
            # as a wall, it has the wall's emittances; only the sides that face the gap are glass
            panes = [dict(pane) for pane in panes]
            panes[0]["emittance_front"] = self.properties["ir_emittance_ext"]
            panes[-1]["emittance_back"] = self.properties["ir_emittance_int"]
            glazing["panes"] = panes
        return glazing

    def _pane(self, pane: Specs, base: Specs) -> Specs:
        def one_of(*keys: str) -> float:
            return float(next(source[key] for source in (pane, base) for key in keys if key in source))

        return {
            "thickness_m": one_of("thickness_m", "pane_thickness_m"),
            "conductivity_w_mk": one_of("conductivity_W_mK", "pane_conductivity_W_mK"),
            "solar_transmittance": one_of("solar_transmittance"),
            "solar_reflectance_front": one_of("solar_reflectance_front"),
            "solar_reflectance_back": one_of("solar_reflectance_back"),
            "emittance_front": one_of("ir_emittance_front"),
            "emittance_back": one_of("ir_emittance_back"),
        }

    def _add_sunspace(self, sunspace: Specs, zones: list[Specs]) -> None:
        part = {"windows": "none"} | sunspace
        depth, height = float(part["depth_m"]), float(part["height_m"])
        self._box(SUN_ZONE, part, depth, height, open_south=False)
        area = float(part["width_m"]) * depth
        zones.append(self._zone(SUN_ZONE, area, area * height, part))
        wall = self.case["common_wall"]
        self.constructions["common wall"] = self._layered(
            wall["layers"], wall["solar_absorptance"], wall["ir_emittance"]
        )
        self.surfaces.append(
            {
                "name": "common wall",
                "zone": BACK,
                "boundary": SUN_ZONE,
                "construction": "common wall",
                "area_m2": float(part["width_m"]) * height,
                "azimuth_deg": SIDES["south"],
            }
        )
