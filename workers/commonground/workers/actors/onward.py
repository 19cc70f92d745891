"""A referral is referred on: the e-mail that says so is queued, once."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import and_, bindparam, select

from commonground.platform.identity.passes import Job
from commonground.platform.ids import uuid7
from commonground.platform.mail.models import MailRow, MailState
from commonground.platform.mail.queueing import message_key
from commonground.platform.work import Work
from commonground.tenants.letters.models import ReferralLetter
from commonground.tenants.playbooks.models import RingContact

_TO = and_(RingContact.tenant_id == ReferralLetter.tenant_id, RingContact.id == ReferralLetter.contact_id)
_LETTER: Final = (
    select(ReferralLetter, RingContact.email, RingContact.ended_at)
    .join(RingContact, _TO)
    .where(ReferralLetter.id == bindparam("id"))
    .with_for_update(of=ReferralLetter)
)


async def referred_on(work: Work, job: Job) -> None:
    """Urgent, so that the council's administrators hear of it where it does not arrive. One whose contact has lost its
    address meanwhile stands among what did not arrive; one whose record is gone goes nowhere."""
    found: Any = (await work.mine.execute(_LETTER, {"id": job.subject_id})).one_or_none()
    if found is None or found[0].mail_id is not None:
        return
    letter, email, ended_at = found
    reachable = bool(email) and ended_at is None
    mail = MailRow(
        tenant_id=job.council_id,
        id=uuid7(),
        staff_id=letter.written_by,
        fact_id=job.id,
        message=message_key(job.id, [letter.id]),
        urgent=True,
        state=(MailState.QUEUED if reachable else MailState.NO_ADDRESS).value,
        queued_at=work.now,
        due_at=work.now,
    )
    work.mine.add(mail)
    letter.mail_id = mail.id
    await work.mine.flush()
