"""Carrying one batch: claim, make the messages, hand each over, mark it.

At most once for each Message-ID, but for one case: when this process or its database dies after the mail server took a
message and before that was marked, the message is handed over again once the lease is over, with the same Message-ID,
by which servers and readers know it again. The other way round it would be lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.logs import root_cause, where
from commonground.platform.mail.letters import House, addressed
from commonground.platform.mail.models import MailState
from commonground.platform.settings import Settings
from commonground.platform.work import Work, begin
from commonground.workers import counted
from commonground.workers.mail.batches import Mail, Settled, claim, council_names, held_mails, open_batch
from commonground.workers.mail.line import Line, ServerAwayError
from commonground.workers.mail.marks import Marks
from commonground.workers.mail.verdicts import MOST_CLAIMS, answered, not_made, put_back
from commonground.workers.mail.writing import Message, Written, write

log = structlog.get_logger(__name__)

BATCH: Final = 100
"""Mails that a council sends before it is the next one's turn."""
LONGEST: Final = 60.0
"""Seconds; well within the lease of two minutes. What is left over goes back."""
AWAY: Final = timedelta(seconds=15)
"""How long mails rest that the server could not be reached for."""


@dataclass(frozen=True)
class Carrier:
    """What carrying needs, shared by the lanes. `stopping` says whether to put the rest back."""

    engine: AsyncEngine
    settings: Settings
    stopping: Callable[[], bool]
    batch: int = BATCH
    away: timedelta = AWAY

    async def carry(self, line: Line, *, urgent: bool) -> bool:
        """One batch; False when none was due. Raises `ServerAwayError`, once everything is put back."""
        lease = await claim(self.engine, self.batch, urgent=urgent)
        if lease is None:
            return False
        async with Marks(self.engine, lease) as marks:
            house, written = await self._written(lease, marks)
            marks.note(*written.dropped)
            await self._hand_over(line, house, written.messages, marks)
        return True

    async def _written(self, lease: UUID, marks: Marks) -> tuple[House, Written]:
        """All of them together; where that fails, one by one, so that it is one mail's trouble and no other's."""
        async with begin(self.engine) as work:
            house, mails = await self._held(work, lease, marks)
            if not mails:
                return house, Written([], [])
            try:
                return house, await write(work, house, mails)
            except Exception as wrong:
                if _database_is_away(wrong):
                    raise
                log.warning("batch_not_made", mails=len(mails), error=root_cause(wrong), where=where(wrong))
        written = Written([], [])
        for mail in mails:
            one = await self._written_alone(lease, house, mail, marks)
            written.messages.extend(one.messages)
            written.dropped.extend(one.dropped)
        return house, written

    async def _held(self, work: Work, lease: UUID, marks: Marks) -> tuple[House, list[Mail]]:
        """Whose batch it is and what is in it, but for what ended in nothing too often."""
        council = await open_batch(work, lease)
        if council is None:
            return House("", "", ""), []
        house = House.of(self.settings, *await council_names(work, council))
        mails = await held_mails(work, lease)
        marks.note(*(Settled.of(mail, MailState.SET_ASIDE) for mail in mails if mail.claims > MOST_CLAIMS))
        return house, [mail for mail in mails if mail.claims <= MOST_CLAIMS]

    async def _written_alone(self, lease: UUID, house: House, mail: Mail, marks: Marks) -> Written:
        try:
            async with begin(self.engine) as work:
                await open_batch(work, lease)
                return await write(work, house, [mail])
        except Exception as wrong:
            if _database_is_away(wrong):
                raise
            log.error("mail_not_made", mail=str(mail.id), error=root_cause(wrong), where=where(wrong))  # noqa: TRY400  # the traceback would carry values
            marks.note(not_made(mail, datetime.now(UTC)))
            return Written([], [])

    async def _hand_over(self, line: Line, house: House, messages: Sequence[Message], marks: Marks) -> None:
        until = time.monotonic() + LONGEST
        for number, message in enumerate(messages):
            now = datetime.now(UTC)
            if self.stopping() or time.monotonic() > until:
                marks.note(*_back(messages[number:], now, timedelta()))
                return
            try:
                marks.note(*await _handed_over(line, house, message, now))
            except ServerAwayError:
                marks.note(*_back(messages[number:], now, self.away))
                raise


async def _handed_over(line: Line, house: House, message: Message, now: datetime) -> list[Settled]:
    to = tuple(message.mails)
    answers = await line.hand_over(house.sender, to, addressed(message.letter, house, message.key, to, now))
    settled = [answered(mail, answers[address], now) for address, mails in message.mails.items() for mail in mails]
    counted.mails(settled)
    return settled


def _back(messages: Sequence[Message], now: datetime, pause: timedelta) -> list[Settled]:
    return [put_back(mail, now, pause) for message in messages for mails in message.mails.values() for mail in mails]


def _database_is_away(wrong: Exception) -> bool:
    return isinstance(wrong, OSError) or (isinstance(wrong, DBAPIError) and wrong.connection_invalidated)
