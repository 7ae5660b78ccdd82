"""Bills and meters from files: what they hold, and every fault of them at once."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from cosim.bills import read_bills
from cosim.errors import InvalidInput

KWH, THERM = 3.6e6, 105505585.262

HEAD = "start,end,electricity_kwh,gas_therms,estimated\n"
JANUARY = "2023-01-05,2023-02-03,812,141.5,no\n"
FEBRUARY = "2023-02-03,2023-03-07,774,120,no\n"
MARCH = "2023-03-07,2023-04-04,640,77,no\n"


@pytest.fixture
def read(tmp_path):
    def reading(text: str, name: str = "bills.csv", **options):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_bills([path], **options)

    return reading


def faults_of(read, text: str, **options) -> str:
    with pytest.raises(InvalidInput) as refused:
        read(text, **options)
    return str(refused.value)


def test_bills_of_two_carriers(read):
    bills = read(HEAD + JANUARY + FEBRUARY)
    assert bills.carriers == ("electricity", "fuel")
    first = bills.of("fuel")[0]
    assert (first.begins, first.ends, first.days) == (date(2023, 1, 5), date(2023, 2, 3), 29)
    assert first.energy == pytest.approx(141.5 * THERM)
    assert bills.of("electricity")[1].energy == pytest.approx(774 * KWH)


@pytest.mark.parametrize(
    ("head", "scale"),
    [("gas_ccf", 103600 * 1055.05585262), ("gas_mj", 1e6), ("Usage (therms)", THERM), ("gas kWh", KWH)],
)
def test_units(read, head, scale):
    [bill] = read(f"start,end,{head}\n2023-01-05,2023-02-03,100\n").of("fuel")
    assert bill.energy == pytest.approx(100 * scale)


@pytest.mark.parametrize(
    ("head", "fuel", "scale"),
    [("propane_gallons", "propane", 91452 * 1055.05585262), ("heating oil (gal)", "oil", 138500 * 1055.05585262),
     ("propane_mmbtu", "propane", 10 * THERM), ("gas_therms", "gas", THERM), ("therms", None, THERM)],
)  # fmt: skip
def test_which_fuel(read, head, fuel, scale):
    bills = read(f"start,end,{head}\n2023-01-05,2023-02-03,100\n")
    [bill] = bills.of("fuel")
    assert bill.fuel == bills.fuel == fuel
    assert bill.energy == pytest.approx(100 * scale)


def test_gallons_of_a_column_fuel(read):
    [bill] = read("start,end,fuel,usage,unit\n2023-01-05,2023-02-03,propane,40,gallons\n").of("fuel")
    assert bill.energy == pytest.approx(40 * 91452 * 1055.05585262)


def test_last_day_within_the_bill(read):
    """A bill to 12 April and one from 13 April leave no day out."""
    bills = read("start,end,kwh\n3/14/2023,4/12/2023,500\n4/13/2023,5/11/2023,450\n5/12/2023,6/13/2023,600\n")
    first, second, _ = bills.of("electricity")
    assert first.ends == second.begins == date(2023, 4, 13)


def test_dates_of_reading_alone(read):
    bills = read("read date,kwh\n2023-01-04,700\n2023-02-03,650\n2023-03-06,640\n")
    assert [(bill.days, round(bill.energy / KWH)) for bill in bills.of("electricity")] == [(30, 650), (31, 640)]
    assert "left out" in " ".join(bills.notes)


def test_an_estimate_is_joined_to_the_next_reading(read):
    bills = read(HEAD + JANUARY.replace(",no", ",yes") + FEBRUARY + MARCH.replace(",no", ",yes"))
    [bill] = bills.of("fuel")
    assert bill.days == 61
    assert bill.energy == pytest.approx(261.5 * THERM)
    assert "left out: its last reading is estimated" in " ".join(bills.notes)


def test_all_faults_at_once(read):
    told = faults_of(
        read,
        HEAD
        + "2023-01-05,2023-02-03,812,-5,no\n"
        + "2023-02-01,2023-03-07,774,120,maybe\n"
        + "2023-04-30,2023-05-30,x,40,no\n"
        + "31.6.2023,2023-07-01,300,10,no\n",
    )
    assert "bills.csv, row 2: -5 therm is less than nothing" in told
    assert "row 3: 'maybe' does not say" in told
    assert "row 3: begins on 2023-02-01, but bills.csv, row 2 ends on 2023-02-03: 2 days of electricity" in told
    assert "row 4: 'x' is no amount" in told
    assert "row 4: begins on 2023-04-30, 54 days after bills.csv, row 3 ends" in told
    assert "row 5: '31.6.2023' is no date" in told


@pytest.mark.parametrize(
    "text",
    [
        "start,end,fuel,usage,unit\n2023-01-05,2023-02-03,electricity,80,therms\n",
        "start,end,fuel,usage,unit\n2023-01-05,2023-02-03,gas,80,therms\n2023-02-03,2023-03-03,gas,800,kWh\n",
        "start,end,usage,unit\n2023-01-05,2023-02-03,80,therms\n2023-02-03,2023-03-03,800,kWh\n",
    ],
)
def test_therms_and_kwh_mixed(read, text):
    assert "mixed" in faults_of(read, text)


def test_a_short_hole_is_left_out(read):
    assert len(read("start,end,kwh\n2023-01-05,2023-02-03,800\n2023-03-07,2023-04-04,640\n").bills) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n", "is no table of bills"),
        ("start;end;kwh\n2023-01-05;2023-02-03;1\n", "semicolons"),
        ("start,end,kwh\n", "has no row"),
        ("start,end,usage\n2023-01-05,2023-02-03,1\n", "unit is not known"),
        ("start,end,mj\n2023-01-05,2023-02-03,1\n", "may be electricity or gas"),
        ("start,end,gallons\n2023-01-05,2023-02-03,1\n", "may be of propane or oil"),
        ("start,end,gas_therms,propane_gallons\n2023-01-05,2023-02-03,1,2\n", "row 2 is of gas"),
        ("start,end,kwh\n2023-01-05,2023-07-03,1\n", "is of 179 days"),
        ("start,end,kwh\n2023-02-05,2023-01-03,1\n", "not after its begin"),
    ],
)
def test_refused(read, text, told):
    assert told in faults_of(read, text)


def meter(days: int, hours: float = 1.0, stamp="{:%Y-%m-%d %H:%M}") -> str:
    count = round(days * 24 / hours)
    times = [datetime(2023, 1, 1) + timedelta(hours=hours * number) for number in range(count)]
    return "time,kwh\n" + "".join(f"{stamp.format(time)},{hours}\n" for time in times)


@pytest.mark.parametrize("hours", [0.25, 1.0, 24.0])
def test_a_meter_becomes_months(read, hours):
    bills = read(meter(59, hours)).of("electricity")
    assert [(bill.begins.month, bill.days) for bill in bills] == [(1, 31), (2, 28)]
    assert [bill.energy / KWH for bill in bills] == pytest.approx([744, 672])


def test_a_meter_in_utc_needs_the_zone(read):
    text = meter(60, stamp="{:%Y-%m-%dT%H:%M}+00:00")
    assert "time zone is not known" in faults_of(read, text)
    bills = read(text, time_zone="America/Chicago").of("electricity")
    assert bills[0].energy / KWH == pytest.approx(744)  # the six hours that December has of it are no whole day
    assert "no time zone" in faults_of(read, text, time_zone="Chicago")


def test_a_meter_with_holes_and_doubles(read):
    lines = meter(59).splitlines(keepends=True)
    lines[100] = ""  # an hour of a day
    del lines[31 * 24 + 1 : 31 * 24 + 1 + 10 * 24]  # ten days of February
    bills = read("".join(lines))
    [january] = bills.of("electricity")
    assert january.energy / KWH == pytest.approx(744)
    assert "1 month of electricity left out" in " ".join(bills.notes)
    assert "stands in" in faults_of(read, "".join([*lines, lines[5]]))


def test_green_button_csv(read):
    """As utilities write it: lines on the account, then days and clock times in columns of their own."""
    rows = "".join(
        f"Electric usage,2023-01-{day:02d},{hour:02d}:00,{hour:02d}:59,0.5,$0.12,\n"
        for day in range(1, 32)
        for hour in range(24)
    )
    text = "Name,A B\nService,Service 1\n\nTYPE,DATE,START TIME,END TIME,USAGE (kWh),COST,NOTES\n" + rows
    [bill] = read(text).of("electricity")
    assert bill.energy / KWH == pytest.approx(372)


def test_green_button_csv_of_bills(read):
    text = (
        "Name,A B\n\nTYPE,START DATE,END DATE,USAGE (therms),COST,NOTES\n"
        "Natural gas billing,2023-01-05,2023-02-02,88,$99.10,\nNatural gas billing,2023-02-03,2023-03-06,80,$90.00,\n"
    )
    assert [bill.days for bill in read(text).of("fuel")] == [29, 32]


ESPI = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:espi="http://naesb.org/espi">
<entry><link rel="self" href="/UsagePoint/1"/><content>
<espi:UsagePoint><espi:ServiceCategory><espi:kind>{service}</espi:kind>
</espi:ServiceCategory></espi:UsagePoint></content></entry>
<entry><link rel="self" href="/LocalTimeParameters/1"/><content><espi:LocalTimeParameters>
<espi:tzOffset>-21600</espi:tzOffset></espi:LocalTimeParameters></content></entry>
<entry><link rel="self" href="/UsagePoint/1/MeterReading/1"/><link rel="related" href="/ReadingType/1"/>
<content><espi:MeterReading/></content></entry>
<entry><link rel="self" href="/ReadingType/1"/><content><espi:ReadingType><espi:commodity>{commodity}</espi:commodity>
<espi:powerOfTenMultiplier>{power}</espi:powerOfTenMultiplier><espi:uom>{uom}</espi:uom></espi:ReadingType></content></entry>
<entry><link rel="self" href="/UsagePoint/1/MeterReading/1/IntervalBlock/1"/><content><espi:IntervalBlock>{readings}
</espi:IntervalBlock></content></entry></feed>"""
READING = """<espi:IntervalReading><espi:timePeriod><espi:duration>{0}</espi:duration><espi:start>{1}</espi:start>
</espi:timePeriod><espi:value>{2}</espi:value></espi:IntervalReading>"""
NEW_YEAR = 1672552800  # 2023-01-01 00:00 in Chicago


def test_green_button_xml(read):
    readings = "".join(READING.format(3600, NEW_YEAR + 3600 * hour, 1500) for hour in range(31 * 24))
    [bill] = read(ESPI.format(service=0, commodity=1, power=0, uom=72, readings=readings), "usage.xml").of(
        "electricity"
    )
    assert (bill.begins, bill.ends) == (date(2023, 1, 1), date(2023, 2, 1))
    assert bill.energy / KWH == pytest.approx(1116)


def test_green_button_xml_of_bills(read):
    readings = READING.format(30 * 86400, NEW_YEAR, 705) + READING.format(29 * 86400, NEW_YEAR + 30 * 86400, 612)
    bills = read(ESPI.format(service=1, commodity=7, power=-1, uom=169, readings=readings), "usage.xml").of("fuel")
    assert [bill.energy / THERM for bill in bills] == pytest.approx([70.5, 61.2])
    assert [bill.days for bill in bills] == [30, 29]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<feed", "is not XML"),
        ("<feed/>", "holds no intervals"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><feed>&a;</feed>', "declares a document type"),
        ("<a>" * 60 + "</a>" * 60, "is deeper"),
        (ESPI.format(service=0, commodity=9, power=0, uom=72, readings=READING.format(3600, NEW_YEAR, 1)), "neither"),
        (
            ESPI.format(service=0, commodity=1, power=0, uom=72, readings=READING.format(3600, NEW_YEAR, -1)),
            "less than",
        ),
        (ESPI.format(service=0, commodity=1, power=0, uom=72, readings=READING.format(3600, NEW_YEAR, "")), "lacks"),
    ],
)
def test_xml_refused(read, text, told):
    with pytest.raises(InvalidInput, match=told):
        read(text, "usage.xml")


def test_any_text_is_read_or_refused(read):
    """No traceback, whatever stands in the file."""
    random = np.random.default_rng(0)
    whole = HEAD + JANUARY + FEBRUARY + MARCH
    for _ in range(300):
        at = random.integers(len(whole), size=3)
        text = list(whole)
        for place in at:
            text[place] = chr(random.integers(9, 127))
        with suppress(InvalidInput):
            assert read("".join(text)).bills


def test_a_missing_file_is_named():
    with pytest.raises(InvalidInput, match="does not exist"):
        read_bills([Path("nowhere.csv")])
