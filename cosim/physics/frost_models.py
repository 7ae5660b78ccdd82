"""The models of frost that a scenario may choose among: the one list of them.

The names of `FROST_MODELS` are what a scenario's key `frost` may hold, the place in it is the number by which the
compiled flow knows a model, and the first line of a function's docstring is what documentation says of it.
"""

from collections.abc import Callable
from typing import NamedTuple

from cosim.physics import peer_frost
from cosim.physics.frost import frost_rates


class GrowingLayer(NamedTuple):
    """A physical model: frost is a layer that grows on the coil, throttles its air, and has to be melted."""

    function: Callable[..., tuple[float, float]]
    """What `cosim.physics.frost.frost_rates` takes and gives: mass, kg/s, and thickness, m/s, that are laid down."""


class WeatherFactors(NamedTuple):
    """A memoryless model: factors on a clean machine by the weather alone."""

    function: Callable[..., peer_frost.Factors]
    """Of outdoor temperature K, humidity ratio and pressure Pa; gives `cosim.physics.peer_frost.Factors`."""
    tempered: bool = False
    """Whether defrosts cool the house by what they take beyond their time (`peer_frost.cold_to_house`), and backup in
    the ducts that tempers them brings all that they take, as far as it can in their time."""


FROST_MODELS: dict[str, GrowingLayer | WeatherFactors] = {
    "physical": GrowingLayer(frost_rates),
    "none": WeatherFactors(peer_frost.by_nothing),
    "energyplus-timed": WeatherFactors(peer_frost.by_energyplus_timed),
    "energyplus-on-demand": WeatherFactors(peer_frost.by_energyplus_on_demand),
    "resnet": WeatherFactors(peer_frost.by_resnet, tempered=True),
    "ahri": WeatherFactors(peer_frost.by_ahri),
    "carrier": WeatherFactors(peer_frost.by_carrier),
    "wetter-afjei": WeatherFactors(peer_frost.by_wetter_afjei),
}
NUMBERS = {name: number for number, name in enumerate(FROST_MODELS)}
"""By which the flow knows each model."""


def grows_layer(name: str) -> bool:
    """Tell whether a model's frost is a layer on the coil, so that defrosts have something to melt."""
    return isinstance(FROST_MODELS[name], GrowingLayer)


def is_tempered(name: str) -> bool:
    """Tell whether in a model defrosts cool the house, and backup heat makes up for what they take."""
    model = FROST_MODELS[name]
    return isinstance(model, WeatherFactors) and model.tempered


def descriptions() -> dict[str, str]:
    """Return one line on each model, by name."""
    return {name: (model.function.__doc__ or "").strip().splitlines()[0] for name, model in FROST_MODELS.items()}
