"""A sentence for each kind, made from the kind and at most a reference. English here; other languages by gettext."""

from __future__ import annotations

from collections.abc import Callable

from commonground.platform.notifications.types import NotificationKind, Reference


def _(text: str) -> str:
    """Marks a text for the catalogue; it is looked up when the reader's language is known."""
    return text


SENTENCES: dict[NotificationKind, str] = {
    NotificationKind.REFERRAL_RECEIVED: _("New referral %(reference)s is waiting to be screened."),
    NotificationKind.DANGER_NOW: _("New referral %(reference)s says that somebody is in danger now."),
    NotificationKind.REFERRAL_ALLOCATED: _("Referral %(reference)s has been given to you or your team."),
    NotificationKind.REFERRAL_ESCALATED: _("Referral %(reference)s has been passed up to you."),
    NotificationKind.REFERRAL_DECIDED: _("A decision has been made on referral %(reference)s."),
    NotificationKind.REFERRAL_REOPENED: _("Referral %(reference)s has been opened again."),
    NotificationKind.REPORTER_ADDED_NEWS: _("The person who told us has added news to referral %(reference)s."),
    NotificationKind.REPORTER_WITHDREW: _("The person who told us wants to withdraw referral %(reference)s."),
    NotificationKind.CONTEXT_LEAD_GIVEN: _("You now lead on context %(reference)s."),
    NotificationKind.CONTACT_JOINED_YOURS: _("A contact has been added to context %(reference)s, which you lead."),
    NotificationKind.MOVED_BETWEEN_TEAMS: _("You have been moved to another team. What you can open has changed."),
    NotificationKind.TEAM_CHANGED: _("Somebody has been moved into your team, or out of it."),
    NotificationKind.SOMETHING_LIKE_YOURS_CAME_IN: _("Something that may be about context %(reference)s has come in."),
    NotificationKind.FLAG_DUE: _("A warning flag on %(reference)s is to be reviewed."),
    NotificationKind.BREAK_GLASS_USED: _("Break-glass was used for %(reference)s. Look at why."),
}


def sentence(kind: NotificationKind, reference: Reference | None, translate: Callable[[str], str] = str) -> str:
    """The sentence the reader sees; `translate` is gettext of the reader's language."""
    return translate(SENTENCES[kind]) % {"reference": reference or ""}
