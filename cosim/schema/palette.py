"""The colours of every picture and page.

Those of Okabe and Ito [1]_, which people with any kind of colour vision can tell apart, and a few of other lightness.

.. [1] M. Okabe and K. Ito, "Color Universal Design", 2002 (revised 2008).
"""

BLACK, WHITE = "#000000", "#FFFFFF"
BLUE, SKY, GREEN, YELLOW = "#0072B2", "#56B4E9", "#009E73", "#F0E442"
ORANGE, VERMILION, PURPLE = "#E69F00", "#D55E00", "#CC79A7"

VIOLET, GREY, PALE_GREY, BROWN, SAND = "#7A6FAC", "#8C8C8C", "#D9D9D9", "#8C510A", "#C7A76C"
"""Beside these, where a stack needs more."""
EDGE, RULE, AXIS = "#666666", "#E5E5E5", "#999999"
"""Of hatched areas, of grids, of lines at zero."""
