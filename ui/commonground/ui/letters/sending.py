"""What a form about something that leaves needs to show its words, and what sending it does."""

from __future__ import annotations

from uuid import UUID

from commonground.platform.work import Work
from commonground.tenants.letters import service
from commonground.tenants.letters.types import Field, LetterKind
from commonground.tenants.playbooks.queries import contacts_of
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.said import answer_to, said_of
from commonground.ui.letters.forms import LetterForm, ReferOnForm, SentForm, whose
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import speaking


async def offer(form: SentForm, work: Work, row: ReferralRow) -> None:
    """To whom it can go, and what its words are filled with."""
    sender, flagged = await service.sender_here(work, row)
    if isinstance(form, ReferOnForm):
        form.offer(await contacts_of(work), sender, row.reference, flagged=flagged)
    if isinstance(form, LetterForm):
        said = await said_of(work, row.id)
        lang = said.lang if said else "en"
        with speaking(lang):
            values = {
                Field.COUNCIL: sender.name(lang),
                Field.REFERENCE: row.reference,
                Field.RECEIVED: day(row.received_at),
                Field.TODAY: day(work.now),
                Field.PHONE: sender.phone,
                Field.OUT_OF_HOURS: sender.out_of_hours,
                Field.ANSWER: await answer_to(work, row, said),
            }
        form.offer(await service.own_words(work), values, lang)


def place_of(row: ReferralRow, letter_id: UUID) -> str:
    return f"/referrals/{row.reference}/letters/{letter_id}"


async def refer_on(work: Work, row: ReferralRow, form: ReferOnForm) -> None:
    to, lang = form.chosen, form.preview_lang
    if form.by_phone:
        await service.note_rung(work, row, to, whose(to), form.reason.data or "")
        return
    words = f"{form.subject}\n\n{form.preview}"
    await service.refer_on(work, row, to, whose(to), form.reason.data or "", lang, words)


async def write(work: Work, row: ReferralRow, form: LetterForm) -> None:
    kind = LetterKind(form.kind.data or "")
    letter_id = await service.write_letter(work, row, kind, form.preview_lang, form.preview)
    form.leads_to = place_of(row, letter_id)
