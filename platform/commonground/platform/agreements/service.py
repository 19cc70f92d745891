"""What a council does with agreements. The database decides who acts and for which council, keeps the trails of all
councils named, and tells their workers (`database/sql/067_agreements.sql`)."""

from __future__ import annotations

import json
from typing import Final
from uuid import UUID

from sqlalchemy import text

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.agreements.errors import ANSWERS
from commonground.platform.agreements.queries import agreements_of
from commonground.platform.agreements.rules import check_agreement, check_job, check_reason, today_of
from commonground.platform.agreements.types import AgreementInput, AgreementView
from commonground.platform.crossings.types import Verb
from commonground.platform.ids import uuid7
from commonground.platform.work import Work

RECORD: Final = "sharing_agreement"
_PROPOSE: Final = text("select crossing.propose_agreement(:id, cast(:said as jsonb), :job, :old)")
_SIGN: Final = text("select crossing.sign_agreement(:id, :job)")
_WITHDRAW: Final = text("select crossing.withdraw_agreement(:id, :words)")


async def load_agreement(work: Work, agreement_id: UUID) -> AgreementView:
    """One that names the acting council. Raises `NotFoundHereError`."""
    found = await agreements_of(work, only=agreement_id)
    if not found:
        raise NotFoundHereError
    audit.looked_at(work, f"{Action.SEE_DIRECTORY}:agreement", audit.Subject(RECORD, agreement_id))
    return found[0]


async def propose(work: Work, typed: AgreementInput, replaces: UUID | None = None) -> UUID:
    """Put an agreement before the other councils, signed by the acting person for their own: a newer version of
    `replaces`, which stands until everybody who holds themselves to it has signed this one. Its id. Raises
    `IncompleteError`, `AgreementRefusedError`."""
    agreement, made = check_agreement(typed, today_of(work.now)), uuid7()
    asked = {"id": made, "said": _said(agreement), "job": agreement.job, "old": replaces}
    ANSWERS.heard(await work.connection.scalar(_PROPOSE, asked))
    return made


def _said(typed: AgreementInput) -> str:
    verbs = {verb.value: verb in typed.verbs for verb in Verb}
    days = {"from_on": typed.from_on, "until_on": typed.until_on}
    said = {"councils": typed.councils, "name": typed.name, "region": typed.region, "kinds": typed.kinds}
    return json.dumps(said | verbs | {"words": typed.words} | days, default=str)


async def sign(work: Work, agreement_id: UUID, job: str) -> None:
    """Sign for the acting council, under one's own name and `job`; pressed again, it is one signature. Raises
    `NotFoundHereError`, `IncompleteError`, `AgreementRefusedError`."""
    ANSWERS.heard(await work.connection.scalar(_SIGN, {"id": agreement_id, "job": check_job(job)}))


async def withdraw(work: Work, agreement_id: UUID, words: str) -> None:
    """Take the acting council's signature back, at once. What is offered under it and not accepted stops. Raises as
    `sign`."""
    ANSWERS.heard(await work.connection.scalar(_WITHDRAW, {"id": agreement_id, "words": check_reason(words)}))
