"""The command line: thin commands over engine, rooms and database; they know a terminal and nothing else."""

from aicmo.cli.boundary import main

__all__ = ["main"]
