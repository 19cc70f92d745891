"""The registry: everything that can wait for somebody, in the order in which lists name it. A new kind of task is one
entry here; the worklist, its numbers and the calendar find it by themselves."""

# Long: an entry to each kind.

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select

from commonground.platform.access import Action
from commonground.platform.agreements.queries import waiting_agreements
from commonground.platform.work import Work
from commonground.tenants.retention.queue import due_records
from commonground.tenants.worklist import across, casework, jointly, records, together, uncleared
from commonground.tenants.worklist.items import Item, Task, item_on


@dataclass(frozen=True, slots=True)
class Kind:
    """`action`: whoever has it has this kind. `name`: the kind in lists; `needs`: what is to be done. `why`: why it
    stands before the reader; `others`: why it stands in the list of their teams.

    `needs` may say `%(amount)s`: how many things are done in one task. `rows` gives what waits in the columns of
    `lines.line`. `also` gives what waits beside that and needs another room to be asked first, which is done where the
    statement finds that there `may_be` any; `worked_out` is for what no statement can tell. `horizon`: until then it
    must be due to wait for anybody yet; the calendar shows what is due later on its day."""

    action: Action
    name: str
    needs: str
    why: str
    others: str = ""
    rows: Callable[[Work], Select[Any]] | None = None
    may_be: Callable[[Work], ColumnElement[bool]] | None = None
    also: Callable[[Work], Awaitable[Select[Any] | None]] | None = None
    worked_out: Callable[[Work], Awaitable[list[Item]]] | None = None
    horizon: Callable[[Work], datetime] | None = None


async def _due_for_review(work: Work) -> list[Item]:
    """The council's own periods decide, so no statement does."""
    return [item_on(Task.DUE, "/retention", due.record.reference, due.on) for due in await due_records(work)]


async def _agreements(work: Work) -> list[Item]:
    """They stand between councils, which no statement about a council's own rows reads."""
    return [
        item_on(Task.AGREEMENT, f"/agreements/{each.id}", "", each.until_on if ends else None, each.name)
        for each, ends in await waiting_agreements(work)
    ]


KINDS: Final[Mapping[Task, Kind]] = {
    Task.SCREEN: Kind(
        Action.SCREEN_REFERRAL,
        "To screen",
        "Read it, take it",
        "Nobody in your team holds it yet",
        rows=casework.to_screen,
    ),
    Task.DECIDE: Kind(
        Action.READ_REFERRAL,
        "To decide",
        "Decide",
        "You hold it",
        "Your team has it",
        rows=casework.to_decide,
    ),
    Task.ESCALATED: Kind(
        Action.READ_REFERRAL,
        "Escalated",
        "Decide, as a manager",
        "It was passed up to your team’s managers, or by you",
        "Your team passed it up",
        rows=casework.escalated,
    ),
    Task.LEAD: Kind(
        Action.REASSIGN_REFERRAL,
        "To give a lead",
        "Give it a lead",
        "It is decided and nobody leads it: your team has it, or one in which nobody can give it a lead",
        rows=casework.to_lead,
    ),
    Task.CONTEXT_LEAD: Kind(
        Action.CHANGE_CONTEXT,
        "Contexts without a lead",
        "Give it a lead",
        "Your team has the context, and nobody leads it",
        "Your team has the context, and nobody leads it",
        rows=casework.contexts_to_lead,
    ),
    Task.RECORD_AGREED: Kind(
        Action.KEEP_AGREED,
        "Agreements to record",
        "Record what was agreed, or which agency leads",
        "It is yours, a strategy discussion or a single agency was decided, and nothing is recorded of it",
        "Your team has it, a strategy discussion or a single agency was decided, and nothing is recorded of it",
        rows=together.to_record,
    ),
    Task.CAME_OF_IT: Kind(
        Action.KEEP_AGREED,
        "Agreed with other agencies",
        "Say what came of it",
        "It is yours, and nobody has said yet what came of what was agreed",
        "Your team has it, and nobody has said yet what came of what was agreed",
        rows=together.to_say_what_came,
    ),
    Task.WRITTEN: Kind(
        Action.READ_REFERRAL,
        "Written since",
        "Read what came in since",
        "It was yours, and the person who told us wrote again",
        "It was your team’s, and the person who told us wrote again",
        rows=casework.written_since,
    ),
    Task.ASKED_FOR_MORE: Kind(
        Action.READ_REFERRAL,
        "Questions we asked",
        "Wait for the answer",
        "You hold it, and the clock stands still",
        "Your team has it, and the clock stands still",
        rows=casework.asked,
    ),
    Task.ACTION: Kind(
        Action.CHANGE_CONTEXT,
        "Actions on contexts",
        "Do it, and say what came of it",
        "It was given to you, or to somebody who has left on a context that you lead",
        "Your team has the context",
        rows=casework.actions,
    ),
    Task.PERSON_LINK: Kind(
        Action.KEEP_PERSON_LINKS,
        "Person links to look at again",
        "Look at it again, or end it",
        "You lead the context, or your team has it and nobody does",
        "Your team has the context",
        rows=casework.person_links,
        horizon=casework.links_soon,
    ),
    Task.STEP: Kind(
        Action.DO_STEPS,
        "Steps that follow",
        "Do the step",
        "You lead what was decided",
        "Your team leads what was decided",
        rows=casework.steps_due,
        horizon=casework.steps_soon,
    ),
    Task.FLAG: Kind(
        Action.FLAG_RECORD,
        "Warning flags that end",
        "Review the flag",
        "You put it on, or lead the record",
        "Your team has the record",
        rows=casework.flags_that_end,
        horizon=casework.flags_soon,
    ),
    Task.AGREE: Kind(
        Action.AUTHORISE_SHARING,
        "Sharing to agree",
        "Agree or refuse, as the second person",
        "A colleague proposed it, and you may agree",
        rows=records.to_agree,
    ),
    Task.CONFIRM: Kind(
        Action.CONFIRM_DISPOSAL,
        "Disposals to confirm",
        "Confirm or stop, as the second person",
        "A colleague proposed it, and you may confirm",
        rows=records.to_confirm,
    ),
    Task.DUE: Kind(
        Action.REVIEW_RETENTION,
        "Records due for review",
        "Keep it longer, hold it or propose that it goes",
        "You look after how long records are kept",
        worked_out=_due_for_review,
    ),
    Task.HELD: Kind(
        Action.REVIEW_RETENTION,
        "Holds to look at again",
        "Keep the hold, or lift it",
        "You look after how long records are kept",
        rows=records.held,
        horizon=records.today_over,
    ),
    Task.ASKED: Kind(
        Action.ANSWER_SUBJECT_ACCESS,
        "Subject access requests",
        "Answer the request",
        "You answer people who ask what is held about them",
        rows=records.access_requests,
    ),
    Task.GLASS: Kind(
        Action.REVIEW_BREAK_GLASS,
        "Uses of break-glass",
        "Review the use",
        "You answer for who sees what",
        rows=records.glass_to_review,
    ),
    Task.ALONE: Kind(
        Action.NAME_KEEPER,
        "Records with nobody left",
        "Name somebody who looks after it",
        "You answer for who sees what",
        rows=records.left_with_nobody,
    ),
    Task.UNCLEARED: Kind(
        Action.READ_NAMES,
        "Rows of an earlier tracker to clear of names",
        "Clear them of names, so that others can read them. Rows: %(amount)s",
        "Their words are held back until somebody has looked, and you may",
        rows=uncleared.rows_to_clear,
    ),
    Task.AGREEMENT: Kind(
        Action.KEEP_AGREEMENTS,
        "Agreements with other councils",
        "Sign it or leave it; of one that ends, propose what follows",
        "It waits for your council’s signature, or ends within 30 days",
        worked_out=_agreements,
    ),
    Task.OFFER: Kind(
        Action.ANSWER_CROSSING,
        "Offers from other councils",
        "Acknowledge it, and accept or decline; if its agreement is over, it can only be declined",
        "You may answer for the council, and nobody has accepted or declined it yet",
        rows=across.to_answer,
    ),
    Task.AGREE_HANDOFF: Kind(
        Action.AUTHORISE_DISCLOSURE,
        "Handoffs to agree",
        "Agree or refuse, as the second person",
        "A colleague proposed it, and you may agree",
        rows=across.to_agree,
    ),
    Task.SEND_HANDOFF: Kind(
        Action.PREPARE_DISCLOSURE,
        "Handoffs that are agreed and not sent",
        "Send it, or throw it away",
        "You wrote it, and a second person has agreed",
        "Your team wrote it, and a second person has agreed",
        rows=across.to_send,
    ),
    Task.TAKEN: Kind(
        Action.READ_HANDOFF,
        "Accepted from other councils",
        "Take it in, say whether it is complete, hold the transfer-in conference",
        "It was accepted for you",
        "It was accepted for your team",
        rows=across.taken,
    ),
    Task.PURGE: Kind(
        Action.READ_HANDOFF,
        "Requests to delete a copy",
        "Delete the copy, or say why not",
        "The copy is with you, and the council that sent it asks for that",
        "The copy is with your team, and the council that sent it asks for that",
        rows=across.to_purge,
    ),
    Task.OFFER_ANSWERED: Kind(
        Action.PREPARE_DISCLOSURE,
        "Declined or stopped, or more is asked for",
        "Send what is missing, offer it again, or withdraw or close it",
        "You wrote it, and the other council has answered, or its agreement is over",
        "Your team wrote it, and the other council has answered, or its agreement is over",
        rows=across.answered,
        may_be=across.may_have_stopped,
        also=across.stopped,
    ),
    Task.JOINT_ASKED: Kind(
        Action.COORDINATE_JOINT,
        "Joint concerns to join",
        "Join it, or decline",
        "You may answer for the council, and nobody has yet",
        rows=jointly.asked,
    ),
    Task.JOINT_MINUTES: Kind(
        Action.WORK_JOINT,
        "Minutes of joint meetings",
        "Look through them, as the second person; what was given back, write anew",
        "A colleague wrote them and you may, or they were given back to you",
        rows=jointly.minutes,
    ),
    Task.JOINT_ACTION: Kind(
        Action.WORK_JOINT,
        "Joint actions of your council",
        "Do it, and say what came of it",
        "You speak for the council there, or whoever did has left",
        "Your team works on it",
        rows=jointly.actions,
    ),
    Task.JOINT_LEAD: Kind(
        Action.COORDINATE_JOINT,
        "Changes of lead to answer",
        "Agree that the lead changes, or leave it as it is",
        "You speak for the council there, or whoever did has left",
        "Your team works on it",
        rows=jointly.leads,
    ),
    Task.AGREE_OUTSIDE: Kind(
        Action.AUTHORISE_DISCLOSURE,
        "To be told outside the platform, to agree",
        "Agree or refuse, as the second person",
        "A colleague proposed it, and you may agree",
        rows=across.to_agree_outside,
    ),
    Task.OUTSIDE: Kind(
        Action.PREPARE_DISCLOSURE,
        "Told outside the platform, and not opened",
        "Send it and ring them; once it is sent, ring again or take it back",
        "You wrote it, a second person has agreed, and nobody has opened it yet",
        "Your team wrote it, a second person has agreed, and nobody has opened it yet",
        rows=across.outside,
    ),
    Task.DISPUTE: Kind(
        Action.SETTLE_DISPUTE,
        "Whose something is, between two councils",
        "Agree, propose otherwise, or ask for more",
        "You may answer for the council, and the other one waits for that",
        rows=across.disputed,
    ),
    Task.DECIDE_DISPUTE: Kind(
        Action.DECIDE_DISPUTE,
        "Whose something is, for managers to decide",
        "Speak to the other council’s manager, and record who leads",
        "You are a manager, and the two councils have not settled it in time",
        rows=across.to_decide,
    ),
}


class Whose(StrEnum):
    """For the reader alone, or for the reader and their teams."""

    ME = "me"
    TEAM = "team"
