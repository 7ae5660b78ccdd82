"""What energy costs and emits by the hour: the calendar, tariffs, fuel prices and grids."""
