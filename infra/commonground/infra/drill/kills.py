"""The kill drill: relay, worker, web and database are killed in turn while notifications and mails are outstanding.

After each kill the victim is started again, as a supervisor would, and everything that had committed must be told.
At the end each recipient's own list is compared with the facts that committed, and what the mail server got with the
mails that were queued with them."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import LiteralString
from uuid import UUID

import psycopg

from commonground.infra.drill.ground import Ground, drill_ground
from commonground.infra.drill.lists import Tally, compare_lists
from commonground.infra.drill.mails import MailTally, compare_mails, let_go, unmarked_copies
from commonground.infra.drill.post import Copy, Post, open_post
from commonground.infra.drill.processes import Process, relay_and_worker
from commonground.infra.postgres.account import server_account
from commonground.infra.postgres.places import places_for
from commonground.infra.postgres.running import read_pid_file

VICTIMS = ("relay", "worker", "web", "database")
RECIPIENTS = 8
OUTSTANDING = 2_000
# Some are told between looking and killing.
_LEVEL = OUTSTANDING // RECIPIENTS + 40
_LONGEST_RECOVERY = 120.0


class DrillBrokeError(RuntimeError):
    """Something never came back: that is worse than any figure."""


@dataclass(frozen=True)
class Kill:
    victim: str
    outstanding: int
    recovered_after: float


@dataclass
class Outcome:
    """What a drill found. `acknowledged`: facts whose commit the writer had heard of."""

    kills: list[Kill] = field(default_factory=list)
    acknowledged: int = 0
    tally: Tally = field(default_factory=Tally)
    mails: MailTally = field(default_factory=MailTally)

    @property
    def recoveries(self) -> list[float]:
        """Seconds from each kill until everything outstanding was told, quickest first."""
        return sorted(kill.recovered_after for kill in self.kills)

    @property
    def recovery_p95(self) -> float:
        return self.recoveries[min(len(self.kills) - 1, int(len(self.kills) * 0.95))]

    @property
    def least_outstanding(self) -> int:
        return min(kill.outstanding for kill in self.kills)


def drill(kills: int, seed: int, say: Callable[[str], object] = lambda _: None) -> Outcome:
    """Kill `kills` times, each victim as often as the others, at moments that `seed` decides."""
    dice = random.Random(seed)  # noqa: S311  # chooses moments, keeps nothing secret
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(kills)]
    dice.shuffle(victims)
    outcome, deaths = Outcome(), list[set[Copy]]()
    councils = dict.fromkeys(("larkmere", "hallowdene"), RECIPIENTS)
    with drill_ground(councils, mailed=("larkmere",)) as ground, open_post() as post:
        with relay_and_worker(ground.environment(post.url), ground.folder) as processes, _web(ground) as web:
            for victim in victims:
                scene = _Scene(ground, processes, web, dice.uniform(0.0, 0.4), post, deaths)
                outcome.kills.append(scene.kill(victim))
                say(_told_of(outcome.kills[-1]))
            _Scene(ground, processes, web, 0, post, deaths).send_the_rest()
        outcome.acknowledged = len(web.acknowledged)
        outcome.tally = compare_lists(ground, web.acknowledged)
        outcome.mails = compare_mails(ground.owner_url, post, deaths)
    return outcome


def _told_of(kill: Kill) -> str:
    return f"{kill.victim}: {kill.outstanding} outstanding, all told {kill.recovered_after:.1f} s after the kill"


class _Web:
    """The writer process. Its acknowledgements are kept whatever becomes of it."""

    def __init__(self, plan: Path) -> None:
        self._plan = plan
        self.acknowledged: set[UUID] = set()
        self._start()

    def say(self, word: str) -> None:
        pipe = self._process.stdin
        if pipe:
            with suppress(BrokenPipeError):
                pipe.write(f"{word}\n".encode())
                pipe.flush()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()

    def start_again(self) -> None:
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "commonground.infra.drill.writer", str(self._plan)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._listener = Thread(target=self._listen, args=(self._process,), daemon=True)
        self._listener.start()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            # Killed in the middle of a line, it has not told.
            if line.endswith(b"\n"):
                self.acknowledged.update(map(UUID, line.decode().split()))


@contextmanager
def _web(ground: Ground) -> Iterator[_Web]:
    plan = ground.folder / "writer.json"
    places = [
        {"token": ground.manager_token(council), "referrals": [str(one) for one in council.referrals]}
        for council in ground.councils
    ]
    plan.touch(0o600)
    plan.write_text(json.dumps({"app_url": ground.app_url, "places": places}))
    web = _Web(plan)
    try:
        yield web
    finally:
        web.kill()


@dataclass
class _Scene:
    """One kill: fill up, strike at a random moment while the web writes on, start the victim again, wait."""

    ground: Ground
    processes: dict[str, Process]
    web: _Web
    pause: float
    post: Post
    deaths: list[set[Copy]]
    looking: psycopg.Connection | None = None

    def kill(self, victim: str) -> Kill:
        self.web.say("go")
        self._wait_until(lambda: self._undone() >= _LEVEL)
        time.sleep(self.pause)
        outstanding = self._undone() * RECIPIENTS
        struck = time.monotonic()
        self._strike(victim)
        self.web.say("stop")
        self._wait_until(lambda: self._undone() == 0)
        recovered = time.monotonic() - struck
        self._close()
        return Kill(victim, outstanding, recovered)

    def send_the_rest(self) -> None:
        """The sender is killed once more, what dead ones held is let go, and every mail goes out."""
        self._strike("worker")
        self._wait_until(lambda: self._unsent() == 0)
        self._close()

    def _close(self) -> None:
        if self.looking:
            self.looking.close()

    def _strike(self, victim: str) -> None:
        if victim == "database":
            kill_server(self.ground.folder)
            self.ground.cluster.start()
            self.deaths.append(unmarked_copies(self.ground.owner_url, self.post))
            return
        struck = self.web if victim == "web" else self.processes[victim]
        struck.kill()
        if victim == "worker":
            self.deaths.append(unmarked_copies(self.ground.owner_url, self.post))
            let_go(self.ground.owner_url)
        struck.start_again()

    def _undone(self) -> int:
        """How many committed facts are not carried out; a server that is not back yet counts as one."""
        return self._count("select count(*) from system.outbox where done_at is null")

    def _unsent(self) -> int:
        """How many mails wait to be sent, those of a batch whose sender died included."""
        return self._count("select count(*) from council.mails where state = 'queued'")

    def _count(self, query: LiteralString) -> int:
        try:
            if self.looking is None or self.looking.closed:
                self.looking = psycopg.connect(self.ground.owner_url, connect_timeout=5, autocommit=True)
            row = self.looking.execute(query).fetchone()
            return int(row[0]) if row else 1
        except psycopg.OperationalError:
            return 1

    @staticmethod
    def _wait_until(true: Callable[[], bool]) -> None:
        until = time.monotonic() + _LONGEST_RECOVERY
        while not true():
            if time.monotonic() > until:
                raise DrillBrokeError("facts that had committed were not carried out")
            time.sleep(0.05)


def kill_server(folder: Path) -> None:
    """SIGKILL for the server and every process of it, as when a machine runs out of memory."""
    found = read_pid_file(places_for(folder, server_account()).pid_file)
    if found is None:
        raise DrillBrokeError("the server was not running")
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(found.pid)], capture_output=True, text=True, check=False
    )
    for pid in (found.pid, *map(int, children.stdout.split())):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
