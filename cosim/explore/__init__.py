"""A page on this machine on which one changes a scenario and sees year, week and money follow."""
