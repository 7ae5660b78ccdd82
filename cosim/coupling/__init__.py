"""Others drive it, it drives others: FMI, HELICS, Gymnasium. Each is an extra, thin, over `cosim.engine.Simulation`."""
