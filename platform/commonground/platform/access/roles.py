"""The one table of roles: who may do what, and to which records. The screens and the tests are generated from it.

Role gives the action; team and allocation give the record; then the record's own restriction (`decide.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from commonground.platform.access.actions import Action


class Reach(StrEnum):
    """Which records an action reaches, when the record is neither restricted nor close to named young people."""

    OWN_TEAMS = "own_teams"
    COUNCIL = "council"


class Whose(StrEnum):
    """Who gives a role to whom: a council to its staff, a council to people of a partner organisation, the platform to
    its own people. The public has its role from nobody."""

    PUBLIC = "public"
    STAFF = "staff"
    PARTNER = "partner"
    PLATFORM = "platform"
    VISITOR = "visitor"
    """A council gives it to one of the platform's people, by a grant of support that ends; never to anybody else."""


class Role(StrEnum):
    ANYONE = "anyone"
    FRONT_DOOR_SCREENER = "front_door_screener"
    PRACTITIONER = "practitioner"
    TEAM_MANAGER = "team_manager"
    CS_CONSULTANT = "cs_consultant"
    CONFERENCE_CHAIR = "conference_chair"
    PANEL_COORDINATOR = "panel_coordinator"
    QA_AUDITOR = "qa_auditor"
    ANALYST = "analyst"
    IG_LEAD = "ig_lead"
    OVERLAP_COORDINATOR = "overlap_coordinator"
    COUNCIL_ADMIN = "council_admin"
    SCHOOL_DSL = "school_dsl"
    PARTNER = "partner"
    PLATFORM_OPERATOR = "platform_operator"
    NETWORK_FACILITATOR = "network_facilitator"
    PLATFORM_SUPPORT = "platform_support"


@dataclass(frozen=True)
class RoleCard:
    """A role as people read it: its name, a sentence, whose it is, and each action with its reach."""

    name: str
    sentence: str
    own_teams: frozenset[Action] = field(default_factory=frozenset)
    council: frozenset[Action] = field(default_factory=frozenset)
    whose: Whose = Whose.STAFF

    def reach(self, action: Action) -> Reach | None:
        if action in self.council:
            return Reach.COUNCIL
        return Reach.OWN_TEAMS if action in self.own_teams else None


_PUBLIC = frozenset({Action.OPEN_PUBLIC_PAGE, Action.REPORT_WORRY, Action.COLLECT, Action.SIGN_IN})
_ACCOUNT = _PUBLIC | {Action.SIGN_OUT, Action.LOOK_AFTER_ACCOUNT}
_SIGNED_IN = _ACCOUNT | {Action.SEE_OWN_WORK}
_COLLEAGUE = _SIGNED_IN | {Action.RECORD_ABSENCE, Action.READ_PLAYBOOKS, Action.REFER, Action.SEE_DIRECTORY}
_ACROSS = frozenset({Action.PREPARE_DISCLOSURE, Action.READ_HANDOFF, Action.READ_JOINT, Action.WORK_JOINT})
_TRACKER = frozenset({Action.READ_TRACKER, Action.SAVE_VIEW})

ROLES: dict[Role, RoleCard] = {
    Role.ANYONE: RoleCard(
        "Anyone",
        "A member of the public. Can report a worry and read the reply to it.",
        council=_PUBLIC,
        whose=Whose.PUBLIC,
    ),
    Role.FRONT_DOOR_SCREENER: RoleCard(
        "Front door screener",
        "Reads what comes in, decides what happens to it and answers the person who told us.",
        own_teams=frozenset({Action.SCREEN_REFERRAL, Action.ESCALATE_REFERRAL, Action.REASSIGN_REFERRAL,
                             Action.WRITE_TO_TELLER, Action.REOPEN_REFERRAL, Action.READ_NAMES, Action.SEE_WHO,
                             Action.FLAG_RECORD, Action.KEEP_PERSON_LINKS, Action.SHARE_CONTEXT} | _ACROSS),
        council=_COLLEAGUE | _TRACKER | {Action.EXPORT_TRACKER, Action.READ_REFERRAL, Action.READ_CONTEXT,
                              Action.CHANGE_CONTEXT, Action.BREAK_GLASS, Action.READ_PARTNERS,
                              Action.SEE_CROSSINGS, Action.ANSWER_CROSSING, Action.SETTLE_DISPUTE,
                              # What somebody told the front door is answered by it, whichever team goes on with it; and
                              # it adds up, speaks with other agencies and has its steps, wherever that goes on.
                              Action.SEND_OUT, Action.LINK_REFERRAL, Action.KEEP_AGREED, Action.DO_STEPS},
    ),
    Role.PRACTITIONER: RoleCard(
        "Practitioner",
        "Works with contexts and the referrals that are held by their team.",
        own_teams=frozenset({Action.READ_REFERRAL, Action.CHANGE_CONTEXT, Action.SEE_WHO, Action.FLAG_RECORD,
                             Action.WRITE_TO_TELLER, Action.DO_STEPS, Action.KEEP_PERSON_LINKS, Action.SHARE_CONTEXT,
                             Action.SEND_OUT,
                             Action.KEEP_AGREED} | _ACROSS),
        council=_COLLEAGUE | _TRACKER | {Action.READ_CONTEXT, Action.BREAK_GLASS, Action.READ_PARTNERS,
                              Action.SEE_CROSSINGS},
    ),
    Role.TEAM_MANAGER: RoleCard(
        "Team manager",
        "Runs a team: sees what nobody holds and what is late, takes what is passed up, gives work to people.",
        own_teams=frozenset({Action.SCREEN_REFERRAL, Action.ESCALATE_REFERRAL, Action.READ_NAMES,
                             Action.WRITE_TO_TELLER, Action.DO_STEPS, Action.CHANGE_CONTEXT, Action.RESTRICT_RECORD,
                             Action.SEE_WHO, Action.FLAG_RECORD, Action.KEEP_PERSON_LINKS, Action.SHARE_CONTEXT,
                             Action.AUTHORISE_SHARING, Action.RECORD_OTHERS_ABSENCE, Action.SEND_OUT,
                             Action.KEEP_AGREED, Action.AUTHORISE_DISCLOSURE, Action.COORDINATE_JOINT} | _ACROSS),
        # Thresholds add up: whoever decides what was passed up must see the earlier contacts, whichever team has them.
        # And what stands with a team in which nobody can go on with it can be taken from there.
        council=_COLLEAGUE | _TRACKER | {Action.EXPORT_TRACKER, Action.IMPORT_TRACKER, Action.READ_REFERRAL,
                              Action.READ_CONTEXT, Action.REASSIGN_REFERRAL, Action.REOPEN_REFERRAL,
                              Action.LINK_REFERRAL,
                              Action.MANAGE_TEAMS, Action.READ_COUNCIL, Action.BREAK_GLASS, Action.READ_PARTNERS,
                              Action.WRITE_PLAYBOOKS, Action.WRITE_REPLIES, Action.SEE_FIGURES,
                              Action.SEE_CROSSINGS, Action.ANSWER_CROSSING, Action.SETTLE_DISPUTE,
                              Action.DECIDE_DISPUTE},
    ),
    Role.CS_CONSULTANT: RoleCard(
        "Contextual safeguarding consultant",
        "Advises colleagues about contexts, and helps them to assess and to plan.",
        own_teams=frozenset({Action.READ_REFERRAL, Action.CHANGE_CONTEXT, Action.SEE_WHO, Action.FLAG_RECORD,
                             Action.WRITE_TO_TELLER, Action.DO_STEPS, Action.KEEP_PERSON_LINKS, Action.SHARE_CONTEXT,
                             Action.KEEP_AGREED, Action.COORDINATE_JOINT} | _ACROSS),
        council=_COLLEAGUE | _TRACKER | {Action.READ_CONTEXT, Action.READ_PARTNERS, Action.WRITE_PLAYBOOKS,
                              Action.SEE_CROSSINGS},
    ),
    Role.CONFERENCE_CHAIR: RoleCard(
        "Conference chair",
        "Chairs conferences about contexts. Reads the contexts, and no referral.",
        council=_COLLEAGUE | {Action.READ_CONTEXT},
    ),
    Role.PANEL_COORDINATOR: RoleCard(
        "Panel coordinator",
        "Prepares panels: finds what repeats across contexts and referrals. Changes none of them.",
        council=_COLLEAGUE | _TRACKER | {Action.READ_REFERRAL, Action.READ_CONTEXT, Action.SEE_FIGURES},
    ),
    Role.QA_AUDITOR: RoleCard(
        "Quality auditor",
        "Looks at how work was done, so that it is done better. Changes nothing.",
        council=_COLLEAGUE | _TRACKER | {Action.READ_REFERRAL, Action.READ_CONTEXT, Action.SEE_FIGURES},
    ),
    Role.ANALYST: RoleCard(
        "Analyst or embedded researcher",
        "Counts and compares, without anybody’s name. Opens no record.",
        council=_COLLEAGUE | {Action.SEE_FIGURES},
    ),
    Role.IG_LEAD: RoleCard(
        "Information-governance lead",
        "Answers for who sees what and how long it is kept: reads the record of access, holds records, answers people"
        " who ask what is held about them. Opens no cases otherwise.",
        council=_COLLEAGUE | {Action.READ_AUDIT, Action.EXPORT_AUDIT, Action.REVIEW_ACCESS, Action.READ_COUNCIL,
                              Action.REVIEW_BREAK_GLASS, Action.SEE_WHO, Action.NAME_KEEPER,
                              Action.REVIEW_RETENTION, Action.SET_RETENTION, Action.CONFIRM_DISPOSAL,
                              Action.SET_BASIS, Action.SET_AREA,
                              Action.ANSWER_SUBJECT_ACCESS, Action.AUTHORISE_SHARING,
                              Action.READ_PARTNERS, Action.KEEP_PARTNERS, Action.GRANT_SUPPORT, Action.SEE_FIGURES,
                              Action.SEE_CROSSINGS, Action.AUTHORISE_DISCLOSURE, Action.KEEP_AGREEMENTS},
    ),
    Role.OVERLAP_COORDINATOR: RoleCard(
        "Overlap coordinator",
        "Hears when a neighbouring council may have a concern about the same subject, and talks to it. Opens no cases.",
        council=_COLLEAGUE | {Action.SEE_CROSSINGS},
    ),
    Role.COUNCIL_ADMIN: RoleCard(
        "Council administrator",
        "Looks after the council's settings, staff and teams, and reads its audit record. Opens no cases.",
        # Told of break-glass where nobody is information-governance lead, so able to look at it.
        council=_COLLEAGUE | {Action.READ_AUDIT, Action.EXPORT_AUDIT, Action.REVIEW_ACCESS, Action.READ_COUNCIL,
                              Action.MANAGE_TEAMS, Action.MANAGE_PEOPLE, Action.SET_NOTICES,
                              Action.RECORD_OTHERS_ABSENCE,
                              Action.REVIEW_BREAK_GLASS, Action.NAME_KEEPER, Action.CONFIRM_DISPOSAL,
                              Action.SET_UP_COUNCIL, Action.READ_PARTNERS, Action.KEEP_PARTNERS, Action.SET_BASIS,
                              Action.WRITE_PLAYBOOKS, Action.WRITE_REPLIES, Action.SEE_FIGURES,
                              Action.KEEP_AGREEMENTS, Action.SET_AREA,
                              # Who asks for help may let it in. So may the information-governance lead, who is told of
                              # it in any case and can end it.
                              Action.GRANT_SUPPORT},
    ),
    Role.SCHOOL_DSL: RoleCard(
        "Designated safeguarding lead of a school",
        "Speaks for a school. Refers to the front door, and sees what the council has invited the school to, until the"
        " invitation ends.",
        council=_SIGNED_IN | {Action.READ_SHARED, Action.REFER},
        whose=Whose.PARTNER,
    ),
    Role.PARTNER: RoleCard(
        "Partner",
        "Works for an organisation beside the council. Refers to the front door, and sees what an invitation names,"
        " until it ends.",
        council=_SIGNED_IN | {Action.READ_SHARED, Action.REFER},
        whose=Whose.PARTNER,
    ),
    Role.PLATFORM_OPERATOR: RoleCard(
        "Platform operator",
        "Keeps the platform running for every council. Has no path to any council's cases.",
        council=_ACCOUNT | {Action.RUN_PLATFORM, Action.BRING_ON_COUNCIL, Action.USE_SUPPORT},
        whose=Whose.PLATFORM,
    ),
    Role.NETWORK_FACILITATOR: RoleCard(
        "Network facilitator",
        "Looks after the groups and the library that councils share. Acts for no council, and sees no case.",
        council=_ACCOUNT,
        whose=Whose.PLATFORM,
    ),
    Role.PLATFORM_SUPPORT: RoleCard(
        "Platform support",
        "Runs the platform, and is let in by the council for some hours or days: reads its settings, its teams and who"
        " is in them. Changes nothing, and opens no case.",
        # Takes the place of the operator's own role for as long as the visit lasts.
        council=_PUBLIC | {Action.SIGN_OUT, Action.VISIT_COUNCIL},
        whose=Whose.VISITOR,
    ),
}  # fmt: skip  # one row to a role reads as the table it is

_BY_CODE: Final = {role.value: role for role in Role}
_SETS_KEPT: Final = 1_024

STAFF_ROLES: tuple[Role, ...] = tuple(role for role in Role if ROLES[role].whose is Whose.STAFF)
"""What a council gives to its own people."""
PARTNER_ROLES: tuple[Role, ...] = tuple(role for role in Role if ROLES[role].whose is Whose.PARTNER)
"""What a council gives to people of another organisation, together with an invitation."""
ANSWER_FOR_ACCESS: frozenset[Role] = frozenset({Role.IG_LEAD, Role.COUNCIL_ADMIN})
"""Who is told when somebody sees what is not theirs otherwise, and looks after who may see what."""
KEEPERS: frozenset[Role] = frozenset(role for role in Role if ROLES[role].reach(Action.RESTRICT_RECORD))
"""Who can change whom a restricted record is open to, once they are named on it: without one of them it is lost."""
PLATFORM_ROLES: tuple[Role, ...] = tuple(role for role in Role if ROLES[role].whose is Whose.PLATFORM)
"""What the platform gives to its own people (`commonground platform person`): one each."""


def known_roles(codes: Iterable[str]) -> frozenset[Role]:
    """The roles that these codes name. A council's row may still hold one that has gone: it gives nothing."""
    return _known(tuple(codes))


@lru_cache(maxsize=_SETS_KEPT)  # a thousand people are told at once, and hold a handful of sets between them
def _known(codes: tuple[str, ...]) -> frozenset[Role]:
    return frozenset(_BY_CODE[code] for code in codes if code in _BY_CODE)
