"""A home that explains its figures: the typical home's answer, a run of the home itself, one draw of what is left.

A home answers to its parameters as the typical one of its kind does, times a ratio for each month and carrier. A run of
the home itself near its figures tells the ratios; where they were far from what the sizes of the two homes let expect,
another follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.bills.bill import CARRIERS, NAMES, USUAL, Carrier
from cosim.calibration.checks import TIMES_TOO_MUCH, USUAL_WITHOUT_HEATING, WITHOUT_HEATING
from cosim.calibration.fit import BAD_FIT, FAR_IN_PRIOR
from cosim.calibration.likelihood import DISCREPANCY, FLOOR, NOISE, OTHER_YEAR, misfit
from cosim.calibration.parameters import Parameter, values_at
from cosim.calibration.runs import Year
from cosim.calibration.sampling import drawn
from cosim.constants import DAY
from cosim.fleet.figures import fuel_counted
from cosim.fleet.fit.home import Ready, equipment_of, rest_of, year_at
from cosim.fleet.fit.typical import Typical
from cosim.fleet.homes import stream
from cosim.fleet.plain_homes import PlainHome
from cosim.fleet.programme import Programme
from cosim.schema.dates import MONTH_DAYS

FITTING = 3  # stream of a home's randomness, beside those of `cosim.fleet.homes`
PARTICLES = 400
UNLIKE = 0.15
"""Relative error of a home's energy by the typical one's and the ratio of their losses."""
ANOTHER = 0.15
"""Ratio's logarithm beyond which a second run of the home follows."""
LITTLE = 0.03  # of a year: a month that has no ratio of its own
OTHER_YEARS = 0.07
"""Relative error of a whole year's heating and cooling where a typical year stands for that of the figures; months
have `cosim.calibration.likelihood.OTHER_YEAR`, of which 4 % are left in a year if they are independent. A judgement."""
SECONDS = np.append(np.array(MONTH_DAYS), 365) * DAY
YEAR = 12  # place of the year's sum behind the months


@dataclass(frozen=True, slots=True)
class Fit:
    """What the figures of a home tell.

    Attributes
    ----------
    values : dict of str to float, optional
        Of its parameters, one draw; None where its figures cannot be this house.
    reason : str
        Why they cannot; "" otherwise.
    note : str
        What is odd.
    simulations : int
    """

    values: Mapping[str, float] | None
    reason: str = ""
    note: str = ""
    simulations: int = 0


@dataclass
class _Answer:
    """Energies of a home at places of its parameters, J: equipment by the typical home, and the rest.

    Attributes
    ----------
    ratio : array, shape (26,)
        Of the home to the typical one, by month and in the year.
    rest : dict of str to array, shape (13,)
        By carrier, for each unit of the parameter that scales it.
    error : array, shape (26,)
        Relative, of the equipment's part.
    """

    ready: Ready
    typical: Typical
    ratio: Array
    rest: dict[Carrier, Array]
    error: Array

    @classmethod
    def guessed(cls, ready: Ready, typical: Typical) -> "_Answer":
        """Return the answer before any run of the home."""
        [own] = ready.home.own.values()
        power = {"electricity": sum(gain.electricity for gain in own.house.gains),
                 "fuel": sum(gain.fuel for gain in own.house.gains)}  # fmt: skip
        rest: dict[Carrier, Array] = {carrier: power[carrier] * SECONDS for carrier in CARRIERS}
        if any(each.name == "added_fuel" for each in ready.parameters):
            rest["fuel"] = SECONDS.copy()
        return cls(ready, typical, np.full(26, ready.loss / typical.loss), rest, np.full(26, UNLIKE))

    def equipment(self, places: Array) -> Array:
        """Return what the equipment takes at places of the home's parameters, shape (n, 26)."""
        return self.typical.emulator.at(self._there(places)) * self.ratio

    def _there(self, places: Array) -> Array:
        """Return places of the home's parameters in the space of the typical one's."""
        number = {each.name: at for at, each in enumerate(self.ready.parameters)}
        columns = []
        for each in self.typical.parameters:
            own = self.ready.parameters[number[each.name]]
            value = own.value(places[:, number[each.name]])
            if each.kind == "shift":
                columns.append((value - each.median) / each.spread)
            else:
                columns.append(np.log(value / each.median) / each.spread)
        return np.clip(np.array(columns).T, -4.0, 4.0)

    def of_rest(self, carrier: Carrier, places: Array) -> Array:
        """Return what the rest of the house takes at places, shape (n, 13)."""
        scale = np.ones(len(places))
        for at, each in enumerate(self.ready.parameters):
            if each.name in _SCALES[carrier]:
                scale = each.value(places[:, at])
        return scale[:, None] * self.rest[carrier]

    def corrected(self, place: Array, year: Year, values: Mapping[str, float]) -> float:
        """Take the ratios and the rest from a run at a place; return the logarithm of how far the ratios moved."""
        found = equipment_of(year)
        expected = self.typical.emulator.at(self._there(place[None, :]))[0]
        moved = 0.0
        for number, carrier in enumerate(CARRIERS):
            part = slice(13 * number, 13 * number + 13)
            own, usual = found[part], expected[part]
            whole = own[YEAR] / usual[YEAR] if usual[YEAR] > 0 and own[YEAR] > 0 else 1.0
            large = (own > LITTLE * own[YEAR]) & (usual > LITTLE * usual[YEAR])
            ratio = np.where(large, own / np.where(large, usual, 1.0), whole)
            if carrier in self.ready.plain.figures and own[YEAR] > 0.1 * found.max():
                moved = max(moved, abs(float(np.log(whole / self.ratio[part][YEAR]))))
            self.ratio[part] = ratio
            scale = next((values[name] for name in _SCALES[carrier] if name in values), 1.0)
            taken = rest_of(year, carrier)
            if taken[YEAR] > 0 and scale > 0:
                self.rest[carrier] = taken / scale
        self.error = self.typical.emulator.error / np.maximum(expected, 1.0)
        return moved


_SCALES: dict[Carrier, tuple[str, ...]] = {"electricity": ("appliances",), "fuel": ("other_fuel", "added_fuel")}


def fit(programme: Programme, ready: Ready, typical: Typical) -> Fit:
    """Return what the figures of a home tell."""
    answer = _Answer.guessed(ready, typical)
    weather = programme.scenarios[ready.home.house, ready.home.site].weather
    dimension = len(ready.parameters)
    random = stream(programme.config.seed, ready.home.number, FITTING)
    if reason := _impossible(answer):
        return Fit(None, reason)
    simulations, moved = 0, np.inf
    while simulations == 0 or (simulations == 1 and moved > ANOTHER):
        cost = _Cost.of(answer, typical_year=weather.year is None)
        centre = drawn(cost.misfit, dimension, random, PARTICLES).mean(axis=0)
        values = values_at(ready.parameters, centre)
        moved = answer.corrected(centre, year_at(programme, ready.home, values), values)
        simulations += 1
        if simulations == 1 and (reason := _impossible(answer)):
            return Fit(None, reason, simulations=1)
    cost = _Cost.of(answer, typical_year=weather.year is None)
    draws = drawn(cost.misfit, dimension, random, PARTICLES)
    centre = draws.mean(axis=0)
    return Fit(values_at(ready.parameters, draws[0]), note=_odd(ready.parameters, centre, cost),
               simulations=simulations)  # fmt: skip


@dataclass(frozen=True)
class _Cost:
    """How far a home is from its figures.

    Attributes
    ----------
    energy, deviation : array, shape (figures,)
        Of the figures, J, and their standard deviation about the true house.
    """

    answer: _Answer
    energy: Array
    deviation: Array

    @classmethod
    def of(cls, answer: _Answer, *, typical_year: bool) -> "_Cost":
        """Return it from the figures of a home."""
        middle = np.zeros((1, len(answer.ready.parameters)))
        equipment = answer.equipment(middle)[0]
        energies, deviations = [], []
        for number, carrier in enumerate(CARRIERS):
            given = answer.ready.plain.figures.get(carrier)
            if given is None:
                continue
            energy = np.array(given)
            at = _places(number, len(energy))
            other = (OTHER_YEARS if len(energy) == 1 else OTHER_YEAR) if typical_year else DISCREPANCY
            # what is taken for the equipment's is at most the figure itself
            part = np.minimum(equipment[at], energy)
            known = np.hypot(other, answer.error[at]) * part
            energies.append(energy)
            deviations.append(np.sqrt((NOISE * energy) ** 2 + known**2 + (FLOOR * energy.mean()) ** 2))
        return cls(answer, np.concatenate(energies), np.concatenate(deviations))

    def predicted(self, places: Array) -> Array:
        """Return the figures at places, shape (n, figures)."""
        equipment, parts = self.answer.equipment(places), []
        for number, carrier in enumerate(CARRIERS):
            given = self.answer.ready.plain.figures.get(carrier)
            if given is not None:
                rest = self.answer.of_rest(carrier, places)
                parts.append(equipment[:, _places(number, len(given))] + rest[:, _places(0, len(given))])
        return np.concatenate(parts, axis=1)

    def misfit(self, places: Array) -> Array:
        """Return minus the logarithm of the likelihood at places, shape (n,)."""
        return misfit(self.energy, self.predicted(places), self.deviation)


def _places(carrier: int, figures: int) -> slice:
    """Return where figures stand among months and year: a year's sum alone, or twelve months."""
    first = 13 * carrier
    return slice(first + YEAR, first + YEAR + 1) if figures == 1 else slice(first, first + YEAR)


def burns_other(home: PlainHome) -> str:
    """Say that a home has figures of a fuel that by its facts does not heat it; "" where that is not so."""
    burnt = sum(home.figures.get("fuel", ()))
    if not burnt:
        return ""
    unit, scale = USUAL["fuel"]
    counted = fuel_counted(home.cells) or home.fuel
    words = f"{burnt / scale:,.0f} {unit} of {counted} a year"
    if not home.fuels:
        return f"{words}, but by its facts neither heating nor hot water burns any"
    heats = home.facts.heating_fuel
    if heats == "electricity" and counted not in home.fuels:
        return f"{words}, but by its facts hot water burns {' and '.join(sorted(home.fuels))}"
    if heats not in ("electricity", counted):
        return f"{words}, but by its facts {heats} heats it; name the column {heats}_mmbtu, or state heating_fuel"
    return ""


def _impossible(answer: _Answer) -> str:
    """Say why figures cannot be this house: ten times what the middle of such homes takes, or a tenth of it."""
    middle = np.zeros((1, len(answer.ready.parameters)))
    equipment = answer.equipment(middle)[0]
    told = []
    for number, carrier in enumerate(CARRIERS):
        given = answer.ready.plain.figures.get(carrier)
        if given is None:
            continue
        usual = equipment[13 * number + YEAR] + answer.of_rest(carrier, middle)[0, YEAR]
        unit, scale = USUAL[carrier]
        words = f"{sum(given) / scale:,.0f} {unit} of {NAMES[carrier]} a year"
        heats = carrier == "electricity" or answer.ready.plain.facts.heating_fuel != "electricity"
        if not heats and sum(given) > max(WITHOUT_HEATING * usual, USUAL_WITHOUT_HEATING):
            told.append(f"{words} are more than hot water, range and dryer take, some {usual / scale:,.0f}, and by its "
                        "facts electricity heats it")  # fmt: skip
        elif sum(given) > TIMES_TOO_MUCH * usual:
            told.append(f"{words} are {sum(given) / usual:,.0f} times what such a home takes")
        elif sum(given) * TIMES_TOO_MUCH < usual:
            told.append(f"{words} are less than a tenth of what such a home takes, {usual / scale:,.0f}")
    return "; ".join(told)


def _odd(parameters: tuple[Parameter, ...], centre: Array, cost: _Cost) -> str:
    """Say what of a home lies where hardly any such home is, and whether it misses its figures."""
    told = [f"{each.label.lower()} {each.in_words(float(each.value(at)))} of such homes"
            for each, at in zip(parameters, centre, strict=True) if abs(at) > FAR_IN_PRIOR]  # fmt: skip
    errors = (cost.predicted(centre[None, :])[0] - cost.energy) / cost.deviation
    if float(np.sqrt((errors**2).mean())) > BAD_FIT:
        told.append("misses its figures by more than three standard deviations")
    return "; ".join(told)
