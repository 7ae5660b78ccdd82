"""A house that matches its bills: what they determine and what they leave open, as a set of houses with weights."""
