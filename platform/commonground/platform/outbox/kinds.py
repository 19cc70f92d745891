"""The kinds of fact there are."""

from __future__ import annotations

from enum import StrEnum


class FactKind(StrEnum):
    """What happened."""

    REFERRAL_RECEIVED = "referral_received"
    REFERRAL_ALLOCATED = "referral_allocated"
    REFERRAL_ESCALATED = "referral_escalated"
    REFERRAL_DECIDED = "referral_decided"
    REFERRAL_REOPENED = "referral_reopened"
    WRITTEN_TO_YOU = "written_to_you"
    REPORTER_ADDED_NEWS = "reporter_added_news"
    REPORTER_WITHDREW = "reporter_withdrew"
    CONTEXT_MADE = "context_made"
    CONTEXT_LEAD_GIVEN = "context_lead_given"
    CONTEXT_CHANGED = "context_changed"
    MOVED_BETWEEN_TEAMS = "moved_between_teams"
    TEAM_CHANGED = "team_changed"
    ROLES_CHANGED = "roles_changed"
    GROUP_CHANGED = "group_changed"
    DISPOSAL_CONFIRMED = "disposal_confirmed"
    SHARING_WAITS = "sharing_waits"
    SHARING_DECIDED = "sharing_decided"
    PARTNER_INVITED = "partner_invited"
    SUPPORT_GRANTED = "support_granted"
    SUPPORT_USED = "support_used"
    ASKED_ABOUT_YOURS = "asked_about_yours"
    KEPT_SHORTER = "kept_shorter"
    ACCESS_GIVEN = "access_given"
    NOBODY_LEFT = "nobody_left"
    KEEPER_NAMED = "keeper_named"
    ACTION_GIVEN = "action_given"
    REFERRED_ON = "referred_on"
    REFERRAL_LINKED = "referral_linked"
    GONE_ELSEWHERE = "gone_elsewhere"
    WORKING_DAYS_CHANGED = "working_days_changed"

    # periodic: it is time to look
    DECISIONS_DUE = "decisions_due"
    NOTICES_UNREAD = "notices_unread"
    MAILS_UNDELIVERED = "mails_undelivered"
    DIGESTS_DUE = "digests_due"
    FLAGS_DUE = "flags_due"
    SHARING_DUE = "sharing_due"
    ACTIONS_DUE = "actions_due"
    FILES_DUE = "files_due"
    BREAK_GLASS_USED = "break_glass_used"
