"""How large equipment has to be: design loads, capacity net of frost, balance points."""
