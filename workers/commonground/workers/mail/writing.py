"""From a batch of mails to the messages that are handed over: who is left to write to, and what each of them reads.

Asked anew each time that a mail goes, the first as the last: what it says must still be news to its reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from commonground.platform.calendar import LONDON
from commonground.platform.mail import letters
from commonground.platform.mail.letters import House
from commonground.platform.mail.models import MailState
from commonground.platform.notifications.types import URGENT, NotificationKind
from commonground.platform.work import Work
from commonground.workers.mail.batches import Line, Mail, Settled, digest_lines
from commonground.workers.mail.still import Gate, Reader, gate_of

LATE: Final = timedelta(days=4)
"""Since it happened: no news any more that has to come by itself. Longer than a mail is tried for (`verdicts.py`), so
that whatever the server kept refusing is said to have been given up."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message, and by address the mails that it delivers, whose text is the same: one to an address, or several
    where colleagues share it. What the server says of the address is said of each of them."""

    key: UUID
    letter: bytes
    mails: Mapping[str, Sequence[Mail]]


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be handed over, and what nobody gets."""

    messages: list[Message]
    dropped: list[Settled]


async def write(work: Work, house: House, mails: Sequence[Mail]) -> Written:
    """The messages of these mails, under the batch's pass. A fixed number of statements, however many they are."""
    lines = await _lines(work, mails)
    abouts = [mail.about for mail in mails if mail.about] + [line.about for each in lines.values() for line in each]
    gate = await gate_of(work, (mail.staff_id for mail in mails), abouts)
    together: dict[tuple[UUID, bytes], dict[str, list[Mail]]] = {}
    dropped: list[Settled] = []
    for mail in mails:
        made = _made(house, gate, mail, lines.get(mail.id, []))
        if isinstance(made, MailState):
            dropped.append(Settled.of(mail, made))
        else:
            email, letter = made
            together.setdefault((mail.message, letter), {}).setdefault(email, []).append(mail)
    return Written([Message(key, letter, to) for (key, letter), to in together.items()], dropped)


async def _lines(work: Work, mails: Sequence[Mail]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = {}
    for digest_id, line in await digest_lines(work, [mail.id for mail in mails if mail.about is None]):
        found.setdefault(digest_id, []).append(line)
    return found


def _made(house: House, gate: Gate, mail: Mail, lines: Sequence[Line]) -> tuple[str, bytes] | MailState:
    """Where to and what, or why not."""
    if mail.onward is not None:
        to = mail.onward.email
        letter = letters.onward(house, mail.onward.lang, mail.onward.reference)
        return (to, letter) if to is not None else MailState.NO_ADDRESS
    reader, about = gate.reader(mail.staff_id), mail.about
    if reader is None:
        return MailState.NOT_SENT
    said = _notice(house, gate, reader, Line(about, mail.read_at)) if about else _digest(house, gate, reader, lines)
    if isinstance(said, MailState):
        return said
    return (reader.email, said) if reader.email is not None else MailState.NO_ADDRESS


def _notice(house: House, gate: Gate, reader: Reader, line: Line) -> bytes | MailState:
    about = line.about
    why_not = untold(gate, reader, line) or late(about.kind, about.occurred_at, gate.known.now)
    if why_not:
        return why_not
    said = {"fact_id": about.fact_id, "by_cover": about.by_cover}
    return letters.notice(house, reader.lang, about.kind, about.subject, **said)


def _digest(house: House, gate: Gate, reader: Reader, lines: Sequence[Line]) -> bytes | MailState:
    standing = [(line.about.kind, untold(gate, reader, line)) for line in lines]
    counted = Counter(kind for kind, why_not in standing if why_not is None)
    if not counted:
        return MailState.READ if all(why_not is MailState.READ for _, why_not in standing) else MailState.NOT_SENT
    return letters.digest(house, reader.lang, tuple(letters.Line(*each) for each in sorted(counted.items())))


def untold(gate: Gate, reader: Reader, line: Line) -> MailState | None:
    """Why this reader is not told of it by mail, by itself or as a line of a digest; None where they are."""
    if line.read_at is not None:
        return MailState.READ
    return None if gate.lets(reader, line.about) else MailState.NOT_SENT


def late(kind: NotificationKind, occurred_at: datetime, now: datetime) -> MailState | None:
    """What does not go by itself any more waits for the next digest. What is urgent goes however late it is, since
    nobody has read it; but nothing is said to be due today on another day: of what is late, there is a notice."""
    if kind is NotificationKind.DECISION_DUE_TODAY:
        over = occurred_at.astimezone(LONDON).date() < now.astimezone(LONDON).date()
        return MailState.TOO_LATE if over else None
    return MailState.FOR_DIGEST if kind not in URGENT and now - occurred_at > LATE else None
