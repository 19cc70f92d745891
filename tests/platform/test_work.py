"""The unit of work: nothing is written before its commit, and nothing of it is left afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.councils.models import Council
from commonground.platform.councils.people import Staff
from commonground.platform.identity.passes import open_session
from commonground.platform.work import Origin, Work, begin
from councils import World

LONG_AGO = datetime(2020, 2, 29, 12, tzinfo=UTC)


@pytest.fixture
async def work(app: AsyncEngine, world: World) -> AsyncIterator[Work]:
    async with begin(app) as begun:
        await open_session(begun, await world.token(world.larkmere, "screener"))
        yield begun


def _staff() -> Staff:
    return Staff(tenant_id=uuid4(), id=uuid4(), display_name="Nobody", roles=[])


async def test_the_commit_writes_what_the_councils_session_holds(work: Work) -> None:
    work.mine.add(_staff())
    with pytest.raises(SQLAlchemyError):  # nobody may write there, which shows that it was sent
        await work.commit()


async def test_the_commit_writes_what_the_shared_session_holds(work: Work) -> None:
    work.shared.add(Council())
    with pytest.raises(SQLAlchemyError):
        await work.commit()


async def test_reading_sends_nothing_that_waits_to_be_written(work: Work) -> None:
    work.mine.add(_staff())
    work.shared.add(Council())
    assert (await work.mine.scalars(select(Staff.id))).all()
    assert (await work.shared.scalars(select(Council.slug))).all()


async def test_what_was_read_can_be_shown_after_the_commit(work: Work) -> None:
    person = (await work.mine.scalars(select(Staff).limit(1))).one()
    council = (await work.shared.scalars(select(Council).limit(1))).one()
    await work.mine.commit()
    await work.shared.commit()
    await work.commit()
    assert person.display_name
    assert council.slug


async def test_nothing_is_kept_when_it_is_over(app: AsyncEngine, world: World) -> None:
    async with begin(app) as work:
        await open_session(work, await world.token(world.larkmere, "screener"))
        person = (await work.mine.scalars(select(Staff).limit(1))).one()
        council = (await work.shared.scalars(select(Council).limit(1))).one()
    assert person not in work.mine
    assert council not in work.shared


async def test_the_time_and_the_origin_are_those_given_or_now_and_nowhere(app: AsyncEngine) -> None:
    origin = Origin(address="192.0.2.7", request_id="r")
    async with begin(app, now=LONG_AGO, origin=origin) as work:
        assert (work.now, work.origin) == (LONG_AGO, origin)
    async with begin(app) as work:
        assert abs(work.now - datetime.now(UTC)) < timedelta(minutes=1)
        assert work.origin == Origin()
