"""Hourly prices with times beside them: read by their instants, days of 23 and 25 hours included."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cosim.errors import InvalidInput
from cosim.rates.reading import RatesReader

TARIFF = 'name = "market"\n[hourly]\nfile = "prices.csv"\ncolumn = "price_usd_per_mwh"\n'


def market(zone: str, *, minutes: int = 60, year: int = 2023):
    """Rows of a market's year, consecutive in time: the price is 1000 in the hour that the clock shows as 17."""
    place = ZoneInfo(zone)
    start = datetime(year, 1, 1, tzinfo=place).astimezone(UTC)
    for step in range(8760 * 60 // minutes):
        moment = start + timedelta(minutes=minutes * step)
        local = moment.astimezone(place)
        yield moment, local, 1000 if local.hour == 17 else 0


def dear(tmp_path, lines: list[str], time_zone: float, tariff: str = TARIFF) -> np.ndarray:
    """Hours of standard time with a price above zero, by day of the year."""
    (tmp_path / "prices.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "market.toml").write_text(tariff)
    read = RatesReader("scenario.toml", tmp_path, time_zone=time_zone).tariff("market.toml", "tariff", tmp_path)
    return read.price_by_hour("sunday").reshape(365, 24) * 3.6e6 > 0.5


@pytest.mark.slow
@pytest.mark.parametrize("minutes", [60, 30, 15])
@pytest.mark.parametrize("form", ["both", "utc", "local with offset", "local", "american", "ends"])
def test_prices_of_consecutive_hours(tmp_path, form, minutes):
    rows = []
    for moment, local, price in market("America/New_York", minutes=minutes):
        ends = (moment + timedelta(minutes=minutes)).isoformat()
        cells = {
            "both": f"{local.isoformat()},{moment.isoformat()}", "utc": moment.strftime("%Y-%m-%dT%H:%MZ"),
            "local with offset": local.isoformat(), "local": local.strftime("%Y-%m-%d %H:%M"),
            "american": local.strftime("%m/%d/%Y %I:%M:%S %p"), "ends": ends,
        }  # fmt: skip
        rows.append(f"{cells[form]},{price}")
    head = ("begins_local,begins_utc" if form == "both" else "time") + ",price_usd_per_mwh"
    found = dear(tmp_path, [head, *rows], -5.0)
    assert np.flatnonzero(found[10]).tolist() == [17]
    assert np.flatnonzero(found[200]).tolist() == [16]
    assert found.sum() == 365


def test_prices_of_the_south_begin_in_daylight_saving_time(tmp_path):
    rows = [f"{local:%Y-%m-%d %H:%M},{price}" for _, local, price in market("Australia/Sydney")]
    found = dear(tmp_path, ["time,price_usd_per_mwh", *rows], 10.0)
    assert np.flatnonzero(found[10]).tolist() == [16]
    assert np.flatnonzero(found[200]).tolist() == [17]


def test_a_leap_year_without_its_day_and_with_it(tmp_path):
    rows = [(local, price) for _, local, price in market("America/New_York", year=2024)]
    rows += [(datetime(2024, 12, 31, hour), 1000 * (hour == 17)) for hour in range(24)]
    whole = [f"{local:%Y-%m-%d %H:%M},{price}" for local, price in rows]
    without = [row for row in whole if not row.startswith("2024-02-29")]
    for lines in (whole, without):
        found = dear(tmp_path, ["time,price_usd_per_mwh", *lines], -5.0)
        assert np.flatnonzero(found[200]).tolist() == [16]


def test_consecutive_hours_without_times_say_their_zone(tmp_path):
    """In the file's zone, an hour west of the site's, the dear hour is 17 all year."""
    lines = ["price_usd_per_mwh", *(str(1000 * (hour % 24 == 17)) for hour in range(8760))]
    stated = dear(tmp_path, lines, -5.0, TARIFF.replace("[hourly]", "time_zone_h = -6\n[hourly]"))
    assert np.flatnonzero(stated[200]).tolist() == [18]
    shown = dear(tmp_path, lines, -5.0)  # by the clock
    assert np.flatnonzero(shown[200]).tolist() == [16]


def test_how_rows_were_understood_is_said(tmp_path):
    (tmp_path / "prices.csv").write_text("price_usd_per_mwh\n" + "30\n" * 17520)
    (tmp_path / "market.toml").write_text(TARIFF)
    reader = RatesReader("scenario.toml", tmp_path)
    tariff = reader.tariff("market.toml", "tariff", tmp_path)
    assert tariff.hourly == pytest.approx(0.03 / 3.6e6)
    assert any("2 values an hour: its mean counts" in note for note in reader.notes)
    assert any("rows are the 24 hours that the clock shows on each day" in note for note in reader.notes)


def test_half_hourly_prices_are_means_of_the_hour(tmp_path):
    (tmp_path / "prices.csv").write_text("price_usd_per_mwh\n" + "20\n60\n" * 8760)
    (tmp_path / "market.toml").write_text(TARIFF)
    tariff = RatesReader("scenario.toml", tmp_path).tariff("market.toml", "tariff", tmp_path)
    assert tariff.price_by_hour("monday") * 3.6e9 == pytest.approx(40)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[:5000] + rows[5001:], "the next row is of"),
        (lambda rows: rows[:-30], "fewer rows than others"),
        (lambda rows: [*rows[:100], "2023-31-31T00:00,5", *rows[101:]], "'2023-31-31T00:00' is not a time"),
        (lambda rows: [*rows[:100], rows[100].split(",")[0] + ",n/a", *rows[101:]], "05 January 2023, 04:00 is 'n/a'"),
    ],
    ids=["a gap", "an end too soon", "no time", "no price"],
)  # fmt: skip
def test_faults_of_files_with_times(tmp_path, change, said):
    rows = [f"{local.isoformat()},{price}" for _, local, price in market("America/New_York")]
    with pytest.raises(InvalidInput) as caught:
        dear(tmp_path, ["time,price_usd_per_mwh", *change(rows)], -5.0)
    assert said in str(caught.value)
