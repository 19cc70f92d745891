"""Partners of a test's council, and what is shared with them: made as the council's own people make it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from casework import Known, acting
from commonground.platform.access import Action, Role
from commonground.platform.councils.onboard import acting_as_setup
from commonground.tenants.contexts.load import load_context
from commonground.tenants.disclosures.types import Told
from commonground.tenants.sharing import service
from commonground.tenants.sharing.types import Basis, InvitationInput, Verb
from councils import TestCouncil, World, add_partner
from told import ask, tell


async def another_partner(
    world: World,
    council: TestCouncil,
    key: str,
    *,
    kind: str = "vcs",
    role: Role = Role.PARTNER,
    organisation: UUID | None = None,
) -> UUID:
    """Somebody new, of a new organisation or of one that is there; the organisation's id."""
    async with acting_as_setup(world.database.owner_url) as connection:
        return await add_partner(connection, council, key, kind, role, organisation)


async def invite(
    world: World,
    council: TestCouncil,
    known: Known,
    *,
    who: str | None = "partner",
    organisation: UUID | None = None,
    by: str = "practitioner",
    names: bool = False,
    notes: bool = False,
    days: int = 28,
    agreed_by: str = "",
    purpose: str = "To plan the street work there.",
) -> UUID:
    """The invitation's id; agreed to where `agreed_by` says by whom."""
    typed = InvitationInput(
        organisation_id=organisation or council.organisation,
        person_id=council.people[who].staff_id if who else None,
        purpose=purpose,
        basis=Basis.CA2004_S10,
        necessity="They stand there every evening.",
        names=names,
        notes=notes,
        days=days,
        openness=Told.TOLD if names else None,
    )
    async with acting(world, council, by) as work:
        row = await load_context(work, known.reference, to=Action.SHARE_CONTEXT, lock=True)
        made = (await service.invite(work, row, typed)).id
    if agreed_by:
        await settle(world, council, made, agreed_by)
    return made


async def settle(world: World, council: TestCouncil, invitation: UUID, by: str, verb: Verb = Verb.AUTHORISE) -> None:
    async with acting(world, council, by) as work:
        found, row = await service.load_proposal(work, invitation)
        await service.settle(work, found, row, verb, "It is the least that is needed.")


async def end(world: World, council: TestCouncil, known: Known, invitation: UUID, by: str = "practitioner") -> None:
    async with acting(world, council, by) as work:
        row = await load_context(work, known.reference, to=Action.SHARE_CONTEXT, lock=True)
        await service.end(work, row, invitation, "The work has ended.")


async def pass_time(world: World, invitation: UUID, ago: timedelta) -> None:
    """As if it had been proposed this much earlier: by the database's clock it ends as much sooner."""
    moved = ", ".join(f"{each} = {each} - cast(:ago as interval)" for each in ("proposed_at", "until_at"))
    await tell(world, f"update tenants.partner_invitations set {moved} where id = :id", id=invitation, ago=ago)


async def state_of(world: World, invitation: UUID) -> str:
    return str((await ask(world, "select state from tenants.partner_invitations where id = :id", id=invitation))[0])
