"""Whoever referred something wants it back, as a resident with a return code may."""

from __future__ import annotations

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.intake.types import NEWS_LIMIT
from commonground.tenants.referrals.events import RECORD
from commonground.tenants.referring.adding import add_news, write_after
from commonground.tenants.referring.errors import DecidedMeanwhileError
from commonground.tenants.referring.receipts import WITHDRAWAL, MyReferral


async def withdraw(work: Work, mine: MyReferral, why: str) -> bool:
    """Ask for it back. That ends nothing: a worry about young people can't be unheard, and somebody of the front door
    reads why and says what becomes of it. False when it was asked before: what is written then is news, and none of it
    is lost. Raises `IncompleteError` and `DecidedMeanwhileError`."""
    why = why.strip()
    if not why or len(why) > NEWS_LIMIT:
        raise IncompleteError((Problem("why", f"Say why, in at most {NEWS_LIMIT:,} characters."),))
    if mine.wished_back:
        if all(each.body != why for each in mine.letters):
            await add_news(work, mine, why)
        return False
    if mine.settled:
        raise DecidedMeanwhileError
    await audit.record(work, f"{Action.REFER}:withdraw", audit.Subject(RECORD, mine.id, mine.reference))
    await write_after(work, mine, WITHDRAWAL, why)
    return True
