"""What a machine's refrigerant adds to the emissions: leaks through its life, and what is lost when it is scrapped."""

from cosim.config.emissions import RefrigerantLossConfig
from cosim.refrigerants.names import refrigerant

# IPCC AR6, working group I, table 7.SM.7, 20 years, kg CO2e/kg; blends by the mass of their parts
GWP_20 = {"R410A": 4715.0, "R32": 2690.0, "R454B.mix": 1854.0, "R290": 0.072, "R22": 5690.0, "R134a": 4140.0}


def warming_potential(name: str, years: int) -> float | None:
    """Return the warming potential of a refrigerant by IPCC AR6 over 20 or 100 years; None where it is not known."""
    fluid = refrigerant(name)
    if fluid is None:
        return None
    return fluid.gwp100_ar6 if years == 100 else GWP_20.get(fluid.coolprop)


def refrigerant_emissions(losses: RefrigerantLossConfig | None, name: str, charge: float, years: int) -> float:
    """Return kg of CO2 equivalent a year for a charge (kg); the loss at the end is spread over the machine's life.

    Leaks are taken to be made up for, so that the charge is whole at the end.
    """
    if losses is None or not charge:
        return 0.0
    potential = warming_potential(name, years)
    assert potential is not None, "checked when read"
    return charge * potential * (losses.annual_leakage + losses.end_of_life_loss / losses.lifetime_years)
