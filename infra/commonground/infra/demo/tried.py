"""What stands in a council's records when two of its people have tried the procedures: as `going_live/trial.py`, the
second person's word and the job leave it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.rows import put as put_row
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.retention.models import Disposal, DisposalCertificate, DisposalConfirmation, Hold, TrialRecord
from commonground.tenants.retention.trial import TRIAL_PERSON
from commonground.tenants.subject_access.models import AccessMention, AccessRequest
from commonground.tenants.subject_access.service import digest_of

_EMPTY: Final = "–"


async def add_tried(connection: AsyncConnection, council: UUID, first: UUID, second: UUID, at: datetime) -> None:
    """`first` tried them at this moment, `second` confirmed an hour later."""
    record = uuid7()
    row = {"record_kind": "context", "record_id": record, "reference": new_reference(ReferenceKind.CONTEXT)}
    put = partial(put_row, connection, council)
    await put(TrialRecord, record_id=record, made_by=first, made_at=at)
    held = {"put_by": first, "put_at": at, "lifted_by": first, "lifted_at": at, "review_on": at.date()}
    await put(Hold, **row, ground="subject_access", reason=_EMPTY, lift_words="", **held)
    request = await put(
        AccessRequest, name=TRIAL_PERSON, aliases=[], asked_by="themselves", identity_words="Nobody: a trial",
        received_on=at.date(), due_on=(at + timedelta(days=31)).date(), trial=True, opened_by=first, opened_at=at,
        searched_at=at, taken_out_at=at, taken_out_by=first, finished_at=at, finished_by=first,
    )  # fmt: skip  # a row
    await put(
        AccessMention, request_id=request, place="tenants.contexts.description", row_id=record, **row, at=at,
        likely=True, digest=digest_of(_EMPTY), decision="give", hidden=[], decided_by=first, decided_at=at,
    )  # fmt: skip  # a row
    of = row | {"record_type": "context", "ground": "trial", "due_on": at.date(), "trial": True}
    proposed = {"proposed_by": first, "proposed_at": at}
    disposal = await put(Disposal, **of, **proposed)
    later = at + timedelta(hours=1)
    confirmed = {"confirmed_by": second, "confirmed_at": later}
    await put(DisposalConfirmation, disposal_id=disposal, **confirmed)
    went = {"tenants.contexts": {"count": 1, "ids": [str(record)]}, "tenants.context_events": {"count": 2, "ids": []}}
    shown = {"disposed_at": later, "gone": went}
    await put(DisposalCertificate, disposal_id=disposal, **of, **proposed, **confirmed, **shown)
