"""Equipment of other packages and processes of a user's own: the two examples, as their reader would use them."""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cosim

EXAMPLES = Path(__file__).parents[2] / "examples"
SCENARIO = """
house = "ranch-1960s"
weather = "greensboro-nc"
[prices]
electricity_usd_per_kwh = 0.13
[emissions]
electricity_lb_per_mwh = 700
[[configurations]]
name = "without a stove"
heat_pump = "ccashp-3ton"
[[configurations]]
name = "with a stove"
heat_pump = "ccashp-3ton"
equipment = [{ kind = "wood-stove", power_kw = 4, below_c = 8 }]
"""


@pytest.fixture(scope="module")
def stove_package(tmp_path_factory):
    """The example package, installed as pip installs it, on the path while these tests run."""
    target = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    source = shutil.copytree(EXAMPLES / "wood-stove", tmp_path_factory.mktemp("source") / "wood-stove")
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    sys.path.insert(0, str(target))
    importlib.invalidate_caches()
    yield target
    sys.path.remove(str(target))


def test_a_kind_of_another_package_heats_the_house(stove_package, tmp_path):
    path = tmp_path / "stove.toml"
    path.write_text(SCENARIO)
    results = cosim.simulate(cosim.load(path), start=0, end=72)
    without, with_it = (results.sel(configuration=f"{word} a stove") for word in ("without", "with"))
    assert float(without["external_heat"].sum()) == 0.0
    evening = with_it["external_heat"].values.reshape(3, 24)
    assert evening[:, :18].max() == 0.0
    assert evening[:, 18].max() > 3000.0
    assert float(with_it["heat_pump_heat"].sum()) < float(without["heat_pump_heat"].sum())
    assert abs(with_it["energy_residual"]).max() < 1e-3


def test_keys_of_a_kind_are_checked_like_our_own(stove_package, tmp_path):
    path = tmp_path / "stove.toml"
    path.write_text(SCENARIO.replace("power_kw = 4", "power = 4, lit_at_h = 25"))
    with pytest.raises(cosim.InvalidInput) as caught:
        cosim.load(path)
    text = str(caught.value)
    assert "configurations[1].equipment[0]" in text
    assert "power_kw" in text
    assert "lit_at_h" in text


def test_a_package_that_cannot_be_imported_is_told(tmp_path, monkeypatch):
    from cosim.config import plugins as kinds

    monkeypatch.setitem(kinds.BUILT_IN, "pellet-stove", "no_such_package:Stove")
    path = tmp_path / "stove.toml"
    path.write_text(SCENARIO.replace("wood-stove", "pellet-stove"))
    with pytest.raises(cosim.InvalidInput, match="no_such_package:Stove cannot be imported"):
        cosim.load(path)
    monkeypatch.setitem(kinds.BUILT_IN, "pellet-stove", "cosim.simulation.simulation:Simulation")
    with pytest.raises(cosim.InvalidInput, match="is no cosim.EquipmentConfig"):
        cosim.load(path)


def test_the_battery_of_the_example_shaves_the_peak():
    sys.path.insert(0, str(EXAMPLES))
    try:
        home_battery = importlib.import_module("home_battery")
    finally:
        sys.path.remove(str(EXAMPLES))
    assert len(Path(home_battery.__file__).read_text().splitlines()) < 60
    alone, behind = home_battery.peaks(days=(15, 18))
    assert behind < alone - 1500.0
