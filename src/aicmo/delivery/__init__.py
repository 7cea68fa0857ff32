"""Delivery: the package of real files, its manifest, and its two roots."""
