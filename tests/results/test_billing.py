"""Bills and emissions in a Dataset: what they are made of, and that they can be made anew without a simulation."""

from dataclasses import replace
from importlib.metadata import version

import numpy as np
import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.config.emissions import EmissionsConfig
from cosim.config.prices import PricesConfig
from cosim.rates.rates import Rates
from cosim.rates.reading import RatesReader
from cosim.results import netcdf
from cosim.results.billing import houses_of, price, rates_of, rebill
from cosim.results.comparison import compare

MONEY = ("cost", "electricity_cost", "gas_cost", "fixed_cost", "emissions", "electricity_emissions", "gas_emissions")


def hourly(tmp_path) -> Rates:
    pytest.importorskip("PySAM", reason="NREL-PySAM, which bills tiers and demand charges, is not installed")
    prices, tariff = RatesReader("-", tmp_path).prices(
        PricesConfig(tariff="example-tiers-and-demand", gas_usd_per_therm=1.4, gas_fixed_usd_per_month=10)
    )
    emissions = EmissionsConfig(grid="cambium2021-srvc", gas_kg_per_mmbtu=53, methane_leakage=0.02,
                                refrigerant={"annual_leakage": 0.05, "end_of_life_loss": 0.6})  # fmt: skip
    return Rates(prices, emissions, "friday", tariff, RatesReader("-", tmp_path).grid(emissions, -5.0))


def test_emissions_are_the_sum_of_load_times_factor(dataset, tmp_path):
    billed = rebill(dataset, hourly(tmp_path))
    load = billed["hvac_electricity"] + billed["other_electricity"]
    expected = (load * billed["electricity_emission_factor"]).sum("time") * 3600
    assert billed["annual_electricity_emissions"].values == pytest.approx(expected.values, rel=1e-9)
    whole = sum(billed[f"annual_{part}_emissions"] for part in ("electricity", "gas", "refrigerant"))
    assert billed["annual_emissions"].values == pytest.approx(whole.values, rel=1e-12)


def test_a_constant_factor_gives_the_annual_product(dataset):
    energy = dataset["annual_electricity"] + dataset["annual_other_electricity"]
    assert dataset["annual_electricity_emissions"].values == pytest.approx(0.35 * energy.values, rel=1e-9)


@pytest.mark.slow
def test_months_add_up_to_the_year(dataset, tmp_path):
    for billed in (dataset, rebill(dataset, hourly(tmp_path))):
        parts = [billed[f"monthly_{part}_cost"].sum("month") for part in ("electricity", "fuel", "fixed")]
        assert sum(parts).values == pytest.approx(billed["annual_cost"].values, rel=1e-12)
        assert np.all(billed["annual_demand_cost"].values <= billed["annual_electricity_cost"].values)


def test_billing_again_with_the_same_rates_changes_nothing(dataset, january):
    for results in (dataset, january):
        again = rebill(results, rates_of(results))
        for name in MONEY:
            assert again[f"annual_{name}"].values == pytest.approx(results[f"annual_{name}"].values, rel=1e-12)


@pytest.mark.usefixtures("pysam")
def test_results_say_which_pysam_has_billed_them(dataset, tmp_path):
    """Tiers and demand charges are its work, so its version may move a bill; no other bill depends on it."""
    number = version("NREL-PySAM")
    assert "PySAM" not in dataset.attrs["versions"]
    billed = rebill(dataset, hourly(tmp_path))
    assert billed.attrs["versions"] == f"{dataset.attrs['versions']}, NREL-PySAM {number}"
    assert rebill(billed, hourly(tmp_path)).attrs["versions"] == billed.attrs["versions"]
    assert rebill(billed, rates_of(dataset)).attrs["versions"] == dataset.attrs["versions"]


@pytest.mark.slow
def test_a_file_is_billed_as_its_dataset(dataset, tmp_path):
    path = tmp_path / "billed.nc"
    rates = hourly(tmp_path)
    billed = rebill(dataset, rates)
    netcdf.write(billed, path)
    read = netcdf.open_results(path)
    assert rates_of(read).as_data() == rates.as_data()
    again = rebill(read, rates_of(read))
    for name in MONEY:
        assert again[f"annual_{name}"].values == pytest.approx(billed[f"annual_{name}"].values, rel=1e-9)
    assert read["fuel"].values.tolist() == ["gas", "", "", "gas"]


def test_the_refrigerant_by_hand(dataset, tmp_path):
    """3.6 kg of R-410A, 2256 kg/kg by AR6: 5 % a year, and 60 % after 15 years; none in the furnace's house."""
    lost = rebill(dataset, hourly(tmp_path))["annual_refrigerant_emissions"].values
    assert lost == pytest.approx([0, *[3.6 * 2256 * (0.05 + 0.6 / 15)] * 3])


@pytest.mark.slow
@pytest.mark.parametrize(("years", "potential"), [(100, 1960.0), (20, 5690.0)])
def test_an_old_air_conditioner_leaks_r22(tmp_path, years, potential):
    """The most usual retrofit, by hand: 4.749 kg of R-22 (IPCC AR6), 5 % a year and 80 % at the end of 15 years."""
    path = tmp_path / "old.toml"
    path.write_text(
        f"""
        title = "An old air conditioner"
        house = "ranch-1960s"
        weather = "chicago-il"
        prices = {{ electricity_usd_per_kwh = 0.15, gas_usd_per_therm = 1.2 }}
        [emissions]
        electricity_kg_per_kwh = 0.4
        gas_kg_per_therm = 5.3
        gwp_years = {years}
        refrigerant = {{ annual_leakage = 0.05, end_of_life_loss = 0.8 }}
        [[configurations]]
        name = "as it is"
        air_conditioner = "ac-1990s-3ton"
        furnace = "furnace-80"
        """
    )
    output = tmp_path / "old.nc"
    done = CliRunner().invoke(main, ["run", str(path), "-o", str(output), "--from", "07-01", "--to", "07-02"])
    assert done.exit_code == 0, done.output
    lost = netcdf.open_results(output)["annual_refrigerant_emissions"].values
    days = netcdf.open_results(output).sizes["time"] / 24
    assert lost == pytest.approx(days / 365 * 4.749 * potential * (0.05 + 0.8 / 15))


def test_a_longer_life_or_horizon(dataset, tmp_path):
    rates = hourly(tmp_path)
    [of_100, of_20] = [
        price(Rates(rates.prices, rates.emissions.model_copy(update={"gwp_years": years}), "friday", rates.tariff,
                    rates.grid), houses_of(dataset)[3]).figures
        for years in (100, 20)
    ]  # fmt: skip
    assert of_20["upstream_emissions"] / of_100["upstream_emissions"] == pytest.approx(82.5 / 29.8)
    assert of_20["refrigerant_emissions"] / of_100["refrigerant_emissions"] == pytest.approx(4715 / 2256)


def test_files_of_rates_are_in_the_provenance():
    import cosim

    scenario = cosim.load("time-of-use-greensboro")
    kinds = {file.kind: file.path for file in scenario.files}
    assert kinds["tariffs"].endswith("tariffs/fayetteville-nc-tou.toml")
    assert kinds["grids"].endswith("grids/cambium2021-srvc.toml")
    assert scenario.electricity_price_by_hour.shape == scenario.electricity_emissions_by_hour.shape == (8760,)
    assert scenario.electricity_price_by_hour[6] * 3.6e6 == pytest.approx(0.14042)
    assert scenario.electricity_emissions_by_hour[6] * 3.6e9 == pytest.approx(560)


def test_the_table_says_what_is_burnt(dataset):
    assert "Gas, therms" in str(compare(dataset))
    for fuels, label in ((["oil", "", "", "oil"], "Oil"), (["propane", "", "", "gas"], "Fuel")):
        changed = dataset.assign(fuel=("configuration", np.array(fuels, dtype=object)))
        assert f"{label}, therms" in str(compare(changed))


@pytest.mark.usefixtures("pysam")
@pytest.mark.parametrize("window", [15, 30, 60])
def test_demand_is_billed_by_the_mean_of_its_window(dataset, tmp_path, window):
    """By hand: 10 $/kW times the month's highest power, which falls as the mean grows longer."""
    (tmp_path / "demand.toml").write_text(
        f'name = "demand"\ndemand_window_min = {window}\n'
        '[[periods]]\nname = "all"\nprice_usd_per_kwh = 0.1\n[[demand]]\nname = "any"\nprice_usd_per_kw = 10.0\n'
    )
    prices, tariff = RatesReader("-", tmp_path).prices(
        PricesConfig(tariff="demand.toml", gas_usd_per_therm=1.4, gas_fixed_usd_per_month=10)
    )
    rates = replace(rates_of(dataset), prices=prices, tariff=replace(tariff, daylight_saving="none"))
    billed = rebill(dataset, rates)
    name = {15: "peak_electricity", 30: "half_hour_peak_electricity", 60: "house_electricity"}[window]
    highest = dataset[name].groupby("time.month").max("time")
    expected = 10 * highest.sum("month").values / 1000
    assert billed["annual_demand_cost"].values == pytest.approx(expected, rel=1e-6)


def test_means_over_longer_windows_are_lower(dataset):
    quarter, half, hour = (dataset[name].values for name in (
        "peak_electricity", "half_hour_peak_electricity", "house_electricity"))  # fmt: skip
    assert np.all(quarter >= half - 1e-6)
    assert np.all(half >= hour - 1e-6)
    assert half.max() < quarter.max()
