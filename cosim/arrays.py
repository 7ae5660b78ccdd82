"""The one type of array that physics, weather and results exchange."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Float64 values; shape and units are in the docstrings of functions."""
