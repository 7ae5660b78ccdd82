"""Fit a house to its bills: runs from the priors and near the bills, an emulator of them, draws from the posterior."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm, qmc

from cosim.arrays import Array
from cosim.bills import Bills
from cosim.calibration.adjust import adjusted, parameters_of
from cosim.calibration.checks import check_enough, check_fuel, check_this_house
from cosim.calibration.days import check_dates
from cosim.calibration.emulator import fitted
from cosim.calibration.likelihood import DISCREPANCY, NOISE, OTHER_YEAR, Model, Rest, Uncertainty
from cosim.calibration.parameters import FAR, LINEAR, Parameter, values_at
from cosim.calibration.priors import known_before
from cosim.calibration.runs import BillTable, Runner, Year
from cosim.calibration.sampling import drawn
from cosim.config.prices import Fuel
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.results.members import weighted_quantile
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.sizing.auto import with_sizes
from cosim.weather import Weather

DESIGN, REFINEMENTS, MEMBERS = 32, (16, 24), 24
FIGURES = ("heating", "cooling", "gas", "electricity", "heating_electricity")
"""Annual figures that the emulator knows beside the bills."""
FAR_IN_PRIOR = 2.5  # standard deviations of the prior at which the fit has left it
BAD_FIT = 3.0  # root mean square of a fit's errors, in their standard deviations
BAD_RESPONSE = 1.0  # the same of the response to the best house
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """How a calibration is made.

    Attributes
    ----------
    noise : float
        Relative error of a bill.
    discrepancy : float or None
        Relative error of the model in the equipment's part; by default that of actual weather, or of a typical year.
    design : int
        Runs from the priors.
    refinements : tuple of int
        Runs near the posterior, each time by all runs before.
    members : int
        Houses of the set.
    """

    noise: float = NOISE
    discrepancy: float | None = None
    design: int = DESIGN
    refinements: tuple[int, ...] = REFINEMENTS
    members: int = MEMBERS
    seed: int = 1


QUICK = Settings(design=16, refinements=(5, 8), members=8)
"""For a first look, and for tests."""


@dataclass(frozen=True)
class Member:
    """One house that explains the bills.

    Attributes
    ----------
    values : dict of str to float
        Of the parameters.
    share : float
        Its weight; all together are 1.
    bills : array, shape (bills,)
        What it would have been billed, J: of the best house as simulated, of the others by the response.
    figures : dict of str to float
        Annual figures with the equipment of the bills, in the same way; of the others those of `FIGURES`.
    """

    values: dict[str, float]
    share: float
    bills: Array
    figures: dict[str, float]


@dataclass(frozen=True)
class Calibration:
    """What bills say of a house.

    Attributes
    ----------
    scenario : Scenario
        As it was given.
    existing : str
        Configuration that the bills belong to.
    draws : array, shape (n, parameters)
        From the posterior, in the standard normal space.
    best : Member
        The likeliest house: where the posterior is highest.
    members : tuple of Member
        The set: draws from the posterior, all of the same weight.
    before : dict of str to array, shape (n,)
        Annual figures of houses from the priors.
    simulations : int
    response : float
        Error of the response in the bills of the best house, root mean square in their standard deviations.
    typical : bool
        Whether a typical year stands for the bills' own.
    """

    scenario: Scenario
    existing: str
    fuel: Fuel
    parameters: tuple[Parameter, ...]
    table: BillTable
    uncertainty: Uncertainty
    draws: Array
    best: Member
    members: tuple[Member, ...]
    before: dict[str, Array]
    simulations: int
    response: float
    typical: bool
    notes: tuple[str, ...] = ()

    @property
    def shares(self) -> Array:
        """Weights of the members."""
        return np.array([member.share for member in self.members])

    def band(self, figure: str, coverage: float = 0.8) -> tuple[float, float]:
        """Return the central band of an annual figure with the equipment of the bills."""
        values = np.array([member.figures[figure] for member in self.members])
        tail = (1 - coverage) / 2
        return weighted_quantile(values, self.shares, tail), weighted_quantile(values, self.shares, 1 - tail)

    def band_before(self, figure: str, coverage: float = 0.8) -> tuple[float, float]:
        """Return the same before the bills were known."""
        low, high = np.quantile(self.before[figure], [(1 - coverage) / 2, (1 + coverage) / 2])
        return float(low), float(high)

    @property
    def errors(self) -> Array:
        """Errors of the best house in the bills, in standard deviations."""
        return np.asarray((self.best.bills - self.table.energy) / self.uncertainty.deviation)

    @property
    def left_prior(self) -> tuple[Parameter, ...]:
        """Parameters whose mean lies where the prior hardly is."""
        mean = self.draws.mean(axis=0)
        return tuple(each for each, at in zip(self.parameters, mean, strict=True) if abs(at) > FAR_IN_PRIOR)

    @property
    def has_band(self) -> bool:
        """Whether the set is an honest band: the fit is good and within its priors, and the response tells it well."""
        good = float(np.sqrt((self.errors**2).mean())) < BAD_FIT and self.response < BAD_RESPONSE
        return good and not self.left_prior


@dataclass
class Design:
    """Runs from the priors, which calibrations of several sets of bills can share."""

    runner: Runner
    parameters: tuple[Parameter, ...]
    central: list[Year]
    places: Array
    years: list[list[Year]]

    @classmethod
    def of(
        cls,
        runner: Runner,
        parameters: tuple[Parameter, ...],
        settings: Settings,
        tell: Tell,
        central: list[Year] | None = None,
    ) -> "Design":
        """Simulate a low-discrepancy design of the priors."""
        tell(f"simulating {settings.design} houses from what is known before the bills")
        simulated = [number for number, each in enumerate(parameters) if each.name not in LINEAR]
        sampler = qmc.Sobol(len(simulated), seed=settings.seed)
        power = int(np.ceil(np.log2(settings.design)))
        quantiles = sampler.random_base2(power)[: settings.design]
        places = np.zeros((settings.design, len(parameters)))
        places[:, simulated] = norm.ppf(np.clip(quantiles, 1e-3, 1 - 1e-3))
        central = central or runner.years_of({})
        years = [runner.years_of(values_at(parameters, place)) for place in places]
        return cls(runner, parameters, central, places, years)


def prepared(
    scenario: Scenario, configuration: str | None, years: Sequence[Weather], *, fuel: bool, burns: Fuel = "gas"
) -> tuple[Runner, tuple[Parameter, ...]]:
    """Return the runner of the configuration that the bills belong to, the first by default, and its parameters.

    Added uses burn what the furnace does, or `burns` where there is none.
    """
    existing = existing_of(scenario, configuration)
    alone = with_sizes(replace(scenario, configurations=(existing,)), lambda text: None)
    burnt = burns if existing.furnace is None else existing.furnace.fuel
    runner = Runner(alone, tuple(years) or (scenario.weather,), burnt)
    return runner, known_before(scenario, parameters_of(alone, alone.configurations[0], fuel=fuel))


def existing_of(scenario: Scenario, name: str | None) -> Configuration:
    """Return the configuration of a name; the first by default."""
    if name is None:
        return scenario.configurations[0]
    known = {each.name: each for each in scenario.configurations}
    if name not in known:
        raise InvalidInput(
            [Fault("--configuration", f"'{name[:60]}' is not a configuration", did_you_mean(name, known))]
        )
    return known[name]


def calibrate(
    scenario: Scenario,
    bills: Bills,
    *,
    configuration: str | None = None,
    years: Sequence[Weather] = (),
    settings: Settings | None = None,
    design: Design | None = None,
    tell: Tell = lambda text: None,
) -> Calibration:
    """Return the houses that explain bills.

    Parameters
    ----------
    scenario : Scenario
        Its house is the middle of what is known before.
    bills : Bills
    configuration : str, optional
        The equipment that was there when the bills were made; the first of the scenario by default.
    years : sequence of Weather
        The actual years of the bills; by default the scenario's weather, typical or not.
    design : Design, optional
        Runs from the priors that are already there.

    Raises
    ------
    InvalidInput
        Where bills lie outside the weather's dates, are too few, or cannot be this house.
    """
    settings = settings or Settings()
    random = np.random.default_rng(settings.seed)
    if design is None:
        check_fuel(bills, scenario, existing_of(scenario, configuration))
        fuel = bool(bills.of("fuel"))
        runner, parameters = prepared(scenario, configuration, years, fuel=fuel, burns=bills.fuel or "gas")
    else:
        runner, parameters = design.runner, design.parameters
    check_dates(bills.bills, runner.years)
    check_enough(bills)
    typical = runner.years[0].year is None
    table = BillTable.of(bills.bills, runner.years)
    central = design.central if design is not None else runner.years_of({})
    heats = runner.scenario.configurations[0].furnace is not None
    check_this_house(table, central, parameters, heats=heats)
    design = design or Design.of(runner, parameters, settings, tell, central)
    discrepancy = settings.discrepancy if settings.discrepancy is not None else OTHER_YEAR if typical else DISCREPANCY
    uncertainty = Uncertainty.of(table, settings.noise, discrepancy)
    rest = Rest.of(table, design.central, parameters)
    places, runs = design.places, list(design.years)

    def emulated(near: Array | None) -> Model:
        outputs = np.array([_outputs(table, years) for years in runs])
        simulated = [number for number, each in enumerate(parameters) if each.name not in LINEAR]
        importance = None if near is None else _importance(outputs[:, : len(table.bills)], near, uncertainty)
        emulator = fitted(places[:, simulated], outputs, importance)
        return Model(parameters, table, rest, uncertainty, emulator)

    model = emulated(None)
    draws = drawn(model.misfit, len(parameters), random)
    for count in settings.refinements:
        tell(f"simulating {count} houses near the bills")
        chosen = draws[_spread_out(model.figures(draws)[:, 0], count)]
        places = np.concatenate([places, chosen])
        runs += [runner.years_of(values_at(parameters, place)) for place in chosen]
        near = model.emulator.at(draws[:, model.simulated])[:, : len(table.bills)].mean(axis=0)
        model = emulated(near)
        draws = drawn(model.misfit, len(parameters), random)
    chosen = draws[_spread_out(model.figures(draws)[:, 0], settings.members)]
    members = tuple(
        Member(values_at(parameters, place), 1.0 / settings.members, billed, dict(zip(FIGURES, figures, strict=True)))
        for place, billed, figures in zip(chosen, model.predicted(chosen), model.figures(chosen).tolist(), strict=True)
    )
    centre = likeliest(model, draws.mean(axis=0))
    values = values_at(parameters, centre)
    at_best = runner.years_of(values)
    own = table.sums(at_best, lambda year: year.equipment) + rest.at(parameters, centre[None, :])[0]
    missed = (model.predicted(centre[None, :])[0] - own) / uncertainty.deviation
    figures = design.years[0][0].figures
    return Calibration(
        scenario=scenario,
        existing=runner.scenario.configurations[0].name,
        fuel=runner.fuel,
        parameters=parameters,
        table=table,
        uncertainty=uncertainty,
        draws=draws,
        best=Member(values, 1.0, own, at_best[0].figures),
        members=members,
        before={name: np.array([years[0].figures[name] for years in design.years]) for name in figures},
        simulations=runner.count,
        response=float(np.sqrt((missed**2).mean())),
        typical=typical,
        notes=bills.notes,
    )


def calibrated(calibration: Calibration, values: dict[str, float] | None = None) -> Scenario:
    """Return the scenario with the best house, or with that of other values."""
    chosen = calibration.best.values if values is None else values
    return adjusted(calibration.scenario, chosen, calibration.existing, calibration.fuel)


def likeliest(model: Model, begin: Array) -> Array:
    """Return the place where the posterior is highest, from the mean of its draws.

    The mean itself explains the bills less well: what leaks and walls lose together is a curve in the normal space, and
    the mean of a curve lies inside it.
    """

    def cost(place: Array) -> float:
        return float(model.misfit(place[None, :])[0] + 0.5 * place @ place)

    found = minimize(cost, begin, method="BFGS", options={"gtol": 1e-2, "maxiter": 60})
    return np.asarray(np.clip(found.x, -FAR, FAR))


def _outputs(table: BillTable, years: Sequence[Year]) -> Array:
    figures = [years[0].figures[name] for name in FIGURES]
    return np.concatenate([table.sums(years, lambda year: year.equipment), figures])


def _importance(sums: Array, near: Array, uncertainty: Uncertainty) -> Array:
    """Return how much each run matters to the emulator: less, the farther its equipment is from that of the bills."""
    far = (((sums - near) / uncertainty.deviation) ** 2).mean(axis=1)
    return np.asarray(1.0 / (1.0 + far / 4.0))


def _spread_out(values: Array, count: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.intp]]":
    """Return draws at even quantiles of one figure: as good for its band as many more at random."""
    order = np.argsort(values)
    at = ((np.arange(count) + 0.5) / count * len(values)).astype(int)
    return order[at]
