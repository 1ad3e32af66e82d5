"""Exact reading of numbers, money, ratios, dates and times; knows nothing of reports."""
