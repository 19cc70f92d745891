"""One task of the worklist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from math import inf
from uuid import UUID

from commonground.platform.calendar import LONDON


class Task(StrEnum):
    """What kind of thing waits; codes stand in addresses."""

    SCREEN = "screen"
    DECIDE = "decide"
    ESCALATED = "escalated"
    LEAD = "lead"
    CONTEXT_LEAD = "context_lead"
    RECORD_AGREED = "record_agreed"
    CAME_OF_IT = "came_of_it"
    WRITTEN = "written"
    ASKED_FOR_MORE = "asked_for_more"
    ACTION = "action"
    PERSON_LINK = "person_link"
    STEP = "step"
    FLAG = "flag"
    AGREE = "agree"
    CONFIRM = "confirm"
    DUE = "due"
    HELD = "held"
    ASKED = "asked"
    GLASS = "glass"
    ALONE = "alone"
    UNCLEARED = "uncleared"
    AGREEMENT = "agreement"
    OFFER = "offer"
    AGREE_HANDOFF = "agree_handoff"
    SEND_HANDOFF = "send_handoff"
    TAKEN = "taken"
    PURGE = "purge"
    OFFER_ANSWERED = "offer_answered"
    JOINT_ASKED = "joint_asked"
    JOINT_MINUTES = "joint_minutes"
    JOINT_ACTION = "joint_action"
    JOINT_LEAD = "joint_lead"
    AGREE_OUTSIDE = "agree_outside"
    OUTSIDE = "outside"
    DISPUTE = "dispute"
    DECIDE_DISPUTE = "decide_dispute"


@dataclass(frozen=True, slots=True)
class Item:
    """`place`: the address of the page on which it is done. `mine`: it waits for the reader; else for somebody in their
    teams, `holder` by name where somebody holds it. `amount`: how many things are done in it."""

    task: Task
    place: str
    reference: str
    title: str
    due_at: datetime | None
    holder_id: UUID | None
    holder: str
    mine: bool
    danger: bool
    paused: bool
    restricted: bool
    paused_at: datetime | None = None
    amount: int = 1

    @property
    def urgency(self) -> tuple[bool, bool, float, bool, float, str]:
        """Where somebody is said to be in danger now, then by when; what waits for others comes last, and of that first
        what has waited longest."""
        due = self.due_at.timestamp() if self.due_at else 0.0
        since = self.paused_at.timestamp() if self.paused_at else inf
        return (not self.danger, self.paused, since, self.due_at is None, due, self.place)


def item_on(task: Task, place: str, reference: str, day: date | None, title: str = "") -> Item:
    """One that is to be done on a day, by whoever may."""
    due = None if day is None else datetime.combine(day, time(23, 59, 59), LONDON)
    return Item(task, place, reference, title, due, None, "", True, False, False, False)
