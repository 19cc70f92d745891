"""Referring on by e-mail, writing a letter to print, and the council's own words for those."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.models import Council
from commonground.platform.ids import uuid7
from commonground.platform.mail.letters import House
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.versions import add_version, newest
from commonground.platform.work import Work
from commonground.tenants.flags.queries import not_to_be_shared
from commonground.tenants.letters.models import LetterWords, ReferralLetter
from commonground.tenants.letters.rules import check_words
from commonground.tenants.letters.types import LetterKind, OwnWords
from commonground.tenants.playbooks.queries import Contact
from commonground.tenants.referrals.events import subject_of, touch, write_line
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import REASON_LIMIT, ReferralState

LETTER: Final = "letter"
READ: Final = f"{Action.READ_REFERRAL}:letter"
NEWEST: Final = newest(LetterWords)


async def sender_here(work: Work, row: ReferralRow) -> tuple[House, bool]:
    """Whom a letter is from: the acting council's names, and where it is rung at which hours, without addresses. And
    whether a warning flag on the referral says not to share it with somebody, which nobody but a person can compare
    with who gets it."""
    council = Council
    columns = (council.name, council.name_cy, council.colour, council.front_door_phone,
               council.out_of_hours_phone)  # fmt: skip  # what a letter says of its sender
    query = select(*columns, not_to_be_shared(row.id).label("flagged")).where(council.id == work.actor.council)
    # On the connection itself: a form that is refused is kept by beginning anew, and neither session may be in a
    # transaction of the other's then.
    found = (await work.connection.execute(query)).one()
    phones = (found.front_door_phone, found.out_of_hours_phone)
    house = House("", "", found.name, found.name_cy or "", found.colour, *phones)
    return house, bool(found.flagged)


async def refer_on(work: Work, row: ReferralRow, to: Contact, whose: str, reason: str, lang: str, words: str) -> None:
    """Write to this contact that they should ring us. `words` as they were shown; what goes is made anew by the worker,
    of the reference and the council's number alone. `whose` is what the contact's agency is called.

    Raises `IncompleteError` without a reason."""
    reason = _checked(reason)
    letter = _letter(work, row, LetterKind.REFER_ON, lang, words, contact_id=to.id)
    await _add(work, row, letter, Aside.REFER_ON, f"{to.post}, {whose}: {reason}")
    await publish(work, Fact(FactKind.REFERRED_ON, LETTER, letter.id))


async def note_rung(work: Work, row: ReferralRow, to: Contact, whose: str, reason: str) -> None:
    """That the acting person rang this contact, which has no address to write to: nothing leaves by it.

    Raises `IncompleteError` without a reason."""
    write_line(work, row, Aside.REFER_ON, ReferralState(row.state), f"{to.post}, {whose}, by phone: {_checked(reason)}")
    touch(work, row)
    await audit.record(work, f"{Action.SEND_OUT}:{Aside.REFER_ON}", subject_of(row), why=audit.ON_RECORD)


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > REASON_LIMIT:
        raise IncompleteError((Problem("reason", f"Say why, in at most {REASON_LIMIT:,} characters."),))
    return reason


async def write_letter(work: Work, row: ReferralRow, kind: LetterKind, lang: str, words: str) -> UUID:
    """Keep a letter that is printed and posted; its id."""
    letter = _letter(work, row, kind, lang, words)
    await _add(work, row, letter, Aside.WRITE_LETTER, "")
    return letter.id


async def reads_so(work: Work, letter_id: UUID, kind: LetterKind, lang: str, words: str) -> bool:
    """Whether this letter, of a referral that its writer has loaded, is to the same and in these words."""
    letter = ReferralLetter
    same = (letter.kind == kind.value, letter.lang == lang, letter.words == words)
    return await work.mine.scalar(select(letter.id).where(letter.id == letter_id, *same)) is not None


def _letter(
    work: Work, row: ReferralRow, kind: LetterKind, lang: str, words: str, contact_id: UUID | None = None
) -> ReferralLetter:
    return ReferralLetter(
        tenant_id=work.actor.council,
        id=uuid7(),
        referral_id=row.id,
        kind=kind.value,
        contact_id=contact_id,
        lang=lang,
        words=words,
        written_by=work.actor.staff,
        written_at=work.now,
    )


async def _add(work: Work, row: ReferralRow, letter: ReferralLetter, verb: Aside, words: str) -> None:
    work.mine.add(letter)
    write_line(work, row, verb, ReferralState(row.state), words, line_id=letter.id)
    touch(work, row)
    await audit.record(work, f"{Action.SEND_OUT}:{verb}", subject_of(row), why=audit.ON_RECORD)


async def load_letter(work: Work, row: ReferralRow, letter_id: UUID) -> ReferralLetter:
    """A letter about this referral, which its loader may open; that it is read is recorded. Raises
    `NotFoundHereError`."""
    letter = ReferralLetter
    query = select(letter).where(letter.id == letter_id, letter.referral_id == row.id)
    found = (await work.mine.scalars(query)).one_or_none()
    if found is None:
        raise NotFoundHereError
    itself = audit.Subject(LETTER, found.id, row.reference, restricted=row.restricted)
    for subject in (itself, subject_of(row)):
        await audit.record(work, READ, subject)
    return found


async def own_words(work: Work) -> OwnWords:
    """Those of the acting council as they stand."""
    row = (await work.mine.scalars(NEWEST)).one_or_none()
    return OwnWords() if row is None else OwnWords(row.version, row.words)


async def set_words(work: Work, typed: Mapping[str, str], *, version: int) -> None:
    """Exactly these from the next letter on. `version` is the one that the form was filled from.

    Raises `IncompleteError` and `ChangedMeanwhileError`."""
    words = check_words(typed)
    if (await own_words(work)).version != version:
        raise ChangedMeanwhileError
    await add_version(work, LetterWords, {"words": words}, over=version)
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why="Changed its words of letters")
