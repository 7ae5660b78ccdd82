"""What a service technician reads at a machine, what the readings point to, and an exercise in finding faults."""
