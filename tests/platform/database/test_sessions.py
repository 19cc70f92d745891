"""Each session reads its own room, however often it is asked and by whichever way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sqlalchemy import Executable, Table, bindparam, func, insert, select, text

from casework import acting
from commonground.platform.councils.models import Council
from commonground.platform.councils.people import Staff
from commonground.platform.database import sessions
from commonground.platform.database.sessions import WrongRoomError
from commonground.platform.work import Work
from commonground.tenants.referrals.models import ReferralRow
from councils import World


@pytest.fixture
async def work(world: World) -> AsyncIterator[Work]:
    async with acting(world, world.larkmere, "screener", keep=False) as begun:
        yield begun


async def test_the_other_room_is_refused_each_time_and_by_both_ways(work: Work) -> None:
    for _ in range(3):
        with pytest.raises(WrongRoomError):
            await work.mine.execute(select(Council.slug))
        with pytest.raises(WrongRoomError):
            await work.mine.rows(select(Council.slug))
        with pytest.raises(WrongRoomError):
            await work.shared.execute(select(Staff.id))


async def test_what_one_session_may_read_the_other_still_may_not(work: Work) -> None:
    assert await work.mine.rows(select(Staff.id))
    assert (await work.shared.execute(select(Council.slug))).all()
    with pytest.raises(WrongRoomError):
        await work.shared.execute(select(Staff.id))
    with pytest.raises(WrongRoomError):
        await work.mine.execute(select(Council.slug))


async def test_a_foreign_table_is_found_wherever_it_stands(work: Work) -> None:
    hidden = select(func.count()).select_from(Council).scalar_subquery()
    harmless = select(ReferralRow.id)
    await work.mine.rows(harmless)
    for query in (harmless.where(hidden > 0), harmless.add_columns(hidden), harmless.order_by(hidden)):
        with pytest.raises(WrongRoomError):
            await work.mine.rows(query)


async def test_text_that_selects_is_refused_although_plain_text_was_let_in(work: Work) -> None:
    await work.mine.execute(text("select 1"))
    for _ in range(2):
        with pytest.raises(WrongRoomError):
            await work.mine.execute(text("select (select count(*) from commons.councils)"))


async def test_a_statement_may_leave_values_open(work: Work) -> None:
    named = select(Staff.display_name).where(Staff.id == bindparam("who"))
    (found,) = await work.mine.rows(named, {"who": work.actor.staff})
    assert found.display_name == work.actor.name


async def test_a_shape_is_walked_through_once_and_not_for_ever(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[object] = []
    real = sessions._tables

    def walk(statement: Executable) -> set[Table]:
        walked.append(statement)
        return real(statement)

    monkeypatch.setattr(sessions, "_tables", walk)
    monkeypatch.setattr(sessions, "_MOST_KNOWN", 2)
    for number in range(3):
        await work.mine.rows(select(Staff.id).limit(number).where(Staff.display_name == f"nobody {number}"))
    assert len(walked) == 1
    for columns in range(1, 5):
        await work.mine.rows(select(*[Staff.id] * columns))
        assert len(sessions._Tenant._known) <= 2


async def test_as_many_shapes_as_there_is_room_for_are_known_at_once(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_MOST_KNOWN", 2)
    sessions._Tenant._known.clear()
    for query in (select(Staff.id), select(Staff.display_name)):
        await work.mine.rows(query)
    assert len(sessions._Tenant._known) == 2


async def test_a_statement_that_has_no_shape_is_looked_at_each_time(work: Work) -> None:
    for _ in range(2):
        with pytest.raises(WrongRoomError):
            await work.mine.execute(insert(Council).values([{"slug": "one"}, {"slug": "two"}]))


async def test_text_that_selects_nothing_may_call_a_function(work: Work) -> None:
    assert (await work.mine.execute(select(text("now()")))).one()


async def test_a_change_to_a_table_of_the_other_room_is_refused(work: Work) -> None:
    work.mine.add(Council(id=uuid4(), slug="nowhere"))
    with pytest.raises(WrongRoomError):
        await work.mine.flush()
