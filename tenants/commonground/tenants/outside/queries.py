"""What is for somebody outside, and its steps. Whoever asks for the steps has loaded the disclosure."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import and_, select

from commonground.platform.listed import Listed
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import hidden_from
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.types import DisclosureState
from commonground.tenants.outside.models import OutsideReceiver, OutsideStep
from commonground.tenants.outside.types import Step, StepLine

MOST: Final = 200


async def steps_of(work: Work, row: Disclosure) -> list[StepLine]:
    """All of them, the first first."""
    query = select(OutsideStep).where(OutsideStep.disclosure_id == row.id).order_by(OutsideStep.no)
    return [StepLine(each.no, each.at, Step(each.verb), each.by_name, each.words)
            for each in await work.mine.scalars(query)]  # fmt: skip  # one row


async def outside_of_team(work: Work) -> Listed[tuple[Disclosure, OutsideReceiver]]:
    """For somebody outside: of the acting person's teams or their own, the newest first. Without what is about a
    restricted record on which they are not named."""
    mine = (Disclosure.team_id.in_(sorted(work.actor.team_ids))) | (Disclosure.author_id == work.actor.staff_id)
    own = and_(OutsideReceiver.tenant_id == Disclosure.tenant_id, OutsideReceiver.disclosure_id == Disclosure.id)
    query = select(Disclosure, OutsideReceiver).join(OutsideReceiver, own)
    query = query.where(mine, Disclosure.state != DisclosureState.DISCARDED.value)
    hidden = await hidden_from(work)
    query = query.where(Disclosure.id.not_in(sorted(hidden))).order_by(Disclosure.changed_at.desc(), Disclosure.id)
    rows: Any = (await work.mine.execute(query.limit(MOST + 1))).all()
    return Listed(((row, receiver) for row, receiver in rows), MOST)
