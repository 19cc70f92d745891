"""What an answer of the mail server means for a mail. Pure decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from commonground.platform.mail.models import MailState
from commonground.workers.mail.batches import Mail, Settled

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=4)
GIVEN_UP_AFTER: Final = timedelta(days=3)
"""Since it was queued. Then nobody waits for this notice any more, and somebody has to look into it."""
MOST_CLAIMS: Final = 5
"""Batches in which a mail may end in nothing, because making it failed or whoever held it died."""
_NEVER = range(500, 600)


def answered(mail: Mail, code: int, now: datetime) -> Settled:
    """2xx: taken. 5xx: the server will never have it. Everything else is “later”: the pause doubles each time."""
    if 200 <= code < 300:
        return Settled.of(mail, MailState.SENT, code)
    if code in _NEVER:
        return Settled.of(mail, MailState.REFUSED, code)
    if now - mail.queued_at > GIVEN_UP_AFTER:
        return Settled.of(mail, MailState.GAVE_UP, code)
    pause = min(FIRST_PAUSE * 2 ** min(mail.attempts, 20), LONGEST_PAUSE)
    return Settled.of(mail, MailState.QUEUED, code).later(now + pause, attempts=mail.attempts + 1)


def not_made(mail: Mail, now: datetime) -> Settled:
    """Something in it can't be made into a message: tried a few times more, then set aside for somebody to look at."""
    if mail.claims >= MOST_CLAIMS:
        return Settled.of(mail, MailState.SET_ASIDE)
    kept = Settled.of(mail, MailState.QUEUED)
    return kept.later(now + FIRST_PAUSE * mail.claims, attempts=mail.attempts, claims=mail.claims)


def put_back(mail: Mail, now: datetime, pause: timedelta) -> Settled:
    """No fault of the mail's: the server is away, or the batch took too long."""
    return Settled.of(mail, MailState.QUEUED).later(now + pause, attempts=mail.attempts)
