"""How somebody hears by e-mail of what they are told: at once, in the digest at the end of the day, or not at all.

Each role has a preset; people change it for themselves, kind by kind. In the product everybody is told everything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from commonground.platform.access import ROLES, Action, Role
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
"""The kinds that people may choose a way for, as far as their roles get them."""

_LOUDEST: Final = tuple(Way)
_K: Final = NotificationKind
_A: Final = Action
_EITHER: Final = frozenset({_A.READ_REFERRAL, _A.READ_CONTEXT})
# Every colleague may, and nobody of a partner: they are in no team, and their role stays.
_COLLEAGUES: Final = frozenset({_A.RECORD_ABSENCE})
_TOLD_TO: Final[Mapping[NotificationKind, frozenset[Action]]] = MappingProxyType(
    {
        **dict.fromkeys((kind for kind in _K if kind.startswith(("referral_", "reporter_", "decision_"))),
                        frozenset({_A.READ_REFERRAL})),
        _K.WRITTEN_TO_YOU: frozenset({_A.REFER}),
        _K.DANGER_NOW: frozenset({_A.READ_REFERRAL}),
        _K.NOTICE_UNREAD: frozenset({_A.READ_REFERRAL}),
        _K.CONTEXT_LEAD_GIVEN: frozenset({_A.READ_CONTEXT}),
        _K.CONTEXT_CHANGED: frozenset({_A.READ_CONTEXT}),
        _K.CONTACT_JOINED_YOURS: frozenset({_A.READ_CONTEXT}),
        _K.CONTACTS_ADD_UP: frozenset({_A.READ_CONTEXT}),
        _K.SOMETHING_LIKE_YOURS_CAME_IN: _EITHER,
        _K.GONE_ELSEWHERE: _EITHER,
        _K.FLAG_DUE: _EITHER,
        _K.ASKED_ABOUT_YOURS: _EITHER,
        _K.MOVED_BETWEEN_TEAMS: _COLLEAGUES,
        _K.ROLES_CHANGED: _COLLEAGUES,
        _K.TEAM_CHANGED: frozenset({_A.MANAGE_TEAMS}),
        _K.PARTNER_INVITED: frozenset({_A.READ_SHARED}),
        _K.SHARING_WAITS: frozenset({_A.AUTHORISE_SHARING}),
        _K.SHARING_DECIDED: frozenset({_A.READ_CONTEXT}),
        _K.SHARING_ENDS_SOON: frozenset({_A.READ_CONTEXT}),
        _K.BREAK_GLASS_USED: frozenset({_A.REVIEW_BREAK_GLASS}),
        _K.SUPPORT_GRANTED: frozenset({_A.GRANT_SUPPORT}),
        _K.SUPPORT_USED: frozenset({_A.GRANT_SUPPORT}),
        _K.MAIL_UNDELIVERED: frozenset({_A.SET_NOTICES}),
        _K.GROUP_CHANGED: frozenset({_A.READ_AUDIT}),
        _K.KEPT_SHORTER: frozenset({_A.READ_AUDIT}),
        _K.ACCESS_GIVEN: frozenset({_A.READ_AUDIT}),
        _K.NOBODY_LEFT: frozenset({_A.NAME_KEEPER}),
        _K.KEEPER_NAMED: frozenset({_A.RESTRICT_RECORD}),
        _K.LOOKED_AFTER: frozenset({_A.READ_AUDIT}),
        **dict.fromkeys((kind for kind in _K if kind.startswith("action_")), frozenset({_A.CHANGE_CONTEXT})),
        _K.FILE_REFUSED: _EITHER | {_A.REFER},
        _K.OUTSIDE_CHANGED: frozenset({_A.PREPARE_DISCLOSURE}),
        **dict.fromkeys((kind for kind in _K if kind.startswith("agreement_")), frozenset({_A.KEEP_AGREEMENTS})),
        _K.DISCLOSURE_WAITS: frozenset({_A.AUTHORISE_DISCLOSURE}),
        _K.DISCLOSURE_DECIDED: frozenset({_A.PREPARE_DISCLOSURE}),
        _K.CROSSING_OFFERED: frozenset({_A.ANSWER_CROSSING}),
        _K.CROSSING_URGENT: frozenset({_A.ANSWER_CROSSING}),
        **dict.fromkeys(
            (_K.CROSSING_CHANGED, _K.CROSSING_ANSWERED, _K.CROSSING_DUE, _K.CROSSING_OVERDUE),
            frozenset({_A.READ_HANDOFF, _A.ANSWER_CROSSING}),
        ),
        _K.CROSSING_WITHOUT_AGREEMENT: frozenset({_A.KEEP_AGREEMENTS}),
        _K.JOINT_INVITED: frozenset({_A.COORDINATE_JOINT}),
        _K.JOINT_CHANGED: frozenset({_A.READ_JOINT}),
        _K.JOINT_LEAD_ASKED: frozenset({_A.COORDINATE_JOINT}),
        _K.JOINT_WITHOUT_AGREEMENT: frozenset({_A.KEEP_AGREEMENTS}),
        **dict.fromkeys((kind for kind in _K if kind.startswith("dispute_")), frozenset({_A.SETTLE_DISPUTE})),
        _K.DISPUTE_ESCALATED: frozenset({_A.DECIDE_DISPUTE}),
        _K.DISPUTE_WITHOUT_AGREEMENT: frozenset({_A.KEEP_AGREEMENTS}),
    }
)  # fmt: skip  # one kind to a row
"""What whoever is told of it may do, at least one of these: to nobody else a kind is ever told."""
_MINE: Final = frozenset(
    {_K.REFERRAL_ALLOCATED, _K.WRITTEN_TO_YOU, _K.CONTEXT_LEAD_GIVEN, _K.MOVED_BETWEEN_TEAMS, _K.ROLES_CHANGED}
    | {_K.ACTION_GIVEN, _K.FILE_REFUSED, _K.DISCLOSURE_DECIDED, _K.CROSSING_ANSWERED, _K.OUTSIDE_CHANGED}
)
_PARTNERS: Final = frozenset({_K.PARTNER_INVITED, _K.WRITTEN_TO_YOU, _K.FILE_REFUSED})
_AGREEMENTS: Final = frozenset({_K.AGREEMENT_PROPOSED, _K.AGREEMENT_SIGNED, _K.AGREEMENT_WITHDRAWN})
_ACCESS: Final = frozenset({_K.GROUP_CHANGED, _K.KEPT_SHORTER, _K.ACCESS_GIVEN, _K.LOOKED_AFTER})
# Whoever screens looks at the list all day: a mail for each arrival would only teach them not to read mails.
_AT_ONCE: Final[Mapping[Role, frozenset[NotificationKind]]] = MappingProxyType(
    {
        Role.FRONT_DOOR_SCREENER: _MINE
        | {_K.REFERRAL_REOPENED, _K.REPORTER_ADDED_NEWS, _K.CROSSING_OFFERED, _K.CROSSING_DUE}
        | {_K.DISPUTE_OPENED, _K.DISPUTE_DUE},
        Role.PRACTITIONER: _MINE | {_K.REPORTER_ADDED_NEWS, _K.SOMETHING_LIKE_YOURS_CAME_IN, _K.CONTACTS_ADD_UP},
        Role.TEAM_MANAGER: _MINE
        | {_K.SOMETHING_LIKE_YOURS_CAME_IN, _K.CONTACTS_ADD_UP, _K.SHARING_WAITS, _K.KEEPER_NAMED}
        | {_K.DISCLOSURE_WAITS, _K.CROSSING_DUE, _K.JOINT_INVITED, _K.JOINT_LEAD_ASKED}
        | {_K.DISPUTE_DUE, _K.DISPUTE_ESCALATED},
        Role.IG_LEAD: _MINE
        | _ACCESS
        | _AGREEMENTS
        | {_K.SHARING_WAITS, _K.DISCLOSURE_WAITS, _K.CROSSING_WITHOUT_AGREEMENT, _K.JOINT_WITHOUT_AGREEMENT}
        | {_K.DISPUTE_WITHOUT_AGREEMENT},
        Role.COUNCIL_ADMIN: _MINE | _ACCESS | {_K.MAIL_UNDELIVERED},
        Role.PARTNER: _PARTNERS,
        Role.SCHOOL_DSL: _PARTNERS,
    }
)
_UNWANTED: Final[Mapping[Role, frozenset[NotificationKind]]] = MappingProxyType(
    {Role.TEAM_MANAGER: frozenset({_K.TEAM_CHANGED})}
)


def may_be_told(roles: Collection[Role], kind: NotificationKind) -> bool:
    """Whether somebody with these roles can ever get such a notice."""
    return any(ROLES[role].reach(action) is not None for role in roles for action in _TOLD_TO[kind])


def choices(roles: Collection[Role]) -> tuple[NotificationKind, ...]:
    """The kinds that somebody with these roles may choose a way for: no question about what never comes."""
    return tuple(kind for kind in CHOICES if may_be_told(roles, kind))


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
