"""How roughly a council's offers say where something is, as the council chose it."""

from __future__ import annotations

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.crossings.area import DEFAULT_PRECISION, PRECISIONS, cell_of, coarsened
from commonground.platform.crossings.models import AreaPolicy
from commonground.platform.ids import uuid7
from commonground.platform.postcodes import parse_postcode, point_of
from commonground.platform.work import Work


async def precision_here(work: Work) -> int:
    """The acting council's, as it was chosen last."""
    newest = select(AreaPolicy.coarser_by).order_by(AreaPolicy.chosen_at.desc(), AreaPolicy.id.desc()).limit(1)
    chosen: int | None = await work.mine.scalar(newest)
    return DEFAULT_PRECISION if chosen is None else PRECISIONS[chosen]


async def as_allowed(work: Work, area: str | None) -> str | None:
    """The area as the acting council's policy lets it cross now."""
    return coarsened(area, await precision_here(work)) if area else None


async def area_at(work: Work, postcode: str) -> str | None:
    """The area in which a postcode lies, as roughly as the acting council's offers say it; none where that is not
    known."""
    known = parse_postcode(postcode)
    point = point_of(known) if known else None
    return cell_of(*point.latitude_longitude(), await precision_here(work)) if point is not None else None


async def choose_precision(work: Work, precision: int) -> None:
    """It counts from the next offer that is sent, whenever that was prepared. What was chosen before stays on record.
    Raises `ValueError` for one that is too fine."""
    coarser_by = PRECISIONS.index(precision)
    row = AreaPolicy(tenant_id=work.actor.council, id=uuid7(), coarser_by=coarser_by, chosen_at=work.now,
                     chosen_by=work.actor.staff)  # fmt: skip  # one row
    work.mine.add(row)
    await audit.record(work, f"{Action.SET_AREA}:choose", audit.Subject("area_policy", row.id))
