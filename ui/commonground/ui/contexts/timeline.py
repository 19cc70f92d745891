"""How a context's timeline is said, and the addresses of its pages."""

from __future__ import annotations

from typing import Final

from commonground.platform.work import Work
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.timeline import PAGE, Timeline, TimelineEntry
from commonground.ui.contexts.views import TimelineLine
from commonground.ui.referrals import words as say
from commonground.ui.referrals.views import Line
from commonground.ui.shell.i18n import gettext

_DID: Final = {
    ContextVerb.OPEN.value: "made this context",
    ContextVerb.CHANGE.value: "changed it",
    ContextVerb.UNLINK.value: "took a contact off it",
    ContextVerb.GIVE_LEAD.value: "put it with a team and lead",
    ContextVerb.RESTRICT.value: "restricted it to named people",
    ContextVerb.LIFT_RESTRICTION.value: "lifted the restriction",
    ContextVerb.NAME_KEEPER.value: "named somebody to look after it, because nobody was left",
    ContextVerb.TAKE_IN.value: "put another context together with it",
    ContextVerb.GO_INTO.value: "put it together with another context",
    ContextVerb.TAKE_OUT.value: "took another context out of it again",
    ContextVerb.COME_OUT.value: "took it out of another context again",
    ContextVerb.RELATE.value: "said what it belongs to",
    ContextVerb.UNRELATE.value: "took back what it belongs to",
    ContextVerb.CHILDREN.value: "said how many children are affected",
    ContextVerb.CLOSE.value: "closed it",
    ContextVerb.REOPEN.value: "reopened it",
    ContextVerb.BREAK_GLASS.value: "opened it by break-glass",
    ContextVerb.PUT_FLAG.value: "put a warning flag on it",
    ContextVerb.KEEP_FLAG.value: "reviewed a warning flag: it stays",
    ContextVerb.TAKE_OFF_FLAG.value: "took a warning flag off it",
    ContextVerb.ADD_FILE.value: "added a file",
    ContextVerb.TAKE_OFF_FILE.value: "took a file off it",
    ContextVerb.PROPOSE_PARTNER.value: "proposed to share it with a partner",
    ContextVerb.INVITE_PARTNER.value: "let a partner in",
    ContextVerb.REFUSE_PARTNER.value: "refused to share it with a partner",
    ContextVerb.END_PARTNER.value: "ended what was shared with a partner",
    ContextVerb.ADD_ACTION.value: "added an action",
    ContextVerb.CHANGE_ACTION.value: "changed an action",
    ContextVerb.DO_ACTION.value: "did what was to be done",
    ContextVerb.DROP_ACTION.value: "dropped an action",
    ContextVerb.TELL_CHANGE.value: "told those who told us what has changed",
    ContextVerb.OFFER_ELSEWHERE.value: "offered something of it to another council",
    ContextVerb.TAKE_BACK_OFFER.value: "took back what was offered to another council",
    ContextVerb.TELL_OUTSIDE.value: "sent something of it outside the platform",
    ContextVerb.TAKE_BACK_OUTSIDE.value: "took back what was sent outside the platform",
    ContextVerb.OPEN_JOINT.value: "began a joint concern with other councils",
    ContextVerb.JOIN_JOINT.value: "joined a joint concern of other councils",
    ContextVerb.LEAVE_JOINT.value: "left a joint concern, and took along what was the council’s",
    ContextVerb.CLOSE_JOINT.value: "closed a joint concern",
}
_BY_OTHERS: Final = {
    ContextVerb.ANSWERED_ELSEWHERE.value: "Another council answered what was offered to it",
    ContextVerb.MOVED_ELSEWHERE.value: "Responsibility moved to another council",
    ContextVerb.OFFER_EXPIRED.value: "What was offered to another council expired",
    ContextVerb.OPENED_OUTSIDE.value: "What was sent outside the platform was opened",
    ContextVerb.OUTSIDE_EXPIRED.value: "What was sent outside the platform expired, and nobody opened it",
}
"""What nobody of this council did."""


def entry(each: TimelineEntry, work: Work) -> TimelineLine:
    """A note says itself, and a contact is named; everything else is a sentence about who did what. What stands on
    another record that has gone into this one says on which: its “it” is that one."""
    who = gettext("You") if each.is_mine else each.staff_name or gettext("Somebody")
    on = f" ({each.on})" if each.on else ""
    if each.verb == ContextVerb.NOTE:
        text, said = each.words, f"{who}{on}"
    elif each.verb == ContextVerb.LINK:
        text, said = gettext("Contact"), f"{who}{on}"
    elif each.verb in _BY_OTHERS:
        text, said = f"{gettext(_BY_OTHERS[each.verb])}{on}", each.words
    else:
        text, said = f"{who} {gettext(_DID.get(each.verb, each.verb.replace('_', ' ')))}{on}", each.words
    line = Line(each.at, say.when(each.at, work.now), text, said)
    return TimelineLine(line, f"/referrals/{each.reference}" if each.reference else "", each.title or "")


def newer_page(base: str, page: int) -> str:
    """Nothing on the first one, and where no page was asked for (0)."""
    return _address(base, page - 1) if page > 1 else ""


def older_page(base: str, page: int, timeline: Timeline) -> str:
    return _address(base, page + 1) if 0 < page * PAGE < timeline.total else ""


def _address(base: str, page: int) -> str:
    return f"{base}/timeline?page={page}" if page > 1 else f"{base}/timeline"
