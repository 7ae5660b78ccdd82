"""The command line: a command parses its options, calls one function and prints.

Heavy libraries are imported only by the command that needs them, and a command's own module only when that command is
asked for, so that `cosim --help` starts fast.
"""

import rich_click as click

from cosim._version import __version__
from cosim.cli.listed import ListedCommands

# by what one wants to do; help lists them in this order: name, where it is, and the first paragraph of its help
GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "Simulate": {
        "demo": (
            "run:demo",
            'Run an example: five ways to heat and cool a house in Greensboro. Results go to the folder "demo".',
        ),
        "run": ("run:run", "Simulate every configuration of SCENARIO and compare them."),
        "explore": (
            "explore:explore",
            "Change SCENARIO on a page and see its year, its coldest week and its costs follow.",
        ),
        "sweep": (
            "sweep:sweep",
            "Find where the ranking of SCENARIO's configurations changes with its inputs (sensitivity sweep).",
        ),
        "calibrate": (
            "calibrate:calibrate",
            "Fit the house of SCENARIO to its bills: the best house, and a set of houses that explain them.",
        ),
    },
    "Look at results": {
        "compare": (
            "compare:compare",
            "Compare existing results in a table; -o draws a chart or writes the table to a file.",
        ),
        "report": (
            "compare:report",
            "Write a report of existing results as one self-contained page that opens offline and prints.",
        ),
        "export": ("export:export", "Write results as a table of kWh by configuration, hour and end use."),
        "log": (
            "log:log",
            "Print the sequence of operation: calls, reversing valve, compressor, stages, defrosts, lockouts.",
        ),
        "defrost": ("log:defrost", "Summarise the defrosts in existing results by outdoor temperature."),
    },
    "Bills, emissions and life-cycle cost": {
        "bill": ("bill:bill", "Recalculate bills and emissions of existing results with other prices or factors."),
        "lifecycle": (
            "bill:lifecycle",
            "Calculate life-cycle cost of existing results: net present cost, payback, cost of heat and abated carbon.",
        ),
    },
    "Size equipment": {
        "size": (
            "sizing:size",
            "Calculate the design loads of SCENARIO's house by component, and compare its equipment with them.",
        ),
        "balance": ("sizing:balance", "Find the thermal, economic and carbon balance points of SCENARIO's heat pumps."),
    },
    "Machines": {
        "equipment": ("equipment:equipment", "Calibrate, rate and compare heat pumps and air conditioners."),
        "gauges": (
            "gauges:gauges",
            "Show what a technician reads at UNIT: pressures, superheat, subcooling, lines, air, amps.",
        ),
        "diagnose": ("diagnose:diagnose", "Find the fault behind readings of UNIT, or practise it."),
    },
    "Scenarios and shelves": {
        "init": ("shelves:init", "Create a project in DIR: three shelves, each with a commented example."),
        "house": ("house:house", "Make a house from what its owner knows."),
        "examples": (
            "examples:examples",
            "Copy the examples into DIR, a new folder: notebooks, a controller, packages with equipment of their own.",
        ),
        "list": ("shelves:list_shelves", "List the entries of SHELF, or of every shelf."),
        "show": (
            "shelves:show",
            "Show an entry of a shelf: its TOML source, the climate of a weather file, what is read of a home's HPXML.",
        ),
        "check": ("shelves:check", "Validate SCENARIO and every file that it names, without simulating."),
        "weather": (
            "weather:weather",
            "Complete an actual year of which only temperatures are known, on top of a TYPICAL year of the same place.",
        ),
        "keys": ("keys:keys", "Print every key that a file may hold: its values, range, default and meaning."),
    },
    "Fleets of homes": {
        "fleet": ("fleet:fleet", "Simulate the homes of PROGRAMME in each of its configurations."),
        "fleet-fit": ("fleet:fleet_fit", "Fit the homes of PROGRAMME to what a utility counted at them."),
        "fleet-report": (
            "fleet:fleet_report",
            "Write a report for a utility from the results in DIR, as one page that opens offline.",
        ),
        "fleet-table": (
            "fleet:fleet_table",
            "Print the results in DIR as a table: a row for each home, or for all homes that share a label.",
        ),
    },
    "Couple with other simulators": {
        "fmu": ("coupling:fmu", "Exchange houses and equipment with other simulators as FMUs."),
        "helics": ("coupling:helics", "Run houses of SCENARIO as a federate of a HELICS federation."),
    },
    "Check the model": {
        "validate": ("validate:validate", "Compare with published cases; exit code 1 if a limit is missed."),
    },
}


@click.group("cosim", cls=ListedCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.rich_config(
    help_config=click.RichHelpConfiguration(
        command_groups={"cosim": [{"name": title, "commands": [*commands]} for title, commands in GROUPS.items()]}
    )
)
@click.version_option(__version__, prog_name="cosim", message="%(prog)s %(version)s")
def main() -> None:
    """Simulate a house with its heat pump and furnace over a year, and compare ways to heat and cool it.

    Start with "cosim demo", then "cosim list scenarios" and "cosim run NAME".
    """


for commands in GROUPS.values():
    for name, (place, summary) in commands.items():
        main.list_command(name, f"cosim.cli.{place}", summary)
