"""The two-borough story: what Larkmere and Hallowdene tell each other, played by their people through the services of
the product itself. So each step, receipt and entry is there as it would be in life."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.infra.demo_provider.registration import registration
from commonground.platform.access import Action
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.councils.models import Council
from commonground.platform.crossings import service
from commonground.platform.crossings.queries import offer_called
from commonground.platform.crossings.types import Act, DeclineReason, Kind, Urgency, Verb
from commonground.platform.database.engine import make_engine
from commonground.platform.demo.personas import PERSONAS, Persona
from commonground.platform.disputes.types import DisputeAct, LeadReason, NewDispute
from commonground.platform.files.store import store_of
from commonground.platform.identity.passes import open_session
from commonground.platform.identity.sign_in import make_session
from commonground.platform.settings import Settings
from commonground.platform.work import Work, begin
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.disclosures import service as disclosures
from commonground.tenants.disclosures.load import load_disclosure, load_to_authorise
from commonground.tenants.disclosures.queries import package_of
from commonground.tenants.disclosures.rules import conference_due
from commonground.tenants.disclosures.types import Beginning, Typed
from commonground.tenants.disputes import service as disputes
from commonground.tenants.disputes.load import load_dispute
from commonground.tenants.received.load import load_received
from commonground.tenants.received.service import take_in

Who = tuple[str, str]
"""A persona, by council and subject."""
PRIYA, JOAN = ("larkmere", "priya-raman"), ("larkmere", "joan-akers")
BEV, MARTIN, CALLUM = ("hallowdene", "bev-tranter"), ("hallowdene", "martin-oyelaran"), ("hallowdene", "callum-wray")


@dataclass(frozen=True)
class Told:
    """What is told to whom: `about` is the kind of one’s own context, or none."""

    author: Who
    second: Who
    to: str
    verb: Verb
    kind: Kind
    harms: tuple[str, ...]
    parts: dict[str, str]
    purpose: str
    necessity: str
    about: str = ""
    urgency: Urgency = Urgency.SOON
    reason: str = ""
    basis: str = "ca2004_s10"


GROUP: Final = Told(
    PRIYA, JOAN, "hallowdene", Verb.WORK_JOINTLY, Kind.PEER_GROUP, ("cce",),
    {
        "worry": "Older people offer lifts and money. Two young people were missing overnight together in October.",
        "group_facts": "5 to 8 young people, 14 to 16 years old. They share a bus route and a college.",
        "where_about": "The stops on both sides of the border, and the last bus.",
        "tried": "A youth worker on the ten past five bus since early November. They talk to her. Moving them on made"
        " it worse.",
        "ask": "Please tell us whether you know this group on your side, and name one person for us to talk to.",
    },
    "To plan on both sides of the border, together.", "They move between us every day. Half of it is seen by nobody.",
    about="group",
)  # fmt: skip  # one story
PLACED: Final = Told(
    PRIYA, JOAN, "hallowdene", Verb.HAND_OVER, Kind.CHILD_PLACED, ("county_lines",),
    {
        "child_name": "Marlo Finch",
        "birth_date": "3 May 2010",
        "case_reference": "LK-44821",
        "new_address": "Foster placement in Hallow Vale since Monday",
        "why_moved": "The risk at home had become too high. Decided at the placement panel.",
        "effect": "He is further from those who harmed him, and one bus ride from a place where they are seen.",
        "new_risks": "The bus station. Your council knows it.",
        "ask": "A transfer-in conference, and one worker for us to talk to until then.",
    },
    "To hold the transfer-in conference.", "Nobody there can keep him safe without knowing this.",
    reason="The placement began on Monday; the agreement on handing over is being signed.",
)  # fmt: skip  # one story
SEEN: Final = Told(
    BEV, MARTIN, "larkmere", Verb.INFORM, Kind.INTELLIGENCE, ("cce",),
    {
        "learned": "A hire car is used to fetch young people from the college at lunchtime.",
        "reliability": "Two people who do not know each other, both usually right.",
    },
    "To keep an eye on your side of the road.", "It crosses the border each time.",
)  # fmt: skip  # one story
MOVES: Final = Told(
    PRIYA, JOAN, "hallowdene", Verb.INFORM, Kind.SCHOOL_PUPILS, ("bullying",),
    {"worry": "Pupils from your side wait for each other at our station after school, and fights follow."},
    "So that their school can plan.", "The school is yours.",
)  # fmt: skip  # one story


async def play_crossings(settings: Settings) -> int:
    """Says how many crossings there are afterwards."""
    async with on_stage(settings) as stage:
        joint = await stage.offer(GROUP)
        await stage.accept(joint, Act.ACCEPT, BEV, CALLUM)
        await stage.take_in(joint, SubjectKind.GROUP)
        placed = await stage.offer(PLACED)
        await stage.accept(placed, Act.ACCEPT, BEV, CALLUM)
        await stage.complete(placed, CALLUM)
        await stage.offer(SEEN)
        declined = await stage.offer(MOVES)
        await stage.decline(declined, BEV, "glanwern", "It is Glanwern’s school: their buses stop there too.")
        await stage.dispute(BEV, "larkmere")
        await stage.prepare(MOVES)
    return 5


@asynccontextmanager
async def on_stage(settings: Settings) -> AsyncIterator[Stage]:
    """Where people of the councils act, each through a session of their own."""
    login = make_engine(settings.database_login_url, pooled=False)
    app = make_engine(settings.database_app_url, pooled=False)
    try:
        yield Stage(settings, login, app)
    finally:
        await login.dispose()
        await app.dispose()


@dataclass
class Stage:
    """What people of the councils do with a crossing, each in a unit of work of their own. Whoever does it is named by
    council and subject."""

    settings: Settings
    login: AsyncEngine
    app: AsyncEngine

    @asynccontextmanager
    async def acting(self, who: Who) -> AsyncIterator[Work]:
        """A unit of work of this persona, committed at the end."""
        persona = _persona(who)
        session = await make_session(
            self.login, slug=persona.council, issuer=registration(self.settings, persona.council).issuer,
            subject=persona.subject, name=persona.name, groups=list(persona.groups), agent="demonstration",
        )  # fmt: skip  # one session
        if session is None:
            raise LookupError(f"{persona.name} cannot sign in")
        async with begin(self.app) as work:
            await open_session(work, session.token)
            yield work
            await work.commit()

    async def prepare(self, told: Told, *, proposed: bool = True) -> str:
        """Proposed, and no more, or only begun; its reference."""
        async with self.acting(told.author) as work:
            record = await context_of(work, told.about)
            receiver = (await work.shared.scalars(select(Council.id).where(Council.slug == told.to))).one()
            beginning = Beginning(receiver_id=receiver, verb=told.verb, kind=told.kind)
            team = record.team_id if record is not None else next(iter(sorted(work.actor.team_ids)))
            row = await disclosures.begin(work, record, beginning, team_id=team)
            await work.mine.flush()
            if proposed:
                await disclosures.propose(work, row, _typed(told, row.parts), row.version, store_of(self.settings))
            return row.reference

    async def agree(self, told: Told) -> str:
        """Agreed to by a second person; its reference."""
        reference = await self.prepare(told)
        async with self.acting(told.second) as work:
            row = await load_to_authorise(work, reference, lock=True)
            package = await package_of(work, row.package_id) if row.package_id else None
            if package is not None:
                await disclosures.settle(work, row, package, agreed=True, words="Necessary, and no more than that.")
        return reference

    async def offer(self, told: Told) -> str:
        """Agreed to by a second person, and offered."""
        reference = await self.agree(told)
        async with self.acting(told.author) as work:
            row = await load_disclosure(work, reference, to=Action.PREPARE_DISCLOSURE, lock=True)
            await disclosures.send(work, row)
        return reference

    async def accept(self, reference: str, act: Act, desk: Who, taker: Who) -> None:
        """`desk` opens it for `taker`, who works on it from then on."""
        async with self.acting(taker) as theirs:
            person, team = theirs.actor.staff, next(iter(sorted(theirs.actor.team_ids)))
        async with self.acting(desk) as work:
            offer = await offer_called(work, reference)
            words = f"We know part of this. {_first_name(taker)} will ring on Monday morning."
            await service.open_package(work, offer.id, act, taker=person, team=team, words=words)

    async def take_in(self, reference: str, about: SubjectKind) -> None:
        async with self.acting(CALLUM) as work:
            row = await load_received(work, reference, to=Action.READ_HANDOFF, lock=True)
            await take_in(work, row, await offer_called(work, reference), about)

    async def complete(self, reference: str, taker: Who) -> None:
        async with self.acting(taker) as work:
            offer = await offer_called(work, reference)
            await service.complete(work, offer.id, conference_due(work.now, calendar_of(work.actor)))

    async def decline(self, reference: str, desk: Who, elsewhere: str, words: str) -> None:
        async with self.acting(desk) as work:
            offer = await offer_called(work, reference)
            await service.decline(work, offer.id, DeclineReason.NOT_OURS, words, await council_of(work, elsewhere))

    async def dispute(self, desk: Who, with_council: str) -> str:
        """A desk asks whose a street on the border is; it waits for the other council. Its reference."""
        async with self.acting(desk) as work:
            them = await council_of(work, with_council)
            words = "The harm is at the stop on the other side of the road. We go on looking there until you answer."
            new = NewDispute(lead_id=them, reason=LeadReason.HARM_HAPPENS, words=words, other_id=them,
                             kind=Kind.BORDER_PLACE)  # fmt: skip  # one question
            return await disputes.begin(work, new)

    async def settle(self, reference: str, who: Who, what: DisputeAct) -> None:
        """Agree to what is proposed, or put it before managers."""
        async with self.acting(who) as work:
            dispute = await load_dispute(work, reference, to=Action.SETTLE_DISPUTE)
            if what is DisputeAct.AGREE:
                await disputes.answer(work, dispute, what, seen=dispute.proposed_id)
            else:
                await disputes.act(work, dispute, what)

    async def do(self, reference: str, who: Who, act: Act, **said: object) -> None:
        """Whatever else a side does."""
        async with self.acting(who) as work:
            offer = await offer_called(work, reference)
            await service.act(work, offer.id, act, said)


def _persona(who: Who) -> Persona:
    return next(each for each in PERSONAS if (each.council, each.subject) == who)


def _first_name(who: Who) -> str:
    return _persona(who).name.partition(" ")[0]


async def council_of(work: Work, slug: str) -> UUID:
    return (await work.shared.scalars(select(Council.id).where(Council.slug == slug))).one()


async def context_of(work: Work, kind: str) -> ContextRow | None:
    """The first of this kind that the persona leads or whose team holds it."""
    if not kind:
        return None
    mine = ContextRow.team_id.in_(sorted(work.actor.team_ids))
    query = select(ContextRow).where(ContextRow.kind == kind, mine, ~ContextRow.restricted).order_by(ContextRow.id)
    return (await work.mine.scalars(query.limit(1))).one_or_none()


def _typed(told: Told, kept: dict[str, str]) -> Typed:
    chosen: Sequence[str] = tuple(told.parts)
    return Typed(
        urgency=told.urgency, harms=told.harms, ages=("13_15",), area=None, parts={**kept, **told.parts},
        chosen=tuple(chosen), purpose=told.purpose, basis=told.basis, necessity=told.necessity, openness="some",
        untold_why="Telling one family now would put another young person at risk.",
        advice="The information-governance lead, by telephone.", no_agreement_reason=told.reason,
    )  # fmt: skip  # one form
