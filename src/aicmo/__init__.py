"""AICMO turns a client's marketing brief into a delivered package, or leaves no trace."""
