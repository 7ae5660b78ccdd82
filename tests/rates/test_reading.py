"""Files of tariffs, prices and grids: what they say is taken as they say it, or refused with file, month and hour."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from cosim.config.emissions import EmissionsConfig
from cosim.config.prices import PricesConfig
from cosim.errors import InvalidInput
from cosim.project import names
from cosim.rates.reading import RatesReader
from cosim.rates.tariff import check_installed

PERIODS = '[[periods]]\nname = "any"\nprice_usd_per_kwh = 0.1\n'
HOURLY = 'name = "rtp"\n[hourly]\nfile = "prices.csv"\ncolumn = "lmp_usd_per_mwh"\n'
GRID = '[hourly]\nfile = "factors.csv"\ncolumn = "SRVC"\nunit = "kg/MWh"\n'
FLAT = [[0] * 24] * 12


@pytest.fixture
def reader(tmp_path) -> RatesReader:
    return RatesReader("scenario.toml", tmp_path)


def hours(path: Path, heading: str, values, above: str = "") -> None:
    path.write_text(above + f"hour,{heading}\n" + "".join(f"{n},{value}\n" for n, value in enumerate(values)))


def tariff(reader: RatesReader, text: str, name: str = "tariff.toml"):
    (reader.folder / name).write_text(text)
    return reader.tariff(name, "prices.tariff", reader.folder)


def grid(reader: RatesReader, text: str, time_zone: float = -5.0):
    (reader.folder / "grid.toml").write_text(text)
    return reader.grid(EmissionsConfig(grid="grid.toml"), time_zone)


def refusal(function, *arguments) -> str:
    with pytest.raises(InvalidInput) as caught:
        function(*arguments)
    return str(caught.value)


def test_real_time_prices_from_a_file(reader):
    """The second column, in the unit that its heading ends in."""
    prices = 30 + np.arange(8760) % 50
    hours(reader.folder / "prices.csv", "load_kw,lmp_usd_per_mwh", [f"9,{price}" for price in prices])
    read = tariff(reader, 'daylight_saving = "none"\n' + HOURLY).price_by_hour("monday")
    assert read * 3.6e9 == pytest.approx(prices)
    assert {file.kind for file in reader.files.values()} == {"tariffs", "hourly"}
    assert all(len(file.sha256) == 64 for file in reader.files.values())


def test_hours_of_a_tariff_are_those_of_its_clock(reader):
    hours(reader.folder / "prices.csv", "price_usd_per_kwh", (np.arange(8760) % 24) / 100)
    price = tariff(reader, HOURLY.replace("lmp_usd_per_mwh", "price_usd_per_kwh")).price_by_hour("monday") * 3.6e6
    assert price[[0, 12]] == pytest.approx([0, 0.12])
    assert price[190 * 24 + 12] == pytest.approx(0.13)  # July


def test_an_hour_without_a_price_is_named(reader):
    text = 'name = "gap"\n' + PERIODS + "when = [{ hours = [[0, 13]] }, { hours = [[14, 24]] }]\n"
    message = refusal(tariff, reader, text)
    assert "tariff.toml" in message
    assert "a weekday in January from 13:00 to 14:00 has no price (24 such hours of 576)" in message
    text = 'name = "twice"\n' + PERIODS + "when = [{}]\n" + PERIODS + 'when = [{ months = [7], days = "weekends" }]\n'
    assert "a weekend in July from 0:00 to 1:00 has more than one price" in refusal(tariff, reader, text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"energyweekdayschedule": FLAT[:11]}, "energyweekdayschedule: has 11 months, not 12"),
        ({"energyweekdayschedule": [*FLAT[:4], [0] * 23, *FLAT[5:]]}, "May has 23 hours; the hour from 23:00 is not"),
        ({"energyweekendschedule": [*FLAT[:6], [0] * 5 + [3] + [0] * 18, *FLAT[7:]]}, "July, 5:00 to 6:00 is in"),
        ({"energyratestructure": [[{"rate": -0.1}]]}, "[0][0].rate: the price of -0.1 is below zero"),
        ({"energyratestructure": [[{"rate": 1, "max": 5}] * 2 + [{"rate": 1}]]}, "[0][1].max: 5 is not above"),
        ({"fixedchargeunits": "€/month", "fixedchargefirstmeter": 3}, "fixedchargeunits: '€/month' is not a valid"),
        ({"demandratchetpercentage": [0.8] * 12}, "is a demand ratchet, which is not supported"),
        ({"realtimepricing": [0.1] * 8784}, "realtimepricing: has 8784 prices instead of 8760"),
        ({"realtimepricing": [0.1] * 30 + [-0.1] + [0.1] * 8729}, "the price of 2 January, 6:00 to 7:00 is -0.1"),
    ],
)  # fmt: skip
def test_faults_of_urdb_files(reader, change, said):
    item = {"energyratestructure": [[{"rate": 0.1}]], "energyweekdayschedule": FLAT, "energyweekendschedule": FLAT}
    message = refusal(tariff, reader, json.dumps({"items": [item | change]}), "rate.json")
    assert "rate.json: " in message
    assert said in message


@pytest.mark.parametrize(
    ("heading", "values", "said"),
    [
        ("SRVC", [400] * 8784, "has 8784 hours instead of 8760; leave out 29 February"),
        ("SRVC", [400] * 8759, "has 8759 hours"),
        ("RFCW", [400] * 8760, "has no column 'SRVC'"),
        ("SRVC", [400] * 1000 + [""] + [400] * 7759, "11 February, 16:00 to 17:00 is nothing, not a number"),
        ("SRVC", [400] * 31 * 24 + [-1] + [400] * (8759 - 31 * 24), "1 February, 0:00 to 1:00 is -1 kg_per_mwh"),
        ("SRVC", [880000] * 8760, "8760 hours are out of range; is kg_per_mwh the unit?"),
    ],
)  # fmt: skip
def test_faults_of_factor_files(reader, heading, values, said):
    hours(reader.folder / "factors.csv", heading, values)
    message = refusal(grid, reader, GRID)
    assert "factors.csv" in message
    assert said in message


@pytest.mark.slow
def test_a_unit_that_is_none_of_a_factor(reader):
    hours(reader.folder / "factors.csv", "SRVC", [400] * 8760)
    assert "'usd_per_kwh' is not a unit of this quantity" in refusal(
        grid, reader, GRID.replace("kg/MWh", "usd_per_kwh")
    )
    assert "does not end in a unit" in refusal(grid, reader, GRID.replace('unit = "kg/MWh"', ""))


def test_the_hours_of_a_grid_move_with_the_time_zone(reader):
    """Midnight of a file in Pacific time is 3 o'clock Eastern."""
    hours(reader.folder / "factors.csv", "SRVC", np.arange(8760) / 10, above="NREL,Cambium\nunits,kg/MWh\n")
    assert grid(reader, GRID).factor[3] * 3.6e9 == pytest.approx(0.3)
    assert grid(reader, "time_zone_h = -8\n" + GRID).factor[3] == 0
    assert grid(reader, "losses = 0.2\n" + GRID).factor[8] * 3.6e9 == pytest.approx(0.8 / 0.8)


def test_the_published_factors_of_cambium(reader, reference):
    """The means on the shelf are those of the 8760 hours, and the whole file can be read as it is."""
    text = (f'[hourly]\nfile = "{reference}/energy_prices_emissions/cambium2021_LRMER_MidCase_kg_per_mwh.csv"\n'
            'column = "SRVCc"\nunit = "kg_per_mwh"\n')  # fmt: skip
    full = grid(reader, text).factor
    shelf = reader.grid(EmissionsConfig(grid="cambium2021-srvc"), -5.0).factor
    assert full[0] * 3.6e9 == pytest.approx(553.14)
    assert np.abs(full.reshape(365, 24)[:31].mean(axis=0) - shelf[:24]).max() * 3.6e9 <= 0.5


def test_negative_prices_only_where_they_are_allowed(reader):
    values = np.full(8760, 40.0)
    values[4000] = -12.5
    hours(reader.folder / "prices.csv", "lmp_usd_per_mwh", values)
    message = refusal(tariff, reader, HOURLY)
    assert "prices.csv: lmp_usd_per_mwh: 16 June, 16:00 to 17:00 is -12.5 usd_per_mwh, which is below" in message
    allowed = tariff(reader, 'negative_prices = true\ndaylight_saving = "none"\n' + HOURLY)
    assert allowed.price_by_hour("monday")[4000] * 3.6e9 == pytest.approx(-12.5)


@pytest.mark.parametrize("currency", ["EUR", "GBP"])
def test_another_currency_is_not_mixed_in(reader, currency):
    message = refusal(tariff, reader, f'name = "x"\ncurrency = "{currency}"\n' + PERIODS)
    assert f"tariff.toml: currency: is '{currency}', but all money here is in USD" in message
    (reader.folder / "prices.toml").write_text(f'currency = "{currency}"\nelectricity_usd_per_kwh = 0.1\n')
    assert f"currency: is '{currency}'" in refusal(reader.prices, "prices.toml")


def test_everything_on_the_shelves_can_be_read(reader):
    for shelf in ("tariffs", "prices", "grids"):
        assert names(shelf), shelf
    for name in names("tariffs"):
        reader.tariff(name, "prices", reader.folder)
    for name in names("prices"):
        reader.prices(name)
    for name in names("grids"):
        factor = reader.grid(EmissionsConfig(grid=name), -5.0).factor
        assert 50 < factor.mean() * 3.6e9 < 900, name


def test_a_price_is_flat_or_a_tariff():
    with pytest.raises(ValueError, match="has a flat electricity price and a tariff"):
        PricesConfig(electricity_usd_per_kwh=0.1, tariff="x")
    with pytest.raises(ValueError, match="has no electricity price"):
        PricesConfig()


def test_a_tariff_that_needs_pysam_says_so_without_it(reader, monkeypatch):
    monkeypatch.setattr("cosim.rates.tariff.find_spec", lambda name: None)
    simple = reader.tariff("fayetteville-nc-tou", "prices", reader.folder)
    check_installed(simple, "scenario.toml: prices")
    tiered = reader.tariff("example-tiers-and-demand", "prices", reader.folder)
    message = refusal(check_installed, tiered, "scenario.toml: prices")
    assert "has tiers or demand charges, which need NREL-PySAM; it is not installed" in message
    newest = sys.version_info >= (3, 14)
    assert ("it has no package for Python 3.14 yet" if newest else "pip install 'cosim-house[tariffs]'") in message
