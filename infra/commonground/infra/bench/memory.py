"""The memory of a web process, and whether it grows: after 1,000 and after 20,000 mixed requests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from commonground.infra.bench._client import load, request
from commonground.infra.bench._pages import WrongPageError
from commonground.infra.bench._serving import Server, web
from commonground.infra.bench._stage import Stage, say, stage
from commonground.infra.measures import Measure

EARLY, LATE = 1_000, 20_000
CONNECTIONS = 8
_AT_ONCE = 1_000
MEBIBYTE = 1_024


def measures(early: int = EARLY, late: int = LATE) -> Iterator[Measure]:
    with stage(3, 3_000) as ground, web(ground) as server:
        mix = cycle(_mixed(ground))
        _send(server, mix, early)
        before = _resident(server)
        yield Measure("web-process-memory", before, "MiB", 130, "lower")
        _send(server, mix, late - early)
        after = _resident(server)
        yield Measure("web-process-memory-after-20000", after, "MiB", 130, "lower")
    yield Measure("web-process-memory-growth", after / before, "ratio", 1.05, "lower")


def _mixed(ground: Stage) -> list[bytes]:
    """A day's pages, of three councils: lists, filters, records, words looked for, a file, a resident's page."""
    asked = []
    for council, token in zip(ground.councils, ground.tokens(ground.councils), strict=True):
        records = sorted(ground.references(council))[:40]
        paths = (
            *("/tracker", "/my-work", "/tracker?view=overdue&sort=contacts", "/tracker?words=park", "/contexts"),
            *("/find?q=mill", "/notifications", "/tracker?view=closed&sort=received", "/tracker/export.csv"),
            *(f"/referrals/{reference}" for reference in records),
        )
        asked += [request(path, {"cg_session": token}) for path in paths]
        asked += [request(f"/{council.slug}/report"), request(f"/sign-in/{council.slug}"), request("/nothing-here")]
    return asked


def _send(server: Server, mix: Iterator[bytes], number: int) -> None:
    """In portions, so that the answers do not pile up on this side."""
    left = number
    while left:
        now = min(left, _AT_ONCE)
        done = asyncio.run(load(server.port, list(islice(mix, now)), CONNECTIONS))
        left -= now
        _check([answer.status for answer in done.answers])
        say(f"{number - left} of {number} requests, {_resident(server):.1f} MiB")


def _check(statuses: Sequence[int]) -> None:
    """Each kind of page is answered; the address that nobody knows is not found."""
    wrong = {status for status in statuses if status not in (200, 404)}
    if wrong or statuses.count(200) < len(statuses) * 0.9:
        raise WrongPageError(f"unexpected answers: {sorted(wrong)}, {statuses.count(200)} of {len(statuses)} good")


def _resident(server: Server) -> float:
    """Mebibytes of the process that serves, which is the largest child of the one that was started."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return max(_kibibytes(int(child)) for child in children) / MEBIBYTE


def _kibibytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
