"""`/council` shows the settings and the table of roles; `/team` the teams, and moves people between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import ROLES, Action, Role, RoleCard, Whose
from commonground.platform.councils.models import Council
from commonground.platform.councils.teams import REASON_LIMIT, Movable, TeamList, movable_by, move, teams_of
from commonground.platform.councils.types import KIND_FACTS, LEGAL_POWER_LABELS, CouncilKind, LegalPower
from commonground.platform.cover.service import absences
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.referrals.holding import Holding, who_holds
from commonground.ui.council.away import Away, away_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.forms import Choice, Form, Select, TextField
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

EXAMPLE_ID = "01890000-0000-7000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class SettingsView:
    council: Council
    kind: str
    powers: list[str]
    roles: list[tuple[RoleCard, list[tuple[Action, str]]]]


@dataclass(frozen=True, slots=True)
class TeamView:
    teams: list[TeamList]
    role_names: dict[str, str]
    anybody: bool
    unmanaged: frozenset[UUID]
    away: Away
    holdings: Sequence[Holding]

    @property
    def left(self) -> list[Holding]:
        """What those lead who have left."""
        return [each for each in self.holdings if each.left]

    def held_by(self, staff_id: UUID) -> list[Holding]:
        return [each for each in self.holdings if each.staff_id == staff_id]


class MoveForm(Form):
    staff = Select(lazy("Who?"), (), empty=lazy("Choose"), required=lazy("Choose who moves"))
    team = Select(lazy("To which team?"), (), empty=lazy("Choose"), required=lazy("Choose the team they move to"))
    reason = TextField(lazy("Why?"), required=lazy("Say why: the record of who did what keeps it"), most=REASON_LIMIT)


@get("/council", opt=declare(Action.READ_COUNCIL))
async def settings_page(work: RequestWork) -> Page:
    """The council as it is set up, and what each role may do."""
    council = (await work.shared.scalars(select(Council).where(Council.id == work.actor.council))).one()
    await audit.record(work, Action.READ_COUNCIL, audit.Subject("council"))
    roles = [(ROLES[role], _actions(ROLES[role])) for role in Role if ROLES[role].whose is not Whose.PLATFORM]
    known = {power.value for power in LegalPower}
    powers = [LEGAL_POWER_LABELS[LegalPower(code)] if code in known else code for code in council.legal_powers]
    view = SettingsView(council, KIND_FACTS[CouncilKind(council.kind)].label, powers, roles)
    return Page("council/settings.html", view)


@get("/team", opt=declare(Action.MANAGE_TEAMS))
async def teams_page(work: RequestWork) -> Page:
    """Who is in which team, and who holds how much."""
    return await _shown(work, await teams_of(work), MoveForm(None))


@post(
    "/team",
    opt=declare(
        Action.MANAGE_TEAMS,
        effect=Effect.CHANGE,
        ids={"staff": "staff", "team": "team"},
        body=lambda: {"staff": EXAMPLE_ID, "team": EXAMPLE_ID, "reason": "Covers for a colleague"},
    ),
    status_code=200,
)
async def move_person(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """Move somebody to another team, with a reason."""
    form = await MoveForm.read(request)
    lists = await teams_of(work)
    _offer(form, _everybody(lists))
    if not form.validate():
        return await _shown(work, lists, form)
    try:
        await move(work, UUID(form.staff.data), UUID(form.team.data), form.reason.data or "")
    except IncompleteError as refused:
        form.refuse(refused)
        return await _shown(work, lists, form)
    return redirect(request, "/team", gettext("Moved. It counts from their next click."))


async def _shown(work: Work, lists: list[TeamList], form: MoveForm) -> Page:
    """The page with what this reader can choose from."""
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("teams"))
    movable = movable_by(work.actor, lists)
    _offer(form, movable)
    names = {role.value: ROLES[role].name for role in Role}
    away = away_of(work, lists, await absences(work))
    view = TeamView(lists, names, bool(movable.people), _unmanaged(lists), away, await who_holds(work))
    return Page("council/teams.html", view, form=form)


def _unmanaged(lists: list[TeamList]) -> frozenset[UUID]:
    """Teams with people and without a manager."""
    managed = {team.id for team in lists if any(Role.TEAM_MANAGER in member.roles for member in team.members)}
    return frozenset(team.id for team in lists if team.id is not None and team.members and team.id not in managed)


def _everybody(lists: list[TeamList]) -> Movable:
    """Everybody of this council and every team of it: whom and whereto one may not move is refused in words."""
    people = {member.id: member for team in lists for member in team.members}
    return Movable(tuple(people.values()), tuple(team for team in lists if team.id is not None))


def _offer(form: MoveForm, movable: Movable) -> None:
    form.staff.choices = [Choice(str(member.id), member.name) for member in movable.people]
    form.team.choices = [Choice(str(team.id), team.name) for team in movable.teams]


def _actions(card: RoleCard) -> list[tuple[Action, str]]:
    """Each action of a role with how far it reaches, in words."""
    own, everywhere = gettext("what their team holds or is given to them"), gettext("the whole council")
    both = [(action, everywhere) for action in card.council] + [(action, own) for action in card.own_teams]
    order = list(Action)
    return sorted(both, key=lambda each: order.index(each[0]))


HANDLERS = [settings_page, teams_page, move_person]
