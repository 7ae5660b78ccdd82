"""The command line: a command parses its options, calls one function and prints.

Heavy libraries are imported only by the command that needs them, so that `cosim --help` starts fast.
"""

import rich_click as click

from cosim._version import __version__
from cosim.cli.bill import bill, lifecycle
from cosim.cli.calibrate import calibrate
from cosim.cli.compare import compare, report
from cosim.cli.coupling import fmu, helics
from cosim.cli.diagnose import diagnose
from cosim.cli.equipment import equipment
from cosim.cli.examples import examples
from cosim.cli.exits import Commands
from cosim.cli.explore import explore
from cosim.cli.export import export
from cosim.cli.fleet import fleet, fleet_report, fleet_table
from cosim.cli.gauges import gauges
from cosim.cli.house import house
from cosim.cli.keys import keys
from cosim.cli.log import defrost, log
from cosim.cli.run import demo, run
from cosim.cli.shelves import check, init, list_shelves, show
from cosim.cli.sizing import balance, size
from cosim.cli.sweep import sweep
from cosim.cli.validate import validate
from cosim.cli.weather import weather

# by what one wants to do; help lists them in this order
GROUPS: dict[str, tuple[click.Command, ...]] = {
    "Simulate": (demo, run, explore, sweep, calibrate),
    "Look at results": (compare, report, export, log, defrost),
    "Bills, emissions and life-cycle cost": (bill, lifecycle),
    "Size equipment": (size, balance),
    "Machines": (equipment, gauges, diagnose),
    "Scenarios and shelves": (init, house, examples, list_shelves, show, check, weather, keys),
    "Fleets of homes": (fleet, fleet_report, fleet_table),
    "Couple with other simulators": (fmu, helics),
    "Check the model": (validate,),
}


@click.group("cosim", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.rich_config(
    help_config=click.RichHelpConfiguration(
        command_groups={
            "cosim": [
                {"name": title, "commands": [str(command.name) for command in commands]}
                for title, commands in GROUPS.items()
            ]
        }
    )
)
@click.version_option(__version__, prog_name="cosim", message="%(prog)s %(version)s")
def main() -> None:
    """Simulate a house with its heat pump and furnace over a year, and compare ways to heat and cool it.

    Start with "cosim demo", then "cosim list scenarios" and "cosim run NAME".
    """


for commands in GROUPS.values():
    for command in commands:
        main.add_command(command)
