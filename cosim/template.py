"""Example files that `cosim init` writes into a new project."""

from contextlib import suppress
from pathlib import Path

from cosim.errors import CosimError, Fault, InvalidInput
from cosim.files import write_whole
from cosim.project import LIBRARY, TOP_SHELVES, names

EXAMPLE_SCENARIO = """\
# One question: this house, this climate, these prices, and the configurations to compare.
# Try it:  cosim check scenarios/my-question.toml  and then  cosim run scenarios/my-question.toml
#
# A bare name is looked up on the shelves of this project, then on those that come with cosim (`cosim list` shows both).
# A value that ends in .toml, .csv, .epw or .tm2 is a path, relative to this file.
# A quantity has its unit in its key: heating_setpoint_f = 69 is the same as heating_setpoint_c = 20.56.

title = "Furnace or heat pump?"
description = "What I want to know."
house = "ranch-1960s"               # from cosim's shelf `houses`
weather = "my-town"                 # weather/my-town.csv of this project; any EPW, TMY3, TMY2 or NSRDB file works
# start_weekday = "monday"          # weekday of 1 January; else that of the year in the weather file
# daylight_saving = "us"            # us, eu, au, nz, cl or none; else that of the tariff, or of the place

[prices]                            # from your bills
electricity_usd_per_kwh = 0.13
electricity_fixed_usd_per_month = 12
gas_usd_per_therm = 1.50
gas_fixed_usd_per_month = 12        # paid only by a configuration with a furnace

[emissions]                         # CO2 equivalent; `cosim list grids` shows regions of the United States
grid = "cambium2021-srvc"           # what a change for years brings about, with upstream and losses
gas_lb_per_mmbtu = 147.3            # combustion and supply, ANSI/RESNET/ICC 301
fuel_boundary = "upstream"          # so that both are counted alike; docs/bills.md says more

[thermostat]                        # or the name of one: thermostat = "night-setback", above the first table
heating_setpoint_f = 69
cooling_setpoint_f = 76

# The first configuration is the baseline of the comparison.
[[configurations]]
name = "furnace"
furnace = "furnace-80"

[[configurations]]
name = "my heat pump"
heat_pump = "my-heat-pump"          # equipment_library/heat_pumps/my-heat-pump.toml of this project
strips = { capacity_kw = 5 }        # electric backup heat

[[configurations]]
name = "both"
heat_pump = "my-heat-pump"
furnace = "furnace-80"
dual_fuel = { switchover_f = 30 }   # below it the furnace heats
"""

EXAMPLE_HEAT_PUMP = """\
# A heat pump of your own: a copy of one that comes with cosim. Change it to the values of your data sheet.
# Its name is that of this file. docs/how-to.md says more, under "Make a machine from its data sheet".

"""

EXAMPLE_WEATHER = """\
# Example: Greensboro, North Carolina. Add your own in the same form, or copy any EPW (.epw), TMY3 (.csv) or TMY2 (.tm2)
# file into this folder; scenarios use its name without the suffix.
"""

MOST_SHOWN = 200
"""Characters of a folder's path that an error shows."""


def create(folder: Path | str) -> list[Path]:
    """Create a project in `folder`: three shelves, each with a commented example; return the files written.

    Raises
    ------
    InvalidInput
        If the folder already has one of the shelves, or cannot be written; nothing is changed then.
    """
    place, folder = str(folder), Path(folder)
    try:
        taken = [shelf for shelf in (*TOP_SHELVES, LIBRARY) if (folder / shelf).exists()]
    except OSError as error:  # a name that no folder can have, or a folder that may not be looked into
        shown = f"{place[:40]}…" if len(place) > MOST_SHOWN else place
        raise InvalidInput([Fault(shown, f"cannot be written: {error.strerror}", "choose another folder")]) from None
    if taken:
        raise InvalidInput([Fault(place, f"already has a folder {' and '.join(taken)}", "choose another folder")])
    first, _, rest = names("weather")["greensboro-nc"].read_text(encoding="utf-8").partition("\n")
    machine = names("heat_pumps")["ccashp-3ton"].read_text(encoding="utf-8").replace("ccashp-3ton", "my-heat-pump", 1)
    texts = {
        folder / "weather" / "my-town.csv": f"{first}\n{EXAMPLE_WEATHER}{rest}",
        folder / LIBRARY / "heat_pumps" / "my-heat-pump.toml": EXAMPLE_HEAT_PUMP + machine,
        folder / "scenarios" / "my-question.toml": EXAMPLE_SCENARIO,
    }
    made: list[Path] = []
    try:
        for path, text in texts.items():
            made += [each for each in (*reversed(path.parents), path) if not each.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text.encode("utf-8"))
    except (OSError, CosimError) as error:
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir() if each.is_dir() else each.unlink(missing_ok=True)
        reason = (error.strerror or error) if isinstance(error, OSError) else error
        raise InvalidInput([Fault(place, f"cannot be written: {reason}")]) from None
    return list(texts)
