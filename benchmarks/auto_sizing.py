"""Equipment sized by ``capacity = "auto"`` in every bundled climate and house: how large is it, what is left unmet?

    python benchmarks/auto_sizing.py [--no-years] > sizes.txt

For each of nine climates and three houses, a cold-climate heat pump with strips: its size as sold over the size that
its load asks for, the strips, and what a year leaves unmet. Then the compressor is locked out below one temperature
after the other, a degree Fahrenheit apart, from below the coldest hour to above the design temperature: the largest
change of the size asked for from one to the next. Takes about five minutes.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

import cosim
from cosim.config.backup import LockoutsConfig
from cosim.project import names
from cosim.scenarios.scenario import Scenario
from cosim.sizing.auto import choices

HOUSES = ("ranch-1960s", "two-storey-1990s", "tight-new")
FAHRENHEIT = 1.0 / 1.8  # K
SCENARIO = """
house = "{house}"
weather = "{weather}"
[prices]
electricity_usd_per_kwh = 0.15
gas_usd_per_therm = 1.5
[emissions]
electricity_kg_per_mwh = 400
gas_kg_per_mmbtu = 53
[[configurations]]
name = "sized"
heat_pump = "ccashp-3ton"
strips = {{}}
capacity = "auto"
"""


def scenario_of(house: str, weather: str, folder: Path) -> Scenario:
    """Return the scenario of a house in a climate."""
    path = folder / "sized.toml"
    path.write_text(SCENARIO.format(house=house, weather=weather), encoding="utf-8")
    return cosim.load(path)


def largest_jump(scenario: Scenario) -> tuple[float, float]:
    """Return the largest relative changes of the size asked for, and of the size sold, for a degree Fahrenheit."""
    [configuration], [choice] = scenario.configurations, choices(scenario)
    coldest, warmest = float(scenario.weather.dry_bulb.min()), choice.loads.heating.outdoor
    found = choices(replace(scenario, configurations=tuple(
        replace(configuration, lockouts=LockoutsConfig.model_construct(compressor_below=lockout))
        for lockout in np.arange(coldest - 2.0 * FAHRENHEIT, warmest + 8.0 * FAHRENHEIT, FAHRENHEIT).tolist()
    )))  # fmt: skip
    asked, sold = np.array([each.asked for each in found]), np.array([each.configuration.scale for each in found])
    return tuple(float(np.max(np.abs(np.diff(np.log(sizes))))) for sizes in (asked, sold))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-years", action="store_true", help="sizes alone, no simulated years")
    arguments = parser.parse_args()
    print(f"{'house':18}{'weather':18}{'99 % °F':>8}{'load kW':>9}{'asked':>7}{'sold':>22}{'of load':>9}"
          f"{'strips kW':>10}{'unmet K·h':>10}{'jump':>7}{'step':>7}")  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        for house in HOUSES:
            for weather in names("weather"):
                scenario = scenario_of(house, weather, Path(scratch))
                [choice] = choices(scenario)
                load, strips = choice.loads.heating, choice.configuration.strips
                unmet = float("nan")
                if not arguments.no_years and choice.fault is None:
                    unmet = float(cosim.simulate(scenario)["annual_unmet_heating"][0])
                jump, step = largest_jump(scenario)
                ratio = float("nan") if choice.unit is None else choice.configuration.scale / choice.asked
                print(f"{house:18}{weather:18}{(load.outdoor - 255.372) * 1.8:8.1f}{load.with_ducts / 1e3:9.2f}"
                      f"{choice.asked:7.2f}{choice.unit!s:>22}{ratio:9.2f}{strips.capacity / 1e3:10.1f}{unmet:10.1f}"
                      f"{jump:7.1%}{step:7.1%}")  # fmt: skip
                sys.stdout.flush()


if __name__ == "__main__":
    main()
