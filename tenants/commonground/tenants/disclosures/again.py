"""Offering again what another council declined, what was taken back, what nobody accepted by its day, or what stopped
with its agreement: about the same record, in the words that the earlier one holds still. Whatever leaves this time is
chosen anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform.access import Action
from commonground.platform.crossings.policy import as_allowed
from commonground.platform.crossings.queries import offer_of
from commonground.platform.crossings.types import Kind
from commonground.platform.work import Work
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.fields import FIELDS, fields_of
from commonground.tenants.disclosures.models import Disclosure, Package
from commonground.tenants.disclosures.packaging import words_in
from commonground.tenants.disclosures.queries import packages_of, unsent_news
from commonground.tenants.disclosures.service import Record, begin
from commonground.tenants.disclosures.types import Beginning
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.models import ReferralRow

_REASONS: Final = (
    "urgency", "harms", "ages", "purpose", "basis", "necessity", "openness", "untold_why", "advice",
    "no_agreement_reason",
)  # fmt: skip  # column names


async def record_of(work: Work, earlier: Disclosure) -> Record | None:
    """What the earlier one is about, if the actor may tell of that now, as for a first offer. None where it was about
    none, or where that is gone. Raises what loading it raises."""
    if earlier.record_kind == "context":
        context = select(ContextRow.reference).where(ContextRow.id == earlier.record_id)
        known = await work.mine.scalar(context)
        return await load_context(work, known, to=Action.PREPARE_DISCLOSURE) if known else None
    referral = select(ReferralRow.reference).where(ReferralRow.id == earlier.record_id)
    known = await work.mine.scalar(referral) if earlier.record_id else None
    return await load_referral(work, known, to=Action.PREPARE_DISCLOSURE) if known else None


async def begin_again(
    work: Work, earlier: Disclosure, record: Record | None, typed: Beginning, *, team_id: UUID
) -> Disclosure:
    """A draft with the words and the reasons of the earlier one, as far as they still stand, and nothing ticked. Raises
    `IncompleteError`."""
    row = await begin(work, record, typed, team_id=team_id)
    row.parts = {**row.parts, **_words_of(typed.kind, await _packages(work, earlier))}
    for name in _REASONS:
        setattr(row, name, getattr(earlier, name))
    row.area = await as_allowed(work, earlier.area)
    return row


async def _packages(work: Work, earlier: Disclosure) -> Sequence[Package]:
    """What was sent, and below it later news that nobody had agreed to before the offer moved on. What a second person
    said no to stays out."""
    sent = [each for each in await packages_of(work, earlier.id, "sent") if each.sent_at is not None]
    offer = await offer_of(work, earlier.id)
    news = await unsent_news(work, offer) if offer is not None else None
    return [*sent, news.package] if news is not None and not news.why else sent


def _words_of(kind: Kind, packages: Sequence[Package]) -> Mapping[str, str]:
    """By field, what was sealed, later news below what it follows. What was erased is gone here too."""
    known = {field.code for field in fields_of(kind)}
    words: dict[str, str] = {}
    for package in packages:
        for code, said in words_in(package).items():
            if code in known:
                words[code] = said if FIELDS[code].short or code not in words else f"{words[code]}\n{said}"
    return words
