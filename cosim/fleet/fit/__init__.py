"""Fit homes of plain facts to a utility's figures: one house for each, drawn from those that explain them."""
