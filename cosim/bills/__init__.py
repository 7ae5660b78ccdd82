"""Bills and meters: what a house used, by dates of reading, from a CSV or a Green Button file, checked row by row."""

from cosim.bills.bill import Bill, Bills
from cosim.bills.reading import read_bills

__all__ = ["Bill", "Bills", "read_bills"]
