"""Agreements as the acting council sees them, and whether one allows something at this moment: the same question as
`crossing.agreement_for` in `database/sql/067_agreements.sql`, which decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from commonground.platform.agreements.models import Agreement, AgreementSignature
from commonground.platform.agreements.rules import ends_soon, standing, today_of
from commonground.platform.agreements.types import AgreementView, Signature, Standing
from commonground.platform.councils.models import Council
from commonground.platform.crossings.types import Kind, Verb
from commonground.platform.listed import Listed
from commonground.platform.work import Work

Column = ColumnElement[Any]
MOST: Final = 200


def in_force(one: Column, other: Column, verb: Column, kind: Column) -> ColumnElement[bool]:
    """Whether these two councils may do this with each other today: both have signed, neither has withdrawn, no newer
    version is there and its days are not over."""
    mine, theirs = aliased(AgreementSignature), aliased(AgreementSignature)
    today = func.timezone("Europe/London", func.transaction_timestamp()).cast(Date)
    allowed = case(
        (verb == "inform", Agreement.inform),
        (verb == "work_jointly", Agreement.work_jointly),
        (verb == "hand_over", Agreement.hand_over),
    )
    signed = select(Agreement.id).join(mine, _stands(mine, one)).join(theirs, _stands(theirs, other))
    return exists(
        signed.where(
            allowed,
            or_(func.cardinality(Agreement.kinds) == 0, kind == func.any(Agreement.kinds)),
            or_(Agreement.ended_at.is_(None), Agreement.ended_at > func.transaction_timestamp()),
            Agreement.from_on <= today,
            or_(Agreement.until_on.is_(None), Agreement.until_on >= today),
        )
    )


def _stands(signature: type[AgreementSignature], council: Column) -> ColumnElement[bool]:
    return and_(
        signature.agreement_id == Agreement.id, signature.council_id == council, signature.withdrawn_at.is_(None)
    )


async def may_share(work: Work, other: UUID, verb: str, kind: str) -> bool:
    """Whether the acting council and `other` may do this under an agreement today."""
    asked = in_force(literal(work.actor.council), literal(other), literal(verb), literal(kind))
    return bool(await work.shared.scalar(select(asked)))


async def agreements_of(work: Work, *, most: int = MOST, only: UUID | None = None) -> Listed[AgreementView]:
    """Those that name the acting council, the latest first: at most `most`, or the one with this id. Three statements,
    however many there are."""
    query = select(Agreement).order_by(Agreement.from_on.desc(), Agreement.id.desc()).limit(most + 1)
    query = query.where(_us(work) == func.any(Agreement.councils))
    rows = (await work.shared.scalars(query if only is None else query.where(Agreement.id == only))).all()
    signed = await _signatures(work, [row.id for row in rows])
    names = await _names(work, {council for row in rows for council in row.councils})
    return Listed((_view(row, signed.get(row.id, ()), names) for row in rows), most)


async def waiting_agreements(work: Work) -> list[tuple[AgreementView, bool]]:
    """Those that wait for the acting council's signature, and those in force that end within thirty days: then the
    second is true."""
    found = [(each, standing(each, work.actor.council, work.now)) for each in await _open_agreements(work)]
    ending = [each for each, stands in found if stands is Standing.IN_FORCE and ends_soon(each, work.now)]
    return [(each, False) for each, stands in found if stands is Standing.OURS] + [(each, True) for each in ending]


async def _open_agreements(work: Work) -> list[AgreementView]:
    """Without the names of the councils: two statements, one where there is no agreement."""
    query = select(Agreement).where(_us(work) == func.any(Agreement.councils), Agreement.ended_at.is_(None))
    last = or_(Agreement.until_on.is_(None), Agreement.until_on >= today_of(work.now))
    rows = (await work.shared.scalars(query.where(last).order_by(Agreement.until_on, Agreement.id).limit(MOST))).all()
    signed = await _signatures(work, [row.id for row in rows]) if rows else {}
    return [_view(row, signed.get(row.id, ()), {}) for row in rows]


async def newer_than(work: Work, agreement_id: UUID) -> list[AgreementView]:
    """The versions that were proposed to take its place."""
    rows = (await work.shared.scalars(select(Agreement).where(Agreement.replaces_id == agreement_id))).all()
    signed = await _signatures(work, [row.id for row in rows])
    return [_view(row, signed.get(row.id, ()), {}) for row in rows]


async def councils_beside(work: Work) -> list[tuple[UUID, str]]:
    """Every other council on the platform, by name."""
    query = select(Council.id, Council.name).where(Council.id != _us(work)).order_by(Council.name, Council.id)
    return [(row.id, row.name) for row in (await work.shared.execute(query)).all()]


def _us(work: Work) -> Column:
    return literal(work.actor.council)


async def _signatures(work: Work, agreements: Sequence[UUID]) -> dict[UUID, tuple[Signature, ...]]:
    row = AgreementSignature
    query = select(row).where(row.agreement_id.in_(agreements)).order_by(row.signed_at, row.id)
    found: dict[UUID, tuple[Signature, ...]] = {}
    for each in await work.shared.scalars(query):
        said = Signature(
            council_id=each.council_id,
            signed_at=each.signed_at,
            by=each.signed_by,
            job=each.signed_as,
            withdrawn_at=each.withdrawn_at,
            withdrawn_by=each.withdrawn_by,
            withdrawn_words=each.withdrawn_words,
        )
        found[each.agreement_id] = (*found.get(each.agreement_id, ()), said)
    return found


async def _names(work: Work, councils: Collection[UUID]) -> dict[UUID, str]:
    query = select(Council.id, Council.name).where(Council.id.in_(councils)).order_by(Council.name, Council.id)
    return {row.id: row.name for row in (await work.shared.execute(query)).all()}


def _view(row: Agreement, signatures: tuple[Signature, ...], names: Mapping[UUID, str]) -> AgreementView:
    said = ((Verb.INFORM, row.inform), (Verb.WORK_JOINTLY, row.work_jointly), (Verb.HAND_OVER, row.hand_over))
    return AgreementView(
        id=row.id,
        proposer_id=row.proposer_id,
        councils={council: name for council, name in names.items() if council in row.councils},
        name=row.name,
        region=row.region,
        version=row.version,
        replaces_id=row.replaces_id,
        verbs=frozenset(verb for verb, may in said if may),
        # A kind of a later version is none of ours to name, and allows nothing here.
        kinds=frozenset(Kind(kind) for kind in row.kinds if kind in set(Kind)),
        words=row.words,
        from_on=row.from_on,
        until_on=row.until_on,
        proposed_at=row.proposed_at,
        ended_at=row.ended_at,
        signatures=signatures,
    )
