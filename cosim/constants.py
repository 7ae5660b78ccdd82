"""Constants of nature, of air and water, and of the calendar: each once, in SI, with its source.

What depends on a model (a correlation's coefficients, a machine's default) stands with that model.
"""

# --- time, s
MINUTE = 60.0
QUARTER = 900.0
"""A quarter of an hour: the interval of demand metering."""
HOUR = 3600.0
DAY = 86400.0
HOURS_OF_YEAR = 8760
"""A simulated year has 365 days, as typical meteorological years have."""
YEAR = HOURS_OF_YEAR * HOUR

# --- nature
FREEZING = 273.15
"""0 °C in K."""
STEFAN_BOLTZMANN = 5.670374419e-8
"""W/(m2 K4); CODATA 2018, exact."""
GRAVITY = 9.80665
"""m/s2; standard gravity."""
STANDARD_PRESSURE = 101325.0
"""Pa; the standard atmosphere at sea level."""

# --- moist air; ASHRAE Fundamentals 2017, chapter 1
DRY_AIR_GAS_CONSTANT = 287.042
"""J/(kg K)."""
MOLAR_MASS_RATIO = 0.621945
"""Of water to dry air."""
DRY_AIR_SPECIFIC_HEAT = 1006.0
"""J/(kg K)."""
VAPOR_SPECIFIC_HEAT = 1860.0
"""J/(kg K)."""
ROOM_AIR_DENSITY = 1.204
"""kg/m3; dry air at 20 °C and sea level."""
STANDARD_AIR_DENSITY = 1.2
"""kg/m3; the air by which fans and coils are rated (AHRI 210/240; 0.075 lb/ft3)."""

# --- water and ice
WATER_SPECIFIC_HEAT = 4186.0
"""J/(kg K); liquid, ASHRAE Fundamentals 2017, chapter 1, equation 33."""
ICE_SPECIFIC_HEAT = 2050.0
"""J/(kg K); the mean between -16 and 0 °C, where frost on a coil is, of 2114 + 7.79 t with t in °C (H. C. Dickinson and
N. S. Osborne, "Specific heat and heat of fusion of ice", Bulletin of the Bureau of Standards 12, 49-81, 1915)."""
ICE_DENSITY = 917.0
"""kg/m3 at 0 °C."""
VAPORIZATION_HEAT = 2.50e6
"""J/kg at 0 °C; ASHRAE Fundamentals 2017, chapter 1 (2501 kJ/kg), rounded."""
SUBLIMATION_HEAT = 2.83e6
"""J/kg near 0 °C: vaporization and fusion; the same source, equation 35."""
FUSION_HEAT = SUBLIMATION_HEAT - VAPORIZATION_HEAT
"""J/kg; 1 % below the 3.337e5 of pure ice, so that melting gives back exactly what freezing set free."""

# --- fans: power over flow, as exponents of the flow. ANSI/RESNET/ICC 301 Addendum 82 has 2.75 for electronically
# commutated motors on ducts and 3 for those without
BLOWER_EXPONENT = 2.75
"""Of a furnace's blower, which is always on ducts."""
FAN_EXPONENT = 2.8
"""Of a heat pump's two fans, which follow the compressor: between a ducted indoor fan and a free outdoor one."""
