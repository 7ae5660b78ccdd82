"""The house: from its configuration to the arrays and the flow that live through a year."""
