"""Run the demo and the suite `field`, and put what they give into the README."""

import os
import re
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path

import xarray as xr

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.results.netcdf import open_results
from cosim.units import KILOWATT_HOUR, THERM
from cosim.validation.field import field_rows, run_field

ROOT = Path(__file__).parents[1]
MADE = "(made by `make readme`)"
NAME = "retrofit-greensboro"
PICTURE = Path("docs") / "images" / f"{NAME}.png"
FURNACE, AFUE = "gas furnace + AC", 80  # of the furnace-80 in the demo
WIDTH = 120


def refresh() -> None:
    """Simulate, then replace what stands between each pair of marks."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        main(["demo"], prog_name="cosim", standalone_mode=False)
        os.chdir(ROOT)
        made = Path(folder) / "demo"
        table = (made / f"{NAME}.txt").read_text(encoding="utf-8").strip("\n")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made / f"{NAME}.png", PICTURE)
        furnace = about_furnace(open_results(made / f"{NAME}.nc"))
    readme = Path("README.md")
    text = readme.read_text(encoding="utf-8")
    text = replaced(text, "demo", f"```text\n{table}\n```\n\n![{describe()}]({PICTURE.as_posix()})")
    text = replaced(text, "furnace", furnace)
    try:
        text = replaced(text, "field", "\n".join(field_rows(run_field().checks)))
    except InvalidInput as error:
        print(f"the table beside field studies stays as it is: {error}", file=sys.stderr)
    readme.write_text(text, encoding="utf-8")


def replaced(text: str, name: str, block: str) -> str:
    """Return the README's text with another block between the marks of a name."""
    begin, end = f"<!-- {name}: begin {MADE} -->", f"<!-- {name}: end -->"
    whole = f"{begin}\n\n{block}\n\n{end}"
    found, count = re.subn(f"{re.escape(begin)}.*{re.escape(end)}", lambda _: whole, text, flags=re.DOTALL)
    if count != 1:
        sys.exit(f"README.md does not hold the two marks of '{name}' exactly once")
    return found


def about_furnace(results: xr.Dataset) -> str:
    """Return why a furnace gives more heat than its AFUE of the gas: its blower's electricity is heat as well."""
    one = results.sel(configuration=FURNACE)
    gas, heat = float(one["annual_gas"]), float(one["annual_furnace_heating"])
    blower = float(one["annual_heating_electricity"] - one["annual_furnace_electricity"])
    flame = 100 * (heat - blower) / gas
    said = (
        f"The furnace burns {gas * KILOWATT_HOUR / THERM:,.0f} therms, that is {gas:,.0f} kWh, and delivers "
        f"{heat:,.0f} kWh, {100 * heat / gas:.1f} % of it. That is right for an AFUE of {AFUE}\u00a0%, which holds "
        f"for the heat without the blower's: {blower:,.0f} kWh are its electricity, and the flame gives {flame:.1f} %."
    )
    return textwrap.fill(said, WIDTH)


def describe() -> str:
    """Return the picture in words, for those who cannot see it."""
    return (
        "Bars of annual energy, cost and emissions by end use for five configurations; below, power, temperatures and "
        "defrosts in the coldest week"
    )


if __name__ == "__main__":
    refresh()
