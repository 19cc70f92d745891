"""Everybody who answers for access is told when what a group of the provider gives is changed; who did it knows."""

from __future__ import annotations

from commonground.platform.access import Role
from commonground.platform.councils import own_sign_in
from commonground.platform.identity.passes import open_session
from commonground.platform.notifications.types import RecordKind
from commonground.platform.work import begin
from commonground.workers.actors.carry_out import carry_out
from commonground.workers.mail.still import MAY
from stage import Stage
from told import tell

WAITING = "select array_agg(id order by id) from system.outbox where kind = 'group_changed' and done_at is null"
NOTICE = "select array_agg(distinct subject_kind || coalesce(reference, '')) from council.notifications"


async def test_the_others_hear_of_it_without_a_word(stage: Stage) -> None:
    world = stage.world
    another = "update council.staff set roles = '{council_admin}' where id = :id"
    await tell(world, another, id=world.larkmere.people["manager"].staff_id)
    async with begin(stage.app) as work:
        assert await open_session(work, await world.token(world.larkmere, "admin"))
        await own_sign_in.map_group(work, "cg-mine", Role.IG_LEAD, None)
        line = next(each for each in await own_sign_in.groups_of(work) if each.group == "cg-mine")
        await own_sign_in.unmap_group(work, line.id)
        await work.commit()
    facts = await stage.ask(WAITING)
    assert len(facts) == 2
    for fact in facts:
        assert await carry_out(stage.worker, fact)
    assert set(await stage.who_was_told(world.larkmere)) == {
        ("ig_lead", "group_changed"),
        ("manager", "group_changed"),
    }, "and not who did it"
    assert await stage.who_was_told(world.hallowdene) == []
    assert await stage.ask(NOTICE) == ["group"], "no reference, and no place for words"


def test_of_every_kind_of_record_it_is_asked_whether_a_mail_still_goes() -> None:
    assert set(MAY) == set(RecordKind)
