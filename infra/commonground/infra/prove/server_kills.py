"""The embedded server is killed fifty times under somebody who writes: what was committed is there."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg

from commonground.infra.measures import Measure
from commonground.infra.postgres import Cluster
from commonground.infra.postgres.account import server_account
from commonground.infra.postgres.places import places_for
from commonground.infra.postgres.running import read_pid_file

KILLS = 50
_SEED = 20261121


def measures(kills: int = KILLS) -> Iterator[Measure]:
    """Committed rows that were lost, and the longest time to come back."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder)).start()
        try:
            writer = _Writer(cluster.url())
            slowest = max(_kill(cluster, Path(folder), pause) for pause in _pauses(kills))
            lost = writer.finish()
        finally:
            cluster.destroy()
    yield Measure("server-kills-rows-lost", lost, "rows", 0, "lower")
    yield Measure("server-kills-slowest-return", slowest, "s", 15, "lower")


def _pauses(kills: int) -> list[float]:
    dice = random.Random(_SEED)  # noqa: S311  # chooses moments, keeps nothing secret
    return [dice.uniform(0.05, 0.6) for _ in range(kills)]


def _kill(cluster: Cluster, folder: Path, pause: float) -> float:
    """Kill the server after `pause`; the seconds until it answers again."""
    time.sleep(pause)
    found = read_pid_file(places_for(folder, server_account()).pid_file)
    if found:
        os.kill(found.pid, signal.SIGKILL)
    began = time.monotonic()
    while cluster.is_running():
        time.sleep(0.01)
    cluster.start()
    return time.monotonic() - began


class _Writer:
    """Commits one number after the other, and remembers which were confirmed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._confirmed: list[int] = []
        self._enough = threading.Event()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE written (number int PRIMARY KEY)")
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def finish(self) -> int:
        """How many confirmed numbers are missing."""
        self._enough.set()
        self._thread.join()
        with psycopg.connect(self._url) as connection:
            there = {row[0] for row in connection.execute("SELECT number FROM written")}
        return len(set(self._confirmed) - there)

    def _write(self) -> None:
        number = 0
        while not self._enough.is_set():
            with suppress(psycopg.OperationalError), psycopg.connect(self._url, autocommit=True) as connection:
                while not self._enough.is_set():
                    number += 1
                    connection.execute("INSERT INTO written VALUES (%s)", [number])
                    self._confirmed.append(number)
