"""Windows, doors and skylights of an HPXML home, in whatever they are attached to and whichever way they face."""

from cosim.hpxml.assembly import DOOR, GYPSUM, OUTSIDE, VERTICAL, Table
from cosim.hpxml.elements import NOT_DEFINED, Consequence, Element, Refused, name_of, number_in, share_in
from cosim.hpxml.glass import glass_of
from cosim.hpxml.orientation import direction_of
from cosim.hpxml.parts import ATTIC, ROOM, Parts
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
        known = (*parts.all("Walls/Wall"), *parts.all("Roofs/Roof"), *parts.all("FoundationWalls/FoundationWall"))
        self.holders = {name_of(element): element for element in known}
        self.taken = dict.fromkeys(parts.pieces, 0.0)  # by doors
        self.glass: dict[str, dict[str, float]] = {name: {} for name in parts.pieces}

    def door(self, element: Element) -> None:
        """Put a door into its wall."""
        area, azimuth = _area(element), direction_of(element)
        resistance = number_in(element, "RValue", 4.4)  # with films, as the label has it
        name = self._holder(element, "AttachedToWall")
        pieces = self.parts.pieces.get(name)
        boundary = pieces[0].get("boundary", "outdoors") if pieces else "outdoors"
        outer = OUTSIDE if boundary == "outdoors" else VERTICAL
        self.parts.assembly(element, outer + VERTICAL, [], [("wood", DOOR)], "door", resistance, stated="RValue")
        if pieces is None:
            return
        self.taken[name] += area
        azimuth = pieces[0].get("azimuth_deg") if azimuth is None else azimuth
        others = {} if boundary == "outdoors" else {"boundary": boundary}
        faces = None if azimuth is None or others else [azimuth]
        self.parts.surface(element, area, faces, zone=pieces[0]["zone"], centre_height_ft=3.5, **others)

    def window(self, element: Element) -> None:
        """Put a window into the piece of its wall, or a skylight into that of its roof, that faces its way."""
        place = "AttachedToRoof" if element.tag == "Skylight" else "AttachedToWall"
        area, (u_value, shgc) = _area(element), glass_of(element)
        name = self._holder(element, place)
        pieces = self.parts.pieces.get(name)
        if pieces is not None and pieces[0].get("boundary", "outdoors") != "outdoors":
            self._inner_window(element, name, area, u_value)
            return
        azimuth, shading, overhang = direction_of(element), _shading(element, shgc), _overhang(element, area)
        ceiling = self._ceiling(element, area, pieces) if element.tag == "Skylight" else None
        if pieces is None:
            return
        shaft = None if ceiling is None else self._shaft(element, name, pieces[0], ceiling, area)
        piece = shaft or self._piece(name, pieces, azimuth)
        self.glass[name][piece["name"]] = self.glass[name].get(piece["name"], 0.0) + area
        glazing = f"U {u_value:g}, SHGC {shgc:g}"
        self.parts.glazings[glazing] = {"u_value_btu_h_ft2_f": u_value, "shgc": shgc}
        self.parts.windows.append({"name": name_of(element), "surface": piece["name"], "glazing": glazing,
                                   "area_ft2": area, **shading, **overhang})  # fmt: skip

    def cut_out(self, name: str) -> None:
        """Take the openings of one wall or roof out of its area, when all of them are known."""
        holder = self.holders.get(name)
        if holder is None or holder.is_refused("Area", "Length", "Height", "DepthBelowGrade"):
            return
        glass, pieces = self.glass[name], self.parts.pieces[name]
        opaque = self.total[name] - self.taken[name] - sum(glass.values())
        if opaque < -1e-6 * self.total[name]:
            taken = self.total[name] - opaque
            holder.refuse("", f"its windows and doors are larger than itself ({taken:.4g} against "
                          f"{self.total[name]:.4g} ft2)", "check its area and theirs")  # fmt: skip
            return
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

    def _holder(self, element: Element, place: str) -> str:
        """Return the name of the wall or roof that holds an opening; a fault is kept where it has no surface."""
        mark = element.find(place)
        name = mark.get("idref", "") if mark is not None else ""
        kind = "roof" if place == "AttachedToRoof" else "wall"
        if name in self.parts.pieces:
            return name
        if name in self.holders:
            element.keep(Consequence(place, name, f"'{name}' is all below grade"))
        elif not name:
            element.refuse(place, "is missing", f"name the {kind} that it is in")
        else:
            element.refuse(place, f"{kind} '{name}' {NOT_DEFINED}")
        return name

    def _piece(self, name: str, pieces: list[Table], azimuth: float | None) -> Table:
        if azimuth is None or "azimuth_deg" not in pieces[0]:  # a flat roof faces up
            return pieces[0]
        for piece in pieces:
            if abs((piece["azimuth_deg"] - azimuth + 180.0) % 360.0 - 180.0) <= SAME_DIRECTION:
                return piece
        piece = {**pieces[0], "name": f"{name}, facing {azimuth:g}°", "azimuth_deg": azimuth}
        self.parts.add(name, piece)
        return piece

    def _ceiling(self, element: Element, area: float, roof: list[Table] | None) -> Table | None:
        """Return the ceiling through which a skylight's shaft goes; None without a shaft."""
        mark = element.find("AttachedToFloor")
        if mark is None or (roof is not None and roof[0]["zone"] == ROOM):
            return None
        name = mark.get("idref", "")
        ceiling = self.parts.pieces.get(name, [{}])[0]
        floor = next((floor for floor in self.parts.all("Floors/Floor") if name_of(floor) == name), None)
        if floor is None:
            element.refuse("AttachedToFloor", f"floor '{name}' {NOT_DEFINED}")
        elif ceiling.get("zone") != ROOM:
            fault = "is no ceiling of the conditioned space"
            element.keep(Consequence("AttachedToFloor", name, fault) if floor.is_refused() else
                         Refused("AttachedToFloor", fault))  # fmt: skip
        elif ceiling["area_ft2"] <= area and not floor.is_refused("Area"):
            element.refuse("Area", f"is not smaller than the ceiling, {ceiling['area_ft2']:g} ft2")
        self._shaft_wall(element, ATTIC if roof is None else roof[0]["zone"])
        return ceiling if "zone" in ceiling else None

    def _shaft(self, element: Element, name: str, roof: Table, ceiling: Table, area: float) -> Table:
        """Return the piece of an attic's roof that a skylight's shaft takes through the attic.

        It is a part of the room's outer surface, and the ceiling has a hole as large.
        """
        ceiling["area_ft2"] -= area
        piece = {**roof, "name": f"{name}, shaft of {name_of(element)}", "zone": ROOM}
        self.parts.add(name, piece)
        return piece

    def _shaft_wall(self, element: Element, attic: str) -> None:
        """Add the wall of a shaft, which borders on the attic, where the file states it."""
        if element.find("extension/Shaft/Area") is None:
            return
        area, stated = number_in(element, "extension/Shaft/Area", above=0.0), "extension/Shaft/AssemblyEffectiveRValue"
        resistance = number_in(element, stated, SHAFT_R)
        self.parts.assembly(element, 2.0 * VERTICAL, [], [("gypsum board", GYPSUM)], "wall", resistance, stated=stated)
        self.parts.surface(element, area, zone=ROOM, boundary=attic)

    def _inner_window(self, element: Element, name: str, area: float, u_value: float) -> None:
        """Put a window between two zones in as a door of its U-value: no sun comes through."""
        self.parts.assembly(element, OUTSIDE + VERTICAL, [], [("glass", DOOR)], "door", max(1.0 / u_value, 1.0))
        holder = self.parts.pieces[name][0]
        self.taken[name] += area
        self.parts.surface(element, area, zone=holder["zone"], boundary=holder["boundary"])


def _area(element: Element) -> float:
    return number_in(element, "Area", above=0.0)


def _overhang(window: Element, area: float) -> Table:
    """Return the overhang above a window, nothing where there is none."""
    overhang = window.find("Overhangs")
    if overhang is None:
        return {}
    depth = number_in(overhang, "Depth", 0.0)
    if depth <= 0.0 and not overhang.is_refused("Depth"):
        return {}
    top = number_in(overhang, "DistanceToTopOfWindow", least=0.0)
    bottom = number_in(overhang, "DistanceToBottomOfWindow", above=0.0)
    if bottom <= top:
        if not overhang.is_refused():
            overhang.refuse("DistanceToBottomOfWindow", f"must be above that to its top, {top:g}, not {bottom:g}")
        bottom = top + 1.0
    width = area / (bottom - top)
    # a roof's overhang extends beside the window; HPXML does not state how far
    return {"height_ft": bottom - top,
            "overhang": {"depth_ft": depth, "gap_ft": top, "left_ft": width, "right_ft": width}}  # fmt: skip


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
            control.refuse(f"Summer{name}DayOfMonth", f"with its month, {month:g}-{day:g} is no day of a year")
            continue
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
            window.leave("InteriorShading/Type", f"'{kind}' is not supported yet without its shading coefficients")
    outer = window.find("ExteriorShading")
    shade = None if outer is None else (outer.findtext("Type") or "none")
    passed = {}
    for season in ("Summer", "Winter"):
        inside = share_in(window, f"InteriorShading/{season}ShadingCoefficient", usual)
        outside = 1.0
        if outer is not None:
            if shade not in NONE and outer.find(f"{season}ShadingCoefficient") is None:
                problem = f"'{shade}' is not supported yet without its shading coefficients"
                window.leave("ExteriorShading/Type", problem)
            outside = share_in(outer, f"{season}ShadingCoefficient", 1.0)
        passed[season] = inside * outside
    table: Table = {"curtain": passed["Summer"]}
    return table if passed["Winter"] == passed["Summer"] else table | {"winter_curtain": passed["Winter"]}
