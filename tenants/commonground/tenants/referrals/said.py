"""What was told, joined to its referral: a resident's report, a professional's statement or a row of an earlier
tracker, and never two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, false, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from commonground.platform.work import Work
from commonground.tenants.intake.masking import ADDRESS_MARKS
from commonground.tenants.intake.models import Report, ReportMessage
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referring.models import Statement
from commonground.tenants.tracker_import.models import ImportedRow

WAYS: tuple[type[Said], ...] = (Report, Statement, ImportedRow)
"""The tables in which what was told can stand."""
REACHED: tuple[type[Said], ...] = tuple(way for way in WAYS if way.reaches_teller)
"""Those whose tellers can read what we write."""
_OWNER: Final[Mapping[type[Said], InstrumentedAttribute[UUID | None]]] = {
    Report: ReportMessage.report_id,
    Statement: ReportMessage.statement_id,
}
"""Nothing is written after a row of an earlier tracker: whoever told it can't be reached."""


def with_said(query: Select[*tuple[Any, ...]], ways: Sequence[type[Said]] = WAYS) -> Select[*tuple[Any, ...]]:
    """The query of referrals, with what was told joined to each; nothing where nothing was."""
    for way in ways:
        query = query.outerjoin(way, and_(way.tenant_id == ReferralRow.tenant_id, way.referral_id == ReferralRow.id))
    return query


def column_said(name: str) -> ColumnElement[Any]:
    """A column of what was told, in whichever table it stands. For a query that was given to `with_said`."""
    return func.coalesce(*(getattr(way, name) for way in WAYS)).label(name)


def words_shown(name: str) -> ColumnElement[str]:
    """A column's words as they are shown, likely names masked."""
    return func.coalesce(*(way.shown[name].astext for way in WAYS), "")


def messages_of(said: Said) -> ColumnElement[bool]:
    """What was written after it."""
    owner = _OWNER.get(type(said))
    return false() if owner is None else owner == said.id


def wrote_after(kind: str) -> ColumnElement[bool]:
    """Whether there is such a message, of a referral in the query around it."""
    found = (
        select(literal(1))
        .select_from(way)
        .join(ReportMessage, and_(ReportMessage.tenant_id == way.tenant_id, owner == way.id))
        .where(way.tenant_id == ReferralRow.tenant_id, way.referral_id == ReferralRow.id, ReportMessage.kind == kind)
        .correlate(ReferralRow)
        for way, owner in _OWNER.items()
    )
    return or_(*(exists(each) for each in found))


def told_with(word: str) -> Iterator[Select[UUID]]:
    """Of which referrals the address that was told has this word, without what masking hid in it; or the reference in
    the tracker that a council kept before."""
    for way in WAYS:
        postcode = _postcode_shown(way)
        parts = [way.shown["address"].astext, postcode, func.replace(postcode, " ", "")]
        if way is ImportedRow:
            parts.append(ImportedRow.external_reference.expression)
        yield select(way.referral_id).where(func.concat_ws(" ", *parts).icontains(word, autoescape=True))


def _postcode_shown(way: type[Said]) -> ColumnElement[str]:
    """As `intake.said.postcode_shown`, in a query."""
    hides = or_(*(cast(way.shown, Text).contains(mark, autoescape=True) for mark in ADDRESS_MARKS))
    return case((hides, ""), else_=way.postcode.expression)


async def answer_to(work: Work, row: ReferralRow, said: Said | None) -> str:
    """What the teller was answered with the decision that stands, as it is shown; empty where nothing was: what an
    earlier one said is overtaken, and not to answer may keep somebody safe."""
    if said is None or row.decided_at is None or row.no_reply_reason:
        return ""
    mine = (messages_of(said), ReportMessage.kind == "reply", ReportMessage.at >= row.decided_at)
    query = select(ReportMessage.shown).where(*mine).order_by(ReportMessage.at.desc(), ReportMessage.id.desc()).limit(1)
    return await work.mine.scalar(query) or ""


async def said_of(work: Work, referral_id: UUID) -> Said | None:
    """The words that began it; None where none are kept."""
    query = with_said(select(*WAYS).select_from(ReferralRow)).where(ReferralRow.id == referral_id)
    found: Any = (await work.mine.execute(query)).one_or_none()
    return next((each for each in found or () if each is not None), None)
