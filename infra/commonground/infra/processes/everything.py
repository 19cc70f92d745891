"""Everything that `make run` starts, in order, and ends together."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import click

from commonground.infra.demo.isolation import has_report, make_first_report
from commonground.infra.demo.tell import tell_stories
from commonground.infra.mail_sink.server import sink_port
from commonground.infra.migrations.run import upgrade
from commonground.infra.processes.database import Reachable, reachable_database, require_role_addresses
from commonground.infra.processes.environment import environment_for
from commonground.infra.processes.own_secret import with_own_secret
from commonground.infra.processes.procfile import Entry, read_procfile
from commonground.infra.processes.supervise import Supervisor, Task
from commonground.infra.processes.welcome import welcome
from commonground.platform.audit.keys import kept_key, signing_key
from commonground.platform.settings import PREFIX, Settings, SettingsError

PROCFILE = Path("Procfile")
_DEMONSTRATION_ONLY = {"provider", "mail"}
_SERVED_WITHIN = 60.0


def run_everything(given: Settings) -> int:
    """Blocks until Ctrl-C or SIGTERM. The exit code. Raises `SettingsError` or `ServerError` with what to do."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    entries = chosen_entries(given)
    with only_one(given):
        settings = with_local_services(given)
        check_ports(settings)
        _tell("Starting the database ...")
        with reachable_database(settings) as reachable:
            require_role_addresses(reachable.settings)
            _tell("Migrating ...")
            upgrade(reachable.settings.database_url)
            if given.is_demo:
                _tell(asyncio.run(tell_stories(reachable.settings, only_if_empty=True)))
                if not asyncio.run(has_report(reachable.settings.database_url)):
                    _tell("Trying whether the first council is isolated ...")
                    make_first_report()
            return _serve(reachable, entries)


def chosen_entries(settings: Settings) -> list[Entry]:
    """The Procfile's processes; in production without those that invent people and swallow mail."""
    if not PROCFILE.exists():
        raise SettingsError("There is no Procfile here: start `commonground run` in the folder of the clone.")
    entries = read_procfile(PROCFILE)
    return [entry for entry in entries if settings.is_demo or entry.name not in _DEMONSTRATION_ONLY]


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Raises `SettingsError` when this folder's processes run already."""
    state = Path(settings.state_dir)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    state.chmod(0o700)  # secrets and caught mail are in it
    with (state / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise SettingsError(f"It runs already, as process {lock.read().strip() or 'unknown'}.") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def with_local_services(settings: Settings) -> Settings:
    """In a demonstration: secrets of its own, kept for the next start, and the mail sink for sending. Raises
    `SettingsError` where a key of the platform's own is needed and there is none."""
    signing_key(settings)
    if not settings.is_demo:
        return settings
    return replace(
        with_own_secret(settings),
        audit_key=settings.audit_key or str(kept_key(Path(settings.state_dir)).absolute()),
        smtp_url=settings.smtp_url or f"smtp://127.0.0.1:{sink_port(settings)}",
    )


def check_ports(settings: Settings) -> None:
    """Raises `SettingsError` naming the first port that somebody else uses."""
    first = int(settings.port)
    for port in (first, first + 1, first + 2) if settings.is_demo else (first,):
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind(("127.0.0.1", port))
            except OSError as error:
                raise SettingsError(
                    f"Port {port} is not free ({error.strerror}). Choose another: make run PORT={first + 100} "
                    f"(or {PREFIX}PORT). The two ports above it are used as well."
                ) from error


def _serve(reachable: Reachable, entries: list[Entry]) -> int:
    settings = reachable.settings
    tasks = [Task(entry.name, entry.words, environment_for(entry.name, settings, os.environ)) for entry in entries]
    threading.Thread(target=_welcome_when_served, args=(settings,), daemon=True).start()
    return Supervisor(tasks, also=reachable.keep_running).run()


def _welcome_when_served(settings: Settings) -> None:
    until = time.monotonic() + _SERVED_WITHIN
    while time.monotonic() < until:
        if _is_served(settings):
            _tell(welcome(settings))
            return
        time.sleep(0.1)
    _tell(f"No page was served within {_SERVED_WITHIN:.0f} s; the lines of `web` above say why.")


def _is_served(settings: Settings) -> bool:
    connection = HTTPConnection("127.0.0.1", int(settings.port), timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.base_url).netloc})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _tell(words: str) -> None:
    click.echo(words)
