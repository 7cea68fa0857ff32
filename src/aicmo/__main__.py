"""``python -m aicmo`` is ``aicmo``."""

from aicmo.cli import main

main()
