"""How a council's people sign in: its own provider, and what that provider's groups give them here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy import text as sql

from commonground.platform import audit
from commonground.platform.access import ROLES, Action, Role
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.onboard import READERS
from commonground.platform.councils.people import Team
from commonground.platform.identity.oidc import SignInRefused
from commonground.platform.identity.oidc.addresses import checked_issuer
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work

_MY_PROVIDER = sql("select issuer, client_id from identity.my_provider()")
ISSUER_WORDS: Final = "Write the address as your provider gives it. It begins with https:// and has no ? and no #."
WOULD_CLOSE: Final = (
    "Your public form would close: nobody else reads what comes in. Invite somebody who does, or say below that it may"
    " close."
)
WOULD_BE_NEW: Final = (
    "Whoever signs in by your provider now may be somebody new, or nobody, to another address or client. Say below that"
    " you know this, or leave both as they are."
)
_SET_PROVIDER = sql("select identity.set_provider(:issuer, :client, :secret)")
_END_PROVIDER = sql("select identity.end_provider()")
_WITHOUT = sql(
    "select (select count(*) from council.staff s where not s.local and s.ended_at is null"
    " and s.organisation_id is null) as people,"
    " c.opened_at is not null and identity.read_here() is not null and not exists ("
    "   select from council.teams t join council.team_members tm on (tm.tenant_id, tm.team_id) = (t.tenant_id, t.id)"
    "   join council.staff s on (s.tenant_id, s.id) = (tm.tenant_id, tm.staff_id)"
    "   where t.kind = 'front_door' and s.local and s.ended_at is null"
    "   and s.roles && cast(:readers as text[])) as closes"
    ", exists (select from council.staff a where a.local and a.ended_at is null and 'council_admin' = any (a.roles))"
    " as keeps_admin from commons.councils c where c.id = :id"
)
_MY_GROUPS = sql("select id, provider_group, role, team from identity.my_groups()")
_MAP = sql("select identity.map_group(:id, :group, :role, :team)")
_NAMES = {role.value: card.name for role, card in ROLES.items()}
_UNMAP = sql("select identity.unmap_group(:id)")


@dataclass(frozen=True, slots=True)
class OwnProvider:
    """Without its secret: nobody is shown that again."""

    issuer: str
    client_id: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """What one group gives."""

    id: UUID
    group: str
    role: str | None
    team: str | None

    def __str__(self) -> str:
        """For the trail. The group as the provider has it, the role and the team by name."""
        role, team = self.role and f"the role {_NAMES.get(self.role, self.role)}", self.team and f"the team {self.team}"
        return f"Its provider’s group “{self.group}” gives {' and '.join(filter(None, (role, team)))}"


@dataclass(frozen=True, slots=True)
class WithoutProvider:
    """What taking the provider away does: how many people have no other way in, and whether the open form closes, since
    nobody who reads what the public reports is left. `keeps_admin`: somebody who administers the council has an account
    of ours."""

    people: int
    closes: bool
    keeps_admin: bool


async def own_provider(work: Work) -> OwnProvider | None:
    row = (await work.connection.execute(_MY_PROVIDER)).one_or_none()
    return None if row is None else OwnProvider(row.issuer, row.client_id)


async def set_provider(work: Work, new: OwnProvider, secret: str, *, plain_loopback: bool, known: bool = False) -> None:
    """Let the council's people sign in through their own provider. Without a secret the one that is there stays, for
    the same provider. `known`: who asks knows that another address or client may know none of those who sign in now.
    Raises `IncompleteError`, also where that is so and was not said."""
    try:
        checked_issuer(new.issuer, plain_loopback=plain_loopback)
    except SignInRefused as refused:
        raise IncompleteError((Problem("issuer", ISSUER_WORDS),)) from refused
    strangers = await _would_be_strangers(work, new)
    if strangers and not known:
        raise IncompleteError((Problem("known", WOULD_BE_NEW),))
    asked = {"issuer": new.issuer, "client": new.client_id, "secret": secret or None}
    if not await work.connection.scalar(_SET_PROVIDER, asked):
        words = "Type the secret: a new provider, or another address, needs its own."
        raise IncompleteError((Problem("secret", words),))
    why = "Changed how its people sign in"
    why += f", by another address or client than {strangers} of them" if strangers else ""
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why=why)


async def _would_be_strangers(work: Work, new: OwnProvider) -> int:
    """How many sign in by what there is now, where that is not the same: a provider may call them otherwise for another
    client, and another one does."""
    before = await own_provider(work)
    return 0 if before in (None, new) else (await without_provider(work)).people


async def without_provider(work: Work) -> WithoutProvider:
    """As `identity.read_at` asks, for the acting council's administrator."""
    asked = {"id": work.actor.council, "readers": list(READERS)}
    row = (await work.connection.execute(_WITHOUT, asked)).one()
    return WithoutProvider(row.people, row.closes, row.keeps_admin)


async def end_provider(work: Work, *, form_may_close: bool) -> WithoutProvider:
    """Nobody signs in by it any more, and whoever has is out with their next request. What its groups give stays, for
    when there is one again. Raises `IncompleteError` where no administrator could come in then, and where the public
    form would close though nobody said that it may."""
    without = await without_provider(work)
    if without.closes and not form_may_close:
        raise IncompleteError((Problem("form_may_close", WOULD_CLOSE),))
    if not await work.connection.scalar(_END_PROVIDER):
        words = "Nobody who administers the council has an account of ours: it would be locked out. Invite one first."
        raise IncompleteError((Problem("provider", words),))
    why = "Took its sign-in provider away" + (", and its public form closed by it" if without.closes else "")
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why=why)
    return without


async def groups_of(work: Work) -> Sequence[GroupLine]:
    """What the provider's groups give, by group."""
    rows = await work.connection.execute(_MY_GROUPS)
    return [GroupLine(row.id, row.provider_group, row.role, row.team) for row in rows]


async def map_group(work: Work, group: str, role: Role | None, team: UUID | None) -> None:
    """From the next sign-in of whoever is in the group. Raises `IncompleteError` where it gives nothing or nothing new;
    `NotFoundHereError` for a team of another council."""
    if role is None and team is None:
        raise IncompleteError((Problem("role", "Choose a role, a team, or both."),))
    team_name = None if team is None else await work.mine.scalar(select(Team.name).where(Team.id == team))
    if team is not None and team_name is None:
        raise NotFoundHereError
    line = GroupLine(uuid4(), group.strip(), None if role is None else role.value, team_name)
    asked = {"id": line.id, "group": line.group, "role": line.role, "team": team}
    if not await work.connection.scalar(_MAP, asked):
        raise IncompleteError((Problem("group", "This group gives that already."),))
    await _note(work, f"{line} from now on", line)


async def unmap_group(work: Work, mapping: UUID) -> None:
    """From the next sign-in on. Raises `NotFoundHereError`."""
    line = next((each for each in await groups_of(work) if each.id == mapping), None)
    if line is None or not await work.connection.scalar(_UNMAP, {"id": mapping}):
        raise NotFoundHereError
    await _note(work, f"{line} no longer", line)


async def _note(work: Work, why: str, line: GroupLine) -> None:
    """Which group, role and team: whoever reads the trail has to see who could become what. Whoever else answers for
    access is told to look."""
    await publish(work, Fact(FactKind.GROUP_CHANGED, "group", line.id))
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("group", line.id), why=why)
