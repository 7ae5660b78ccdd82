"""The models of frost by their number, as compiled code chooses among them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from cosim.flow.marks import in_kernel
from cosim.physics.frost_models import FROST_MODELS, GrowingLayer, WeatherFactors

OPTIONS = {"error_model": "numpy", "forceinline": False}
"""As of physics in `cosim.flow.machine_code`."""


def _first_of(number: int, function: Callable[..., Any], others: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that calls `function` where its first argument is `number`, and else passes it on."""

    @in_kernel(**OPTIONS)
    def chosen(model: int, *arguments: float) -> Any:
        if model == number:
            return function(*arguments)
        return others(model, *arguments)

    return chosen


@in_kernel(**OPTIONS)
def _clean_coil(model: int, *arguments: float) -> tuple[float, float]:
    return 0.0, 0.0


@in_kernel(**OPTIONS)
def _clean_weather(model: int, *arguments: float) -> tuple[float, float, float, float]:
    return 1.0, 1.0, 0.0, 0.0


GROWS_LAYER = np.array([isinstance(model, GrowingLayer) for model in FROST_MODELS.values()])
"""By number: whether a model's frost is a layer."""

layer_rates: Callable[..., tuple[float, float]] = _clean_coil
"""The rates of `GrowingLayer` by the model of a number."""
weather_factors: Callable[..., tuple[float, float, float, float]] = _clean_weather
"""The factors of `WeatherFactors` by the model of a number."""

for _number, _model in enumerate(FROST_MODELS.values()):
    if isinstance(_model, WeatherFactors):
        weather_factors = _first_of(_number, _model.function, weather_factors)
    else:
        layer_rates = _first_of(_number, _model.function, layer_rates)
