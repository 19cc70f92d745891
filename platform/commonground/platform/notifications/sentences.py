"""A sentence for each kind, made from the kind and at most a reference. English here; other languages by gettext."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from commonground.platform.ids import number_of
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
    NotificationKind.REFERRAL_NEEDS_LEAD: _("Referral %(reference)s is decided and waits for somebody to lead it."),
    NotificationKind.REFERRAL_REOPENED: _("Referral %(reference)s has been opened again."),
    NotificationKind.REFERRAL_WAITS_LONG: _(
        "Referral %(reference)s has waited for an answer for ten working days. Ring them, or start the clock again."
    ),
    NotificationKind.WRITTEN_TO_YOU: _("The front door has written to you about %(reference)s, which you referred."),
    NotificationKind.REPORTER_ADDED_NEWS: _("The person who told us has added news to referral %(reference)s."),
    NotificationKind.REPORTER_WITHDREW: _("The person who told us wants to withdraw referral %(reference)s."),
    NotificationKind.CONTEXT_LEAD_GIVEN: _("You now lead on context %(reference)s."),
    NotificationKind.CONTEXT_CHANGED: _("Context %(reference)s, which you watch, has been changed."),
    NotificationKind.CONTACT_JOINED_YOURS: _("A contact has been added to context %(reference)s, which you lead."),
    NotificationKind.CONTACTS_ADD_UP: _("Contacts on context %(reference)s add up. Look at what they say together."),
    NotificationKind.GONE_ELSEWHERE: _("Something that you or your team had is with somebody else now."),
    NotificationKind.MOVED_BETWEEN_TEAMS: _("You have been moved to another team. What you can open has changed."),
    NotificationKind.TEAM_CHANGED: _("Somebody has been moved into your team, or out of it."),
    NotificationKind.ROLES_CHANGED: _("Your roles have been changed. What you can do here has changed."),
    NotificationKind.GROUP_CHANGED: _("What a group of your sign-in provider gives has been changed. See by whom."),
    NotificationKind.SOMETHING_LIKE_YOURS_CAME_IN: _("Something that may be about context %(reference)s has come in."),
    NotificationKind.DECISION_DUE_TODAY: _("A decision on referral %(reference)s is due today."),
    NotificationKind.DECISION_OVERDUE: _("The decision on referral %(reference)s is late."),
    NotificationKind.NOTICE_UNREAD: _("Nobody has read an urgent notice about referral %(reference)s yet."),
    NotificationKind.FLAG_DUE: _("A warning flag on %(reference)s is to be reviewed."),
    NotificationKind.BREAK_GLASS_USED: _("Break-glass was used for %(reference)s. Look at why."),
    NotificationKind.PARTNER_INVITED: _("You are invited to %(reference)s. See for what, and until when."),
    NotificationKind.SHARING_WAITS: _("Somebody proposes to share %(reference)s with a partner. Agree or refuse."),
    NotificationKind.SHARING_DECIDED: _("Your proposal to share %(reference)s with a partner has been decided."),
    NotificationKind.SHARING_ENDS_SOON: _("What is shared of %(reference)s with a partner ends soon."),
    NotificationKind.SUPPORT_GRANTED: _("Somebody of the platform has been let in for support. See whom, and end it."),
    NotificationKind.SUPPORT_USED: _("Somebody of the platform has gone in for support. See why."),
    NotificationKind.MAIL_UNDELIVERED: _("Urgent e-mail to a colleague did not arrive. See to whom, and try again."),
    NotificationKind.ASKED_ABOUT_YOURS: _(
        "Somebody asked what is held about them (request %(number)s), and %(reference)s may name them. Speak to the"
        " information-governance lead."
    ),
    NotificationKind.KEPT_SHORTER: _(
        "Something will be kept for less time than until now, from a month on. See what and by whom, while it can be"
        " taken back."
    ),
    NotificationKind.ACCESS_GIVEN: _(
        "Somebody has been invited or chosen to administer the council here, or to answer for access. See by whom."
    ),
    NotificationKind.NOBODY_LEFT: _("Nobody who works here can look after %(reference)s any more. Name somebody."),
    NotificationKind.KEEPER_NAMED: _("You have been named to look after %(reference)s, which had nobody left."),
    NotificationKind.LOOKED_AFTER: _(
        "Somebody has been named to look after %(reference)s, which had nobody left. See by whom."
    ),
    NotificationKind.ACTION_GIVEN: _("An action on context %(reference)s has been given to you."),
    NotificationKind.ACTION_DUE_SOON: _("An action on context %(reference)s is due soon."),
    NotificationKind.ACTION_OVERDUE: _("An action on context %(reference)s is overdue."),
    NotificationKind.JOINT_INVITED: _("Another council asks yours to join %(reference)s. Join or decline."),
    NotificationKind.JOINT_CHANGED: _("There is something new in the joint concern %(reference)s."),
    NotificationKind.JOINT_LEAD_ASKED: _("A change of lead is proposed for %(reference)s. Agree or refuse."),
    NotificationKind.JOINT_WITHOUT_AGREEMENT: _("A council was asked to join %(reference)s without an agreement."),
    NotificationKind.FILE_REFUSED: _(
        "A file that was added to %(reference)s is not kept: the virus scanner refused it."
    ),
    NotificationKind.OUTSIDE_CHANGED: _(
        "Something has come of %(reference)s, which you sent outside the platform. See whether it was opened or locked."
    ),
    NotificationKind.AGREEMENT_PROPOSED: _(
        "Another council proposes a sharing agreement. Read it, and sign it or not."
    ),
    NotificationKind.AGREEMENT_SIGNED: _("Another council has signed a sharing agreement with yours."),
    NotificationKind.AGREEMENT_WITHDRAWN: _(
        "Another council has withdrawn from a sharing agreement with yours. See why, and what may still be shared."
    ),
    NotificationKind.DISCLOSURE_WAITS: _(
        "Something is to be told outside the council: %(reference)s. Agree or refuse."
    ),
    NotificationKind.DISCLOSURE_DECIDED: _(
        "What you propose to tell outside the council, %(reference)s, has been decided."
    ),
    NotificationKind.DISPUTE_OPENED: _("Another council asks whose something is: %(reference)s. Answer it."),
    NotificationKind.DISPUTE_CHANGED: _("There is news of %(reference)s: whose something is, between two councils."),
    NotificationKind.DISPUTE_DUE: _("%(reference)s waits for your council’s answer: whose something is. See by when."),
    NotificationKind.DISPUTE_ESCALATED: _(
        "Two councils have not settled whose something is: %(reference)s. It is before the managers of both."
    ),
    NotificationKind.DISPUTE_WITHOUT_AGREEMENT: _(
        "Another council was asked whose something is without an agreement: %(reference)s. See what was said."
    ),
    NotificationKind.CROSSING_OFFERED: _("Another council has offered %(reference)s. Answer it."),
    NotificationKind.CROSSING_URGENT: _(
        "Another council has offered %(reference)s: somebody may be in danger today. Answer it now."
    ),
    NotificationKind.CROSSING_CHANGED: _(
        "The council that offered %(reference)s has done something with it. See what."
    ),
    NotificationKind.CROSSING_ANSWERED: _("There is news of %(reference)s, which was offered to another council."),
    NotificationKind.CROSSING_DUE: _("%(reference)s, which came from another council, waits for you. See by when."),
    NotificationKind.CROSSING_OVERDUE: _(
        "%(reference)s, which goes from one council to another, is overdue or was escalated. It is before the managers"
        " of both."
    ),
    NotificationKind.CROSSING_WITHOUT_AGREEMENT: _(
        "%(reference)s was offered to another council without an agreement. See why."
    ),
}

NAMES: dict[NotificationKind, str] = {
    NotificationKind.REFERRAL_RECEIVED: _("A new referral waits to be screened"),
    NotificationKind.DANGER_NOW: _("A new referral says that somebody is in danger now"),
    NotificationKind.REFERRAL_ALLOCATED: _("A referral is given to you or your team"),
    NotificationKind.REFERRAL_ESCALATED: _("A referral is passed up to you"),
    NotificationKind.REFERRAL_DECIDED: _("A decision is made on a referral of yours"),
    NotificationKind.REFERRAL_NEEDS_LEAD: _("A referral is decided and waits for a lead"),
    NotificationKind.REFERRAL_REOPENED: _("A referral is opened again"),
    NotificationKind.REFERRAL_WAITS_LONG: _("A referral has waited long for an answer"),
    NotificationKind.WRITTEN_TO_YOU: _("The front door writes to you about something that you referred"),
    NotificationKind.REPORTER_ADDED_NEWS: _("Somebody who told us adds news"),
    NotificationKind.REPORTER_WITHDREW: _("Somebody who told us wants to withdraw"),
    NotificationKind.CONTEXT_LEAD_GIVEN: _("You become the lead of a context"),
    NotificationKind.CONTEXT_CHANGED: _("A context that you watch is changed"),
    NotificationKind.CONTACT_JOINED_YOURS: _("A contact is added to a context that you lead"),
    NotificationKind.CONTACTS_ADD_UP: _("Contacts on a context of yours add up"),
    NotificationKind.GONE_ELSEWHERE: _("Something of yours or your team’s goes to somebody else"),
    NotificationKind.MOVED_BETWEEN_TEAMS: _("You are moved to another team"),
    NotificationKind.TEAM_CHANGED: _("Somebody comes into your team or leaves it"),
    NotificationKind.ROLES_CHANGED: _("Your roles are changed"),
    NotificationKind.GROUP_CHANGED: _("What a group of the sign-in provider gives is changed"),
    NotificationKind.SOMETHING_LIKE_YOURS_CAME_IN: _("Something comes in that may be about a context of yours"),
    NotificationKind.DECISION_DUE_TODAY: _("A decision is due today"),
    NotificationKind.DECISION_OVERDUE: _("A decision is late"),
    NotificationKind.NOTICE_UNREAD: _("An urgent notice stays unread"),
    NotificationKind.FLAG_DUE: _("A warning flag is to be reviewed"),
    NotificationKind.BREAK_GLASS_USED: _("Break-glass is used"),
    NotificationKind.PARTNER_INVITED: _("The council invites you to something"),
    NotificationKind.SHARING_WAITS: _("Somebody proposes to share something with a partner"),
    NotificationKind.SHARING_DECIDED: _("Your proposal to share is agreed to or refused"),
    NotificationKind.SHARING_ENDS_SOON: _("What you share with a partner ends soon"),
    NotificationKind.SUPPORT_GRANTED: _("Somebody of the platform is let in for support"),
    NotificationKind.SUPPORT_USED: _("Somebody of the platform goes in for support"),
    NotificationKind.MAIL_UNDELIVERED: _("Urgent e-mail to a colleague does not arrive"),
    NotificationKind.ASKED_ABOUT_YOURS: _("Somebody asks what is held, and a restricted record of yours may name them"),
    NotificationKind.KEPT_SHORTER: _("Something will be kept for less time"),
    NotificationKind.ACCESS_GIVEN: _("Somebody is to administer the council here, or to answer for access"),
    NotificationKind.NOBODY_LEFT: _("A restricted record has nobody left to look after it"),
    NotificationKind.KEEPER_NAMED: _("You are named to look after a restricted record"),
    NotificationKind.LOOKED_AFTER: _("A restricted record that had nobody left has somebody again"),
    NotificationKind.ACTION_GIVEN: _("An action on a context is given to you"),
    NotificationKind.ACTION_DUE_SOON: _("An action of yours is due soon"),
    NotificationKind.ACTION_OVERDUE: _("An action of yours is overdue"),
    NotificationKind.FILE_REFUSED: _("A file that you added is refused"),
    NotificationKind.OUTSIDE_CHANGED: _("What you sent outside the platform is opened, locked or over"),
    NotificationKind.AGREEMENT_PROPOSED: _("Another council proposes a sharing agreement"),
    NotificationKind.AGREEMENT_SIGNED: _("Another council signs a sharing agreement"),
    NotificationKind.AGREEMENT_WITHDRAWN: _("Another council withdraws from a sharing agreement"),
    NotificationKind.DISCLOSURE_WAITS: _("Somebody proposes to tell something outside the council"),
    NotificationKind.DISCLOSURE_DECIDED: _(
        "Your proposal to tell something outside the council is agreed to or refused"
    ),
    NotificationKind.CROSSING_OFFERED: _("Another council offers something"),
    NotificationKind.CROSSING_URGENT: _("Another council offers something about danger today"),
    NotificationKind.CROSSING_CHANGED: _("The council that offered something changes it"),
    NotificationKind.CROSSING_ANSWERED: _("There is news of something that was offered to another council"),
    NotificationKind.CROSSING_DUE: _("Something from another council is due"),
    NotificationKind.CROSSING_OVERDUE: _("Something between two councils is overdue"),
    NotificationKind.CROSSING_WITHOUT_AGREEMENT: _("Something is offered to another council without an agreement"),
    NotificationKind.JOINT_INVITED: _("Another council asks yours to join a joint concern"),
    NotificationKind.JOINT_CHANGED: _("There is something new in a joint concern of yours"),
    NotificationKind.JOINT_LEAD_ASKED: _("A change of lead is proposed in a joint concern"),
    NotificationKind.DISPUTE_OPENED: _("Another council asks whose something is"),
    NotificationKind.DISPUTE_CHANGED: _("There is news of whose something is"),
    NotificationKind.DISPUTE_DUE: _("An answer about whose something is is due"),
    NotificationKind.DISPUTE_ESCALATED: _("Whose something is comes before the managers of both councils"),
    NotificationKind.DISPUTE_WITHOUT_AGREEMENT: _("Another council is asked whose something is without an agreement"),
    NotificationKind.JOINT_WITHOUT_AGREEMENT: _("A council is asked to join a joint concern without an agreement"),
}
"""What each kind is called where people choose how they hear of it, and in a digest."""


BY_COVER = _("You are told because you cover for a colleague who is away.")
"""After the sentence, where it comes to its reader by cover. For whom is left out, as everybody's name is."""


def sentence(
    kind: NotificationKind,
    reference: Reference | None,
    translate: Callable[[str], str] = str,
    *,
    fact_id: UUID | None = None,
    by_cover: bool = False,
) -> str:
    """The sentence the reader sees; `translate` is gettext of the reader's language. `fact_id`: by its number
    people know because of what they are told, where the kind says so."""
    number = "" if fact_id is None else number_of(fact_id)
    said = translate(SENTENCES[kind]) % {"reference": reference or "", "number": number}
    return f"{said} {translate(BY_COVER)}" if by_cover else said
