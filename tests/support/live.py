"""The application as a server on this machine, for browsers: a process of its own over a test's database.

Playwright's synchronous interface keeps an event loop running in the thread that started it. Set the database and the
world up first, then the browser; `in_a_thread` runs something asynchronous while a browser is open."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, ViewportSize

from councils import TestCouncil, World
from patience import sign_of_life
from web import settings_for

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
LOGS = ROOT / "var" / "test-logs"
START_WITHIN = 60
ENDS_WITHIN = 120


@dataclass(frozen=True)
class LiveSite:
    """Where the application listens, and whose world it serves."""

    base_url: str
    world: World
    log: Path
    pid: int

    def session_token(self, council: TestCouncil, person: str) -> str:
        """A fresh session's token, also while a browser is open."""
        return in_a_thread(self.world.token(council, person))

    def said(self) -> str:
        """Everything that the server wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def live_site(world: World, factory: str = "commonground.ui.app:create_app", **changes: str) -> Iterator[LiveSite]:
    """The application that `factory` makes over `world`, on a free port; `changes` are settings by name."""
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"web-{world.database.name}.log"
    environment = _environment(world, port, base_url, changes)
    with log.open("wb") as written, _server(environment, factory, port, written) as process:
        _wait_until_it_answers(f"{base_url}/healthz", process, log)
        yield LiveSite(base_url, world, log, process.pid)


def in_a_thread(work: Coroutine[Any, Any, T]) -> T:
    """Run something asynchronous where the current thread already has a loop."""
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(asyncio.run(work))
        except BaseException as error:  # noqa: BLE001  # handed on to the caller's thread
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(ENDS_WITHIN)
    if thread.is_alive():
        raise TimeoutError(f"What a journey asked of the database is not there after {ENDS_WITHIN} s.")
    if failure:
        raise failure[0]
    return outcome[0]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _environment(world: World, port: int, base_url: str, changes: dict[str, str]) -> dict[str, str]:
    database = world.database
    chosen = {
        "base_url": base_url,
        "port": str(port),
        "secret_key": "tests-only-" + "k" * 32,
        "database_app_url": database.app_url,
        "database_login_url": database.login_url,
        "database_worker_url": database.worker_url,
        "database_relay_url": database.relay_url,
        "files_folder": settings_for(database).files_path,
    } | changes
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMONGROUND_")}
    ours = {f"COMMONGROUND_{name.upper()}": value for name, value in chosen.items()}
    path = os.pathsep.join(filter(None, (os.fspath(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    return kept | ours | {"PYTHONPATH": path}


@contextmanager
def _server(environment: dict[str, str], factory: str, port: int, log: Any) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--no-ws", "--log-level", "warning"),
        *("--host", "127.0.0.1", "--port", str(port), factory),
    ]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Raises `RuntimeError` with what the server wrote when it does not come up."""
    last = time.monotonic() + START_WITHIN
    while time.monotonic() < last and process.poll() is None:
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")


@contextmanager
def visiting(
    browser: Browser, site: LiveSite, *, width: int = 1280, scripts: bool = True, token: str = ""
) -> Iterator[Page]:
    """A page in a browser profile of its own, signed in when a session's `token` is given. Fails afterwards if the
    content security policy refused something or a script broke."""
    sign_of_life()
    size = ViewportSize(width=width, height=900 if width > 600 else 640)
    profile = browser.new_context(viewport=size, java_script_enabled=scripts, base_url=site.base_url)
    if token:
        profile.add_cookies([{"name": "cg_session", "value": token, "url": site.base_url}])
    page = profile.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    try:
        yield page
        assert [text for text in said if not text.startswith("Failed to load resource:")] == []
    finally:
        profile.close()
