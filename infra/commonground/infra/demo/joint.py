"""The joint concern of the two-borough story: one peer group that moves between Larkmere and Hallowdene, and a charity
that knows them. Played like the crossings, by the people of each through the services of the product."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from commonground.infra.demo.crossings import JOAN, MARTIN, PRIYA, Stage, Who, context_of, council_of, on_stage
from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.platform.joint.queries import asked_of_us, guests_of, part_of
from commonground.platform.joint.types import JointAct, JointKind, NewPart, PartKind
from commonground.platform.partners.queries import with_people
from commonground.platform.partners.service import today
from commonground.platform.settings import Settings
from commonground.platform.work import Work
from commonground.tenants.joint import service
from commonground.tenants.joint.load import Joint, load_joint
from commonground.tenants.joint.partner import add_as_partner
from commonground.tenants.joint.types import LetIn, NewJoint, OurSide

WILF: Final = ("larkmere", "wilf-sandover")
PARTNER: Final = "Riverside Mentors"
AGENCIES: Final = ("social_care", "transport", "vcs")


async def play_joint(settings: Settings) -> None:
    """Begun, joined, a partner let in, a meeting with minutes, and one part taken back."""
    async with on_stage(settings) as stage:
        story = await _begun(stage)
        await story.joined()
        await story.let_in()
        await story.told()
        await story.met()
        async with stage.acting(WILF) as work:
            await add_as_partner(work, story.reference, "They talk to us at the drop-in on Wednesdays, if nobody asks.")


async def _begun(stage: Stage) -> Story:
    async with stage.acting(JOAN) as work:
        row = await context_of(work, "group")
        if row is None or row.team_id is None:
            raise LookupError("The story's group is not there")
        typed = NewJoint(
            kind=JointKind.PEER_GROUP, title="Young people on one bus route and at a college", harms=("cce",),
            team_id=row.team_id, coordinator_id=work.actor.staff, keep_days=365,
        )  # fmt: skip  # one form
        return Story(stage, await service.begin(work, row, typed))


@dataclass
class Story:
    stage: Stage
    reference: str

    @asynccontextmanager
    async def opened(self, who: Who, to: Action = Action.WORK_JOINT) -> AsyncIterator[tuple[Work, Joint]]:
        async with self.stage.acting(who) as work:
            yield work, await load_joint(work, self.reference, to=to)

    async def joined(self) -> None:
        async with self.opened(JOAN, Action.COORDINATE_JOINT) as (work, joint):
            there = await council_of(work, "hallowdene")
            await service.act(work, joint.link, JointAct.INVITE, council=there)
        async with self.stage.acting(MARTIN) as work:
            [asked] = await asked_of_us(work, self.reference)
            side = OurSide(team_id=min(work.actor.team_ids), coordinator_id=work.actor.staff, keep_days=180)
            await service.join(work, asked.concern_id, self.reference, side)

    async def let_in(self) -> None:
        async with self.opened(JOAN, Action.COORDINATE_JOINT) as (work, joint):
            charity = next(each for each, _ in await with_people(work, today(work)) if each.name == PARTNER)
            typed = LetIn(organisation_id=charity.id, person_id=None, purpose="To plan who talks to them.", days=56)
            await service.let_in(work, joint.link, typed)

    async def told(self) -> None:
        """What each side knows, one thing of it by mistake."""
        await self.add(PRIYA, PartKind.TEXT, "Older people offer lifts and money near the stops.", partner=True)
        bands = ("band:6_10", "age:13_15", "slots:6")
        await self.add(PRIYA, PartKind.COUNT, "Two of them, B and D, are always there.", codes=bands)
        await self.add(MARTIN, PartKind.PLACE, "The stops on both sides of the border, and the last bus.")
        await self.add(MARTIN, PartKind.TIME_PATTERN, "Thursdays and Fridays, after nine in the evening.")
        await self.add(MARTIN, PartKind.WEIGHTING, "", codes=("serious_harm",))
        mistaken = await self.add(MARTIN, PartKind.TEXT, "They meet behind a shop on the high street.")
        async with self.opened(MARTIN) as (work, joint):
            part = await part_of(work, joint.link.id, mistaken)
            if part is not None:
                await service.withdraw(work, part, "It was about another group.")

    async def met(self) -> None:
        async with self.opened(JOAN) as (work, joint):
            day, there = work.now.astimezone(LONDON).date(), await council_of(work, "hallowdene")
        meeting = await self.add(JOAN, PartKind.MEETING, "What each of us sees, and who does what.", due_on=day)
        async with self.opened(PRIYA) as (work, joint):
            part = await part_of(work, joint.link.id, meeting)
            if part is None:
                raise LookupError("The meeting is not there")
            words = "We agreed that one youth worker rides the last bus, and that nobody moves them on until then."
            minutes = await service.write_minutes(work, joint, part, AGENCIES, "7", words)
        async with self.opened(JOAN) as (work, _):
            await service.check_minutes(work, minutes, publish=True, words="")
        asks = "Ask the bus company for a conductor on the last bus."
        await self.add(PRIYA, PartKind.ACTION, asks, due_on=day + timedelta(days=9), doer_id=there)

    async def add(self, who: Who, kind: PartKind, words: str, *, partner: bool = False, **more: Any) -> UUID:
        """For every council in it; for the partner where that is said."""
        async with self.opened(who) as (work, joint):
            others = tuple(each.council_id for each in joint.round.working if each.council_id != joint.council)
            guests = tuple(each.id for each in await guests_of(work, joint.link.id)) if partner else ()
            return await service.add(work, joint, NewPart(kind, words, councils=others, guests=guests, **more))
