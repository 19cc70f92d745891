"""From a batch of mails to the messages that are handed over: who is left to write to, and what each of them reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from commonground.platform.mail.letters import House, Line, digest, notice
from commonground.platform.mail.models import MailState
from commonground.platform.work import Work
from commonground.workers.mail.batches import About, Mail, Settled, digest_lines
from commonground.workers.mail.still import Gate, Reader, gate_of


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
    abouts = [mail.about for mail in mails if mail.about] + [about for each in lines.values() for about in each]
    gate = await gate_of(work, (mail.staff_id for mail in mails), [about.subject for about in abouts])
    together: dict[tuple[UUID, bytes], dict[str, list[Mail]]] = {}
    dropped: list[Settled] = []
    for mail in mails:
        reader = gate.reader(mail.staff_id)
        letter = _letter(house, gate, reader, mail, lines.get(mail.id, [])) if reader else None
        if reader is None or letter is None:
            dropped.append(Settled.of(mail, MailState.NOT_SENT))
        else:
            together.setdefault((mail.message, letter), {}).setdefault(reader.email, []).append(mail)
    return Written([Message(key, letter, to) for (key, letter), to in together.items()], dropped)


async def _lines(work: Work, mails: Sequence[Mail]) -> dict[UUID, list[About]]:
    found: dict[UUID, list[About]] = {}
    for digest_id, about in await digest_lines(work, [mail.id for mail in mails if mail.about is None]):
        found.setdefault(digest_id, []).append(about)
    return found


def _letter(house: House, gate: Gate, reader: Reader, mail: Mail, lines: Sequence[About]) -> bytes | None:
    """None where there is nothing that this reader may still be told."""
    if mail.about is not None:
        if not gate.lets(reader, mail.about.subject):
            return None
        about = mail.about
        return notice(house, reader.lang, about.kind, about.subject, by_cover=about.by_cover)
    counted = Counter(about.kind for about in lines if gate.lets(reader, about.subject))
    return digest(house, reader.lang, tuple(Line(*each) for each in sorted(counted.items()))) if counted else None
