"""Joint concerns for tests: begun and joined as the councils' own people do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casework import acting, add_context
from commonground.platform.access import Action
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.joint import queries
from commonground.platform.joint.rules import shown_to
from commonground.platform.joint.types import JointAct, JointKind, NewPart, PartKind
from commonground.tenants.contexts.load import load_context
from commonground.tenants.joint import service
from commonground.tenants.joint.load import load_joint
from commonground.tenants.joint.types import LetIn, NewJoint, OurSide
from councils import TestCouncil, World, make_council
from told import ask, tell

WORDS = "They come on two routes, after five."


@dataclass(frozen=True)
class Begun:
    id: UUID
    reference: str


async def third_council(world: World, slug: str = "eastmoor") -> TestCouncil:
    """One that is no party to anything."""
    async with acting_as_setup(world.database.owner_url) as connection:
        council = await make_council(connection, slug, "#3a5a40")
    await name_plainly(world, council)
    return council


async def name_plainly(world: World, *councils: TestCouncil) -> None:
    """Without canaries in the names of colleagues and partners: those of coordinators cross on purpose."""
    for council in councils:
        for person in council.people.values():
            person.name = person.name.partition(" canary-")[0]
    plain = "= regexp_replace({0}, ' canary-.*$', '')"
    await tell(world, "update council.staff set display_name " + plain.format("display_name"))
    await tell(world, "update council.partner_organisations set name " + plain.format("name"))


async def begin(
    world: World,
    kind: JointKind = JointKind.PEER_GROUP,
    title: str = "Young people on a bus",
    council: TestCouncil | None = None,
) -> Begun:
    """Larkmere's if it is said to be nobody else's, of the specialist team."""
    await name_plainly(world, world.larkmere, world.hallowdene)
    council = council or world.larkmere
    known = await add_context(world, council, kind="group" if kind is JointKind.PEER_GROUP else "place")
    async with acting(world, council, "specialist_manager") as work:
        row = await load_context(work, known.reference, to=Action.CHANGE_CONTEXT)
        typed = NewJoint(
            kind=kind, title=title, harms=("bullying",), team_id=council.teams["specialist"],
            coordinator_id=staff(council), keep_days=730,
        )  # fmt: skip  # one row
        reference = await service.begin(work, row, typed)
    found = await ask(world, "select id from crossing.joint_concerns where reference = :reference", reference=reference)
    return Begun(found.id, reference)


def staff(council: TestCouncil, person: str = "specialist_manager") -> UUID:
    found = council.people[person].staff_id
    assert found is not None
    return found


async def agree(world: World, *councils: TestCouncil, kinds: Sequence[str] = ()) -> UUID:
    """An agreement of these that allows to work jointly, in force."""
    ids = [council.id for council in councils]
    found = await ask(world, "select gen_random_uuid() as id")
    await tell(
        world,
        "insert into crossing.agreements (proposer_id, councils, id, name, version, inform, work_jointly, hand_over,"
        " kinds, from_on, proposed_at, proposed_by) values (:first, :ids, :id, 'Joint work', 1, false, true, false,"
        " :kinds, current_date - 10, now(), 'Somebody')",
        first=ids[0], ids=ids, id=found.id, kinds=list(kinds),
    )  # fmt: skip
    for council in ids:
        await tell(
            world,
            "insert into crossing.agreement_signatures (council_id, councils, id, agreement_id, signed_at, signed_by,"
            " signed_as) values (:council, :ids, gen_random_uuid(), :id, now(), 'Somebody', 'Director')",
            council=council, ids=ids, id=found.id,
        )  # fmt: skip
    return UUID(str(found.id))


async def invite(
    world: World,
    begun: Begun,
    council: TestCouncil,
    words: str = "It cannot wait.",
    by: TestCouncil | None = None,
) -> None:
    await do(world, begun, by or world.larkmere, JointAct.INVITE, words=words, council=council.id)


async def do(world: World, begun: Begun, by: TestCouncil, what: JointAct, **said: Any) -> None:
    """Its coordinator does one thing with the whole of it."""
    async with acting(world, by, "specialist_manager") as work:
        joint = await load_joint(work, begun.reference, to=Action.COORDINATE_JOINT)
        await service.act(work, joint.link, what, **said)


async def withdraw(world: World, begun: Begun, part: UUID, by: TestCouncil | None = None) -> None:
    async with acting(world, by or world.larkmere, "specialist_manager") as work:
        found = await queries.part_of(work, begun.id, part)
        assert found is not None
        await service.withdraw(work, found, "")


async def minuted(world: World, begun: Begun, meeting: UUID, council: TestCouncil, by: str = "practitioner") -> UUID:
    """Minutes of this meeting that wait for a second person; their id."""
    async with acting(world, council, by) as work:
        joint = await load_joint(work, begun.reference, to=Action.WORK_JOINT)
        found = await queries.part_of(work, begun.id, meeting)
        assert found is not None
        return await service.write_minutes(work, joint, found, ["police"], "4", "We agreed on two evenings.")


async def check(world: World, minutes: UUID, council: TestCouncil, *, publish: bool) -> None:
    async with acting(world, council, "specialist_manager") as work:
        await service.check_minutes(work, minutes, publish=publish, words="Leave the shop out.")


async def join(world: World, begun: Begun, council: TestCouncil, keep_days: int = 365) -> None:
    async with acting(world, council, "specialist_manager") as work:
        side = OurSide(team_id=council.teams["specialist"], coordinator_id=staff(council), keep_days=keep_days)
        await service.join(work, begun.id, begun.reference, side)


async def joined(world: World, *councils: TestCouncil, **more: Any) -> Begun:
    """One on which Larkmere and these work."""
    begun = await begin(world, **more)
    for council in councils:
        await invite(world, begun, council)
        await join(world, begun, council)
    return begun


async def add(
    world: World,
    begun: Begun,
    council: TestCouncil,
    *seen_by: TestCouncil,
    words: str = WORDS,
    kind: PartKind = PartKind.TEXT,
    person: str = "specialist_manager",
    reason: str = "It cannot wait.",
    **more: Any,
) -> UUID:
    async with acting(world, council, person) as work:
        joint = await load_joint(work, begun.reference, to=Action.WORK_JOINT)
        councils = tuple(each.id for each in seen_by)
        return await service.add(work, joint, NewPart(kind, words, councils=councils, **more), reason)


async def shown(world: World, begun: Begun, council: TestCouncil) -> list[str]:
    """What its page shows of them: their words."""
    async with acting(world, council, "specialist_manager", keep=False) as work:
        found = await queries.round_of(work, begun.id)
        assert found is not None
        return [each.words for each in shown_to(await queries.parts_of(work, begun.id), found.parties, council.id)]


async def parts(world: World, begun: Begun, council: TestCouncil) -> list[Any]:
    async with acting(world, council, "specialist_manager", keep=False) as work:
        return list(await queries.parts_of(work, begun.id))


async def let_in(world: World, begun: Begun, council: TestCouncil, person: str | None = "partner") -> UUID:
    """The council's own partner; the guest's id."""
    async with acting(world, council, "specialist_manager") as work:
        joint = await load_joint(work, begun.reference, to=Action.COORDINATE_JOINT)
        assert council.organisation is not None
        who = council.people[person].staff_id if person else None
        typed = LetIn(organisation_id=council.organisation, person_id=who, purpose="To plan the work.", days=28)
        await service.let_in(work, joint.link, typed)
    found = await ask(
        world, "select id from crossing.joint_guests where concern_id = :id order by id desc", id=begun.id
    )
    return UUID(str(found.id))
