"""U-value and SHGC of windows and skylights in HPXML: stated, or by panes, frame, coating and gas; storm windows."""

from cosim.hpxml.elements import Element, number_in, share_in

METAL = {"Aluminum", "Metal"}
OTHER_FRAMES = {"Fiberglass", "Vinyl", "Wood", "Composite"}
CLEAR, TINTED, LOW_E, LOW_SOLAR = "clear", "tinted", "low-e", "low-e, low-solar-gain"
COATINGS = {"clear": CLEAR, "reflective": CLEAR, "other": CLEAR, "tinted": TINTED, "tinted/reflective": TINTED,
            "low-e": LOW_E, "low-e, high-solar-gain": LOW_E, "low-e, low-solar-gain": LOW_SOLAR}  # fmt: skip
# the highest U that our windows have, Btu/(h ft2 F); 1.27 in the table below; the lowest; and of SHGC
MIN_U, MAX_U = 0.0353, 1.23
MIN_SHGC, MAX_SHGC = 0.01, 0.95
# U, Btu/(h ft2 F), and SHGC of windows by panes, frame (other, metal, metal with thermal break), glass and, where it
# counts, air between panes: OpenStudio-HPXML's documentation of inputs, "UFactor/SHGC Lookup"
TABLE = {
    ("single-pane", "metal", CLEAR): (MAX_U, 0.75), ("single-pane", "other", CLEAR): (0.89, 0.64),
    ("single-pane", "metal", TINTED): (MAX_U, 0.64), ("single-pane", "other", TINTED): (0.89, 0.54),
    ("double-pane", "metal", CLEAR): (0.81, 0.67), ("double-pane", "break", CLEAR): (0.60, 0.67),
    ("double-pane", "other", CLEAR): (0.51, 0.56), ("double-pane", "metal", TINTED): (0.81, 0.55),
    ("double-pane", "break", TINTED): (0.60, 0.55), ("double-pane", "other", TINTED): (0.51, 0.46),
    ("double-pane", "other", LOW_E, "air"): (0.42, 0.52), ("double-pane", "break", LOW_E): (0.47, 0.62),
    ("double-pane", "other", LOW_E): (0.39, 0.52), ("double-pane", "metal", LOW_SOLAR): (0.67, 0.37),
    ("double-pane", "break", LOW_SOLAR): (0.47, 0.37), ("double-pane", "other", LOW_SOLAR, "air"): (0.39, 0.31),
    ("double-pane", "other", LOW_SOLAR): (0.36, 0.31), ("triple-pane", "other", LOW_E): (0.27, 0.31),
}  # fmt: skip
SLOPED = 1.2  # U at 20 degrees from level over U upright: NFRC 100
GLASS_BLOCK = (0.60, 0.60)
PANES = {key[0] for key in TABLE}
PLAIN = TABLE["double-pane", "other", CLEAR]
# what a storm window takes from U (slope and constant), and leaves of SHGC: OpenStudio-HPXML after PNNL-24444
STORMS = {"clear": (0.6435, 0.1533, 0.9), "low-e": (0.766, 0.1532, 0.8)}
MIN_STORMED = 0.45  # Btu/(h ft2 F), below which a storm window is refused


def glass_of(element: Element) -> tuple[float, float]:
    """Return U, Btu/(h ft2 F), and SHGC of a window or skylight, with its storm window."""
    looked_up = PLAIN
    if element.find("UFactor") is None or element.find("SHGC") is None:
        if element.tag == "Skylight":
            element.leave("UFactor", "is missing, and so is SHGC; skylights need both")
        else:
            looked_up = _by_kind(element)
    u_value = number_in(element, "UFactor", looked_up[0], above=0.0)
    if element.tag == "Skylight":
        u_value /= SLOPED  # rated at 20 degrees; the layer that stands for a window is fitted to upright ones
    shgc = share_in(element, "SHGC", looked_up[1])
    storm = element.findtext("StormWindow/GlassType")
    if storm is not None:
        u_value, shgc = _behind_storm(element, storm, u_value, shgc)
    if not MIN_U < u_value < MAX_U + 0.002:
        element.refuse("UFactor", f"makes {u_value:g} Btu/(h ft2 F); windows have {MIN_U:.2g} to {MAX_U:g}")
    if not MIN_SHGC < shgc < MAX_SHGC:
        element.refuse("SHGC", f"makes {shgc:g}; windows have {MIN_SHGC:g} to {MAX_SHGC:g}")
    return u_value, shgc


def _behind_storm(element: Element, storm: str, u_value: float, shgc: float) -> tuple[float, float]:
    """Return U and SHGC of a window with its storm window."""
    if storm not in STORMS:
        element.leave("StormWindow/GlassType", f"'{storm}' is not supported yet")
    if u_value < MIN_STORMED:
        problem = f"stands before a window of U {u_value:g}; below {MIN_STORMED:g} none is possible"
        element.refuse("StormWindow", problem)
    slope, constant, kept = STORMS.get(storm, STORMS["clear"])
    return u_value - (slope * u_value - constant), kept * shgc


def _by_kind(element: Element) -> tuple[float, float]:
    panes = element.findtext("GlassLayers")
    if panes is None:
        element.refuse("UFactor" if element.find("UFactor") is None else "SHGC", "is missing, and so is GlassLayers")
        return PLAIN
    if panes == "glass block":
        return GLASS_BLOCK
    kinds = [child.tag for child in element.findall("FrameType/*")]
    if not kinds or kinds[0] not in METAL | OTHER_FRAMES:
        element.leave("FrameType", "is missing or not supported yet")
    if panes not in PANES:
        element.leave("GlassLayers", f"'{panes}' is not supported yet")
    coating = element.findtext("GlassType") or "clear"
    if coating not in COATINGS:
        element.leave("GlassType", f"'{coating}' is not supported yet")
    if element.is_refused("FrameType", "GlassLayers", "GlassType"):
        return PLAIN
    frame = "other"
    if kinds[0] in METAL:
        stated = element.findtext(f"FrameType/{kinds[0]}/ThermalBreak")
        frame = "break" if stated == "true" else "metal"
    glass = COATINGS[coating]
    gas = element.findtext("GasFill") or ("argon" if glass in (LOW_E, LOW_SOLAR) else "air")
    key = (panes, frame, glass)
    found = TABLE.get((*key, "air")) if gas == "air" else None
    found = found or TABLE.get(key)
    if found is None:
        words = f"no default U and SHGC are known of {panes}, {kinds[0]}, {coating}, {gas}: state both"
        element.leave("GlassLayers", words)
    return found or PLAIN
