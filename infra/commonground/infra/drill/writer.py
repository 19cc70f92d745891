"""The web's part in a kill drill: a process that commits facts by the real `publish`, under a real session's pass.

Its one argument is a JSON file that says where; then it reads `go` and `stop`. It writes the ids of facts after their
commit, a line for each transaction: killed at any moment, it has told of every fact whose commit it had heard of."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import begin

_AT_ONCE = 4
_TO_A_TRANSACTION = 5
_PAUSE = 0.01
_AWAY = 0.2


@dataclass(frozen=True)
class Place:
    """A council as the writer knows it: somebody's session, and referrals to write about."""

    token: str
    referrals: tuple[UUID, ...]


class Writer:
    def __init__(self, engine: AsyncEngine, places: list[Place]) -> None:
        self._engine = engine
        self._places = places
        self._going = asyncio.Event()
        self._turn = count()

    async def run(self) -> None:
        """Ends with an error as soon as one of those who write does: a drill must not wait for who has died unseen."""
        async with asyncio.TaskGroup() as group:
            writing = [group.create_task(self._write_on()) for _ in range(_AT_ONCE)]
            reader = await _standard_input()
            while line := (await reader.readline()).decode().strip():
                if line == "go":
                    self._going.set()
                else:
                    self._going.clear()
            for task in writing:
                task.cancel()

    async def _write_on(self) -> None:
        while True:
            await self._going.wait()
            try:
                told = await self._transaction()
            except (
                SQLAlchemyError,
                OSError,
            ):  # the database is away; whether it committed is not known, so it is not told
                await asyncio.sleep(_AWAY)
                continue
            sys.stdout.write(" ".join(map(str, told)) + "\n")
            sys.stdout.flush()
            await asyncio.sleep(_PAUSE)

    async def _transaction(self) -> list[UUID]:
        turn = next(self._turn)
        place = self._places[turn % len(self._places)]
        referral = place.referrals[turn // len(self._places) % len(place.referrals)]
        async with begin(self._engine) as work:
            if await open_session(work, place.token) is None:
                raise RuntimeError("the drill's session is over")
            fact = Fact(FactKind.REFERRAL_RECEIVED, "referral", referral)
            told = [await publish(work, fact) for _ in range(_TO_A_TRANSACTION)]
            await work.commit()
        return told


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def _main(asked: dict[str, object]) -> None:
    engine = make_engine(str(asked["app_url"]), pool_size=_AT_ONCE)
    places = asked["places"]
    if not isinstance(places, list):
        raise TypeError("places is a list")
    await Writer(engine, [Place(p["token"], tuple(map(UUID, p["referrals"]))) for p in places]).run()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_main(json.loads(Path(sys.argv[1]).read_text())))
