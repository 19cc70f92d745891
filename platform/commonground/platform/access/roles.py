"""The one table of roles: who may do what, and to which records. The screens and the tests are generated from it.

Role gives the action; team and allocation give the record; then the record's own restriction (`decide.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from commonground.platform.access.actions import Action


class Reach(StrEnum):
    """Which records an action reaches, when the record is neither restricted nor close to named young people."""

    OWN_TEAMS = "own_teams"
    COUNCIL = "council"


class Role(StrEnum):
    ANYONE = "anyone"
    FRONT_DOOR_SCREENER = "front_door_screener"
    PRACTITIONER = "practitioner"
    TEAM_MANAGER = "team_manager"
    COUNCIL_ADMIN = "council_admin"
    PLATFORM_OPERATOR = "platform_operator"


@dataclass(frozen=True)
class RoleCard:
    """A role as people read it: its name, a sentence, and each action with its reach."""

    name: str
    sentence: str
    own_teams: frozenset[Action] = field(default_factory=frozenset)
    council: frozenset[Action] = field(default_factory=frozenset)

    def reach(self, action: Action) -> Reach | None:
        if action in self.council:
            return Reach.COUNCIL
        return Reach.OWN_TEAMS if action in self.own_teams else None


_PUBLIC = frozenset({Action.OPEN_PUBLIC_PAGE, Action.REPORT_WORRY, Action.SIGN_IN})
_SIGNED_IN = _PUBLIC | {Action.SIGN_OUT, Action.SEE_OWN_WORK}

ROLES: dict[Role, RoleCard] = {
    Role.ANYONE: RoleCard(
        "Anyone",
        "A member of the public. Can report a worry and read the reply to it.",
        council=_PUBLIC,
    ),
    Role.FRONT_DOOR_SCREENER: RoleCard(
        "Front door screener",
        "Reads what comes in, decides what happens to it and answers the person who told us.",
        own_teams=frozenset({Action.SCREEN_REFERRAL, Action.ESCALATE_REFERRAL, Action.REASSIGN_REFERRAL,
                             Action.REOPEN_REFERRAL, Action.READ_NAMES}),
        council=_SIGNED_IN | {Action.READ_TRACKER, Action.EXPORT_TRACKER, Action.READ_REFERRAL, Action.READ_CONTEXT,
                              Action.CHANGE_CONTEXT},
    ),
    Role.PRACTITIONER: RoleCard(
        "Practitioner",
        "Works with contexts and the referrals that are held by their team.",
        own_teams=frozenset({Action.READ_REFERRAL, Action.CHANGE_CONTEXT}),
        council=_SIGNED_IN | {Action.READ_TRACKER, Action.READ_CONTEXT},
    ),
    Role.TEAM_MANAGER: RoleCard(
        "Team manager",
        "Runs a team: sees what nobody holds and what is late, takes what is passed up, gives work to people.",
        own_teams=frozenset({Action.SCREEN_REFERRAL, Action.ESCALATE_REFERRAL, Action.READ_NAMES,
                             Action.CHANGE_CONTEXT, Action.RESTRICT_RECORD}),
        # Thresholds add up: whoever decides what was passed up must see the earlier contacts, whichever team has them.
        # And what stands with a team in which nobody can go on with it can be taken from there.
        council=_SIGNED_IN | {Action.READ_TRACKER, Action.EXPORT_TRACKER, Action.READ_REFERRAL, Action.READ_CONTEXT,
                              Action.REASSIGN_REFERRAL, Action.REOPEN_REFERRAL, Action.MANAGE_TEAMS,
                              Action.READ_COUNCIL},
    ),
    Role.COUNCIL_ADMIN: RoleCard(
        "Council administrator",
        "Looks after the council's settings, staff and teams, and reads its audit record. Opens no cases.",
        council=_SIGNED_IN | {Action.READ_AUDIT, Action.READ_COUNCIL, Action.MANAGE_TEAMS},
    ),
    Role.PLATFORM_OPERATOR: RoleCard(
        "Platform operator",
        "Keeps the platform running for every council. Has no path to any council's cases.",
        council=_PUBLIC | {Action.SIGN_OUT, Action.RUN_PLATFORM},
    ),
}  # fmt: skip  # one row to a role reads as the table it is
