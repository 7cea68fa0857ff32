"""8 worker processes drain 5,000 runs with random failures, one is killed: ``python -m benchmarks.drain [RUNS]``.

On a PostgreSQL of its own. The counts at the end ask the tables alone: none lost, none doubled, no orphan.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parent.parent / "tests"
PROGRAM: Final = """
import os, sys, tempfile
from pathlib import Path
from saga.drain import main
from servers.databases import Databases

folder = Path(tempfile.mkdtemp(prefix="aicmo-tests-", dir="/tmp"))
folder.chmod(0o711)
databases = Databases(folder, os.getpid(), "embedded", False)
try:
    main(databases.new_postgres(migrated=True), int(sys.argv[1]), 8, 4)
finally:
    databases.close()
"""

if __name__ == "__main__":
    runs = sys.argv[1] if len(sys.argv) > 1 else "5000"
    print(f"{os.cpu_count()} cores", flush=True)
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    sys.exit(subprocess.run([sys.executable, "-c", PROGRAM, runs], env=environment, check=False).returncode)
