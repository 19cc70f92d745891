"""May somebody of a partner organisation open what the council has invited them to, and who may let them in?

The decision about one invitation, asked by the partner's pages, by “Who could see this?” and when a mail about it goes.
The database asks the same once more (`database/sql/045_shared.sql`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from commonground.platform.access.actions import Action
from commonground.platform.access.actor import Actor
from commonground.platform.access.decide import Decision, Held, decide, reach_of
from commonground.platform.access.roles import Reach

POLICE_LONGEST: Final = timedelta(days=29, hours=1)
"""Of the police to a peer group: four weeks, to the end of the last day; an hour more, since a clock may be put back
in between."""

WHEN_OVER: Final = frozenset({Action.REFER})
"""What nobody of a partner does any more once the council works with it no more: they refer nothing, and read no answer
to what they referred."""


@dataclass(frozen=True)
class Shared:
    """An invitation, as much as the decision needs. `person_id` None: everybody of the organisation. `since`: when it
    was proposed. `close`: a peer group; `restricted`: the record is, by now."""

    organisation_id: UUID
    person_id: UUID | None
    sponsor_id: UUID
    authorised_by: UUID | None
    active: bool
    since: datetime
    until: datetime
    names: bool
    police: bool
    close: bool
    restricted: bool = False


_NO_ROLE: Final = Decision(False, "None of your roles includes this.")
_NOT_INVITED: Final = Decision(False, "You are not invited to it.")
_OVER: Final = Decision(False, "The invitation does not stand.")
_RESTRICTED: Final = Decision(False, "It is restricted to named people of the council.")
_NOT_AUTHORISED: Final = Decision(False, "Nobody but the one who proposed it has agreed to it.")
_STANDING: Final = Decision(False, "The police have no standing access to a peer group.")
_INVITED: Final = Decision(True, "The council has invited you to it.")
_NOT_NAMED: Final = Decision(False, "It is restricted to named people.")
_OWN_PROPOSAL: Final = Decision(False, "Nobody authorises what they proposed themselves.")
_ANSWERS: Final = Decision(True, "You answer for who sees what in this council.")


def needs_second(*, names: bool, close: bool) -> bool:
    """Whether a second person must agree before a partner is let in: for names, and for every peer group."""
    return names or close


def standing_access(*, police: bool, close: bool, person: UUID | None, lasts: timedelta) -> bool:
    """Whether this would give the police standing access to a peer group: to a unit as a whole, or for long."""
    return police and close and (person is None or lasts > POLICE_LONGEST)


def decide_shared(actor: Actor, shared: Shared, now: datetime) -> Decision:
    """May `actor`, who works for a partner organisation, open the record that this invitation names?"""
    if reach_of(actor, Action.READ_SHARED) is None:
        return _NO_ROLE
    if actor.organisation_id != shared.organisation_id or shared.person_id not in (None, actor.staff_id):
        return _NOT_INVITED
    return _INVITED if (wrong := why_not(shared, now)) is None else wrong


def why_not(shared: Shared, now: datetime) -> Decision | None:
    """Why the invitation opens nothing to anybody; None where it stands."""
    if not shared.active or shared.until <= now:
        return _OVER
    if shared.restricted:
        return _RESTRICTED
    if needs_second(names=shared.names, close=shared.close) and shared.authorised_by in (None, shared.sponsor_id):
        return _NOT_AUTHORISED
    lasts = shared.until - shared.since
    if standing_access(police=shared.police, close=shared.close, person=shared.person_id, lasts=lasts):
        return _STANDING
    return None


def may_authorise(actor: Actor, sponsor_id: UUID, record: Held, action: Action = Action.AUTHORISE_SHARING) -> Decision:
    """May `actor` agree to, or refuse, what `sponsor_id` proposed? A manager of the team that holds the record, or
    whoever answers for access, who need not be able to open it; but of a restricted record nobody who is not named on
    it reads what is proposed. Nobody for themselves."""
    if actor.staff_id == sponsor_id:
        return _OWN_PROPOSAL
    if reach_of(actor, action) is Reach.COUNCIL:
        return _NOT_NAMED if record.restricted and actor.staff_id not in record.named else _ANSWERS
    return decide(actor, action, replace(record, broken={}))
