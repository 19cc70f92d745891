"""Where a notice leads: to the record's page, which then decides whether the reader may still see it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from commonground.platform.notifications.types import NotificationKind, RecordKind, SubjectRef

PLACES: Final[Mapping[RecordKind, str]] = MappingProxyType(
    {
        RecordKind.REFERRAL: "/referrals/",
        RecordKind.REFERRED: "/refer/",
        RecordKind.CONTEXT: "/contexts/",
        RecordKind.STAFF: "/account",
        RecordKind.TEAM: "/team",
        RecordKind.BREAK_GLASS: "/break-glass/review#",
        RecordKind.SHARED: "/shared/",
        RecordKind.SHARING: "/sharing#",
        RecordKind.GROUP: "/audit",
        RecordKind.SUPPORT: "/council/support",
        RecordKind.MAILS: "/council/notices",
        RecordKind.RETENTION: "/audit",
        RecordKind.PEOPLE: "/audit",
        RecordKind.KEEPERS: "/keepers#",
        RecordKind.OUTSIDE: "/disclosures/",
        RecordKind.AGREEMENT: "/agreements",
        RecordKind.CROSSING: "/handoffs/",
        RecordKind.JOINT: "/joint/",
        RecordKind.JOINT_ASKED: "/joint#",
        RecordKind.DISPUTE: "/disputes/",
        RecordKind.TRAIL: "/audit/records/",
    }
)


PARTS: Final[Mapping[NotificationKind, str]] = MappingProxyType(
    {NotificationKind.CONTACTS_ADD_UP: "/adding-up", NotificationKind.DISCLOSURE_WAITS: "/authorise"}
)
"""The part of a record's page that a notice is about, where it is not the first."""


def path_of(subject: SubjectRef, kind: NotificationKind) -> str:
    """The address without the host; nothing personal is in it."""
    return PLACES[subject.kind] + (subject.reference or "") + PARTS.get(kind, "")
