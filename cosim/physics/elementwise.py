"""Two words that let one function of physics serve numbers, arrays and the compiled flow alike.

Such a function is plain Python made of arithmetic, of numpy's elementwise functions, and of the two below in place of
``if``. Called with numbers it gives a number, called with arrays (which broadcast) an array. The flow compiles the same
source for numbers (`cosim.flow.machine_code`), where these two are Python's own conditional expression.
"""

from typing import Any

import numpy as np

Numbers = Any
"""A number or an array of them: arguments broadcast, and the answer has the shape that they have together."""


def either(condition: Any, yes: Numbers, no: Numbers) -> Numbers:
    """Return `yes` where the condition holds and `no` elsewhere; both are evaluated."""
    chosen: Any = np.where(condition, yes, no)
    return chosen[()]


def anywhere(condition: Any) -> bool:
    """Return whether the condition holds for the number, or anywhere in the array: to leave out needless work."""
    return bool(np.any(condition))
