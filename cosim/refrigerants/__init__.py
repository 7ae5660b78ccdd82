"""Refrigerants: property tables made with CoolProp, and the vapour-compression cycle solved on them.

Nothing outside this package calls CoolProp.
"""
