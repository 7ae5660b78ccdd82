"""From what a machine is to what the flow needs of it: performance maps, their cache, and calibration."""
