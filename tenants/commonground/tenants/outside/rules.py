"""Who can be written to, and how far something is. No database, no web."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commonground.platform.crossings.types import Kind
from commonground.platform.reach import can_be_rung, can_be_written_to
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.disclosures.types import DisclosureState
from commonground.tenants.outside.models import OutsideReceiver
from commonground.tenants.outside.types import NAME_LIMIT, OUTSIDE_KINDS, Standing, Whom


def check_beginning(organisation: str, kind: Kind) -> None:
    """Raises `IncompleteError`."""
    organisation = organisation.strip()
    if not organisation or len(organisation) > NAME_LIMIT:
        said = f"Say who it is for, in at most {NAME_LIMIT} characters."
        raise IncompleteError((Problem("organisation", said),))
    if kind not in OUTSIDE_KINDS:
        raise IncompleteError((Problem("kind", "Choose from the list."),))


def check_whom(whom: Whom) -> None:
    """Whether somebody can be written to and rung. Raises `IncompleteError` with every problem."""
    if found := list(_of_whom(whom)):
        raise IncompleteError(tuple(found))


def _of_whom(whom: Whom) -> Iterator[Problem]:
    for name, label in (("person", "their name"), ("job", "what they are there")):
        words = getattr(whom, name).strip()
        if not words or len(words) > NAME_LIMIT:
            yield Problem(name, f"Say {label}, in at most {NAME_LIMIT} characters.")
    if not can_be_written_to(whom.email.strip()):
        yield Problem("email", "Type an e-mail address like name@example.com.")
    if not can_be_rung(whom.phone.strip()):
        said = "Type the number at which you will tell them the code. Not one that stands in an e-mail of theirs."
        yield Problem("phone", said)


def standing(row: OutsideReceiver, state: str, expires_at: datetime | None, now: datetime) -> Standing:
    """Where it is at this moment, whatever a job has written down so far."""
    if row.withdrawn_at is not None:
        return Standing.WITHDRAWN
    if row.sent_at is None or state not in (DisclosureState.SENT, DisclosureState.OVER):
        return Standing.NOT_SENT
    if row.closes_at is not None:
        return Standing.OPEN if row.closes_at > now and state == DisclosureState.SENT else Standing.FETCHED
    if expires_at is None or expires_at <= now or state == DisclosureState.OVER:
        return Standing.EXPIRED
    return Standing.LOCKED if row.locked_at is not None else Standing.SENT
