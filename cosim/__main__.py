"""The program `cosim`, which is `python -m cosim`, too."""

import gc

from cosim.interrupts import answer_at_once


def run() -> None:
    """Run the command line; Ctrl-C while its modules are loading, half a second, ends it without a traceback."""
    answer_at_once()
    gc.disable()  # nothing that is imported becomes garbage; looking for it takes a tenth of the time
    from cosim.cli import main

    gc.enable()
    main(prog_name="cosim")


if __name__ == "__main__":
    run()
