"""What two councils of the scene have with each other: a crossing in each state, from both sides, and joint concerns.

Done by their own people, through the services of the product. Hallowdene has no part in it: it has no work yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.infra.demo.crossings import GROUP, MOVES, PLACED, SEEN, Stage, Told, Who, on_stage
from commonground.platform.access import Action
from commonground.platform.councils.models import Council
from commonground.platform.crossings.types import Act, Verb
from commonground.platform.disputes.types import DisputeAct
from commonground.platform.joint import queries
from commonground.platform.joint.types import JointAct, JointKind, NewPart, Outcome, PartKind
from commonground.platform.partners.models import PartnerOrganisation
from commonground.platform.settings import Settings
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.joint import service
from commonground.tenants.joint.load import load_joint
from commonground.tenants.joint.types import LetIn, NewJoint, OurSide

WORDS: Final = "They come on two routes, after five, and wait where nobody from the shops can see them."
TITLE: Final = "Young people on the ten past five bus, and at every stop between the old railway and the edge of town"


@dataclass(frozen=True)
class Side:
    """Who does what for one council. `speaks` coordinates joint concerns; `partner` is an organisation of theirs."""

    author: Who
    second: Who
    desk: Who
    speaks: Who
    partner: str
    basis: str

    @property
    def council(self) -> str:
        return self.author[0]


LARKMERE: Final = Side(
    ("larkmere", "priya-raman"), ("larkmere", "joan-akers"), ("larkmere", "amara-nwosu"), ("larkmere", "joan-akers"),
    "Riverside Mentors", "ca2004_s10",
)  # fmt: skip  # one council
GLANWERN: Final = Side(
    ("glanwern", "rhodri-vaughan"), ("glanwern", "mared-llewelyn"), ("glanwern", "gwenllian-pugh"),
    ("glanwern", "eleri-bowen"), "Mentoriaid Glanwern", "sswa2014_p7",
)  # fmt: skip  # one council


async def work_across(settings: Settings, words: str) -> None:
    """`words` are as long as anybody’s are."""
    async with on_stage(settings) as stage:
        for sender, receiver in ((LARKMERE, GLANWERN), (GLANWERN, LARKMERE)):
            await _Crossings(stage, sender, receiver, words).play()
            await _Joint(stage, sender, receiver, words).play()


@dataclass
class _Crossings:
    """Of one council to another, one in each state."""

    stage: Stage
    sender: Side
    receiver: Side
    words: str

    # Long: one paragraph to each state.
    async def play(self) -> None:
        stage, here, there = self.stage, self.sender, self.receiver
        group, placed, seen = self._told(GROUP), self._told(PLACED), self._told(SEEN)
        await stage.prepare(group, proposed=False)
        await stage.prepare(placed)
        await stage.agree(placed)
        await stage.offer(seen)
        withdrawn = await stage.offer(seen)
        await stage.do(withdrawn, here.author, Act.WITHDRAW)
        acknowledged = await stage.offer(group)
        await stage.do(acknowledged, there.desk, Act.ACKNOWLEDGE)
        opened = await stage.offer(seen)
        await stage.accept(opened, Act.ACKNOWLEDGE, there.desk, there.author)
        queried = await stage.offer(placed)
        await stage.do(queried, there.desk, Act.QUERY, words=WORDS)
        declined = await stage.offer(self._told(MOVES))
        await stage.decline(declined, there.desk, "hallowdene", WORDS)
        accepted = await stage.offer(placed)
        await stage.accept(accepted, Act.ACCEPT, there.desk, there.author)
        await stage.do(accepted, there.author, Act.ASK_MORE, words=WORDS)
        await stage.do(accepted, here.author, Act.ASK_PURGE, words=WORDS)
        for last in (Act.HOLD_CONFERENCE, Act.TAKE_RESPONSIBILITY, Act.CLOSE):
            await self._as_far_as(last, placed)
        for what in (None, DisputeAct.ESCALATE, DisputeAct.AGREE):
            known = await stage.dispute(there.desk, here.council)
            if what is not None:
                await stage.settle(known, here.desk, what)

    async def _as_far_as(self, last: Act, told: Told) -> None:
        there = self.receiver
        reference = await self.stage.offer(told)
        await self.stage.accept(reference, Act.ACCEPT, there.desk, there.author)
        await self.stage.complete(reference, there.author)
        steps: Sequence[tuple[Act, Mapping[str, object]]] = (
            (Act.HOLD_CONFERENCE, {"held_at": datetime.now(UTC) - timedelta(hours=1), "words": WORDS}),
            (Act.TAKE_RESPONSIBILITY, {}),
            (Act.CLOSE, {}),
        )
        for act, said in steps:
            await self.stage.do(reference, there.author, act, **said)
            if act is last:
                return

    def _told(self, told: Told) -> Told:
        parts = told.parts | {next(iter(told.parts)): self.words}
        reason = "An agreement on this is being signed."
        return replace(
            told,
            author=self.sender.author,
            second=self.sender.second,
            to=self.receiver.council,
            parts=parts,
            reason=reason,
            basis=self.sender.basis,
            about=told.about if told.verb is Verb.WORK_JOINTLY else "",
        )


@dataclass
class _Joint:
    """Joint concerns that one council begins."""

    stage: Stage
    here: Side
    there: Side
    words: str

    async def play(self) -> None:
        await self._begin(JointKind.ONLINE)  # asked, and no answer yet
        closed = await self._joined(JointKind.SCHOOL)
        async with self.stage.acting(self.here.speaks) as work:
            joint = await load_joint(work, closed, to=Action.COORDINATE_JOINT)
            await service.close(work, joint.link, Outcome.SAFER, WORDS, WORDS)
        left = await self._joined(JointKind.PLACE)
        async with self.stage.acting(self.there.speaks) as work:
            joint = await load_joint(work, left, to=Action.COORDINATE_JOINT)
            await service.act(work, joint.link, JointAct.LEAVE, words=WORDS, needed=True)
        full = await self._joined(JointKind.PEER_GROUP)
        for side in (self.here, self.there):
            await self._let_in(full, side)
        for side in (self.here, self.there):
            await self._fill(full, side)

    async def _begin(self, kind: JointKind) -> str:
        async with self.stage.acting(self.here.speaks) as work:
            row = await _context(work)
            side = await _side(work)
            typed = NewJoint(
                kind=kind, title=TITLE, harms=("cce", "bullying"), team_id=side.team_id,
                coordinator_id=side.coordinator_id, keep_days=365,
            )  # fmt: skip  # one row
            reference = await service.begin(work, row, typed)
        async with self.stage.acting(self.here.speaks) as work:
            joint = await load_joint(work, reference, to=Action.COORDINATE_JOINT)
            other = (await work.shared.scalars(select(Council.id).where(Council.slug == self.there.council))).one()
            await service.act(work, joint.link, JointAct.INVITE, words=WORDS, council=other)
        return reference

    async def _joined(self, kind: JointKind) -> str:
        reference = await self._begin(kind)
        async with self.stage.acting(self.there.speaks) as work:
            party = (await queries.asked_of_us(work, reference))[0]
            await service.join(work, party.concern_id, reference, await _side(work))
        return reference

    async def _let_in(self, reference: str, side: Side) -> None:
        async with self.stage.acting(side.speaks) as work:
            joint = await load_joint(work, reference, to=Action.COORDINATE_JOINT)
            query = select(PartnerOrganisation.id).where(PartnerOrganisation.name == side.partner)
            partner = (await work.mine.scalars(query)).one()
            typed = LetIn(organisation_id=partner, person_id=None, purpose="To plan the work on the bus.", days=28)
            await service.let_in(work, joint.link, typed)

    async def _fill(self, reference: str, side: Side) -> None:
        """A part of each kind, seen by everybody, one by nobody else, and one that is taken back; minutes that wait."""
        async with self.stage.acting(side.speaks) as work:
            joint = await load_joint(work, reference, to=Action.COORDINATE_JOINT)
            guests = tuple(each.id for each in await queries.guests_of(work, joint.link.id))
            others = tuple(each.council_id for each in joint.round.working if each.council_id != joint.council)
            made: dict[PartKind, UUID] = {}
            for kind in PartKind:
                if kind is not PartKind.MINUTES:
                    to = () if kind is PartKind.MESSAGE else guests
                    made[kind] = await service.add(work, joint, _part(kind, self.words, others, to))
            await service.add(work, joint, NewPart(PartKind.TEXT, WORDS))
            meeting = await queries.part_of(work, joint.link.id, made[PartKind.MEETING])
            if meeting is None:
                raise LookupError
            await service.write_minutes(work, joint, meeting, ["police"], "4", WORDS)


def _part(kind: PartKind, words: str, councils: tuple[UUID, ...], guests: tuple[UUID, ...]) -> NewPart:
    codes = {PartKind.HARM: ("cce",), PartKind.WEIGHTING: ("some_harm",), PartKind.COUNT: ("band:3_5",)}
    day = datetime.now(UTC).date() + timedelta(days=3) if kind in (PartKind.ACTION, PartKind.MEETING) else None
    return NewPart(kind, words, codes.get(kind, ()), councils, guests, due_on=day)


async def _context(work: Work) -> ContextRow:
    query = select(ContextRow).where(~ContextRow.restricted, ContextRow.status != "closed").order_by(ContextRow.id)
    own = query.where(ContextRow.team_id.in_(sorted(work.actor.team_ids)))
    return (await work.mine.scalars(own.limit(1))).one_or_none() or (await work.mine.scalars(query.limit(1))).one()


async def _side(work: Work) -> OurSide:
    person = work.actor.staff
    return OurSide(team_id=next(iter(sorted(work.actor.team_ids))), coordinator_id=person, keep_days=365)
