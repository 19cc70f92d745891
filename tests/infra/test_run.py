"""`commonground run`, as `make run` starts it: everything comes up, survives being killed, and ends together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from commonground.infra.postgres import Cluster
from commonground.infra.processes.database import NAME

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).parent / "commonground"
# Minutes for what takes one: on a machine that does other things beside, it is no fault to be slow.
_PATIENCE = 400


class Everything:
    """One `commonground run` with a state folder and ports of its own."""

    def __init__(self, state_dir: Path) -> None:
        self.port = _three_free_ports()
        self.cluster = Cluster(state_dir)
        self.log = state_dir / "log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COMMONGROUND_")},
            "COMMONGROUND_STATE_DIR": str(state_dir),
            "PORT": str(self.port),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(PROGRAM), "run"], cwd=ROOT, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait_until(self.is_ready)

    def wait_until_told(self, words: str) -> None:
        """What is said when pages are served is said a moment after they are."""
        self._wait_until(lambda: words in self.log.read_text())

    def _wait_until(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + _PATIENCE
        while not holds():
            assert self.process
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)

    def again(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(PROGRAM), "run"], cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False
        )

    def is_ready(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
        return False

    def processes(self) -> list[int]:
        """Its own process first, then everything that stems from it; the database server is nobody's child."""
        assert self.process
        told = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        parents = [tuple(map(int, line.split())) for line in told.splitlines()]
        found = [self.process.pid]
        for one in found:
            found.extend(pid for pid, parent in parents if parent == one)
        return found

    def ask(self, statement: str) -> object:
        with psycopg.connect(self.cluster.url(database=NAME), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None


@pytest.fixture
def everything(tmp_path: Path) -> Iterator[Everything]:
    made = Everything(tmp_path)
    yield made
    if made.process and made.process.poll() is None:
        made.process.terminate()
        made.process.wait(30)
    made.cluster.destroy()


@pytest.mark.slow
def test_it_serves_survives_and_ends(everything: Everything) -> None:
    everything.start()
    assert everything.cluster.is_running()
    assert everything.ask("SELECT count(*) FROM commons.councils") == 3
    verdict = everything.ask("SELECT string_agg(verdict, ' ') FROM audit.isolation_reports")
    assert verdict == "green", "the demonstration's own report, of everything that the demonstration shows"
    assert "It runs already" in everything.again().stderr
    everything.ask("CREATE TABLE public.kept AS SELECT 'the park' AS place")

    for pid in everything.processes():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert everything.process
    everything.process.wait()
    everything.start()
    assert everything.ask("SELECT place FROM public.kept") == "the park"
    assert everything.ask("SELECT count(*) FROM commons.councils") == 3
    everything.wait_until_told("Sign in there as one of these invented people")

    there = everything.processes()
    everything.process.send_signal(signal.SIGINT)
    assert everything.process.wait(30) == 0
    assert [pid for pid in there if _alive(pid)] == []
    assert not everything.cluster.is_running()


def test_a_port_in_use_is_told_before_anything_starts(everything: Everything) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", everything.port + 1))
        taken.listen()
        told = everything.again()
    assert told.returncode == 1
    assert f"Port {everything.port + 1} is not free" in told.stderr
    assert not everything.cluster.is_running()


def _three_free_ports() -> int:
    """The first of three neighbours that nobody uses now."""
    while True:
        with socket.socket() as first, socket.socket() as second, socket.socket() as third:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 1))
                third.bind(("127.0.0.1", port + 2))
                return port


def _alive(pid: int) -> bool:
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(told.strip()) and not told.startswith("Z")
