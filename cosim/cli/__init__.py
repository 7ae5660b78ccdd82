"""The command line: a command parses, calls one function and prints.

Nothing heavy is imported before a command needs it, so that `cosim --help` answers at once.
"""

import rich_click as click

from cosim._version import __version__
from cosim.cli.bill import bill, lifecycle
from cosim.cli.compare import compare, report
from cosim.cli.coupling import fmu, helics
from cosim.cli.equipment import equipment
from cosim.cli.exits import Commands
from cosim.cli.fleet import fleet, fleet_report
from cosim.cli.log import defrost, log
from cosim.cli.run import demo, run
from cosim.cli.shelves import check, init, list_shelves, show
from cosim.cli.sizing import balance, size
from cosim.cli.sweep import sweep
from cosim.cli.validate import validate


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cosim", message="%(prog)s %(version)s")
def main() -> None:
    """Simulate a house, its heat pump and its furnace through a year, and compare what to heat with.

    Begin with "cosim demo", then "cosim list scenarios" and "cosim run NAME".
    """


COMMANDS = (run, compare, report, defrost, bill, lifecycle, sweep, list_shelves, show, check, equipment, init, demo,
            validate, balance, size, log, fmu, helics)  # fmt: skip

for command in (*COMMANDS, fleet, fleet_report):
    main.add_command(command)
