"""`cosim bill` and `cosim lifecycle`: cost and emissions of existing results, at the scenario's prices or others."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from cosim.cli.exits import print_comparison
from cosim.cli.run import project_option
from cosim.cli.streams import echo, echo_json
from cosim.cli.values import destination, force_option, units_option

if TYPE_CHECKING:
    import xarray as xr

    from cosim.project import InputFile
    from cosim.rates.rates import Rates
    from cosim.units import System

prices_option = click.option("--prices", metavar="NAME", help="Prices: a name on the shelf or a TOML file.")
tariff_option = click.option(
    "--tariff", metavar="NAME", help="Electricity tariff: a name, a TOML file or a URDB JSON file."
)
grid_option = click.option("--grid", metavar="NAME", help="Emission factors of electricity: a name or a TOML file.")
scenario_option = click.option(
    "--scenario", metavar="NAME",
    help="The results' scenario, to simulate it at the new rates: needed where a control follows prices or carbon.",
)  # fmt: skip


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.nc")
@prices_option
@tariff_option
@grid_option
@scenario_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), callback=destination,
    help="NetCDF file for the results with their new bills.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print only the annual figures, as JSON.")
@force_option
@units_option
@project_option
def bill(
    file: Path,
    prices: str | None,
    tariff: str | None,
    grid: str | None,
    scenario: str | None,
    output: Path | None,
    as_json: bool,
    force: bool,
    units: "System",
    project: Path | None,
) -> None:
    """Recalculate bills and emissions of existing results with other prices or factors.

    Nothing is simulated. Controls that follow prices or carbon would have run otherwise, which is refused without
    --scenario.
    """
    from cosim.results import netcdf
    from cosim.results.billing import monthly_table, rebill
    from cosim.results.comparison import compare

    dataset = netcdf.open_results(file)
    rates, files = rates_with(dataset.attrs, prices, tariff, grid, project)
    if scenario is not None:
        dataset = simulated_at(dataset, rates, scenario, project)
    billed = rebill(dataset, rates, files)
    if output:
        netcdf.write(billed, output, force=force)
    print_comparison(compare(billed, units=units), form="json" if as_json else "text")
    if not as_json:
        echo(monthly_table(billed, units))


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.nc")
@click.option("--plan", type=click.Path(path_type=Path), help="TOML file with a table life_cycle.")
@prices_option
@tariff_option
@grid_option
@scenario_option
@click.option("--json", "as_json", is_flag=True, help="Print only outcomes and assumptions, as JSON.")
@units_option
@project_option
def lifecycle(
    file: Path,
    plan: Path | None,
    prices: str | None,
    tariff: str | None,
    grid: str | None,
    scenario: str | None,
    as_json: bool,
    units: "System",
    project: Path | None,
) -> None:
    """Calculate life-cycle cost of existing results: net present cost, payback, cost of heat and abated carbon.

    At other prices than those of the results, controls that follow prices or carbon are refused without --scenario.
    """
    from cosim.rates.reading import read_plan
    from cosim.results import netcdf
    from cosim.results.life_cycle import doubtful_costs, life_cycle, plan_of

    dataset = netcdf.open_results(file)
    rates, _ = rates_with(dataset.attrs, prices, tariff, grid, project)
    costs = plan_of(dataset) if plan is None else read_plan(plan, project)
    if scenario is not None:
        dataset = simulated_at(dataset, rates, scenario, project)
    result = life_cycle(dataset, costs, rates, units)
    for words in doubtful_costs([str(name) for name in dataset["configuration"].values], costs.config):
        echo(f"warning: {words}", err=True)
    echo_json(result.to_json()) if as_json else echo(str(result), nl=False)


def simulated_at(dataset: "xr.Dataset", rates: "Rates", name: str, project: Path | None) -> "xr.Dataset":
    """Return the results of a scenario at other rates, over the hours of results that it gave before.

    Raises
    ------
    InvalidInput
        If it is not the scenario of these results.
    """
    from dataclasses import replace

    import numpy as np

    from cosim.errors import Fault, InvalidInput
    from cosim.scenarios.reader import load
    from cosim.study import silent, simulate

    scenario = load(name, project)
    if scenario.text != dataset.attrs["scenario_text"]:
        problem = f"is not the scenario of these results, which were simulated from '{dataset.attrs['scenario']}'"
        raise InvalidInput([Fault(f"--scenario {name}", problem, "run it, and bill that")])
    bounds = dataset["time_bounds"].values
    begin = bounds[0, 0]
    first = round(float((begin - begin.astype("datetime64[Y]")) / np.timedelta64(1, "h")))
    settings: dict[str, Any] = {
        name: dataset.attrs[attribute]
        for name, attribute in (("step", "internal_step"), ("fidelity", "fidelity"))
        if attribute in dataset.attrs
    }
    changed = replace(
        scenario, prices=rates.prices, emissions=rates.emissions, tariff=rates.tariff, grid=rates.grid,
    )  # fmt: skip
    return simulate(changed, start=first, end=first + len(bounds), progress=silent, **settings)


def rates_with(
    attributes: dict[str, str], prices: str | None, tariff: str | None, grid: str | None, project: Path | None
) -> "tuple[Rates, list[InputFile]]":
    """Return the rates in a result's attributes, as changed on the command line, and the files read for it."""
    import json
    from dataclasses import replace

    from cosim.project import current_project
    from cosim.rates.rates import Rates
    from cosim.rates.reading import RatesReader
    from cosim.rates.tariff import check_installed

    rates = Rates.from_data(json.loads(attributes["rates"]))
    zone = float(attributes["time_zone_hours"])
    reader = RatesReader("command line", Path(), project or current_project(), time_zone=zone)
    if prices is not None:
        chosen, of_them = reader.prices(prices, "--prices")
        rates = replace(rates, prices=chosen, tariff=of_them)
    if tariff is not None:
        # fuel prices stay; a tariff includes its own price of electricity
        kept = rates.prices.model_copy(update={"tariff": tariff, "electricity": None, "electricity_fixed": 0.0})
        rates = replace(rates, prices=kept, tariff=reader.tariff(tariff, "command line: --tariff", Path()))
    if rates.tariff is not None and "daylight_saving" in attributes:  # the house has kept this clock
        rule: Any = attributes["daylight_saving"]
        rates = replace(rates, tariff=replace(rates.tariff, daylight_saving=rule))
        if reader.clock not in (None, rule):
            text = (
                f'the tariff states daylight_saving = "{reader.clock}"; bills keep the clock of the results, "{rule}"'
            )
            echo(f"note: {text}", err=True)
    for note in reader.notes:
        echo(f"note: {note}", err=True)
    if rates.tariff is not None:
        check_installed(rates.tariff, "command line: --tariff")
    if grid is not None:
        kept_factors = rates.emissions.with_grid(grid)
        rates = replace(rates, emissions=kept_factors, grid=reader.grid(kept_factors, zone, "--grid"))
    return rates, list(reader.files.values())
