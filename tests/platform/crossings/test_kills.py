"""Whoever agrees to a package, sends it, accepts it or takes it in is killed in the middle, the database's process of
theirs or the whole web server: both sides stand alike, and nothing is lost or there twice.

`CROSSINGS=whole` is the long form, for `make prove ONLY=crossing_kills`."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx import AsyncClient, HTTPError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from casework import acting
from commonground.platform.access import Action
from commonground.platform.crossings import service as crossings
from commonground.platform.crossings.queries import offer_called
from commonground.platform.crossings.types import Act
from commonground.platform.database.engine import make_engine
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.identity.passes import open_session
from commonground.platform.settings import Settings
from commonground.platform.work import Work, begin
from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.disclosures import service
from commonground.tenants.disclosures.load import load_disclosure, load_to_authorise
from commonground.tenants.disclosures.queries import package_of
from commonground.tenants.received.load import load_received
from commonground.tenants.received.service import take_in
from councils import TestCouncil, World, confirm
from crossed import Crossed, propose
from figures import Figure
from live import live_site
from patience import descendants
from told import ask, tell
from web import hidden_in

Form = dict[str, str | list[str]]
KILLS = 100 if os.environ.get("CROSSINGS") == "whole" else 16
SERVER_KILLS = 40 if os.environ.get("CROSSINGS") == "whole" else 4
_LONGEST = 0.12
_KILL = "select pg_terminate_backend(:pid)"
_COUNTS = (
    "select (select state from tenants.disclosures where id = :id), (select count(*) from tenants.authorisations a join"
    " tenants.packages p on p.id = a.package_id where p.crossing_id = :id), (select count(*) from crossing.offers where"
    " id = :id), (select count(*) from crossing.steps where offer_id = :id), (select count(*) from system.outbox where"
    " subject_id = :id), (select count(*) from audit.entries where subject_id = :id), (select count(*) from"
    " tenants.packages where crossing_id = :id and side = 'received'), (select count(*) from tenants.received_handoffs"
    " where id = :id), (select count(*) from council.receipts where crossing_id = :id), (select count(*) from"
    " tenants.referrals where id = :id), (select count(*) from tenants.referral_events where referral_id = :id),"
    " (select count(*) from tenants.received_handoffs where referral_id = :id)"
)
_TRAIL = 5
"""Which of the counts is of the trail."""
_RECEIPTS = (
    "select array_agg(digest order by no) from council.receipts where crossing_id = :id and tenant_id = :council"
)


@dataclass(frozen=True)
class Step:
    """What one side does with it, and who; `page` and `form`: how they do it in a browser."""

    of_sender: bool
    person: str
    doing: Callable[[Work, Crossed], Awaitable[Any]]
    page: str
    form: Callable[[Crossed], Form]

    def council(self, crossed: Crossed) -> TestCouncil:
        return crossed.sender if self.of_sender else crossed.receiver


async def _authorise(work: Work, crossed: Crossed) -> None:
    row = await load_to_authorise(work, crossed.reference, lock=True)
    assert row.package_id is not None
    package = await package_of(work, row.package_id)
    assert package is not None
    await service.settle(work, row, package, agreed=True, words="It is the least that is needed.")


async def _send(work: Work, crossed: Crossed) -> None:
    await service.send(work, await load_disclosure(work, crossed.reference, to=Action.PREPARE_DISCLOSURE, lock=True))


async def _accept(work: Work, crossed: Crossed) -> None:
    there = crossed.receiver
    opening = {"taker": there.people["practitioner"].staff_id, "team": there.teams["specialist"]}
    await crossings.act(work, crossed.id, Act.ACCEPT, opening)


async def _take_in(work: Work, crossed: Crossed) -> None:
    row = await load_received(work, crossed.reference, to=Action.READ_HANDOFF, lock=True)
    await take_in(work, row, await offer_called(work, crossed.reference), SubjectKind.PLACE)


def _taker(crossed: Crossed) -> Form:
    there = crossed.receiver
    return {"taker": f"{there.teams['specialist']}.{there.people['practitioner'].staff_id}"}


STEPS = (
    Step(True, "specialist_manager", _authorise, "authorise", lambda _: {"answer": "agree", "words": "The least."}),
    Step(True, "practitioner", _send, "send", lambda _: {}),
    Step(False, "screener", _accept, "accept", _taker),
    Step(False, "practitioner", _take_in, "take-in", lambda _: {"about": "place"}),
)


async def _killed(world: World, step: Step, crossed: Crossed, after: float) -> None:
    """Over a connection of its own, whose server process is ended `after` it began."""
    engine = make_engine(world.database.app_url, pooled=False)
    token = await world.token(step.council(crossed), step.person)
    try:
        with suppress(DBAPIError, OSError):
            async with begin(engine) as work:
                assert await open_session(work, token)
                pid = await work.connection.scalar(text("select pg_backend_pid()"))
                killing = asyncio.create_task(_kill(world, pid, after))
                try:
                    await step.doing(work, crossed)
                    await work.commit()
                finally:
                    await killing
    finally:
        await engine.dispose()


async def _kill(world: World, pid: int, after: float) -> None:
    await asyncio.sleep(after)
    await tell(world, _KILL, pid=pid)


async def _counts(world: World, crossed: Crossed) -> tuple[object, ...]:
    return tuple(await ask(world, _COUNTS, id=crossed.id))


async def _done(world: World, step: Step, crossed: Crossed) -> None:
    async with acting(world, step.council(crossed), step.person) as work:
        await step.doing(work, crossed)


async def _undisturbed(world: World, store: FileStore) -> Sequence[tuple[object, ...]]:
    """What stands before the first step, and after each."""
    crossed = await propose(world, world.larkmere, world.hallowdene, store)
    stands = [await _counts(world, crossed)]
    for step in STEPS:
        await _done(world, step, crossed)
        stands.append(await _counts(world, crossed))
    assert len(set(stands)) == len(STEPS) + 1
    return stands


async def test_killed_at_any_moment(world: World, figure: Figure, tmp_path: Path) -> None:
    store = store_of(Settings(files_path=str(tmp_path)))
    dice, undone = random.Random(20261130), 0
    stands = await _undisturbed(world, store)
    for _ in range(KILLS // len(STEPS)):
        crossed = await propose(world, world.larkmere, world.hallowdene, store)
        for step, before, after in zip(STEPS, stands, stands[1:], strict=False):
            await _killed(world, step, crossed, dice.uniform(0, _LONGEST))
            found = await _counts(world, crossed)
            assert found in (before, after)
            if found == before:
                undone += 1
                await _done(world, step, crossed)
            assert await _counts(world, crossed) == after
        await _receipts_match(world, crossed)
    figure("kills in mid-crossing", KILLS)
    figure("kills that undid something", undone)
    assert undone > 0


async def _receipts_match(world: World, crossed: Crossed) -> None:
    ours, theirs = [
        await ask(world, _RECEIPTS, id=crossed.id, council=council.id) for council in (crossed.sender, crossed.receiver)
    ]
    assert ours[0] is not None
    assert tuple(ours) == tuple(theirs)


async def _server_killed(world: World, step: Step, crossed: Crossed, after: float) -> bool:
    """The web server, with all of its processes, `after` a form was sent to it. Whether it had answered by then."""
    token = await world.token(step.council(crossed), step.person)
    await confirm(world.database, token)
    page = f"/handoffs/{crossed.reference}/{step.page}"
    with live_site(world) as site:
        async with AsyncClient(base_url=site.base_url, cookies={"cg_session": token}) as client:
            opened = await client.get(page)
            assert opened.status_code == 200, opened.text
            form = hidden_in(opened.text) | step.form(crossed)
            sending = asyncio.create_task(client.post(page, data=form))
            await asyncio.sleep(after)
            for process in (*descendants(site.pid), site.pid):
                os.kill(process, signal.SIGKILL)
            try:
                return (await sending).status_code == 303
            except HTTPError:
                return False


def _without_looks(counts: tuple[object, ...]) -> tuple[object, ...]:
    """Without the trail: a browser opens the page first, which stands in it too."""
    return counts[:_TRAIL] + counts[_TRAIL + 1 :]


async def test_the_web_server_is_killed_at_any_moment(world: World, figure: Figure, tmp_path: Path) -> None:
    store = store_of(Settings(files_path=str(tmp_path)))
    dice, undone = random.Random(20261201), 0
    stands = [_without_looks(each) for each in await _undisturbed(world, store)]
    for _ in range(SERVER_KILLS // len(STEPS)):
        crossed = await propose(world, world.larkmere, world.hallowdene, store)
        for step, before, after in zip(STEPS, stands, stands[1:], strict=False):
            answered = await _server_killed(world, step, crossed, dice.uniform(0, _LONGEST))
            found = _without_looks(await _counts(world, crossed))
            assert found in ((after,) if answered else (before, after))
            if found == before:
                undone += 1
                await _done(world, step, crossed)
            assert _without_looks(await _counts(world, crossed)) == after
        await _receipts_match(world, crossed)
    figure("kills of the web server in mid-crossing", SERVER_KILLS)
    figure("kills of the web server that undid something", undone)
