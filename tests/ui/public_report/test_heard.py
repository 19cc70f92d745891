"""Whether somebody feels heard: asked after an answer, kept with the day alone, counted for nobody in particular."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from commonground.platform.calendar import LONDON
from commonground.platform.identity.passes import open_intake
from commonground.platform.throttle import HEARD
from commonground.platform.work import begin
from commonground.ui.shell.i18n import COOKIE
from councils import World
from engines import lent
from resident import Resident, council_writes
from told import ask, rows

pytestmark = pytest.mark.usefixtures("hurried")


async def test_an_answer_is_kept_with_its_day_and_nothing_else(resident: Resident, world: World) -> None:
    before = (await ask(world, "select count(*) from audit.entries")).count
    answered = await resident.post("heard", {"heard": "partly"}, follow=True)
    assert "Your answer is kept, and nothing about you." in answered.text
    (row,) = await rows(world, "select * from tenants.heard_answers where tenant_id = :id", id=world.larkmere.id)
    assert set(row._mapping) == {"tenant_id", "id", "day", "answer"}
    assert row.answer == "partly"
    assert row.id.version == 4, "an id of ours would tell the millisecond"
    assert row.day == datetime.now(LONDON).date()
    assert (await ask(world, "select count(*) from audit.entries")).count == before
    keys = "select 1 from pg_constraint where contype = 'f' and :t ::regclass in (conrelid, confrelid)"
    linked = await rows(world, keys, t="tenants.heard_answers")
    assert linked == [], "no key from it or to it"


async def test_it_is_asked_once_there_was_an_answer_and_not_before(resident: Resident, world: World) -> None:
    code = await resident.report()
    asked = f"{resident.path('heard')}"
    assert asked not in (await resident.open(code)).text
    await council_writes(world, code, "reply", "Thank you.")
    assert asked in (await resident.get("reply")).text


async def test_no_answer_is_said_beside_the_question_in_either_language(resident: Resident) -> None:
    refused = await resident.post("heard", {})
    assert refused.status_code == 422
    assert "Choose an answer, or leave the page" in refused.text
    assert (await resident.post("heard", {"heard": "always"})).status_code == 422


async def test_it_is_asked_and_thanked_in_welsh(resident: Resident) -> None:
    resident.browser.client.cookies.set(COOKIE, "cy")
    assert "A ydych yn teimlo ein bod wedi gwrando arnoch?" in (await resident.get("heard")).text
    assert "dim byd amdanoch chi" in (await resident.post("heard", {"heard": "yes"}, follow=True)).text


async def test_one_address_cannot_answer_for_everybody(resident: Resident, world: World) -> None:
    given = [(await resident.post("heard", {"heard": "no"})).status_code for _ in range(HEARD.allowed + 1)]
    assert given[-1] == 429
    found = await ask(world, "select count(*) as n from tenants.heard_answers where answer = 'no'")
    assert found.n <= HEARD.allowed


@pytest.mark.parametrize(
    "row",
    [
        "gen_random_uuid(), current_date - 40",
        "'01900000-0000-7000-8000-00000000dead', (timezone('Europe/London', now()))::date",
    ],
    ids=["another day", "an id that tells the moment"],
)
async def test_the_database_takes_no_other_day_and_no_id_with_a_moment(world: World, row: str) -> None:
    put = "insert into tenants.heard_answers (tenant_id, id, day, answer) values (:council, {row}, 'yes')"
    async with begin(lent(world.database.app_url)) as work:
        intake = await open_intake(work, "larkmere", None)
        assert intake is not None
        with pytest.raises(ProgrammingError, match="row-level security"):
            await work.connection.execute(text(put.format(row=row)), {"council": intake.council_id})
