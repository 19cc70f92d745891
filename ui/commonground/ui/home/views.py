"""What the first page after sign-in shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row

from commonground.platform.access import ROLES, Action, Actor, Reach, Role, reach_of
from commonground.platform.calendar import LONDON, Clock, Tone, due_clock
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.reference import KINDS, SOURCES
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.my_work import CHANGED_MOST, Waiting
from commonground.tenants.referrals.tracker import Counts, View, Wanted
from commonground.tenants.referrals.types import Asked, Attention, ReferralState, Verb
from commonground.tenants.referrals.words import attention_mark, paused_words
from commonground.tenants.worklist.items import Task
from commonground.ui.actions.views import MineRow
from commonground.ui.referrals.clocks import waited
from commonground.ui.shell.dates import clock_time, long_day, short_day, short_moment, weekday_day
from commonground.ui.shell.i18n import LazyText, gettext, lazy
from commonground.ui.shell.marks import clock, row_class
from commonground.ui.tracker.address import write
from commonground.ui.worklist.tabs import UNCLEARED, Tabs, tabs

NEEDS = {
    ReferralState.NEW: lazy("Read, decide"),
    ReferralState.SCREENING: lazy("Decide"),
    ReferralState.NEEDS_LEAD: lazy("Give it a lead"),
    ReferralState.ESCALATED: lazy("Decide, as a manager"),
}
CHANGED: dict[str, LazyText] = {
    Verb.RECEIVE: lazy("came in"),
    Verb.TAKE: lazy("%(who)s began to screen it"),
    Verb.ASK_FOR_MORE: lazy("%(who)s asked for more"),
    Verb.RESUME: lazy("an answer came, the clock runs again"),
    Verb.DECIDE: lazy("%(who)s decided"),
    Verb.ESCALATE: lazy("%(who)s passed it up"),
    Verb.HAND_BACK: lazy("%(who)s handed it back"),
    Verb.REASSIGN: lazy("%(who)s gave it to somebody else"),
    Verb.GIVE_LEAD: lazy("%(who)s gave it a lead"),
    Verb.CLOSE_WITHDRAWN: lazy("%(who)s closed it as withdrawn"),
    Verb.REOPEN: lazy("%(who)s opened it again"),
    Verb.WITHDRAW: lazy("the reporter asked to withdraw it"),
    Verb.ADD_NEWS: lazy("the reporter added something"),
    Aside.RESTRICT: lazy("%(who)s restricted it to named people"),
    Aside.LIFT_RESTRICTION: lazy("%(who)s lifted its restriction"),
    Aside.NAME_KEEPER: lazy("%(who)s named somebody to look after it"),
    Aside.PUT_FLAG: lazy("%(who)s put a warning flag on it"),
    Aside.KEEP_FLAG: lazy("%(who)s reviewed a warning flag on it"),
    Aside.TAKE_OFF_FLAG: lazy("%(who)s took a warning flag off it"),
    Aside.ADD_FILE: lazy("%(who)s added a file to it"),
    Aside.TAKE_OFF_FILE: lazy("%(who)s took a file off it"),
    Aside.TELL_CHANGE: lazy("%(who)s told the reporter what has changed"),
    Aside.WRITE: lazy("%(who)s wrote to the reporter"),
    Aside.REFER_ON: lazy("%(who)s referred it on to another agency"),
    Aside.WRITE_LETTER: lazy("%(who)s wrote a letter about it"),
    Aside.LINK: lazy("%(who)s put it on a context"),
    Aside.UNLINK: lazy("%(who)s took it off its context"),
    Aside.RECORD_AGREED: lazy("%(who)s recorded what was agreed with other agencies"),
    Aside.CHANGE_AGREED: lazy("%(who)s changed what is recorded of what was agreed"),
    Aside.SAY_WHAT_CAME: lazy("%(who)s said what came of what was agreed"),
    Aside.REDACT: lazy("%(who)s made a redacted copy of it"),
    Aside.BRING_BACK_COPY: lazy("%(who)s brought back an earlier redacted copy of it"),
    Aside.DO_STEP: lazy("%(who)s did a step that followed"),
    Aside.DROP_STEP: lazy("%(who)s left out a step that followed"),
    Aside.MAKE_ACTION: lazy("%(who)s made an action of a step"),
    Aside.OFFER_ELSEWHERE: lazy("%(who)s offered something of it to another council"),
    Aside.TAKE_BACK_OFFER: lazy("%(who)s took back what was offered to another council"),
    Aside.ANSWERED_ELSEWHERE: lazy("another council answered what was offered to it"),
    Aside.MOVED_ELSEWHERE: lazy("responsibility moved to another council"),
    Aside.OFFER_EXPIRED: lazy("what was offered to another council expired"),
    Aside.TELL_OUTSIDE: lazy("%(who)s sent something of it outside the platform"),
    Aside.TAKE_BACK_OUTSIDE: lazy("%(who)s took back what was sent outside the platform"),
    Aside.OPENED_OUTSIDE: lazy("what was sent outside the platform was opened"),
    Aside.OUTSIDE_EXPIRED: lazy("what was sent outside the platform expired, and nobody opened it"),
    Aside.LATER_NEWS: lazy("later news came from the council that handed it over"),
}

DUTIES: dict[Task, tuple[LazyText, str]] = {
    Task.RECORD_AGREED: (lazy("Agreements to record (%(count)s)"), "/worklist?kind=record_agreed"),
    Task.CAME_OF_IT: (lazy("Agreed with other agencies: say what came of it (%(count)s)"), "/worklist?kind=came_of_it"),
    Task.PERSON_LINK: (lazy("Person links to look at again (%(count)s)"), "/worklist?kind=person_link"),
    Task.STEP: (lazy("Steps that follow a decision (%(count)s)"), "/worklist?kind=step"),
    Task.UNCLEARED: (lazy("Rows of the earlier tracker that wait to be cleared of names (%(count)s)"), UNCLEARED),
    Task.AGREE: (lazy("Sharing to agree (%(count)s)"), "/sharing"),
    Task.CONFIRM: (lazy("Disposals that wait for a second person (%(count)s)"), "/retention/waiting"),
    Task.DUE: (lazy("Records due for review (%(count)s)"), "/retention"),
    Task.HELD: (lazy("Holds to look at again (%(count)s)"), "/retention/holds"),
    Task.ASKED: (lazy("Subject access requests to answer (%(count)s)"), "/subject-access"),
    Task.GLASS: (lazy("Uses of break-glass to review (%(count)s)"), "/break-glass/review"),
    Task.OFFER: (lazy("Offers from other councils to answer (%(count)s)"), "/worklist?kind=offer"),
    Task.AGREE_HANDOFF: (lazy("Handoffs to agree (%(count)s)"), "/worklist?kind=agree_handoff"),
    Task.SEND_HANDOFF: (lazy("Handoffs that are agreed and not sent (%(count)s)"), "/worklist?kind=send_handoff"),
    Task.TAKEN: (lazy("Accepted from other councils, to go on with (%(count)s)"), "/worklist?kind=taken"),
    Task.PURGE: (lazy("Requests of other councils to delete a copy (%(count)s)"), "/worklist?kind=purge"),
    Task.OFFER_ANSWERED: (
        lazy("Offers declined or stopped, or that need more (%(count)s)"),
        "/worklist?kind=offer_answered",
    ),
    Task.JOINT_ASKED: (lazy("Joint concerns that your council is asked to join (%(count)s)"), "/joint"),
    Task.JOINT_MINUTES: (lazy("Minutes of joint meetings (%(count)s)"), "/worklist?kind=joint_minutes"),
    Task.JOINT_ACTION: (lazy("Joint actions of your council (%(count)s)"), "/worklist?kind=joint_action"),
    Task.JOINT_LEAD: (lazy("Changes of lead to answer (%(count)s)"), "/worklist?kind=joint_lead"),
    Task.AGREE_OUTSIDE: (lazy("To be told outside the platform, to agree (%(count)s)"), "/worklist?kind=agree_outside"),
    Task.OUTSIDE: (lazy("Told outside the platform, and not opened (%(count)s)"), "/worklist?kind=outside"),
    Task.DISPUTE: (lazy("Whose something is: another council waits (%(count)s)"), "/worklist?kind=dispute"),
    Task.DECIDE_DISPUTE: (lazy("Whose something is: managers decide (%(count)s)"), "/worklist?kind=decide_dispute"),
    Task.ALONE: (lazy("Restricted records that have nobody left (%(count)s)"), "/keepers"),
}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    reference: str
    title: str
    about: str
    needs: str
    clock: Markup
    due: Clock
    row_class: str
    mark: str
    danger: bool


@dataclass(frozen=True, slots=True)
class ChangedRow:
    at: datetime
    shown: str
    reference: str
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class LedRow:
    reference: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What others did since then, newest first."""

    since: datetime | None = None
    rows: Sequence[Row[Any]] = ()


@dataclass(frozen=True, slots=True)
class HomeView:
    today: str
    looked: str
    first: WaitingRow | None
    why_first: str
    waiting: list[WaitingRow]
    waiting_heading: str
    waiting_left_out: bool
    links: list[tuple[str, str]]
    due: list[tuple[str, str]]
    changed: list[ChangedRow]
    changed_heading: str
    changed_since: str
    changed_left_out: bool
    led: list[LedRow]
    counts: Counts | None
    practises: bool
    all_that_comes_in: bool
    takes_reports: bool
    sentences: list[str]
    duties: list[tuple[str, str]]
    """Lists that are no casework: words with how much waits there, and where they are."""
    tabs: Tabs
    to_do: list[MineRow] = field(default_factory=list)
    """Actions on contexts that this person is to do."""


# Long: everything that the page shows, in its order.
def home_view(
    actor: Actor,
    now: datetime,
    waiting: Waiting,
    changed: Changed,
    led: Sequence[Row[Any]],
    counts: Counts | None,
    duties: Mapping[Task, int],
) -> HomeView:
    """`counts` is None for somebody whose role opens no referrals."""
    rows = [_waiting(row, actor, now) for row in waiting.rows]
    first = next((row for row in rows if row.due.tone is not Tone.PAUSED), None)
    return HomeView(
        today=long_day(now),
        looked=short_moment(actor.looked_at) if actor.looked_at else "",
        first=first,
        why_first=_why_first(first) if first else "",
        waiting=[row for row in rows if row is not first],
        waiting_heading=_waiting_heading(waiting.total, first),
        waiting_left_out=waiting.total > len(rows),
        links=_links(actor, counts) if counts and rows else [],
        due=[(_day_name(day, now), _decisions(count)) for day, count in waiting.due],
        changed=[_changed(row, now) for row in changed.rows],
        changed_heading=_changed_heading(actor.looked_at, changed.since),
        changed_since=short_moment(changed.since) if changed.since else "",
        changed_left_out=len(changed.rows) == CHANGED_MOST,
        led=[LedRow(row.reference, row.name, KINDS.label(row.kind)) for row in led],
        counts=counts,
        practises=counts is not None,
        # Whoever reads referrals of their own teams alone has counted those: at the front door there may be more.
        all_that_comes_in=reach_of(actor, Action.READ_REFERRAL) is Reach.COUNCIL,
        takes_reports=actor.takes_reports,
        sentences=_sentences(actor),
        duties=[
            (str(words) % {"count": duties[duty]}, href)
            for duty, (words, href) in DUTIES.items()
            # Beside casework only what waits; whoever has nothing else finds their lists here, the empty ones too.
            if duty in duties and (duties[duty] or counts is None)
        ],
        tabs=tabs(),
    )


def since_when(looked: datetime | None, now: datetime) -> datetime:
    """Since the last look, and never less than a day: whoever looks twice in an hour still sees the morning."""
    return min(looked, now - timedelta(days=1)) if looked else now - timedelta(days=7)


def _sentences(actor: Actor) -> list[str]:
    """What each of their roles is for. An administrator's says where that is, and is said by the page."""
    return [ROLES[role].sentence for role in Role if role in actor.roles and role is not Role.COUNCIL_ADMIN]


def _changed_heading(looked: datetime | None, since: datetime | None) -> str:
    if looked is None:
        return gettext("Changed in the last 7 days")
    return gettext("Changed since you looked") if since == looked else gettext("Changed in the last day")


def _why_first(row: WaitingRow) -> str:
    """As `waiting_for` orders them."""
    if row.danger:
        return gettext("It comes first because the reporter says that somebody is in danger now.")
    if row.due.tone is Tone.OVERDUE:
        return gettext("It comes first because it is overdue the longest.")
    return gettext("It comes first because its decision is due soonest.")


def _waiting_heading(total: int, first: WaitingRow | None) -> str:
    """The first stands above, and is not counted again."""
    if first is None:
        return gettext("Waiting for me (%(count)s)") % {"count": total}
    others = total - 1
    return gettext("Also waiting for me (%(count)s)") % {"count": others} if others else gettext("Waiting for me")


def _links(actor: Actor, counts: Counts) -> list[tuple[str, str]]:
    """Where the tracker lists them: it has a view of what somebody holds, and one of what nobody holds."""
    own = (gettext("Yours in the tracker (%(count)s)") % {"count": counts.mine}, View.MINE)
    free = (gettext("With nobody yet in the tracker (%(count)s)") % {"count": counts.nobody}, View.NOBODY)
    screens = reach_of(actor, Action.SCREEN_REFERRAL) is not None
    return [(words, write(Wanted(view=view))) for words, view in ((own, free) if screens else (own,))]


def _waiting(row: Row[Any], actor: Actor, now: datetime) -> WaitingRow:
    paused = None
    if row.paused_at:
        paused = paused_words(Asked(row.asked), row.asked_whom) if row.asked in set(Asked) else row.asked_whom
    due = due_clock(row.decision_due_at, now, calendar_of(actor), paused_reason=paused)
    return WaitingRow(
        reference=row.reference,
        title=row.title,
        about=_about(row),
        needs=waited(row.paused_at, now, calendar_of(actor)) if row.paused_at else str(NEEDS[ReferralState(row.state)]),
        clock=clock(due),
        due=due,
        row_class=row_class(due),
        mark=attention_mark(row.state, row.attention, wished=row.withdrawal_asked_at is not None),
        danger=row.attention == Attention.DANGER,
    )


def _about(row: Row[Any]) -> str:
    source = SOURCES.short_label(row.source) if row.source in SOURCES else ""
    return source if row.lead_id else gettext("%(source)s, nobody yet") % {"source": source}


def _day_name(day: date | None, now: datetime) -> str:
    if day is None:
        return gettext("Overdue")
    return gettext("Today") if day == now.astimezone(LONDON).date() else weekday_day(day)


def _decisions(count: int) -> str:
    return gettext("1 decision") if count == 1 else gettext("%(count)s decisions") % {"count": count}


def _changed(row: Row[Any], now: datetime) -> ChangedRow:
    same_day = row.at.astimezone(LONDON).date() == now.astimezone(LONDON).date()
    shown = clock_time(row.at) if same_day else f"{short_day(row.at)} {clock_time(row.at)}"
    what = str(CHANGED[row.verb]) % {"who": row.display_name or gettext("Somebody")}
    return ChangedRow(row.at, shown, row.reference, row.title, what)
