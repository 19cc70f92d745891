"""What the pages about people show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from commonground.platform.access import ROLES, Role
from commonground.platform.councils.invitations import InvitationState, Invited
from commonground.platform.councils.standing import Colleague
from commonground.tenants.referrals.holding import Holding
from commonground.ui.people.forms import EndForm, ReturnForm, RolesForm
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import LazyText, lazy

_NAMES = {role.value: ROLES[role].name for role in Role}
STATES: dict[InvitationState, LazyText] = {
    InvitationState.OPEN: lazy("Waits for an answer"),
    InvitationState.ACCEPTED: lazy("Accepted"),
    InvitationState.REVOKED: lazy("Taken back"),
    InvitationState.EXPIRED: lazy("Too old"),
}


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: UUID
    name: str
    roles: str
    local: bool
    oneself: bool


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """`waits`: it can be sent again, and taken back."""

    id: UUID
    name: str
    email: str
    roles: str
    state: str
    waits: bool
    invited: str
    until: str


@dataclass(frozen=True, slots=True)
class PeopleView:
    """`left`: whose work here has ended, and who may come back by the council's provider."""

    people: list[PersonLine]
    left: list[PersonLine]
    invitations: list[InvitationLine]


@dataclass(frozen=True, slots=True)
class InviteView:
    """`back`: the page that the invitation was begun on."""

    back: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person. Each form is left out where it can't be used."""

    person: Colleague
    roles: str
    oneself: bool
    changing: RolesForm | None
    ending: EndForm | None
    returning: ReturnForm | None
    left: Sequence[Holding]


def people_view(
    people: Sequence[Colleague], left: Sequence[Colleague], invitations: Sequence[Invited], me: UUID | None
) -> PeopleView:
    return PeopleView(_people(people, me), _people(left, me), [_line(each) for each in invitations])


def _people(people: Sequence[Colleague], me: UUID | None) -> list[PersonLine]:
    return [PersonLine(each.id, each.name, roles_in_words(each.roles), each.local, each.id == me) for each in people]


def _line(invited: Invited) -> InvitationLine:
    waits = invited.state in (InvitationState.OPEN, InvitationState.EXPIRED)
    by = f"{moment(invited.invited_at)}, {invited.invited_by}" if invited.invited_by else moment(invited.invited_at)
    roles, until = roles_in_words(invited.roles), moment(invited.expires_at)
    state = str(STATES[invited.state])
    return InvitationLine(invited.id, invited.name, invited.email, roles, state, waits, by, until)


def roles_in_words(codes: Sequence[str]) -> str:
    return ", ".join(_NAMES[code] for code in codes if code in _NAMES) or "–"
