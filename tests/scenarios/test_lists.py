"""Lists of the wrong length are refused with their length, wherever a number of values is asked for."""

import tomllib

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.config.base import Config
from cosim.config.faults import validate
from cosim.config.house import GainsConfig
from cosim.config.prices import PricesConfig
from cosim.config.programme import AvoidedCostsConfig
from cosim.config.tariff import GridConfig, TariffConfig
from cosim.errors import InvalidInput

PERIODS = 'name = "x"\n[[periods]]\nname = "all"\nprice_usd_per_kwh = 0.1\n'


def refusal(model: type[Config], text: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        validate(model, tomllib.loads(text), "file.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        (GainsConfig, f"profile = {[1] * 23}", "file.toml: profile: needs 24 values, has 23"),
        (GainsConfig, f"profile = {[1] * 25}", "file.toml: profile: takes at most 24 values, has 25"),
        (GridConfig, f"factors_kg_per_kwh = {[[0.1] * 24] * 11}", "factors_kg_per_kwh: needs 12 values, has 11"),
        (GridConfig, f"factors_kg_per_kwh = {[[0.1] * 24] * 11 + [[0.1] * 23]}", "[11]: needs 24 values, has 23"),
        (AvoidedCostsConfig, f"electricity_usd_per_kwh = 0.1\nelectricity_course = {[1] * 20}", "24 values, has 20"),
        (TariffConfig, f"monthly_adjustment_usd_per_kwh = {[0.1] * 11}\n{PERIODS}", "needs 12 values, has 11"),
        (
            PricesConfig, f"electricity_usd_per_kwh = 0.1\ngas_usd_per_therm = {[1.0] * 11}",
            "file.toml: gas_usd_per_therm: needs 12 values, has 11",
        ),
    ],
)  # fmt: skip
def test_a_list_of_the_wrong_length(model, text, said):
    message = refusal(model, text)
    assert said in message
    assert "must be a number, not a list" not in message


def test_entries_at_fault_are_no_missing_entries():
    message = refusal(GainsConfig, f"profile = {[1] * 22} + [-1, 2]".replace("] + [", ", "))
    assert "values, has" not in message
    assert "profile[22]: must be at least 0" in message


def test_a_short_list_reaches_the_user(tmp_path):
    """Of the house's gains in a scenario: exit 2 and the place, no traceback."""
    shown = CliRunner().invoke(main, ["show", "houses/tight-new"]).output
    first = shown.index("profile = [")
    house = shown[:first] + f"profile = {[1.0] * 23}" + shown[shown.index("]", first) + 1 :]
    (tmp_path / "house.toml").write_text(house)
    scenario = CliRunner().invoke(main, ["show", "scenarios/quick-start"]).output
    lines = ['house = "house.toml"' if line.startswith("house =") else line for line in scenario.splitlines()]
    (tmp_path / "s.toml").write_text("\n".join(lines))
    result = CliRunner().invoke(main, ["check", str(tmp_path / "s.toml")])
    assert result.exit_code == 2
    assert "gains[0].profile: needs 24 values, has 23" in result.output
