"""One worker process: ``python -m saga.workers URL STORAGE`` works until nothing is left to do."""

from __future__ import annotations

import sys
from pathlib import Path

from aicmo.db import Database
from aicmo.saga import Storage
from saga.shop import Carrier, World, shop

if __name__ == "__main__":
    url, storage = sys.argv[1:]
    with World(Database(url), Storage(Path(storage)), shop(), Carrier()).worker() as worker:
        worker.work(until_idle=True)
