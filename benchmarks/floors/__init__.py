"""The same work written by hand, as fast as we can: the physical limit made visible."""
