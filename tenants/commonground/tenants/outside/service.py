"""Telling somebody who is not on the platform: begun and prepared as between councils, and sent as a download that
opens once. What the database must decide in one place stands in `database/sql/072_outside.sql`."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select, text

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.errors import ANSWERS
from commonground.platform.crossings.types import Kind, Urgency, Verb
from commonground.platform.files.store import FileStore
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference, new_spoken_code
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.disclosures import service as disclosures
from commonground.tenants.disclosures.load import load_disclosure, load_to_authorise, subject_of
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.prefill import proposed
from commonground.tenants.disclosures.types import Destination, DisclosureState, Typed
from commonground.tenants.outside.lines import SENT, TAKEN_BACK, write_own_line
from commonground.tenants.outside.models import OutsideReceiver
from commonground.tenants.outside.rules import check_beginning, check_whom
from commonground.tenants.outside.types import WORDS_LIMIT, Sent, Whom

_SEND: Final = text("select crossing.send_outside(:disclosure, :token, :salt, :code, :letter, :sealed)")
_WITHDRAW: Final = text("select crossing.withdraw_outside(:disclosure, :words)")
_SALT: Final = 16


async def begin(work: Work, record: disclosures.Record, organisation: str, kind: Kind, *, team_id: UUID) -> Disclosure:
    """A draft to somebody outside, with what the record proposes and nothing chosen. Raises `IncompleteError`."""
    check_beginning(organisation, kind)
    row_id = uuid7()
    row = Disclosure(
        tenant_id=work.actor.council,
        id=row_id,
        reference=new_reference(ReferenceKind.DISCLOSURE),
        destination=Destination.OUTSIDE.value,
        receiver_id=None,
        receiver_words=organisation.strip(),
        thread_id=row_id,
        verb=Verb.INFORM.value,
        kind=kind.value,
        record_kind=disclosures.kind_of(record),
        record_id=record.id,
        team_id=team_id,
        author_id=work.actor.staff,
        urgency=Urgency.ROUTINE.value,
        parts=await proposed(work, record, kind),
        state=DisclosureState.DRAFT.value,
        made_at=work.now,
        changed_at=work.now,
    )
    work.mine.add(row)
    await work.mine.flush()  # who it is for points at it
    work.mine.add(OutsideReceiver(tenant_id=work.actor.council, id=uuid7(), disclosure_id=row_id, lang="en"))
    await audit.record(work, f"{Action.PREPARE_DISCLOSURE}:begin", subject_of(row))
    return row


async def load_outside(
    work: Work, reference: str, *, to: Action, lock: bool = False
) -> tuple[Disclosure, OutsideReceiver]:
    """The disclosure to somebody outside that people call `reference`, if the actor may do `to` with it. Raises
    `NotFoundHereError`, for one to a council too: that has pages of its own."""
    row = await load_disclosure(work, reference, to=to, lock=lock)
    return row, await _receiver(work, row)


async def load_second(work: Work, reference: str, *, lock: bool = False) -> tuple[Disclosure, OutsideReceiver]:
    """The same for a second person (`load_to_authorise`)."""
    row = await load_to_authorise(work, reference, lock=lock)
    return row, await _receiver(work, row)


async def _receiver(work: Work, row: Disclosure) -> OutsideReceiver:
    query = select(OutsideReceiver).where(OutsideReceiver.disclosure_id == row.id)
    found = (await work.mine.scalars(query.execution_options(populate_existing=True))).one_or_none()
    if found is None or row.destination != Destination.OUTSIDE:
        raise NotFoundHereError
    return found


async def save(work: Work, row: Disclosure, receiver: OutsideReceiver, typed: Typed, whom: Whom, version: int) -> None:
    """Keep the form as it is, however far it is. Raises `IncompleteError`, `ChangedMeanwhileError`."""
    await disclosures.save(work, row, typed, version)
    _keep(receiver, whom)


async def propose(
    work: Work,
    row: Disclosure,
    receiver: OutsideReceiver,
    typed: Typed,
    whom: Whom,
    version: int,
    store: FileStore,
) -> None:
    """Seal it, and ask a second person: of exactly this, for exactly them. Raises `IncompleteError`,
    `ChangedMeanwhileError`."""
    check_whom(whom)
    _keep(receiver, whom)
    await work.mine.flush()  # the package says who it is for
    await disclosures.propose(work, row, typed, version, store)


def _keep(receiver: OutsideReceiver, whom: Whom) -> None:
    receiver.person, receiver.job = whom.person.strip(), whom.job.strip()
    receiver.email, receiver.phone, receiver.lang = whom.email.strip(), whom.phone.strip(), whom.lang


async def send(work: Work, row: Disclosure, receiver: OutsideReceiver, seals: Seals) -> Sent:
    """Send what a second person agreed to, or send it again while nobody has opened it. The address goes by e-mail; the
    code is given back once, to be told by telephone, and nobody can look it up. Raises `CrossingRefusedError`."""
    first = row.state == DisclosureState.AUTHORISED
    token, code, salt, letter = secrets.token_urlsafe(32), new_spoken_code(), secrets.token_bytes(_SALT), uuid4()
    asked = {
        "disclosure": row.id,
        "token": hash_token(token),
        "salt": salt,
        "code": hashlib.sha256(salt + code.encode()).digest(),
        "letter": letter,
        "sealed": seals.seal_token(token, letter),
    }
    await ANSWERS.ask(work, _SEND, **asked)
    await work.mine.refresh(row)
    if first:
        await write_own_line(work, row, SENT)
    return Sent(code, receiver.phone)


async def withdraw(work: Work, row: Disclosure, words: str) -> None:
    """Nothing opens any more, from the next request on. What nobody had opened is erased. Raises `IncompleteError`,
    `CrossingRefusedError`."""
    words = words.strip()
    if not words or len(words) > WORDS_LIMIT:
        raise IncompleteError((Problem("words", f"Say why, in at most {WORDS_LIMIT:,} characters."),))
    await ANSWERS.ask(work, _WITHDRAW, disclosure=row.id, words=words)
    await work.mine.refresh(row)
    await write_own_line(work, row, TAKEN_BACK)


def hash_token(token: str) -> bytes:
    """What is kept of an address or of a browser's key: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()
