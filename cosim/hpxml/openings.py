"""Windows, doors and skylights of an HPXML home, in whatever they are attached to and whichever way they face."""

from cosim.hpxml.assembly import DOOR, GYPSUM, OUTSIDE, VERTICAL, Table
from cosim.hpxml.elements import Consequence, Element, Refused, Unsupported, name_of, number_in
from cosim.hpxml.glass import glass_of
from cosim.hpxml.orientation import direction_of
from cosim.hpxml.parts import ROOM, Parts
from cosim.schema.dates import MONTH_DAYS

SAME_DIRECTION = 1.0  # degrees
NONE = ("none", "not present")
SHAFT_R = 4.0  # h ft2 F/Btu, of a skylight's shaft that states none: boards on bare studs
SUMMER = "BuildingSummary/extension/ShadingControl"
STRIP = 0.02  # opaque frame, as a share of glass, around windows that face another way than their wall


class Openings:
    """Takes openings out of the walls and roofs that hold them.

    A wall that states no direction stands for several; a window faces its own direction. It is put into the piece of
    the wall that faces its way, or into a piece of its own. All opaque area of the wall remains, shared by its pieces.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.total = {name: sum(piece["area_ft2"] for piece in pieces) for name, pieces in parts.pieces.items()}
        self.original = {name: len(pieces) for name, pieces in parts.pieces.items()}
        self.taken = dict.fromkeys(parts.pieces, 0.0)  # by doors
        self.glass: dict[str, dict[str, float]] = {name: {} for name in parts.pieces}

    def door(self, element: Element) -> None:
        """Put a door into its wall."""
        area = _area(element)
        name, pieces = self._holder(element, "AttachedToWall")
        resistance = number_in(element, "RValue", 4.4)  # with films, as the label has it
        boundary = pieces[0].get("boundary", "outdoors")
        outer = OUTSIDE if boundary == "outdoors" else VERTICAL
        self.parts.assembly(element, outer + VERTICAL, [], [("wood", DOOR)], "door", resistance)
        self.taken[name] += area
        azimuth = direction_of(element)
        azimuth = pieces[0].get("azimuth_deg") if azimuth is None else azimuth
        others = {} if boundary == "outdoors" else {"boundary": boundary}
        faces = None if azimuth is None or others else [azimuth]
        self.parts.surface(element, area, faces, zone=pieces[0]["zone"], centre_height_ft=3.5, **others)

    def window(self, element: Element) -> None:
        """Put a window into the piece of its wall, or a skylight into that of its roof, that faces its way."""
        place = "AttachedToRoof" if element.tag == "Skylight" else "AttachedToWall"
        area, (u_value, shgc) = _area(element), glass_of(element)
        name, pieces = self._holder(element, place)
        if pieces[0].get("boundary", "outdoors") != "outdoors":
            self._inner_window(element, name, area, u_value)
            return
        shaft = self._shaft(element, name, pieces[0], area) if element.tag == "Skylight" else None
        piece = shaft or self._piece(name, pieces, direction_of(element))
        self.glass[name][piece["name"]] = self.glass[name].get(piece["name"], 0.0) + area
        glazing = f"U {u_value:g}, SHGC {shgc:g}"
        self.parts.glazings[glazing] = {"u_value_btu_h_ft2_f": u_value, "shgc": shgc}
        window: Table = {"name": name_of(element), "surface": piece["name"], "glazing": glazing, "area_ft2": area,
                         **_shading(element, shgc)}  # fmt: skip
        overhang = element.find("Overhangs")
        if overhang is not None and number_in(overhang, "Depth", 0.0) > 0:
            top, bottom = (number_in(overhang, f"DistanceTo{end}OfWindow") for end in ("Top", "Bottom"))
            width = area / (bottom - top)
            # a roof's overhang extends beside the window; HPXML does not state how far
            window |= {"height_ft": bottom - top,
                       "overhang": {"depth_ft": number_in(overhang, "Depth"), "gap_ft": top,
                                    "left_ft": width, "right_ft": width}}  # fmt: skip
        self.parts.windows.append(window)

    def cut_out(self, name: str) -> None:
        """Take the openings of one wall or roof out of its area, when all of them are known."""
        glass, pieces = self.glass[name], self.parts.pieces[name]
        opaque = self.total[name] - self.taken[name] - sum(glass.values())
        if opaque < -1e-6 * self.total[name]:
            taken = self.total[name] - opaque
            raise Refused(name, f"its windows and doors are larger than itself ({taken:.4g} against "
                          f"{self.total[name]:.4g} ft2)", "check its area and theirs")  # fmt: skip
        own = pieces[: self.original[name]]
        added = pieces[self.original[name] :]
        strips = min(STRIP * sum(glass.get(piece["name"], 0.0) for piece in added), 0.5 * max(opaque, 0.0))
        if not (self.taken[name] or glass):
            return
        for piece in own:
            piece["area_ft2"] = (opaque - strips) / len(own) + glass.get(piece["name"], 0.0)
        for piece in added:
            piece["area_ft2"] = strips / len(added) + glass.get(piece["name"], 0.0)
        for piece in [piece for piece in own if piece["area_ft2"] <= 1e-9 * self.total[name]]:
            self.parts.surfaces.remove(piece)  # all of it is doors, or faces elsewhere

    def _holder(self, element: Element, place: str) -> tuple[str, list[Table]]:
        mark = element.find(place)
        name = mark.get("idref", "") if mark is not None else ""
        pieces = self.parts.pieces.get(name, [])
        if pieces:
            return name, pieces
        known = [*self.parts.all("Walls/Wall"), *self.parts.all("Roofs/Roof"),
                 *self.parts.all("FoundationWalls/FoundationWall")]  # fmt: skip
        if name in map(name_of, known):
            raise Consequence(f"{name_of(element)}/{place}", name, f"'{name}' is all below grade")
        kind = "roof" if place == "AttachedToRoof" else "wall"
        if not name:
            raise Refused(f"{name_of(element)}/{place}", "is missing", f"name the {kind} that it is in")
        raise Refused(f"{name_of(element)}/{place}", f"{kind} '{name}' is not defined")

    def _piece(self, name: str, pieces: list[Table], azimuth: float | None) -> Table:
        if azimuth is None or "azimuth_deg" not in pieces[0]:  # a flat roof faces up
            return pieces[0]
        for piece in pieces:
            if abs((piece["azimuth_deg"] - azimuth + 180.0) % 360.0 - 180.0) <= SAME_DIRECTION:
                return piece
        piece = {**pieces[0], "name": f"{name}, facing {azimuth:g}°", "azimuth_deg": azimuth}
        self.parts.add(name, piece)
        return piece

    def _shaft(self, element: Element, name: str, roof: Table, area: float) -> Table | None:
        """Return the piece of an attic's roof that a skylight's shaft takes through the attic, None without a shaft.

        It is a part of the room's outer surface, and the ceiling has a hole as large.
        """
        mark = element.find("AttachedToFloor")
        if mark is None or roof["zone"] == ROOM:
            return None
        ceiling = self.parts.pieces.get(mark.get("idref", ""), [])
        if not ceiling or ceiling[0]["zone"] != ROOM:
            raise Refused(f"{name_of(element)}/AttachedToFloor", "is no ceiling of the conditioned space")
        if ceiling[0]["area_ft2"] <= area:
            raise Refused(
                f"{name_of(element)}/Area", f"is not smaller than the ceiling, {ceiling[0]['area_ft2']:g} ft2"
            )
        ceiling[0]["area_ft2"] -= area
        piece = {**roof, "name": f"{name}, shaft of {name_of(element)}", "zone": ROOM}
        self.parts.add(name, piece)
        self._shaft_wall(element, roof["zone"])
        return piece

    def _shaft_wall(self, element: Element, attic: str) -> None:
        """Add the wall of a shaft, which borders on the attic, where the file states it."""
        if element.find("extension/Shaft/Area") is None:
            return
        area = number_in(element, "extension/Shaft/Area")
        resistance = number_in(element, "extension/Shaft/AssemblyEffectiveRValue", SHAFT_R)
        self.parts.assembly(element, 2.0 * VERTICAL, [], [("gypsum board", GYPSUM)], "wall", resistance)
        self.parts.surface(element, area, zone=ROOM, boundary=attic)

    def _inner_window(self, element: Element, name: str, area: float, u_value: float) -> None:
        """Put a window between two zones in as a door of its U-value: no sun comes through."""
        self.parts.assembly(element, OUTSIDE + VERTICAL, [], [("glass", DOOR)], "door", max(1.0 / u_value, 1.0))
        holder = self.parts.pieces[name][0]
        self.taken[name] += area
        self.parts.surface(element, area, zone=holder["zone"], boundary=holder["boundary"])


def _area(element: Element) -> float:
    area = number_in(element, "Area")
    if area <= 0.0:
        raise Refused(f"{name_of(element)}/Area", f"must be above 0, not {area:g}")
    return area


def summer(parts: Parts) -> Table | None:
    """Return the days on which shades of windows are those of summer, where the file states them."""
    control = parts.details.find(SUMMER)
    if control is None:
        parts.one("BuildingSummary").assumed[SUMMER.removeprefix("BuildingSummary/")] = (
            "the season of cooling, by climate"
        )
        return None
    days = {}
    for key, name in (("begins", "Begin"), ("ends", "End")):
        month, day = number_in(control, f"Summer{name}Month"), number_in(control, f"Summer{name}DayOfMonth")
        if month not in range(1, 13) or day not in range(1, MONTH_DAYS[int(month) - 1] + 1):
            raise Refused(f"{SUMMER}/Summer{name}DayOfMonth", f"with its month, {month:g}-{day:g} is no day of a year")
        days[key] = f"{int(month):02d}-{int(day):02d}"
    return days


def _shading(window: Element, shgc: float) -> Table:
    """Return the share of sun that passes curtains, screens and trees, in summer and in winter.

    Skylights have no curtains by default; windows the usual ones of ANSI/RESNET/ICC 301.
    """
    usual = 1.0 if window.tag == "Skylight" else 0.92 - 0.21 * shgc
    inner = window.find("InteriorShading")
    kind = None if inner is None else inner.findtext("Type")
    if kind in NONE:
        usual = 1.0
    elif kind not in (None, "light curtains"):
        stated = inner is not None and inner.find("SummerShadingCoefficient") is not None
        if not stated:
            problem = f"'{kind}' is not supported yet without its shading coefficients"
            raise Unsupported(f"{name_of(window)}/InteriorShading/Type", problem)
    outer = window.find("ExteriorShading")
    shade = None if outer is None else (outer.findtext("Type") or "none")
    passed = {}
    for season in ("Summer", "Winter"):
        inside = number_in(window, f"InteriorShading/{season}ShadingCoefficient", usual)
        outside = 1.0
        if outer is not None:
            if shade not in NONE and outer.find(f"{season}ShadingCoefficient") is None:
                problem = f"'{shade}' is not supported yet without its shading coefficients"
                raise Unsupported(f"{name_of(window)}/ExteriorShading/Type", problem)
            outside = number_in(outer, f"{season}ShadingCoefficient", 1.0)
        passed[season] = inside * outside
    table: Table = {"curtain": passed["Summer"]}
    return table if passed["Winter"] == passed["Summer"] else table | {"winter_curtain": passed["Winter"]}
