"""The example saga of the documentation does what the documentation says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_example_saga_runs_and_its_failed_order_leaves_nothing() -> None:
    script = ROOT / "examples" / "shop_saga.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 0, done.stderr
    ada, nobody, forgetful, left = done.stdout.splitlines()
    assert ada.strip() == "Ada: COMPLETED"
    assert nobody.startswith("Nobody: COMPENSATED The carrier does not know where Nobody lives.")
    assert "'pack': {'rows': {'parcels': 2}, 'files': 0}" in nobody
    assert forgetful.startswith("Forgetful: COMPENSATED Nobody sent 'payment' in time.")
    assert left == "2 parcels, all of them Ada's, and 4200 cents at the bank"
