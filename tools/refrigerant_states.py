"""Sample the states of refrigerants that come with the package, for the CoolProp that is installed.

    python tools/refrigerant_states.py

writes ``cosim/refrigerants/sampled/<refrigerant>.npz``. To be run whenever one of `cosim.refrigerants.states.SOURCES`
or the newest CoolProp changes; with another CoolProp, users sample for themselves.
"""

from cosim.refrigerants.names import REFRIGERANTS
from cosim.refrigerants.states import SHIPPED, ship


def main() -> None:
    """Write all files anew."""
    SHIPPED.mkdir(exist_ok=True)
    for name in REFRIGERANTS:
        ship(name)


if __name__ == "__main__":
    main()
