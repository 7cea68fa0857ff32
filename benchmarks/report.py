"""What was measured, as a table on the terminal and between the markers of ``docs/performance.md``."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.plot import svg

if TYPE_CHECKING:
    from benchmarks.figures import Figure
    from benchmarks.speed import Bar

DOCS: Final = Path(__file__).parent.parent / "docs"
BEGIN: Final = "<!-- measured: written by python -m benchmarks -->"
END: Final = "<!-- end of what was measured -->"
VERSIONS: Final = ("sqlalchemy", "psycopg", "dbos", "procrastinate", "absurd-sdk", "temporalio")
SIGNS: Final = {True: "met", False: "**missed**", None: "–"}


@dataclass
class Report:
    """Everything one call of the benchmark found."""

    form: str
    server: str
    figures: list[Figure] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    in_flight: dict[int, float] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """Return it as a section of a document."""
        lines = [f"{self.form.capitalize()} form, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {self._machine()}", ""]
        lines += ["| # | Measure | Found: median (least–most) | Target | |", "|---|---|---|---|---|"]
        ordered = sorted(self.figures, key=lambda figure: int(figure.number[1:]))
        lines += [f"| {f.number} | {f.what} | {f.found} | {f.target} | {SIGNS[f.met]} |" for f in ordered]
        if self.in_flight:
            speeds = ", ".join(f"{count:,} → {speed:.0f}" for count, speed in self.in_flight.items())
            lines += ["", f"Runs a second by how many are in flight in one process: {speeds}."]
        if self.absent:
            lines += ["", "Not measured: " + "; ".join(self.absent) + "."]
        if self.bars:
            lines += ["", "![Runs a second, saturated, with fsync](performance.svg)"]
        return "\n".join(lines) + "\n"

    def write(self, folder: Path = DOCS) -> None:
        """Put it between the markers, and the plot beside it."""
        page = folder / "performance.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}\n\n{self.markdown()}\n{END}{after}", encoding="utf-8")
        if self.bars:
            (folder / "performance.svg").write_text(svg(self.bars), encoding="utf-8")

    def _machine(self) -> str:
        installed = []
        for name in VERSIONS:
            try:
                installed.append(f"{name} {version(name)}")
            except PackageNotFoundError:
                continue
        load = os.getloadavg()[1]
        return (
            f"{os.cpu_count()} cores ({platform.machine()}), load {load:.1f} over the last five minutes, "
            f"{self.server}, Python {platform.python_version()}, {', '.join(installed)}."
        )
