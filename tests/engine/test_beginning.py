"""A record does not depend on how long the house was lived in before it."""

import pytest

import cosim.simulation.simulation


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "word", "hours", "tolerance"),
    [
        ("quick-start", "", (0, 336), 0.01),  # a basement and its soil
        ("retrofit-greensboro", "cold-climate", (4800, 5136), 0.002),
        ("retrofit-chicago", "single-speed", (0, 336), 0.004),  # where defrosts and strips happen to fall
    ],
)
def test_sixty_days_more_of_warm_up_hardly_matter(simulation, monkeypatch, name, word, hours, tolerance):
    first, last = hours
    used = []
    for days in (15, 75):
        monkeypatch.setattr(cosim.simulation.simulation, "WARM_UP", days * cosim.simulation.simulation.DAY)
        run = simulation(name, word, start_hour=first, end_hour=last).run()
        used.append(run.hourly["hvac_electricity"].sum())
    assert used[0] == pytest.approx(used[1], rel=tolerance)
