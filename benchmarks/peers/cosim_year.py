"""A year of cosim in a process of its own: ``cosim_year.py SCENARIO SECONDS FOLDER``."""

import json
import sys
import time
from pathlib import Path

import cosim

name, seconds, folder = sys.argv[1:]
begun = time.process_time()
scenario = cosim.load(name)
configuration = scenario.configurations[0]
simulation = cosim.Simulation(scenario, configuration, step=float(seconds))
ready = time.process_time()
simulation.advance(8760 * 3600.0)
done = time.process_time()
answer = {
    "year_cpu_s": round(done - ready, 2),
    "set_up_cpu_s": round(ready - begun, 2),
    "hvac_kwh": round(simulation.total("hvac_electricity") / 3.6e6, 1),
}
Path(folder, "answer.json").write_text(json.dumps(answer), encoding="utf-8")
