"""Pure functions: no clock, no configuration, no files."""
