"""What a professional adds later to what they referred: words, and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.files.accepting import Accepted
from commonground.platform.files.store import FileStore
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import Work
from commonground.tenants.attachments.service import attach, words_for
from commonground.tenants.intake.again import AT_ONCE, in_turn, said_just_now
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.intake.models import ReportMessage
from commonground.tenants.intake.receiving import places_in
from commonground.tenants.intake.types import NEWS_LIMIT, ReportSubject
from commonground.tenants.referrals.events import RECORD
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referring.errors import NewsRefusedError
from commonground.tenants.referring.partner import add_in_own_name
from commonground.tenants.referring.partner_files import attach_in_own_name, my_files
from commonground.tenants.referring.queries import load_mine
from commonground.tenants.referring.receipts import WITHDRAWAL, MyReferral

FILE_SENT: Final = "Files were added"
"""How a message begins that goes with files."""


async def add_news(work: Work, mine: MyReferral, words: str, *, asks: bool = False) -> None:
    """Something more from whoever referred it, the answer to a question, or one of theirs; once, if they press twice. A
    worker marks the referral, which its referrer need not be able to open. Raises `NewsRefusedError`."""
    if not words.strip():
        raise NewsRefusedError("Write what you want to add")
    if len(words) > NEWS_LIMIT:
        raise NewsRefusedError(f"Keep this to {NEWS_LIMIT:,} characters")
    sort = "asks" if asks else "news"
    await in_turn(work, mine.statement_id)
    there = (await load_mine(work, mine.reference)).letters
    if said_just_now(reversed(there), sort, words, work.now):
        return
    await audit.record(work, f"{Action.REFER}:add", audit.Subject(RECORD, mine.id, mine.reference))
    await write_after(work, mine, sort, words)


async def write_after(work: Work, mine: MyReferral, sort: str, words: str) -> None:
    shown = mask_names(words, places_in(mine.places, ReportSubject(mine.subject))).shown
    if work.actor.is_partner:
        await add_in_own_name(work, mine, sort, words, shown)
        return
    work.mine.add(
        ReportMessage(
            tenant_id=work.actor.council, id=uuid7(), statement_id=mine.statement_id, kind=sort,
            body=words, shown=shown, at=work.now, staff_id=work.actor.staff,
        )
    )  # fmt: skip  # one row
    fact = FactKind.REPORTER_WITHDREW if sort == WITHDRAWAL else FactKind.REPORTER_ADDED_NEWS
    await publish(work, Fact(fact, RECORD, mine.id))


async def add_files(
    work: Work, mine: MyReferral, files: Sequence[Accepted], store: FileStore, *, about: str, scanned: bool
) -> None:
    """Photos and other files of whoever referred it; once, if they press twice. They are news like every other: the
    front door is told, and a question that waits for its answer has it. Raises `IncompleteError`."""
    await in_turn(work, mine.statement_id)
    fresh = await _not_there_yet(work, mine, files, about.strip())
    if files and not fresh:
        return
    files = fresh
    if work.actor.is_partner:
        await attach_in_own_name(work, mine, files, store, about=about, scanned=scanned)
    else:
        row = (await work.mine.scalars(select(ReferralRow).where(ReferralRow.id == mine.id).with_for_update())).one()
        await attach(work, row, files, store, about=about, scanned=scanned, to=Action.REFER)
    await write_after(work, mine, "news", f"{FILE_SENT}: {words_for(files)}")


async def _not_there_yet(work: Work, mine: MyReferral, files: Sequence[Accepted], about: str) -> list[Accepted]:
    """Those of a second press are there, with the same bytes and the same words beside them."""
    lately = (each for each in await my_files(work, mine) if each.added_at > work.now - AT_ONCE)
    there = {(bytes(each.digest), each.about) for each in lately if each.taken_off_at is None}
    return [each for each in files if (each.digest, about) not in there]
