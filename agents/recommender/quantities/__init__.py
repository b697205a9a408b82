"""Prices, measures, times and dates: as they are written, as they are said, what they measure."""
