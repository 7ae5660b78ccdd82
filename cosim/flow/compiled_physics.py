"""Lets the flow compile what is plain Python elsewhere: the functions of physics, and the models of frost by number."""

from collections.abc import Callable
from inspect import isfunction
from typing import Any

import numpy as np
from numba import njit
from numba.extending import overload, register_jitable

from cosim.equipment import machine_map, residual
from cosim.physics import air, elementwise, frost, infiltration, moisture, peer_frost
from cosim.physics.frost_models import FROST_MODELS, GrowingLayer, WeatherFactors

OPTIONS = {"error_model": "numpy", "forceinline": False}
"""Division by zero gives infinity, as in numpy; calls stay calls, as of `cosim.flow.modes.called`."""


@overload(elementwise.either, strict=False)
def _either(condition: Any, yes: Any, no: Any) -> Callable[..., Any]:
    return lambda condition, yes, no: yes if condition else no


@overload(elementwise.anywhere, strict=False)
def _anywhere(condition: Any) -> Callable[..., Any]:
    return lambda condition: condition


for _module in (air, frost, infiltration, moisture, peer_frost, residual, machine_map):
    for _function in list(vars(_module).values()):
        if isfunction(_function) and _function.__module__ == _module.__name__:
            register_jitable(**OPTIONS)(_function)


def _first_of(number: int, function: Callable[..., Any], others: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that calls `function` where its first argument is `number`, and else passes it on."""

    @njit(**OPTIONS)
    def chosen(model: int, *arguments: float) -> Any:
        if model == number:
            return function(*arguments)
        return others(model, *arguments)

    return chosen


@njit(**OPTIONS)
def _clean_coil(model: int, *arguments: float) -> tuple[float, float]:
    return 0.0, 0.0


@njit(**OPTIONS)
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
