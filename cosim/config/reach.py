"""Whether lockouts leave a source of heat at every outdoor temperature."""

from cosim.config.backup import LockoutsConfig
from cosim.config.dual_fuel import DualFuelConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.units import from_si

CUTOFF_HYSTERESIS = 2.5  # K above its lockout at which a compressor is released again
BACKUP_HYSTERESIS = 0.5  # K below its lockout at which backup is released again

Words = tuple[str, str, str]


def reach_faults(
    lockouts: LockoutsConfig,
    thermostat: ThermostatConfig,
    dual_fuel: DualFuelConfig | None,
    *,
    cutoff: float | None,
    has_backup: bool,
) -> list[Words]:
    """Say where nothing would be permitted to heat, as (place below the configuration, problem, remedy).

    Parameters
    ----------
    cutoff : float, optional
        Outdoor temperature below which the heat pump cannot heat, K; None without a heat pump. That it cannot, and
        has no backup, is a weakness of the equipment, not of its control, and no fault here.
    has_backup : bool
        Whether there are a furnace or strips.
    """
    faults: list[Words] = []
    backup_until, compressor_below = lockouts.backup_above, lockouts.compressor_below
    emergency = thermostat.mode == "emergency heat"
    if emergency and not has_backup:
        faults.append((".thermostat", "is set to emergency heat, but there is no backup", "add strips or a furnace"))
    if backup_until is not None and not has_backup:
        faults.append((".lockouts.backup_above", "locks out a backup that is not there", "remove it"))
    elif backup_until is not None and (cutoff is None or emergency):
        nobody = "the compressor is locked out by emergency heat" if emergency else "there is no heat pump"
        problem = f"locks out all heating above {_shown(backup_until)}: {nobody}"
        faults.append((".lockouts.backup_above", problem, "remove it"))
    if compressor_below is None and backup_until is None:
        return faults
    if compressor_below is not None and cutoff is None:
        faults.append((".lockouts.compressor_below", "locks out a heat pump that is not there", "remove it"))
        return faults
    if cutoff is None:
        return faults
    if not has_backup:
        if compressor_below is not None and compressor_below > cutoff:
            problem = f"locks out all heating below {_shown(compressor_below)}: there is no backup"
            faults.append((".lockouts.compressor_below", problem, "lower it or add strips or a furnace"))
        return faults
    if backup_until is None or emergency:
        return faults
    if dual_fuel is not None and dual_fuel.policy == "temperature" and dual_fuel.switchover > backup_until:
        problem = f"{_shown(dual_fuel.switchover)} lies above the lockout of backup, {_shown(backup_until)}"
        faults.append((".dual_fuel.switchover", problem, "lower the switchover or raise backup_above"))
    pump_from = max(cutoff, compressor_below or 0.0)
    low, high = backup_until - BACKUP_HYSTERESIS, pump_from + CUTOFF_HYSTERESIS
    if low < high:
        problem = (
            f"between {_shown(low)} and {_shown(high)} nothing may heat: backup is locked out above "
            f"{_shown(backup_until)} (released at {_shown(low)}), the compressor below {_shown(pump_from)} "
            f"(released at {_shown(high)})"
        )
        faults.append((".lockouts", problem, "lower compressor_below or raise backup_above"))
    return faults


def _shown(temperature: float) -> str:
    celsius, fahrenheit = (from_si(temperature, "temperature", unit) for unit in ("c", "f"))
    return f"{celsius:.1f} °C ({fahrenheit:.0f} °F)".replace("-", "−")
