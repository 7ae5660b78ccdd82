"""How scenarios of several tests begin: a ranch house in Greensboro, whose equipment the test adds."""

RANCH = """
house = "ranch-1960s"
weather = "greensboro-nc"
[prices]
electricity_usd_per_kwh = 0.13
[emissions]
electricity_lb_per_mwh = 700
"""
