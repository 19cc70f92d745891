"""Step-up: before what weighs most, the person shows once more that it is they, and not whoever found the screen open.

A session is confirmed for a quarter of an hour, by a code of the second factor or by the council's provider. It is
not so from its beginning, and what one session has confirmed no other one inherits. One alone begins confirmed: that in
which a first administrator has just set the authenticator up, and shown its first code a moment ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final

from commonground.platform.access.actor import Actor
from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work

LASTS: Final = timedelta(minutes=15)


class ConfirmFirstError(RefusedError):
    """Who acts has not confirmed lately that it is they. They are led to do so and back; nothing typed is lost."""

    status: ClassVar[int] = 401

    def __init__(self) -> None:
        super().__init__("Confirm first that it is you.")


def is_confirmed(actor: Actor, now: datetime) -> bool:
    return actor.confirmed_at is not None and actor.confirmed_at > now - LASTS


def require_confirmed(work: Work) -> None:
    """Raises `ConfirmFirstError`. Ask it once a record is known to be open to the actor: before that, it would tell
    that there is one."""
    if not is_confirmed(work.actor, work.now):
        raise ConfirmFirstError
