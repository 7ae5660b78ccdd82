"""What a table of homes (`homes_csv`) may hold."""

from cosim.calibration.values import ValuesConfig
from cosim.config.facts import FactsConfig
from cosim.config.keys import keys_of
from cosim.fleet.table import FIT, NOTE, REFUSED
from cosim.fleet.traits import TRAITS

OF_ROWS = (
    ("house", "one of three", "House type: a name on the shelf `houses`, or a path."),
    ("xml", "one of three", "The home's own HPXML file (docs/resstock.md)."),
    ("floor_area_ft2, built ...", "one of three", "Plain facts, listed below."),
    ("site", "needed, or sites in the programme", "Weather file: a name on the shelf `weather`, or a path."),
    ("existing", "needed with a house", "Present equipment: a name from `equipment`; by default the home's own."),
    ("population", "optional", "Name of the population that it belongs to."),
    ("weight", "default 1", "Homes for which it stands."),
    ("id, bldg_id", "optional", "Whose row it is; each once."),
    ("upgrade", "optional", "Number of an upgrade of a sample, of which the row tells."),
    (
        "electricity_kwh",
        "optional",
        "Electricity of a year, to which `cosim fleet-fit` fits a home of plain facts; "
        "electricity_kwh_01 to _12 are months.",
    ),
    (
        "gas_therms",
        "optional",
        "Fuel of a year, months as above; also ccf, mcf, mmbtu, kwh, mj, gj, and propane_ or oil_.",
    ),
    ("any other", "optional", "A label, which comes back with the home's results and may group them."),
)


def columns() -> list[tuple[str, str, str]]:
    """Return name, need and meaning of each column."""
    facts = [(", ".join(key.names), _need(key.values(), key.required), key.meaning)
             for key in keys_of(FactsConfig) if key.field != "name"]  # fmt: skip
    traits = [(", ".join(trait.keys()), "drawn by default", f"{trait.meaning}.") for trait in TRAITS]
    fitted = [(", ".join(f"{FIT}{name}" for name in key.names), "written by `cosim fleet-fit`", key.meaning)
              for key in keys_of(ValuesConfig)]  # fmt: skip
    more = [(REFUSED, "written by `cosim fleet-fit`", "Why the home's figures cannot be it; it is then left out."),
            (NOTE, "written by `cosim fleet-fit`", "What of the home is odd.")]  # fmt: skip
    return [*OF_ROWS, *facts, *traits, *fitted, *more]


def _need(values: str, required: bool) -> str:
    return f"fact; {values}" + ("; needed for plain facts" if required else "")
