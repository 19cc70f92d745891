"""Keep an answer. No entry goes into the trail: with its moment there, beside whoever read a reply just then, the
answer of a quiet day would have a name."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from sqlalchemy import insert

from commonground.platform.identity.passes import Intake
from commonground.platform.work import Work
from commonground.tenants.heard.models import HeardAnswer


class Heard(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


async def keep_answer(work: Work, intake: Intake, answer: Heard) -> None:
    """One more, of today. The database says which day that is."""
    row = {"tenant_id": intake.council_id, "id": uuid4(), "answer": answer.value}
    await work.mine.execute(insert(HeardAnswer).values(row))
