"""Whom the invented councils ring, one playbook in a council's own words, and what somebody has taken up. Invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.ids import uuid7
from commonground.platform.reference.playbooks import PLAYBOOKS, Step
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.playbooks.models import OwnPlaybook, RingContact
from commonground.tenants.playbooks.rules import ContactInput, check_contact, check_words, kept

_HOURS: Final = "Weekdays 9 to 5"
CONTACTS: Final = (
    ContactInput(agency="social_care", post="Child front door", phone="020 7946 0110", hours="Day and night"),
    ContactInput(agency="housing", post="Housing duty desk", phone="020 7946 0127", hours=_HOURS),
    ContactInput(agency="licensing", post="Licensing duty desk", phone="020 7946 0121", hours=_HOURS),
    ContactInput(agency="community_safety", post="Community safety desk", phone="020 7946 0133", hours=_HOURS),
    ContactInput(agency="police", post="Neighbourhood team, not urgent", phone="101"),
    ContactInput(agency="vcs", post="Street team", phone="020 7946 0166", hours="Evenings 5 to 10"),
)
_WRITTEN_TO: Final = {
    "social_care": "child-front-door",
    "housing": "housing",
    "licensing": "licensing",
    "community_safety": "community-safety",
}
"""To whom a referral can be referred on, and how each council's address for them begins."""
_OWN: Final = "larkmere"
_LEAD: Final = "priya-raman"
_TAKEN: Final[Mapping[str, tuple[str, str, tuple[tuple[int, str, int, str], ...]]]] = {
    "larkmere": ("pepper", _LEAD, (
        (3, "Ask the owner what they see, not who", 4, "open"),
        (1, "Ring the lead before you visit", -6, "done"),
    )),
    "glanwern": ("arcade", "rhodri-vaughan", ((2, "Visit with the licensing officer on a Friday", 3, "open"),)),
}  # fmt: skip  # a step to a line
"""Of each council: the context and its lead; steps of the shop's playbook, in how many days each is due, and how it
stands."""


async def add_playbooks(
    connection: AsyncConnection, slug: str, council: Settled, contexts: Mapping[str, UUID], now: datetime
) -> int:
    """Says how many rows."""
    stamps = {"created_at": now, "changed_at": now, "version": 1}
    rows = [
        {"tenant_id": council.id, "id": uuid7(), "agency": each.agency, "post": each.post, "phone": each.phone,
         "email": each.email, "hours": each.hours, **stamps}
        for each in contacts_of(slug)
    ]  # fmt: skip  # a row to a contact
    await connection.execute(insert(RingContact), rows)
    if slug == _OWN:
        await connection.execute(insert(OwnPlaybook), _own_words(council, now))
    key, lead, steps = _TAKEN.get(slug, ("", "", ()))
    for each in steps:
        await connection.execute(
            insert(ContextAction), _action(council, contexts[key], council.staff[lead], now, *each)
        )
    return len(rows) + int(slug == _OWN) + len(steps)


def contacts_of(slug: str) -> list[ContactInput]:
    """Nothing goes to anybody: `.example` is nobody's."""
    starts = ((each, _WRITTEN_TO.get(each.agency)) for each in CONTACTS)
    return [check_contact(replace(each, email=f"{start}@{slug}.example" if start else "")) for each, start in starts]


def _own_words(council: Settled, now: datetime) -> dict[str, object]:
    ours = PLAYBOOKS["park"].words
    steps = (Step("Ring the parks desk and ask what they have seen", "They are there every day"), *ours.steps[1:])
    row = {"tenant_id": council.id, "id": uuid7(), "code": "park", "version": 1}
    words = kept(check_words(replace(ours, steps=steps)))
    return {**row, "words": words, "saved_by": council.staff[_LEAD], "saved_at": now - timedelta(days=24)}


def _action(
    council: Settled, context_id: UUID, lead: UUID, now: datetime, step: int, what: str, days: int, status: str
) -> dict[str, object]:
    over = {"ended_at": now - timedelta(days=7), "ended_by": lead} if status != "open" else {}
    ids = {"tenant_id": council.id, "id": uuid7(), "context_id": context_id, "owner_id": lead, "added_by": lead}
    said = {"what": what, "due_on": (now + timedelta(days=days)).date(), "status": status, "reason": ""}
    return {**ids, **said, "playbook": "shop", "step": step, "added_at": now - timedelta(days=9), "version": 1, **over}
