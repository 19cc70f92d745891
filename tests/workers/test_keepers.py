"""Whoever answers for access hears of a restricted record that has nobody left; whoever is named on it, of that."""

from __future__ import annotations

from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access import Role
from commonground.platform.councils import standing
from commonground.platform.identity.sign_in import make_session
from commonground.platform.notifications.links import path_of
from commonground.platform.notifications.sentences import sentence
from commonground.platform.references import ReferenceKind
from commonground.tenants.keepers.load import load_left_alone
from commonground.tenants.keepers.service import name_keeper
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from engines import lent
from stage import Stage

_WAITING = "select array_agg(id) from system.outbox where kind in ('nobody_left', 'keeper_named') and done_at is null"
_TOLD = "select array_agg(action) from audit.entries where subject_id = :id and action like 'told:%'"


async def carried_out(stage: Stage) -> int:
    facts = await stage.ask(_WAITING) or ()
    for fact in facts:
        assert await carry_out(stage.worker, fact)
    return len(facts)


async def told(stage: Stage, council: TestCouncil, kind: str = "nobody_left") -> list[str]:
    return [person for person, each in await stage.who_was_told(council) if each == kind]


async def end(stage: Stage, person: str, council: TestCouncil | None = None) -> None:
    council = council or stage.world.larkmere
    async with acting(stage.world, council, "admin") as work:
        colleague = await standing.load_colleague(work, stage.staff(council, person))
        await standing.end_work(work, colleague, "Left the council")


async def sign_in(stage: Stage, person: str, groups: list[str] | None) -> None:
    """By the council's provider, which says that they are in these groups; None: it says nothing of groups."""
    larkmere = stage.world.larkmere
    who, login = larkmere.people[person], lent(stage.world.database.login_url)
    by = {"slug": larkmere.slug, "issuer": larkmere.issuer, "subject": who.subject, "name": who.name}
    assert (await make_session(login, **by, groups=groups, agent="tests") is None) is (groups == [])


async def reference_of(stage: Stage, context: UUID) -> str:
    return str(await stage.ask("select reference from tenants.contexts where id = :id", id=context))


async def test_ending_the_last_ones_work_tells_everybody_who_answers_for_access(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    alone = await stage.context(larkmere, named=("manager", "practitioner"))
    await stage.context(larkmere, named=("manager", "specialist_manager"))
    await stage.context(larkmere)
    await stage.context(hallowdene, named=("manager",))
    await end(stage, "practitioner")
    assert await carried_out(stage) == 0, "who could look after nothing leaves nothing"
    await end(stage, "manager")
    assert await carried_out(stage) == 1
    assert await told(stage, larkmere) == ["admin", "ig_lead"], "also whoever ended it"
    assert await told(stage, hallowdene) == []
    (notice,) = [each for each in await stage.told(larkmere, "ig_lead") if each.kind == "nobody_left"]
    reference = await reference_of(stage, alone)
    assert (notice.subject.kind, notice.subject.id, notice.subject.reference) == ("keepers", alone, reference)
    assert sentence(notice.kind, notice.subject.reference) == (
        f"Nobody who works here can look after {reference} any more. Name somebody."
    )
    assert await stage.ask(_TOLD, id=alone) == ["told:nobody_left"]


async def test_each_record_is_told_of_once(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    for _ in range(2):
        await stage.context(larkmere, named=("manager",))
    referral = await stage.referral(larkmere, restricted=True)
    await stage.name_on(larkmere, referral, "manager")
    await end(stage, "manager")
    (fact,) = await stage.ask(_WAITING)
    for _ in range(2):
        assert await carry_out(stage.worker, fact)
        await stage.run("update system.outbox set done_at = null where id = :id", id=fact)
    assert await told(stage, larkmere) == ["admin"] * 3 + ["ig_lead"] * 3


@pytest.mark.parametrize(("roles", "said"), [((Role.PRACTITIONER,), 1), ((Role.TEAM_MANAGER, Role.ANALYST), 0)])
async def test_so_does_taking_the_role_from_them(stage: Stage, roles: tuple[Role, ...], said: int) -> None:
    larkmere = stage.world.larkmere
    await stage.context(larkmere, named=("manager",))
    who = stage.staff(larkmere, "manager")
    await stage.run("update council.staff set local = true where id = :id", id=who)
    async with acting(stage.world, larkmere, "admin") as work:
        await standing.change_roles(work, await standing.load_colleague(work, who), roles, "She asked for it")
    assert await carried_out(stage) == said
    assert await told(stage, larkmere) == ["admin", "ig_lead"] * said


@pytest.mark.parametrize(
    ("groups", "said"), [(["practitioner"], 1), ([], 1), (["team_manager", "analyst"], 0), (None, 0)]
)
async def test_so_do_the_groups_of_their_provider_when_they_sign_in(
    stage: Stage, groups: list[str] | None, said: int
) -> None:
    """Nobody here did it, and whoever signs in learns nothing of it."""
    larkmere = stage.world.larkmere
    await stage.context(larkmere, named=("manager",))
    await sign_in(stage, "manager", ["team_manager"])
    await sign_in(stage, "manager", groups)
    assert await carried_out(stage) == said
    assert await told(stage, larkmere) == ["admin", "ig_lead"] * said
    assert await told(stage, stage.world.hallowdene) == []


async def test_whoever_is_named_then_is_told_and_the_others_are_asked_no_more(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, named=("manager", "practitioner"))
    await end(stage, "manager")
    await carried_out(stage)
    keeper = stage.staff(larkmere, "specialist_manager")
    async with acting(stage.world, larkmere, "ig_lead") as work:
        record = await load_left_alone(work, ReferenceKind.CONTEXT, await reference_of(stage, context), lock=True)
        await name_keeper(work, record, keeper, "Joan has left")
    assert await carried_out(stage) == 1
    assert await told(stage, larkmere, "keeper_named") == ["specialist_manager"], "not the others who are named"
    (notice,) = await stage.told(larkmere, "specialist_manager")
    assert (notice.subject.kind, notice.subject.id) == ("context", context)
    assert await told(stage, larkmere, "looked_after") == ["admin"], "whoever named them knows"
    (said, _) = await stage.told(larkmere, "admin")
    reference = await reference_of(stage, context)
    assert path_of(said.subject, said.kind) == f"/audit/records/{reference}"
    assert sentence(said.kind, said.subject.reference) == (
        f"Somebody has been named to look after {reference}, which had nobody left. See by whom."
    )
    assert {"told:keeper_named", "told:looked_after"} <= set(await stage.ask(_TOLD, id=context))
    unread = "select count(*) from council.notifications where kind = 'nobody_left' and read_at is null"
    assert await stage.ask(unread) == 0
    assert await stage.who_was_told(stage.world.hallowdene) == []
