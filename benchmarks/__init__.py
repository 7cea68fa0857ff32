"""Measurements on request: they print figures and ratios, and no test depends on them."""
