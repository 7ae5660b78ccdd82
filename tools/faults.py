"""Write the table of docs/faults.md: every kind of fault, and what it does to a year by a run of each.

Run it as ``make fault-table``; it takes two minutes.
"""

from dataclasses import replace
from pathlib import Path

import cosim
from cosim.config.machine_faults import KINDS, FaultConfig
from cosim.simulation.simulation import Run, Simulation

PAGE = Path(__file__).parents[1] / "docs" / "faults.md"
BEGIN, END = "<!-- faults: begin (made by `make fault-table`) -->", "<!-- faults: end -->"
SCENARIO = "retrofit-greensboro"
HEAT_PUMP, FURNACE = "single-speed heat pump", "gas furnace + AC"
EXAMPLES: dict[str, dict[str, object]] = {
    "undercharge": {"share": 0.3},
    "overcharge": {"share": 0.3},
    "refrigerant-leak": {"loss_kg": 1.0},
    "refrigerant-lost": {"from": "07-10", "until": "07-20"},
    "low-indoor-airflow": {"share": 0.36},
    "filter-loading": {"share": 0.4, "over_days": 180},
    "fouled-indoor-coil": {"share": 0.3},
    "fouled-outdoor-coil": {"share": 0.5},
    "non-condensables": {"share": 0.4},
    "liquid-line-restriction": {"share": 0.25},
    "expansion-valve-stuck": {"opening": 0.7},
    "expansion-valve-hunting": {"swing_k": 6.0},
    "compressor-valves-leaking": {"share": 0.2},
    "low-voltage": {"share": 0.1},
    "outdoor-fan-slow": {"share": 0.4},
    "outdoor-fan-failed": {"from": "01-10", "until": "01-20"},
    "reversing-valve-stuck": {"position": "cooling", "from": "01-10", "until": "01-20"},
    "reversing-valve-leaking": {"leak": 0.1},
    "thermostat-ob-wrong": {"from": "06-01", "until": "06-10"},
    "auxiliary-heat-with-first-stage": {},
    "strips-stuck-on": {"from": "01-10", "until": "02-10"},
    "ducts-leaking": {"supply_leakage": 0.2, "return_leakage": 0.2},
    "defrost-sensor-open": {"from": "01-10"},
    "defrost-sensor-closed": {"from": "01-10"},
    "defrost-wrong-timer": {},
    "igniter-failed": {"from": "01-10", "until": "01-12"},
    "flame-sensor-dirty": {"from": "01-10", "until": "01-12"},
    "pressure-switch-open": {"from": "01-10", "until": "01-12"},
    "heat-exchanger-sooted": {"share": 0.1},
}
"""What is stated in the run of each kind."""


def main() -> None:
    """Run a year of each kind and put the table into the page."""
    scenario = cosim.load(SCENARIO)
    chosen = {each.name: each for each in scenario.configurations}
    sound: dict[str, Run] = {}
    envelope = None
    rows = ["| `kind` | what fails | states | model | range, source | a year of it |", "|---|---|---|---|---|---|"]
    for name, kind in KINDS.items():
        word = FURNACE if kind.need == "furnace" else HEAT_PUMP
        runs = []
        for faults in ((), (FaultConfig.model_validate({"kind": name, **EXAMPLES[name]}),)):
            if not faults and word in sound:
                runs.append(sound[word])
                continue
            simulation = Simulation(scenario, replace(chosen[word], faults=faults), envelope=envelope)
            envelope = simulation.envelope
            runs.append(simulation.run())
        sound[word] = runs[0]
        span = "" if kind.most is None else f"share up to {kind.most:g}; "
        keys = ", ".join(f"`{key}`" for key in kind.allowed) or "-"
        stated = ", ".join(f"{key} {value}" for key, value in EXAMPLES[name].items())
        effect = f"{stated + ': ' if stated else ''}{effect_of(*runs, gas=kind.need == 'furnace')}"
        rows.append(f"| `{name}` | {kind.does} | {keys} | {kind.model} | {span}{kind.source} | {effect} |")
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{chr(10).join(rows)}\n{END}{after}", encoding="utf-8")


def effect_of(well: Run, ill: Run, *, gas: bool) -> str:
    """Say what a fault changed in a year."""
    quantity, what = ("furnace_gas", "gas") if gas else ("hvac_electricity", "electricity")
    change = 100.0 * (ill.hourly[quantity].sum() / well.hourly[quantity].sum() - 1.0)
    words = [f"{change:+.0f} % {what}"]
    coldest, sound = ill.hourly["indoor_temperature"].min(), well.hourly["indoor_temperature"].min()
    if coldest < sound - 1.0:
        words.append(f"room down to {coldest - 273.15:.0f} °C")
    warmest, sound = ill.hourly["indoor_temperature"].max(), well.hourly["indoor_temperature"].max()
    if warmest > sound + 1.0:
        words.append(f"room up to {warmest - 273.15:.0f} °C")
    locked = sum(int(count_of(ill, kind)) for kind in LOCKOUTS)
    if locked:
        words.append(f"{locked} lockout{'s' * (locked > 1)}")
    return ", ".join(words)


LOCKOUTS = ("heat pump locked out by pressure", "heat pump locked out by freezing",
            "heat pump locked out by reversing valve", "heat pump locked out by discharge temperature",
            "furnace locked out")  # fmt: skip


def count_of(run: Run, kind: str) -> int:
    """Return how often an event occurred."""
    return int(run.events.count(kind))


if __name__ == "__main__":
    main()
