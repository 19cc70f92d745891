"""Who may do what, to which records, and why: all permission is decided here."""

from commonground.platform.access.actions import Action
from commonground.platform.access.actor import ANYONE, Actor
from commonground.platform.access.decide import (
    Around,
    BrokenGlass,
    Decision,
    Held,
    HeldColumns,
    decide,
    may_see_who,
    reach_of,
    reachable,
)
from commonground.platform.access.roles import (
    PARTNER_ROLES,
    ROLES,
    STAFF_ROLES,
    Reach,
    Role,
    RoleCard,
    Whose,
    known_roles,
)
from commonground.platform.access.sharing import WHEN_OVER, Shared, decide_shared, may_authorise

__all__ = [
    "ANYONE",
    "PARTNER_ROLES",
    "ROLES",
    "STAFF_ROLES",
    "WHEN_OVER",
    "Action",
    "Actor",
    "Around",
    "BrokenGlass",
    "Decision",
    "Held",
    "HeldColumns",
    "Reach",
    "Role",
    "RoleCard",
    "Shared",
    "Whose",
    "decide",
    "decide_shared",
    "known_roles",
    "may_authorise",
    "may_see_who",
    "reach_of",
    "reachable",
]
