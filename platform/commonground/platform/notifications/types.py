"""What one person is told: a kind, a record and when. There is no field that could hold a sentence or a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from commonground.platform.references import parse_reference


class NotificationKind(StrEnum):
    """What happened, as far as the one who is told needs to know; `sentences.py` says it in words."""

    REFERRAL_RECEIVED = "referral_received"
    DANGER_NOW = "danger_now"
    REFERRAL_ALLOCATED = "referral_allocated"
    REFERRAL_ESCALATED = "referral_escalated"
    REFERRAL_DECIDED = "referral_decided"
    REFERRAL_REOPENED = "referral_reopened"
    REPORTER_ADDED_NEWS = "reporter_added_news"
    REPORTER_WITHDREW = "reporter_withdrew"
    CONTEXT_LEAD_GIVEN = "context_lead_given"
    CONTACT_JOINED_YOURS = "contact_joined_yours"
    MOVED_BETWEEN_TEAMS = "moved_between_teams"
    TEAM_CHANGED = "team_changed"
    ROLES_CHANGED = "roles_changed"
    GROUP_CHANGED = "group_changed"
    SOMETHING_LIKE_YOURS_CAME_IN = "something_like_yours_came_in"
    FLAG_DUE = "flag_due"
    PARTNER_INVITED = "partner_invited"
    SHARING_WAITS = "sharing_waits"
    SHARING_DECIDED = "sharing_decided"
    SHARING_ENDS_SOON = "sharing_ends_soon"
    BREAK_GLASS_USED = "break_glass_used"
    SUPPORT_GRANTED = "support_granted"
    SUPPORT_USED = "support_used"
    DECISION_DUE_TODAY = "decision_due_today"
    DECISION_OVERDUE = "decision_overdue"
    NOTICE_UNREAD = "notice_unread"
    MAIL_UNDELIVERED = "mail_undelivered"
    ASKED_ABOUT_YOURS = "asked_about_yours"


PASSED_ON: Final = frozenset(
    {
        NotificationKind.DANGER_NOW,
        NotificationKind.REFERRAL_ESCALATED,
        NotificationKind.DECISION_DUE_TODAY,
        NotificationKind.DECISION_OVERDUE,
    }
)
"""A child may come to harm, or a duty to decide in time is missed, while nobody reads these: the referral's managers
hear when they stay unread."""
OTHER_DOORS: Final = frozenset(
    {NotificationKind.BREAK_GLASS_USED, NotificationKind.SUPPORT_GRANTED, NotificationKind.SUPPORT_USED}
)
"""Somebody gets to see what is not theirs to see otherwise. Whoever answers for access hears of it while they are still
in, and not with the digest; and nobody hides their own doing behind a choice that the reader once made."""
URGENT: Final = PASSED_ON | OTHER_DOORS | {NotificationKind.NOTICE_UNREAD, NotificationKind.ASKED_ABOUT_YOURS}
"""These, what was passed on, and that an answer which the law gives a month for lacks what its reader alone can see.
Mailed at once; they count towards no limit, and nobody can turn them off."""


class RecordKind(StrEnum):
    """Of which kind the record behind the notification is: its link follows from this and the reference."""

    REFERRAL = "referral"
    CONTEXT = "context"
    STAFF = "staff"
    TEAM = "team"
    BREAK_GLASS = "break_glass"
    SHARED = "shared"
    """What is shared with a partner, as the partner sees it; its id is the invitation's."""
    SHARING = "sharing"
    """A proposal to share, as whoever may agree to it sees it."""
    GROUP = "group"
    """What a group of the council's provider gives, in the trail: whoever is told does not set it up themselves."""
    SUPPORT = "support"
    """That somebody of the platform was let in, on the page where it is ended."""
    MAILS = "mails"
    """The council's mails that did not arrive, on the page where they are tried again; its id is the council's."""


class NotAReferenceError(ValueError):
    """A notification was about to carry text that is no short reference: a mistake of ours."""


class Reference(str):
    """A short reference (`CR-7K3F-29M`) and nothing else: any other text is refused, so that none can travel along."""

    __slots__ = ()

    def __new__(cls, text: str) -> Reference:
        if parse_reference(text) != text:
            raise NotAReferenceError
        return super().__new__(cls, text)


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """The record a notification is about. People and teams have no short reference."""

    kind: RecordKind
    id: UUID
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """To be told. `fact_id` keys the effect: one fact is told to one person once, however often it is tried.
    `by_cover`: to whoever covers for a colleague who is away."""

    kind: NotificationKind
    subject: SubjectRef
    fact_id: UUID
    occurred_at: datetime
    by_cover: bool = False


@dataclass(frozen=True, slots=True)
class MyNotification:
    """Told, as its reader finds it in the list."""

    id: UUID
    kind: NotificationKind
    subject: SubjectRef
    occurred_at: datetime
    read_at: datetime | None
    by_cover: bool = False

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


@dataclass(frozen=True, slots=True)
class MyNotifications:
    """One page, newest first. `older` is the key of the next page; None on the last."""

    notifications: tuple[MyNotification, ...]
    older: UUID | None
