"""A home battery with a controller that shaves the house's peaks, as two processes beside a cosim house.

Run it: ``python examples/home_battery.py``.
"""

import cosim

KILOWATT_HOUR = 3.6e6


class Battery:
    """Holds the meter below a limit while it has charge, and charges again below it."""

    def __init__(self, simulation, capacity=13.5 * KILOWATT_HOUR, power=5000.0, efficiency=0.9):
        self.simulation, self.capacity, self.power, self.efficiency = simulation, capacity, power, efficiency
        self.port = simulation.port("battery", end_use="battery", exports=True)
        self.charge, self.flow = capacity, 0.0  # J; W, positive while it discharges

    def live(self, limit):
        """Follow the house's demand, minute by minute."""
        while True:
            demand = self.simulation.read("house_electricity") + self.flow
            self.flow = min(max(demand - limit, -self.power), self.power)
            full = (self.capacity - self.charge) / self.efficiency
            self.flow = min(max(self.flow, -full / 60), self.charge / 60)
            self.charge -= self.flow * 60 * (1.0 if self.flow > 0 else self.efficiency)
            self.port.electricity = -self.flow
            yield self.simulation.timeout(60)


def shave(simulation, battery, limit):
    """Cap heat pump and strips while the battery is low, and release them when it has charge again."""
    while True:
        low = battery.charge < 0.2 * battery.capacity
        simulation.write("power_cap", limit if low else 1e6)
        yield simulation.timeout(300)


def peaks(days=(15, 22), limit=3000.0):
    """Return the highest quarter-hour mean of the house alone and behind its battery, W."""
    scenario = cosim.load("retrofit-chicago")
    configuration = next(entry for entry in scenario.configurations if "cold-climate" in entry.name)
    hours = {"start_hour": 24 * days[0], "end_hour": 24 * days[1]}
    alone = cosim.Simulation(scenario, configuration, **hours).run()
    simulation = cosim.Simulation(scenario, configuration, **hours)
    simulation.advance(24 * days[0] * 3600)
    battery = Battery(simulation)
    simulation.process(battery.live(limit))
    simulation.process(shave(simulation, battery, limit))
    behind = simulation.run()
    return alone.quarter_hour_electricity.max(), behind.quarter_hour_electricity.max()


if __name__ == "__main__":
    print("Highest quarter hour: {:.0f} W alone, {:.0f} W behind the battery".format(*peaks()))  # noqa: T201
