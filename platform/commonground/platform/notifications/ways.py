"""How somebody hears by e-mail of what they are told: at once, in the digest at the end of the day, or not at all.

Each role has a preset; people change it for themselves, kind by kind. In the product everybody is told everything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from commonground.platform.access import Role
from commonground.platform.notifications.types import URGENT, NotificationKind


class Way(StrEnum):
    """From the loudest to the quietest."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    NONE = "none"


MOST_AT_ONCE: Final = 3
"""E-mails a day that come at once, urgent ones left out; the rest waits for the digest. A council may change it."""
UNREAD_HOURS: Final = 4
"""Working hours after which an urgent notice that nobody has read is passed on. A council may change it."""
CHOICES: Final = tuple(kind for kind in NotificationKind if kind not in URGENT)
"""The kinds that people may choose a way for."""

_LOUDEST: Final = tuple(Way)
_K: Final = NotificationKind
_MINE: Final = frozenset({_K.REFERRAL_ALLOCATED, _K.CONTEXT_LEAD_GIVEN, _K.MOVED_BETWEEN_TEAMS, _K.ROLES_CHANGED})
_ACCESS: Final = frozenset({_K.GROUP_CHANGED, _K.KEPT_SHORTER, _K.ACCESS_GIVEN, _K.NOBODY_LEFT, _K.LOOKED_AFTER})
# Whoever screens looks at the list all day: a mail for each arrival would only teach them not to read mails.
_AT_ONCE: Final[Mapping[Role, frozenset[NotificationKind]]] = MappingProxyType(
    {
        Role.FRONT_DOOR_SCREENER: _MINE | {_K.REFERRAL_REOPENED, _K.REPORTER_ADDED_NEWS},
        Role.PRACTITIONER: _MINE | {_K.REPORTER_ADDED_NEWS, _K.SOMETHING_LIKE_YOURS_CAME_IN},
        Role.TEAM_MANAGER: _MINE | {_K.SOMETHING_LIKE_YOURS_CAME_IN, _K.SHARING_WAITS, _K.KEEPER_NAMED},
        Role.IG_LEAD: _MINE | _ACCESS | {_K.SHARING_WAITS},
        Role.COUNCIL_ADMIN: _MINE | _ACCESS | {_K.MAIL_UNDELIVERED},
        Role.PARTNER: _MINE | {_K.PARTNER_INVITED},
        Role.SCHOOL_DSL: _MINE | {_K.PARTNER_INVITED},
    }
)
_UNWANTED: Final[Mapping[Role, frozenset[NotificationKind]]] = MappingProxyType(
    {Role.TEAM_MANAGER: frozenset({_K.TEAM_CHANGED})}
)


def preset(roles: Collection[Role], kind: NotificationKind) -> Way:
    """What somebody with these roles has unless they choose otherwise: of several roles, the loudest."""
    if kind in URGENT:
        return Way.AT_ONCE
    ways = {_preset_of(role, kind) for role in roles} or {Way.DIGEST}
    return next(way for way in _LOUDEST if way in ways)


def _preset_of(role: Role, kind: NotificationKind) -> Way:
    if kind in _AT_ONCE.get(role, _MINE):
        return Way.AT_ONCE
    return Way.NONE if kind in _UNWANTED.get(role, ()) else Way.DIGEST


def way_for(
    kind: NotificationKind, roles: Collection[Role], chosen: Way | None, *, sent_today: int, most: int = MOST_AT_ONCE
) -> Way:
    """How this notice goes to somebody who has had `sent_today` at once already."""
    if kind in URGENT:
        return Way.AT_ONCE
    way = chosen or preset(roles, kind)
    return Way.DIGEST if way is Way.AT_ONCE and sent_today >= most else way
