"""The file of a set of houses: the house they are made of, and each one's values and weight."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from cosim._version import __version__
from cosim.calibration.fit import Calibration
from cosim.calibration.parameters import BY_NAME
from cosim.calibration.toml_text import toml_text
from cosim.calibration.values import ValuesConfig
from cosim.config.base import Config
from cosim.config.faults import parse_toml, validate
from cosim.config.house import HouseConfig
from cosim.config.prices import Fuel
from cosim.project import read_bytes


class MemberConfig(ValuesConfig):
    """One house of the set."""

    share: Annotated[float, Field(ge=0, le=1)]
    """Its weight; all together are 1."""

    def values_by_name(self) -> dict[str, float]:
        """Return the values of all parameters."""
        return {name: getattr(self, name) for name in BY_NAME}


class HouseSetConfig(Config):
    """Houses that explain the bills of one."""

    title: str = ""
    """One line on what was calibrated."""
    bills: str = ""
    """What the bills are, in words."""
    configuration: str
    """Name of the equipment that the bills are of; its furnace alone has the efficiency."""
    fuel: Fuel = "gas"
    """What added fuel burns."""
    house: HouseConfig
    """The house before its bills."""
    best: ValuesConfig
    """The best house."""
    members: Annotated[tuple[MemberConfig, ...], Field(min_length=2, max_length=500)]
    """The houses of the set."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum(member.share for member in self.members)
        if abs(total - 1) > 0.01:
            raise ValueError(f"the shares of the members add up to {total:.3g}, not to 1")
        return self


def read_house_set(path: Path) -> tuple[HouseSetConfig, bytes]:
    """Return the set in a file that `cosim calibrate` wrote, and the file's bytes."""
    data = read_bytes(path)
    table, _ = parse_toml(data, str(path))
    return validate(HouseSetConfig, table, str(path)), data


def set_of(calibration: Calibration, title: str, bills: str) -> HouseSetConfig:
    """Return the set of a calibration as a file holds it."""
    return HouseSetConfig(
        title=title,
        bills=bills,
        configuration=calibration.existing,
        fuel=calibration.fuel,
        house=calibration.scenario.house,
        best=ValuesConfig.model_validate(_keys(calibration.best.values)),
        members=tuple(
            MemberConfig.model_validate({**_keys(member.values), "share": member.share})
            for member in calibration.members
        ),
    )


def _keys(values: Mapping[str, float]) -> dict[str, Any]:
    """Return values by the keys of a file."""
    return {BY_NAME[name].key: round(value, 5) for name, value in values.items()}


def text_of_set(houses: HouseSetConfig) -> str:
    """Return the text of the set's file."""
    head = (f"# Houses that explain the bills of one, each with its weight; cosim {__version__} calibrate wrote it.\n"
            "# `cosim run SCENARIO --houses` this file gives every annual figure with a band.\n\n")  # fmt: skip
    table = houses.as_toml()
    members = table.pop("members")
    rows = "".join(
        f"    {{ {', '.join(f'{key} = {value!r}' for key, value in member.items())} }},\n" for member in members
    )
    last = {key: table.pop(key) for key in ("best", "house")}
    return head + toml_text(table) + f"members = [\n{rows}]\n\n" + toml_text(last)


def text_of_house(house: HouseConfig, words: str) -> str:
    """Return the text of the best house's file, which begins with words on where it comes from."""
    return "".join(f"# {line}\n" for line in words.splitlines()) + "\n" + toml_text(house.as_toml())


def checked_text(text: str) -> str:
    """Return the text of a house's file once it reads back: what is written is what every command reads."""
    table, _ = parse_toml(text.encode("utf-8"), "the best house")
    validate(HouseConfig, table, "the best house")
    return text


def checksum(data: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()
