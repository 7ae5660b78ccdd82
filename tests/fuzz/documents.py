"""Sound documents to damage, as small as they can be, and the functions that read them."""

import csv
import io
import zipfile
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

URDB = {
    "label": "5cb0", "utility": "Duke", "name": "Residential", "approved": True, "sector": "Residential",
    "energyratestructure": [[{"rate": 0.1, "max": 500, "unit": "kWh"}, {"rate": 0.12, "adj": 0.01, "unit": "kWh"}],
                            [{"rate": 0.2, "unit": "kWh"}]],
    "energyweekdayschedule": [[0] * 14 + [1] * 5 + [0] * 5 for _ in range(12)],
    "energyweekendschedule": [[0] * 24 for _ in range(12)],
    "flatdemandstructure": [[{"rate": 5}]], "flatdemandmonths": [0] * 12, "flatdemandunit": "kW",
    "fixedchargefirstmeter": 10, "fixedchargeunits": "$/month", "mincharge": 5, "minchargeunits": "$/month",
    "fueladjustmentsmonthly": [0.001] * 12,
}  # fmt: skip
EVENTS = (
    b"begins,ends,setpoint_offset_k,power_cap_kw,lock_backup\n"
    b"01-09 06:00,01-09 10:00,2,,\n01-10 06:00,01-10 10:00,1,3,yes\n2023-07-10 16:00,2023-07-10 20:00,2,,no\n"
)
HOMES = b"house,site,existing,size,heating_setpoint_f\n" + b"".join(
    f"{house},{site},{existing},{size},{setpoint}\n".encode()
    for house, site, existing, size, setpoint in (
        ("ranch-1960s", "sterling-va", "gas furnace", 1.1, 68),
        ("tight-new", "greensboro-nc", "old heat pump", 0.9, 70),
        ("two-storey-1990s", "greensboro-nc", "gas furnace", 1, 66.5))
)  # fmt: skip
POINTS = (
    b"mode,outdoor_f,level,capacity_btu_h,power_kw\n"
    b"heating,47,rated,36000,2.9\nheating,47,min,12000,0.8\nheating,17,rated,24000,2.7\nheating,17,max,30000,3.6\n"
    b"heating,5,rated,19000,2.6\ncooling,95,rated,34000,2.8\ncooling,82,min,13000,0.6\n"
)
FEDERATE = {
    "name": "town", "broker": "127.0.0.1", "port": 23404, "core": "zmq", "period": 900,
    "publish": ["hvac_electricity", "indoor_temperature"],
    "houses": [{"name": "east", "configuration": "new", "subscribe": {"electricity_price": "market/price"}},
               {"name": "west"}],
}  # fmt: skip
PLAN = b"""
[life_cycle]
years = 15
discount_rate = 0.03
electricity_escalation = 0.01
install_date = 2024-05-01
incentives = ["federal-25c", { name = "own", amount_usd = 500, equipment = ["heat_pump"] }]
[life_cycle.costs.new]
installed_usd = 12000
[life_cycle.costs.old]
installed_usd = 5000
"""
ONE_DAY = ("--from", "01-14", "--to", "01-14")
PROGRAMME = """
title = "Four homes"
seed = 2026
homes = 4
batch = 1
[prices]
electricity_usd_per_kwh = 0.12
gas_usd_per_therm = 1.4
[emissions]
electricity_lb_per_mwh = 700
gas_lb_per_mmbtu = 117
[sites]
greensboro-nc = 1.0
[[populations]]
name = "ranches"
share = 1.0
house = "ranch-1960s"
existing = { furnace = 1.0 }
[[equipment]]
name = "furnace"
furnace = "furnace-80"
[[equipment]]
name = "heat pump"
heat_pump = "single-speed-3ton"
strips = { capacity_kw = 10 }
[[measures]]
name = "heat pump"
equipment = "heat pump"
share = 0.5
[[configurations]]
name = "today"
[[configurations]]
name = "pumps"
measures = ["heat pump"]
"""
MODEL_DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="heater" guid="{1}" numberOfEventIndicators="0">
<CoSimulation modelIdentifier="heater" canHandleVariableCommunicationStepSize="true"/>
<ModelVariables>
<ScalarVariable name="indoor" valueReference="0" causality="input"><Real start="0"/></ScalarVariable>
<ScalarVariable name="heat" valueReference="1" causality="output" initial="exact"><Real start="0"/></ScalarVariable>
<ScalarVariable name="gain" valueReference="2" causality="parameter" variability="tunable"><Real start="2"/>
</ScalarVariable>
</ModelVariables>
<ModelStructure><Outputs><Unknown index="2"/></Outputs></ModelStructure>
</fmiModelDescription>
"""


def scenario(
    house: str = "ranch-1960s", heat_pump: str | None = "ccashp-3ton", air_conditioner: str | None = None,
    furnace: str | None = None, thermostat: str | None = None, tariff: str | None = None, prices: str | None = None,
    grid: str | None = None, incentive: str | None = None, events: str | None = None, fmu: str | None = None,
) -> str:  # fmt: skip
    """Return a scenario that names files beside it."""
    text = f'house = "{house}"\nweather = "greensboro-nc"\n'
    if prices:
        text += f'prices = "{prices}"\n'
    if thermostat:
        text += f'thermostat = "{thermostat}"\n'
    electricity = f'tariff = "{tariff}"' if tariff else "electricity_usd_per_kwh = 0.13"
    text += "" if prices else f"[prices]\n{electricity}\ngas_usd_per_therm = 1.2\noil_usd_per_gallon = 3\n"
    text += "" if prices else "propane_usd_per_gallon = 2.5\n"
    of_grid = f'grid = "{grid}"' if grid else "electricity_lb_per_mwh = 700"
    text += f"[emissions]\n{of_grid}\ngas_lb_per_mmbtu = 117\noil_lb_per_mmbtu = 160\npropane_lb_per_mmbtu = 139\n"
    text += f'[life_cycle]\ninstall_date = 2024-01-01\nincentives = ["{incentive}"]\n' if incentive else ""
    text += '[[configurations]]\nname = "new"\n'
    for key, value in (("heat_pump", heat_pump), ("air_conditioner", air_conditioner), ("furnace", furnace)):
        text += f'{key} = "{value}"\n' if value else ""
    text += "" if furnace or not heat_pump else "strips = { capacity_kw = 10 }\n"
    text += "strips = { capacity_kw = 10 }\n" if air_conditioner else ""
    text += f'demand_response = {{ events = "{events}" }}\n' if events else ""
    if fmu:
        text += f'[[configurations.equipment]]\nkind = "fmu"\nfile = "{fmu}"\nstep_s = 300\n'
        text += 'inputs = { indoor = "indoor_temperature" }\noutputs = { external_heat = "heat" }\n'
    return text


def home_scenario(house: str) -> str:
    """Return a scenario of a home in HPXML."""
    text = scenario(house=house).replace("greensboro-nc", "w.csv")
    return text + '[[configurations]]\nname = "own"\nequipment = "as in the house"\n'


def epw(shelf: bytes) -> bytes:
    """Return an EPW with the temperatures of a file of the shelf."""
    head = ["LOCATION,Testville,NC,USA,TMY3,999999,36.1,-79.95,-5.0,273.0", "DESIGN CONDITIONS,0",
            "TYPICAL/EXTREME PERIODS,0", "GROUND TEMPERATURES,0", "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0", "COMMENTS 1,",
            "COMMENTS 2,", "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31"]  # fmt: skip
    rows = []
    for month, day, hour, temperature in _hours(shelf):
        sun = 400 if 8 < hour < 17 else 0
        row = ["1999", month, day, hour + 1, 0, "?9", temperature, temperature - 3, 71, 98000, 0, 0, 300, sun, sun // 2,
               sun // 2, 0, 0, 0, 0, 350, 3, 5, 4, *[0] * 11]  # fmt: skip
        rows.append(",".join(map(str, row)))
    return "\n".join([*head, *rows, ""]).encode()


def nsrdb(shelf: bytes) -> bytes:
    """Return a file as NSRDB's with the temperatures of a file of the shelf."""
    head = ["Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone,Version",
            "NSRDB,1234,-,-,-,36.1,-79.95,-5,273,-5,v0",
            "Year,Month,Day,Hour,Minute,GHI,DNI,DHI,Temperature,Dew Point,Pressure,Wind Speed,Wind Direction",
            ]  # fmt: skip
    rows = []
    for month, day, hour, temperature in _hours(shelf):
        sun = 400 if 8 <= hour < 16 else 0
        row = [2021, month, day, hour, 30, sun, sun // 2, sun // 2, temperature, round(temperature - 3, 1), 980, 3, 350]
        rows.append(",".join(map(str, row)))
    return "\n".join([*head, *rows, ""]).encode()


def _hours(shelf: bytes) -> list[tuple[int, int, int, float]]:
    from cosim.schema.calendar import MONTH_DAYS

    table = list(csv.DictReader(io.StringIO("\n".join(
        line for line in shelf.decode().splitlines() if not line.startswith("#")))))  # fmt: skip
    name = next(name for name in table[0] if name.startswith("dry_bulb"))
    labels = [
        (month, day, hour)
        for month, days in enumerate(MONTH_DAYS, 1)
        for day in range(1, days + 1)
        for hour in range(24)
    ]
    return [(*label, float(row[name])) for label, row in zip(labels, table, strict=True)]


def read_programme(path: Path) -> list[object]:
    """Read a programme and draw its first homes."""
    from cosim.fleet.reading import load_programme

    programme = load_programme(path)
    return [programme.home(number) for number in range(min(programme.homes, 3))]


def read_points(path: Path) -> object:
    from cosim.equipment.calibration.sheet import contradictions, read_sheet

    points = read_sheet(path)
    return [*points, *contradictions(points)]


def read_federate(path: Path) -> object:
    from cosim.coupling.federate import read_config
    from cosim.scenarios.reader import load

    written = path.with_name("scratch") / "scenario.toml"
    written.write_text(scenario(), encoding="utf-8")
    return read_config(path, load(written))


def read_named_weather(path: Path) -> object:
    """Read a weather file whose first line holds the name that it goes by."""
    from cosim.weather import read_weather

    name, _, content = path.read_bytes().partition(b"\n")
    named = path.with_name("scratch") / name.decode()
    named.write_bytes(content)
    weather = read_weather(named)
    return weather.name, weather.notes, float(weather.dry_bulb.mean())


def read_hpxml_file(path: Path) -> object:
    from cosim.hpxml import read_home, read_hpxml

    has_plant = b"<HVACPlant" in path.read_bytes()
    return read_home(path) if has_plant else read_hpxml(path)


def simulate_days(path: Path) -> None:
    """Simulate two configurations over three days."""
    _run(path, "--from", "01-10", "--to", "01-12")


def simulate_year(path: Path) -> None:
    """Simulate a year."""
    _run(path)


def _run(path: Path, *more: str) -> None:
    from cosim.cli import main

    text = scenario() + '[[configurations]]\nname = "old"\nfurnace = "furnace-80"\n'
    written = path.with_suffix(".toml")
    written.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["run", str(written), "-o", str(path), *more])
    assert done.exit_code == 0, done.output


def stopped_fleet(programme: bytes) -> bytes:
    """Return the folder of a fleet of four homes, each a batch, that was stopped before it wrote its results."""
    from cosim.cli import main

    with TemporaryDirectory() as folder, chdir(folder):
        Path("programme.toml").write_bytes(programme)
        done = CliRunner().invoke(main, ["fleet", "programme.toml", "-o", "run", "--workers", "0", *ONE_DAY])
        assert done.exit_code == 0, done.output
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for path in sorted(Path("run").rglob("*")):
                if path.is_file() and path.name not in ("fleet.nc", ".lock"):
                    archive.write(path, path.relative_to("run").as_posix())
        return file.getvalue()


def simulate_fleet(path: Path) -> None:
    """Simulate four homes over two days."""
    from cosim.cli import main

    words = ["fleet", "winter-peak", "-o", str(path.parent), "--homes", "4", "--from", "01-14", "--to", "01-15"]
    done = CliRunner().invoke(main, [*words, "--workers", "0"])
    assert done.exit_code == 0, done.output
