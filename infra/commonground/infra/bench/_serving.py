"""The web process as it is in production, and beside it the bare application, each a server of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from commonground.infra.bench._bare import PLACE, Place
from commonground.infra.bench._replay import SAVES, Save, written
from commonground.infra.bench._stage import Stage
from commonground.infra.demo.bulk import BulkCouncil
from commonground.infra.processes.watch import SUPERVISOR

_START_WITHIN = 60.0
_END_WITHIN = 15.0


@dataclass(frozen=True)
class Server:
    """A server that answers. `pid` is that of its first process, whose children do the work."""

    port: int
    pid: int


@contextmanager
def web(stage: Stage, port: int | None = None) -> Iterator[Server]:
    """`commonground web` over the stage's database."""
    chosen = port or free_port()
    with serving([program(), "web"], stage.environment(chosen), chosen, stage.folder, "/healthz") as server:
        yield server


@contextmanager
def bare(stage: Stage, council: BulkCouncil) -> Iterator[Server]:
    """The bare tracker over one of the stage's councils."""
    place = Place.of(stage.owner_url, council).written()
    with _plain("commonground.infra.bench._bare:create_app", {PLACE: place}, stage.folder) as server:
        yield server


@contextmanager
def replay(stage: Stage, saves: Sequence[Save]) -> Iterator[Server]:
    """The bare side of saving; `saves` must have been done once by then."""
    given = {SAVES: written(stage.owner_url, saves)}
    with _plain("commonground.infra.bench._replay:create_app", given, stage.folder) as server:
        yield server


@contextmanager
def _plain(app: str, environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """An application of the benchmark's own, in the same server with the same number of processes."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--no-ws", "--log-level", "warning"),
        *("--host", "127.0.0.1", "--port", str(port), app),
    ]
    with serving(command, environment, port, folder, "/") as server:
        yield server


@contextmanager
def serving(
    command: Sequence[str], environment: Mapping[str, str], port: int, folder: Path, path: str
) -> Iterator[Server]:
    """A server process from when `path` answers until the end. Raises `RuntimeError` with what it wrote."""
    log = folder / f"server-{port}.log"
    own = {name: value for name, value in os.environ.items() if not name.startswith("COMMONGROUND_")}
    own |= {**environment, SUPERVISOR: str(os.getpid())}
    with log.open("wb") as written:
        process = subprocess.Popen(command, env=own, stdin=subprocess.DEVNULL, stdout=written, stderr=written)
    try:
        _wait_for(process, port, path, log)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_END_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def program() -> str:
    return str(Path(sys.executable).with_name("commonground"))


def two_free_ports() -> int:
    """The first of two, one after the other."""
    while True:
        port = free_port()
        with socket.socket() as second, suppress(OSError):
            second.bind(("127.0.0.1", port + 1))
            return port


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    until = time.monotonic() + _START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        if _answers(port, path):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
