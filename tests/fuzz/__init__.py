"""Damaged files of every kind that cosim reads, and what it must do with each.

`mutators` damages files, `kinds` says which files there are and how each is tried, `trial` tries one in a process of
its own and judges what came of it, `campaign` goes through many. All of it follows from a seed.
"""
