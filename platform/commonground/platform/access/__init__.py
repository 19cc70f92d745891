"""Who may do what, to which records, and why: all permission is decided here."""

from commonground.platform.access.actions import Action
from commonground.platform.access.actor import ANYONE, Actor
from commonground.platform.access.decide import Decision, Held, HeldColumns, decide, reach_of, reachable
from commonground.platform.access.roles import ROLES, Reach, Role, RoleCard

__all__ = [
    "ANYONE",
    "ROLES",
    "Action",
    "Actor",
    "Decision",
    "Held",
    "HeldColumns",
    "Reach",
    "Role",
    "RoleCard",
    "decide",
    "reach_of",
    "reachable",
]
