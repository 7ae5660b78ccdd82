"""Columns of the hourly weather and gains, and the inputs of the envelope, by number."""

# columns of the weather and of the gains; those of the zones' gains are followed by those of their slopes
DRY_BULB, HUMIDITY, WIND, WIND_DIRECTION, SKY, PRESSURE, GROUND = 0, 1, 2, 3, 4, 5, 6
CONVECTIVE, RADIANT, LATENT, OTHER = 0, 1, 2, 3
SUPPLY, EXHAUST, HEAT_RECOVERY, MOISTURE_RECOVERY = 4, 5, 6, 7
FUEL, SLOPE, AIRING, FIRST_ZONE_GAIN = 8, 9, 10, 11
# the envelope's inputs: outdoor air, ground, heat to each zone, radiant heat to each zone, heat on each face
OUTDOOR_INPUT, GROUND_INPUT, FIRST_ZONE_INPUT = 0, 1, 2
