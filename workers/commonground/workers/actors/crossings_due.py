"""What time brings about between councils. Each council's job ends what it offered and nobody accepted by its day, and
tells its own people: what nobody has acknowledged or decided, what waits for more, what stopped with its agreement,
what has a conference to come, what nobody has answered about a copy.

Each is told once: its key is made of the crossing, the side and the moment from which it counts, whichever look found
it. Of a clock that is a suggestion of ours nobody is told that it is the law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import func, select

from commonground.platform.calendar import LONDON
from commonground.platform.calendar.of_council import calendar_now
from commonground.platform.calendar.working import WorkingCalendar
from commonground.platform.crossings.queries import overdue
from commonground.platform.crossings.types import PENDING, OfferView, Side, State, Urgency
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.types import Notification, NotificationKind
from commonground.platform.work import Work
from commonground.tenants.disclosures.standing import standing_of
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.cover import tell_and_note
from commonground.workers.actors.crossings import (
    around_received,
    around_sent,
    received_of,
    subject_of,
    who_may_answer,
    whose_it_is,
)
from commonground.workers.actors.disputes import disputes_due
from commonground.workers.actors.timely import told_of

LOOKED_BACK: Final = timedelta(days=28)
"""What has been late for longer is on every list already; a notice would not be news."""
_AHEAD: Final = timedelta(days=14)
"""Longer than three working days are, whatever holidays lie between."""
_MOST: Final = 1_000
_AGAIN_TODAY: Final = timedelta(hours=2)
"""Where somebody may be in danger today the managers hear of it so soon after the reminder, and at any hour."""
_UNANSWERED: Final = PENDING | {State.STOPPED}
"""The end of an agreement stops an offer, and not its clock: whoever sent it hears no answer, and has to know."""
_CONFERENCE_SOON: Final = 3
_PURGE_DAYS: Final = 5


class Wait(StrEnum):
    """What an offer waits for."""

    ANSWER = "answer"
    ANEW = "anew"
    """It stopped with its agreement: its sender is to offer it anew. News to whoever heard already that it is late."""
    CONFERENCE = "conference"
    PURGE = "purge"


@dataclass(frozen=True, slots=True)
class Late:
    """Something to be told of an offer. `since`: the moment that its clock began or ends at, so that another one is
    news; `late`: past its time, and not only a reminder."""

    offer: OfferView
    wait: Wait
    since: datetime
    late: bool

    @property
    def key(self) -> UUID:
        said = f"{self.offer.side} {self.wait} {self.late} {self.since.timestamp():.0f}"
        return uuid5(self.offer.id, said)

    @property
    def kind(self) -> NotificationKind:
        return NotificationKind.CROSSING_OVERDUE if self.late else NotificationKind.CROSSING_DUE


async def crossings_due(work: Work, job: Job) -> None:  # noqa: ARG001  # an effect's signature
    """What is over first; then what is due, in the council's own hours but for danger today."""
    await work.connection.scalar(select(func.crossing.expire()))
    calendar = await calendar_now(work)
    found: list[Late] = []
    for side in (Side.RECEIVER, Side.SENDER):
        for offer in await overdue(work, side, since=work.now - LOOKED_BACK, until=work.now + _AHEAD, most=_MOST):
            found += [each for each in due_of(offer, work.now, calendar) if _may_be_told_now(each, work.now, calendar)]
    told = await told_of(work, [each.key for each in found])
    for each in found:
        if each.key not in told:
            await _tell(work, each)
    await disputes_due(work, calendar)


def _may_be_told_now(late: Late, now: datetime, calendar: WorkingCalendar) -> bool:
    today = now.astimezone(LONDON).date()
    return late.offer.urgency is Urgency.TODAY or (calendar.is_working_day(today) and now >= calendar.opening(today))


def due_of(offer: OfferView, now: datetime, calendar: WorkingCalendar) -> Iterator[Late]:
    """What is to be told of it now, on the side on which it is: pure, by the council's own working days."""
    if offer.standing in _UNANSWERED and not offer.is_open and offer.respond_by <= now:
        yield from _unanswered(offer, now, calendar)
    if offer.standing is State.ACCEPTED and offer.conference_due_at is not None and offer.side is Side.RECEIVER:
        due, soon = offer.conference_due_at, calendar.due_after_working_days(now, _CONFERENCE_SOON)
        if due <= soon:
            yield Late(offer, Wait.CONFERENCE, due, late=due <= now)
    asked = offer.purge_asked_at if offer.purge_answered_at is None else None
    if asked is not None and calendar.due_after_working_days(asked, _PURGE_DAYS) <= now:
        yield Late(offer, Wait.PURGE, asked, late=True)


def _unanswered(offer: OfferView, now: datetime, calendar: WorkingCalendar) -> Iterator[Late]:
    """A reminder to whoever's turn it is: whoever may answer, or the sender who was asked for more, or whose offer
    nobody can answer any more. A working day later, or soon where somebody may be in danger today, both councils’
    managers."""
    wait = Wait.ANEW if offer.standing is State.STOPPED else Wait.ANSWER
    if offer.urgency is Urgency.TODAY:
        late = offer.respond_by + _AGAIN_TODAY <= now
    else:
        late = calendar.due_after_working_days(offer.respond_by, 1) <= now
    if late:
        yield Late(offer, wait, offer.respond_by, late=True)
    elif offer.side is (Side.SENDER if offer.standing in (State.QUERIED, State.STOPPED) else Side.RECEIVER):
        yield Late(offer, wait, offer.respond_by, late=False)


async def _tell(work: Work, late: Late) -> None:
    told = Notification(late.kind, subject_of(late.offer.id, late.offer.reference), late.key, work.now)
    who, circle = await _whom(work, late)
    if who:
        await tell_and_note(work, told, who, circle)


async def _whom(work: Work, late: Late) -> tuple[frozenset[UUID], Circle]:
    if late.offer.side is Side.SENDER:
        return await _of_sender(work, late)
    received = await received_of(work, late.offer.id)
    if received is not None:
        circle = await around_received(work, received)
        return circle.lead() | circle.managers(), circle
    circle = await who_may_answer(work)
    return (circle.managers() if late.late else circle.screeners_and_managers()), circle


async def _of_sender(work: Work, late: Late) -> tuple[frozenset[UUID], Circle]:
    """The author, and the managers of their team."""
    standing = await standing_of(work, late.offer.id)
    if standing is None:
        return frozenset(), await who_may_answer(work)
    circle = await around_sent(work, standing)
    return whose_it_is(circle, standing) | circle.managers(), circle
