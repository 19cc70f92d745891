"""Everything on one referral's page, read in a fixed number of statements, whatever the record holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from commonground.platform.access import Action, Held
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About, Kept
from commonground.platform.work import Work
from commonground.tenants.contexts.colleagues import House, who_works_here
from commonground.tenants.contexts.matching import likely_same
from commonground.tenants.contexts.queries import Compared, contexts_like
from commonground.tenants.contexts.types import Candidate, Match, SubjectKind
from commonground.tenants.flags.queries import flags_of
from commonground.tenants.flags.types import Flag
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.history import HistoryLine, history_of
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import (
    ContactLine,
    ContextName,
    Written,
    contacts_about,
    context_of,
    correspondence_of,
)
from commonground.tenants.referrals.said import said_of
from commonground.tenants.referrals.types import Verb
from commonground.ui.referrals.decide_form import DRAFT
from commonground.ui.referrals.may import May

MOST_MATCHES: Final = 4


@dataclass(frozen=True, slots=True)
class Record:
    """What was read. `house`, `matches` and `draft` only where somebody may decide."""

    row: ReferralRow
    held: Held
    may: May
    said: Said | None
    since: Sequence[Written]
    history: Sequence[HistoryLine]
    context: ContextName | None
    matches: Sequence[tuple[Match, Compared]] = ()
    before: Sequence[ContactLine] = ()
    house: House | None = None
    draft: Kept | None = None
    nearby: dict[UUID, str] = field(default_factory=dict)
    flags: Sequence[Flag] = ()


async def read_record(work: Work, row: ReferralRow) -> Record:
    """The record as the actor may see it. Its own permission was asked by whoever loaded `row`."""
    held = await held_referral(work, row)
    may = May(work.actor, held, row)
    said = await said_of(work, row.id)
    deciding = may.verb(Verb.DECIDE)
    context = await context_of(work, row.context_id)
    matches = await _matches(work, row, said) if deciding else []
    nearby = {compared.id: compared.known.name for _, compared in matches} | _named(context)
    return Record(
        row=row,
        held=held,
        may=may,
        said=said,
        since=await correspondence_of(work, said) if said else (),
        history=await history_of(work, row.id),
        context=context,
        matches=matches,
        before=(await contacts_about(work, tuple(nearby), but=row.id)).lines,
        house=await who_works_here(work) if deciding else None,
        draft=await drafts.find(work, About(DRAFT, row.id)) if deciding else None,
        nearby=nearby,
        # Of its context too, if the reader may open that: what is to be minded there is to be minded here.
        flags=await flags_of(work, (row.id, *_named(context))),
    )


def _named(context: ContextName | None) -> dict[UUID, str]:
    return {context.id: context.name} if context else {}


async def _matches(work: Work, row: ReferralRow, said: Said | None) -> list[tuple[Match, Compared]]:
    """Contexts that it may be about, likeliest first."""
    asked = candidate_of(row, said)
    compared = await contexts_like(work, (asked.name, asked.address, asked.postcode, asked.handle), row.subject_kind)
    by_reference = {each.known.reference: each for each in compared}
    matches = likely_same(asked, [each.known for each in compared], at_most=MOST_MATCHES)
    return [(match, by_reference[match.reference]) for match in matches]


def candidate_of(row: ReferralRow, said: Said | None) -> Candidate:
    kind = SubjectKind(row.subject_kind) if row.subject_kind else None
    if said is None:
        return Candidate(kind=kind, name=row.title)
    return Candidate(
        kind=kind,
        name=said.where_said or row.title,
        address=said.address,
        postcode=said.postcode,
        handle=said.online_handle,
    )


def may_look(record: Record) -> bool:
    return bool(record.may.act(Action.READ_NAMES))
