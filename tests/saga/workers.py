"""One worker process: ``python -m saga.workers URL STORAGE CONCURRENCY`` works until nothing is left to do.

``python -m saga.workers URL STORAGE carry-alone ERRAND`` is its child.
"""

from __future__ import annotations

import sys
from pathlib import Path

from aicmo.db import Database
from aicmo.saga import Child, Storage, carry_alone
from saga.shop import Carrier, World, shop

if __name__ == "__main__":
    url, storage, how, *errand = sys.argv[1:]
    world = World(Database(url), Storage(Path(storage)), shop(), Carrier())
    if errand:
        carry_alone(errand[0], world.database, [world.saga], world.storage, {Carrier: world.carrier})
    else:
        child = Child([sys.executable, "-m", "saga.workers", url, storage, "carry-alone"])
        with world.worker(concurrency=int(how), alone=child) as worker:
            worker.work(until_idle=True)
