"""Days of OCHRE, run in its own environment: ``ochre_year.py HOUSE SCHEDULE WEATHER MINUTES DAYS FOLDER``."""

import datetime
import json
import sys
import time
from pathlib import Path

from ochre import Dwelling

house, schedule, weather, minutes, days, folder = sys.argv[1:]
begun = time.process_time()
dwelling = Dwelling(
    name="year",
    start_time=datetime.datetime(2018, 1, 1),
    time_res=datetime.timedelta(minutes=float(minutes)),
    duration=datetime.timedelta(days=int(days)),
    initialization_time=datetime.timedelta(days=1),
    hpxml_file=house,
    hpxml_schedule_file=schedule,
    weather_file=weather,
    output_path=folder,
    verbosity=3,
    save_results=False,
)
ready = time.process_time()
frame, metrics, _ = dwelling.simulate()
done = time.process_time()
power = sum(frame[f"HVAC {mode} Electric Power (kW)"] for mode in ("Heating", "Cooling"))
hours = float(minutes) / 60
answer = {
    "year_cpu_s": round((done - ready) * 365 / int(days), 2),
    "set_up_cpu_s": round(ready - begun, 2),
    "days": int(days),
    "hvac_kwh": round(float(power.sum()) * hours, 1),
    "first_days_kwh": round(float(power.iloc[: round(28 * 24 / hours)].sum()) * hours, 1),
}
Path(folder, "answer.json").write_text(json.dumps(answer), encoding="utf-8")
