"""``python -m benchmarks.site [--runs N] [--viewers N]``: how long pages and the API take with many runs and viewers.

A site is served with its worker; each address is asked for twenty times over HTTP, alone and while viewers watch a run
by server-sent events; then the run is carried out, and it is counted how late the last viewer hears of its end.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from statistics import median, quantiles
from threading import Barrier, Thread
from time import perf_counter
from typing import TYPE_CHECKING, Final

import httpx2

from aicmo import saga
from aicmo.app import App
from aicmo.db import Database
from aicmo.onboarding.reading import receive
from aicmo.people import keys
from aicmo.reception.intake import examined
from aicmo.saga import Order, Storage
from aicmo.settings import Settings
from aicmo.web.brief_text import example
from aicmo.web.serving import Serving
from aicmo.workflows.ordering import order
from benchmarks.own_server import ground

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

TIMES: Final = 20


def main() -> None:
    """Measure on both databases and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description="Measure the site and its API.")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--viewers", type=int, default=50)
    asked = parser.parse_args()
    with ground() as found:
        for url in (found.sqlite("site"), found.postgres("site")):
            database = Database(url)
            app = App(Settings(), database, Storage(found.folder / database.url.get_backend_name()))
            print(f"\n{database.url.get_backend_name()}, {asked.runs:,} runs, {asked.viewers} viewers")
            measure(app, asked.runs, asked.viewers)
            database.close()


def measure(app: App, runs: int, viewers: int) -> None:
    """Fill the house, serve it, and print how long each address takes."""
    asked = _example()
    delivered, _ = saga.submit(app.database, app.saga, asked)
    with app.worker() as worker:
        worker.work(until_idle=True)
    _fill(app, asked, runs)
    watched, _ = saga.submit(app.database, app.saga, replace(asked, delay=3600, subject="bench/watched"))
    key = keys.create(app.database, "bench")[1]
    with served(app) as serving, httpx2.Client(base_url=serving.url, timeout=60) as client:
        client.headers |= {"Sec-Fetch-Site": "same-origin", "Authorization": f"Bearer {key}"}
        client.post(serving.login_link())
        addresses = _addresses(client, delivered)
        _print("alone", {name: _timed(client, address) for name, address in addresses.items()})
        with watching(serving.url, key, watched, viewers) as heard:
            _print("while watched", {name: _timed(client, address) for name, address in addresses.items()})
            saga.cancel(app.database, watched)
            ended = perf_counter()
        late = [moment - ended for moment in heard]
        print(f"  the end of the run reached {len(late)} viewers after {min(late):.2f} to {max(late):.2f} s")


@contextmanager
def served(app: App) -> Iterator[Serving]:
    """Serve until the end of the block."""
    with Serving(app, host="127.0.0.1", port=0, with_worker=True) as serving:
        thread = Thread(target=serving.serve)
        thread.start()
        try:
            yield serving
        finally:
            serving.stop()
            thread.join()


@contextmanager
def watching(url: str, key: str, run_id: UUID, viewers: int) -> Iterator[list[float]]:
    """Let so many watch a run; at the end of the block wait until each has heard the end, and note when."""
    heard: list[float] = []
    ready = Barrier(viewers + 1)

    def watch(_: int) -> None:
        address = f"{url}/api/v1/runs/{run_id}/events/stream"
        with httpx2.stream("GET", address, headers={"Authorization": f"Bearer {key}"}, timeout=600) as answer:
            lines = answer.iter_lines()
            next(lines)
            ready.wait()
            if any(line == "event: ended" for line in lines):
                heard.append(perf_counter())

    with ThreadPoolExecutor(viewers) as pool:
        done = [pool.submit(watch, number) for number in range(viewers)]
        ready.wait()
        yield heard
        for each in done:
            each.result()


def _example() -> Order:
    received = receive("brief.yaml", example().encode())
    return order(examined(received), received)


def _fill(app: App, asked: Order, runs: int) -> None:
    """Queue runs far in the future, all in one transaction: who lists them does not see the difference."""
    began = perf_counter()
    with app.database.transaction() as connection:
        for number in range(runs):
            other = replace(
                asked, delay=86_400, account=f"client-{number % 40}", subject=f"client-{number % 40}/{number}"
            )
            saga.submit(connection, app.saga, other)
    size = len(json.dumps(asked.input))
    print(f"  filled in {perf_counter() - began:.0f} s, each run's input has {size:,} bytes")


def _addresses(client: httpx2.Client, delivered: UUID) -> dict[str, str]:
    page = client.get("/api/v1/runs?limit=200").json()
    for _ in range(20):
        page = client.get("/api/v1/runs", params={"limit": 200, "after": page["next"]}).json()
    return {
        "list": "/runs",
        "list, searched": "/runs?q=client-7+77",
        "list, one client": "/runs?client=client-7",
        "list, 4,200 down": f"/runs?after={page['next']}",
        "run": f"/runs/{delivered}",
        "drafts": f"/runs/{delivered}/drafts",
        "calendar": f"/runs/{delivered}/calendar",
        "quality": f"/runs/{delivered}/quality",
        "package": f"/runs/{delivered}/package",
        "API list": "/api/v1/runs",
        "API list, 4,200 down": f"/api/v1/runs?after={page['next']}",
        "API run": f"/api/v1/runs/{delivered}",
        "API events": f"/api/v1/runs/{delivered}/events",
    }


def _timed(client: httpx2.Client, address: str) -> list[float]:
    found = []
    for _ in range(TIMES):
        began = perf_counter()
        answer = client.get(address)
        found.append(1000 * (perf_counter() - began))
        if answer.status_code != 200:  # noqa: PLR2004 (found)
            raise SystemExit(f"{address} answered {answer.status_code}")
    return found


def _print(when: str, found: dict[str, list[float]]) -> None:
    for name, times in found.items():
        print(f"  {when:<14} {name:<22} median {median(times):6.1f} ms   95 % {quantiles(times, n=20)[-1]:6.1f} ms")


if __name__ == "__main__":
    main()
