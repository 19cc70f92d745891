"""What goes from one council of a test to another: prepared, agreed, sent and answered by the people who do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from casework import Known, Told, acting
from commonground.platform.access import Action
from commonground.platform.crossings import service as crossings
from commonground.platform.crossings.queries import offer_called
from commonground.platform.crossings.types import Act, Kind, Urgency, Verb
from commonground.platform.files.store import FileStore
from commonground.platform.work import Work
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.disclosures import service
from commonground.tenants.disclosures.load import load_disclosure, load_to_authorise
from commonground.tenants.disclosures.queries import package_of, waiting_supplement
from commonground.tenants.disclosures.types import Beginning, Typed
from commonground.tenants.received.load import load_received
from commonground.tenants.received.service import take_in
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.models import ReferralRow
from councils import TestCouncil, World, canary


@dataclass(frozen=True)
class Crossed:
    """A crossing of a test, from one council to another."""

    id: UUID
    reference: str
    sender: TestCouncil
    receiver: TestCouncil


# Long: everything that a test may want otherwise.
async def propose(
    world: World,
    sender: TestCouncil,
    receiver: TestCouncil,
    store: FileStore,
    *,
    about: Known | Told | None = None,
    by: str = "practitioner",
    team: str = "specialist",
    verb: Verb = Verb.HAND_OVER,
    kind: Kind = Kind.BORDER_PLACE,
    urgency: Urgency = Urgency.SOON,
    files: Sequence[UUID] = (),
    words: str = "",
) -> Crossed:
    """Written and put before a second person. Its words have the sender's canary, unless they are given: what is
    accepted is the receiver's to read."""
    typed = Typed(
        urgency=urgency,
        harms=("cce",),
        ages=(),
        area=None,
        parts={"worry": words or f"Sealed words {canary(sender.slug)}"},
        chosen=("worry",),
        files=tuple(files),
        purpose="To keep them safe there.",
        basis="ca2004_s10",
        necessity="They stand there every evening.",
        openness="told",
        no_agreement_reason="Nothing is agreed with them yet.",
    )
    async with acting(world, sender, by) as work:
        row = await _about(work, about)
        to = Beginning(receiver_id=receiver.id, verb=verb, kind=kind)
        made = await service.begin(work, row, to, team_id=sender.teams[team])
        await work.mine.flush()
        await service.propose(work, made, typed, made.version, store)
        return Crossed(made.id, made.reference, sender, receiver)


async def _about(work: Work, about: Known | Told | None) -> ContextRow | ReferralRow | None:
    if isinstance(about, Told):
        referral: ReferralRow = await load_referral(work, about.reference, to=Action.READ_REFERRAL)
        return referral
    return await load_context(work, about.reference, to=Action.READ_CONTEXT) if about else None


async def agree(world: World, crossed: Crossed, by: str = "specialist_manager", *, agreed: bool = True) -> None:
    async with acting(world, crossed.sender, by) as work:
        row = await load_to_authorise(work, crossed.reference, lock=True)
        assert row.package_id is not None
        package = await package_of(work, row.package_id)
        assert package is not None
        await service.settle(work, row, package, agreed=agreed, words="It is the least that is needed.")


async def send(world: World, crossed: Crossed, by: str = "practitioner") -> None:
    async with acting(world, crossed.sender, by) as work:
        row = await load_disclosure(work, crossed.reference, to=Action.PREPARE_DISCLOSURE, lock=True)
        await service.send(work, row)


async def withdraw(world: World, crossed: Crossed, by: str = "practitioner") -> None:
    async with acting(world, crossed.sender, by) as work:
        row = await load_disclosure(work, crossed.reference, to=Action.PREPARE_DISCLOSURE, lock=True)
        await service.withdraw(work, row)


async def offer(world: World, crossed: Crossed) -> Crossed:
    """Agreed to and sent."""
    await agree(world, crossed)
    await send(world, crossed)
    return crossed


async def write_news(world: World, crossed: Crossed, by: str = "practitioner") -> None:
    """Later news, put before a second person."""
    async with acting(world, crossed.sender, by) as work:
        row = await load_disclosure(work, crossed.reference, to=Action.PREPARE_DISCLOSURE, lock=True)
        await service.propose_supplement(work, row, {"worry": f"News {canary(crossed.sender.slug)}"}, 2)


async def refuse_news(world: World, crossed: Crossed, by: str = "specialist_manager") -> None:
    async with acting(world, crossed.sender, by) as work:
        row = await load_to_authorise(work, crossed.reference, lock=True)
        package = await waiting_supplement(work, row.id, 1)
        assert package is not None
        await service.settle(work, row, package, agreed=False, words="They know that already.")


async def send_news(world: World, crossed: Crossed, by: str = "specialist_manager") -> None:
    """Written, agreed to, and sent with that."""
    await write_news(world, crossed)
    async with acting(world, crossed.sender, by) as work:
        row = await load_to_authorise(work, crossed.reference, lock=True)
        package = await waiting_supplement(work, row.id, 1)
        assert package is not None
        await service.settle(work, row, package, agreed=True, words="They have to know it.")


async def answer(world: World, crossed: Crossed, what: Act, by: str = "screener", **said: object) -> None:
    """By somebody of the receiver."""
    async with acting(world, crossed.receiver, by) as work:
        await crossings.act(work, crossed.id, what, said)


async def ask_of_them(world: World, crossed: Crossed, what: Act, by: str = "practitioner", **said: object) -> None:
    """By somebody of the sender."""
    async with acting(world, crossed.sender, by) as work:
        await crossings.act(work, crossed.id, what, said)


async def accept(world: World, crossed: Crossed, taker: str = "practitioner", team: str = "specialist") -> None:
    there = crossed.receiver
    await answer(world, crossed, Act.ACCEPT, taker=there.people[taker].staff_id, team=there.teams[team])


async def take_it_in(world: World, crossed: Crossed, by: str = "practitioner") -> str:
    """The referral's reference."""
    async with acting(world, crossed.receiver, by) as work:
        row = await load_received(work, crossed.reference, to=Action.READ_HANDOFF, lock=True)
        return await take_in(work, row, await offer_called(work, crossed.reference), SubjectKind.PLACE)
