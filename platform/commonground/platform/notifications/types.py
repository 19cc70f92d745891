"""What one person is told: a kind, a record and when. There is no field that could hold a sentence or a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
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
    REFERRAL_NEEDS_LEAD = "referral_needs_lead"
    REFERRAL_REOPENED = "referral_reopened"
    REFERRAL_WAITS_LONG = "referral_waits_long"
    WRITTEN_TO_YOU = "written_to_you"
    REPORTER_ADDED_NEWS = "reporter_added_news"
    REPORTER_WITHDREW = "reporter_withdrew"
    CONTEXT_LEAD_GIVEN = "context_lead_given"
    CONTEXT_CHANGED = "context_changed"
    CONTACT_JOINED_YOURS = "contact_joined_yours"
    CONTACTS_ADD_UP = "contacts_add_up"
    GONE_ELSEWHERE = "gone_elsewhere"
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
    KEPT_SHORTER = "kept_shorter"
    ACCESS_GIVEN = "access_given"
    NOBODY_LEFT = "nobody_left"
    KEEPER_NAMED = "keeper_named"
    LOOKED_AFTER = "looked_after"
    ACTION_GIVEN = "action_given"
    ACTION_DUE_SOON = "action_due_soon"
    ACTION_OVERDUE = "action_overdue"
    FILE_REFUSED = "file_refused"
    AGREEMENT_PROPOSED = "agreement_proposed"
    AGREEMENT_SIGNED = "agreement_signed"
    AGREEMENT_WITHDRAWN = "agreement_withdrawn"
    DISCLOSURE_WAITS = "disclosure_waits"
    DISCLOSURE_DECIDED = "disclosure_decided"
    CROSSING_OFFERED = "crossing_offered"
    CROSSING_URGENT = "crossing_urgent"
    CROSSING_CHANGED = "crossing_changed"
    CROSSING_ANSWERED = "crossing_answered"
    CROSSING_DUE = "crossing_due"
    CROSSING_OVERDUE = "crossing_overdue"
    CROSSING_WITHOUT_AGREEMENT = "crossing_without_agreement"
    OUTSIDE_CHANGED = "outside_changed"
    JOINT_INVITED = "joint_invited"
    JOINT_CHANGED = "joint_changed"
    JOINT_LEAD_ASKED = "joint_lead_asked"
    JOINT_WITHOUT_AGREEMENT = "joint_without_agreement"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_CHANGED = "dispute_changed"
    DISPUTE_DUE = "dispute_due"
    DISPUTE_ESCALATED = "dispute_escalated"
    DISPUTE_WITHOUT_AGREEMENT = "dispute_without_agreement"


class Next(StrEnum):
    """Who hears of it when nobody has read an urgent notice in time."""

    MANAGERS = "managers"
    """The referral's managers."""
    WHO_ANSWERS = "who_answers"
    """Everybody else who answers for access, but whoever it is about."""
    WHO_OPENS = "who_opens"
    """Whoever else may open the record. Where there is nobody else, nobody: to anyone else, the notice would tell that
    there is such a record."""
    WHO_NAMES = "who_names"
    """Everybody else who may name somebody to look after the record."""
    WHO_TAKES = "who_takes"
    """Everybody else who may answer for the council what another one offers, as long as nobody has."""
    NOBODY = "nobody"


_K: Final = NotificationKind
PASSED_ON: Final[Mapping[NotificationKind, Next]] = MappingProxyType(
    {
        # A child may come to harm, or a duty to decide in time is missed, while nobody reads these.
        _K.DANGER_NOW: Next.MANAGERS,
        _K.REFERRAL_ESCALATED: Next.MANAGERS,
        _K.DECISION_DUE_TODAY: Next.MANAGERS,
        _K.DECISION_OVERDUE: Next.MANAGERS,
        # It has been passed on.
        _K.NOTICE_UNREAD: Next.NOBODY,
        # Somebody gets to see what is not theirs to see otherwise. Whoever answers for access hears of it while they
        # are still in, and not with the digest; and nobody hides their own doing behind a choice that the reader once
        # made.
        _K.BREAK_GLASS_USED: Next.WHO_ANSWERS,
        # Whoever let them in knows.
        _K.SUPPORT_GRANTED: Next.NOBODY,
        _K.SUPPORT_USED: Next.NOBODY,
        # An answer for which the law gives a month lacks what its reader alone can see.
        _K.ASKED_ABOUT_YOURS: Next.WHO_OPENS,
        # Another council believes that somebody is in danger today.
        _K.CROSSING_URGENT: Next.WHO_TAKES,
        # It has gone to the managers of both councils.
        _K.CROSSING_OVERDUE: Next.NOBODY,
        # A referral may wait in it of which nobody else hears, whatever it says: of danger now, too.
        _K.NOBODY_LEFT: Next.WHO_NAMES,
    }
)
"""The urgent kinds, and who is next. Mailed at once; they count towards no limit, and nobody can turn them off."""
URGENT: Final = frozenset(PASSED_ON)


class RecordKind(StrEnum):
    """Of which kind the record behind the notification is: its link follows from this and the reference."""

    REFERRAL = "referral"
    REFERRED = "referred"
    """A referral as whoever referred it sees it: they need not be able to open the record."""
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
    RETENTION = "retention"
    """For how long something is kept, in the trail: not everybody who is told sets it; its id is the choice's."""
    PEOPLE = "people"
    """Who comes to answer for access or to administer, in the trail; its id is the invitation's or the person's."""
    KEEPERS = "keepers"
    """A restricted record that nobody is left to look after, in the list where somebody is named: whoever is told can't
    open it."""
    AGREEMENT = "agreement"
    """A sharing agreement with other councils, in the list of them."""
    CROSSING = "crossing"
    """What crosses to or from another council, as the council's own people see it without its package."""
    OUTSIDE = "outside"
    """What was told, or is to be told, to somebody outside the platform."""
    JOINT = "joint"
    """A joint concern on which the reader's team works."""
    JOINT_ASKED = "joint_asked"
    """One that another council asks to join: on the list where it is answered."""
    DISPUTE = "dispute"
    """A question of two councils whose something is, on the page where it is answered."""
    TRAIL = "trail"
    """A record in the trail alone, with who did what to it: whoever is told answers for access and can't open it."""


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
    fact_id: UUID | None = None

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


@dataclass(frozen=True, slots=True)
class MyNotifications:
    """One page, newest first. `older` is the key of the next page; None on the last."""

    notifications: tuple[MyNotification, ...]
    older: UUID | None
