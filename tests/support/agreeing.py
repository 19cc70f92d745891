"""Agreements between the invented councils. What crosses in them holds no council's own words: whoever signs has a
name without a canary, as a name that another council reads would be none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from casework import acting
from commonground.platform.agreements import service
from commonground.platform.agreements.types import AgreementInput, AgreementView
from commonground.platform.calendar import LONDON
from commonground.platform.councils.onboard import acting_as_setup
from councils import TestCouncil, World, make_council
from told import tell

TODAY = datetime.now(UTC).astimezone(LONDON).date()
CROSS_BORDER = AgreementInput(
    name="Cross-border work",
    councils=(),
    verbs=("inform", "work_jointly"),
    from_on=TODAY - timedelta(days=1),
    job="Head of information governance",
)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


async def third_council(world: World) -> TestCouncil:
    """A council that no agreement names unless a test says so."""
    async with acting_as_setup(world.database.owner_url) as connection:
        return await make_council(connection, "glanwern", "#8a3a12")


async def name_keepers(world: World, *councils: TestCouncil) -> None:
    for council in councils:
        for person in ("ig_lead", "admin"):
            who = council.people[person]
            who.name = f"{person.title()} of {council.slug.title()}"
            await tell(world, "update council.staff set display_name = :name where id = :id", name=who.name,
                       id=who.staff_id)  # fmt: skip


async def propose(
    world: World,
    by: TestCouncil,
    *others: TestCouncil,
    person: str = "ig_lead",
    old: UUID | None = None,
    **more: object,
) -> UUID:
    async with acting(world, by, person) as work:
        typed = replace(CROSS_BORDER, councils=tuple(each.id for each in others))
        return await service.propose(work, replace(typed, **more), old)  # type: ignore[arg-type]  # a test's own fields


async def sign(world: World, by: TestCouncil, agreement: UUID, person: str = "ig_lead") -> None:
    async with acting(world, by, person) as work:
        await service.sign(work, agreement, "Lead for information governance")


async def withdraw(world: World, by: TestCouncil, agreement: UUID, words: str = "It is written anew") -> None:
    async with acting(world, by, "ig_lead") as work:
        await service.withdraw(work, agreement, words)


async def agree_across(world: World, one: TestCouncil, other: TestCouncil) -> UUID:
    """Every way of working together, signed by both, in force since yesterday."""
    await name_keepers(world, one, other)
    made = await propose(world, one, other, verbs=("inform", "work_jointly", "hand_over"))
    await sign(world, other, made)
    return made


async def seen(world: World, by: TestCouncil, agreement: UUID) -> AgreementView:
    async with acting(world, by, "practitioner", keep=False) as work:
        return await service.load_agreement(work, agreement)
