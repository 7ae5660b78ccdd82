"""Trials of a fit: their misfits, and derivatives that follow from them."""

from collections.abc import Callable

import numpy as np

from cosim.arrays import Array

IMPOSSIBLE = 10.0  # misfit where there is no steady state: a step that is not taken
NUDGE = 1e-3  # of each unknown's range, by which it is moved for a derivative
FRESH = 4  # steps after which derivatives are updated


class Trials:
    """Misfits at trial values, and their derivatives.

    Derivatives cost a trial for each unknown. They are updated every few steps only; in between Broyden's rank-one
    corrections make them agree with what the trials themselves have shown.

    Parameters
    ----------
    misfit : callable
        From values of the unknowns to misfits, arrays.
    span : array
        Range of each unknown.
    forget : callable
        Called where `misfit` found no steady state, so that the next trial does not start from there.
    """

    def __init__(self, misfit: Callable[[Array], Array], span: Array, forget: Callable[[], None]) -> None:
        self.misfit, self.span, self.forget = misfit, span, forget
        self.trials: list[tuple[Array, Array]] = []
        self.jacobian = np.empty((0, 0))
        self.at = self.found = np.empty(0)
        self.seen = self.age = 0

    def value(self, values: Array) -> Array:
        """Return the misfits at `values`."""
        try:
            found = self.misfit(values)
        except ArithmeticError:
            if not self.trials:
                raise
            self.forget()
            return np.full_like(self.trials[0][1], IMPOSSIBLE)
        self.trials.append((values.copy(), found))
        return found

    def slopes(self, values: Array) -> Array:
        """Return the derivatives (misfits, unknowns) at `values`, which have been tried."""
        here = next(found for at, found in reversed(self.trials) if np.array_equal(at, values))
        if self.age % FRESH == 0:
            columns = []
            for k, span in enumerate(self.span):
                moved = values.copy()
                moved[k] += NUDGE * span
                columns.append((self.value(moved) - here) / (NUDGE * span))
            self.jacobian = np.stack(columns, axis=1)
        else:
            for at, found in self.trials[self.seen :]:
                step = (at - self.at) / self.span
                length = float(step @ step)
                if length > 1e-12:
                    surprise = found - self.found - self.jacobian @ (at - self.at)
                    self.jacobian = self.jacobian + np.outer(surprise, step / length / self.span)
        self.age += 1
        self.at, self.found, self.seen = values.copy(), here, len(self.trials)
        return self.jacobian
