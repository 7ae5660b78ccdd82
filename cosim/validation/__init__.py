"""The suites that compare cosim with published cases."""
