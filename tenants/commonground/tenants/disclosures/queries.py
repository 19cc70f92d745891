"""Packages, answers of second persons, and what proposals wait. Whoever asks has loaded the disclosure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select

from commonground.platform.councils.people import Staff
from commonground.platform.crossings.rules import news_goes
from commonground.platform.crossings.types import OfferView, Side
from commonground.platform.work import Work
from commonground.tenants.disclosures.models import Authorisation, Disclosure, Package, PackageFile
from commonground.tenants.disclosures.types import DisclosureState


@dataclass(frozen=True, slots=True)
class Answer:
    """What a second person said of a package."""

    package_id: UUID
    agreed: bool
    words: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """What a second person said no to, and why; `why` is empty while nobody has answered."""

    package: Package
    why: str


async def packages_of(work: Work, crossing_id: UUID, side: str) -> Sequence[Package]:
    """This side's copies, by number; of several proposals of one number, the newest last."""
    query = select(Package).where(Package.crossing_id == crossing_id, Package.side == side)
    return (await work.mine.scalars(query.order_by(Package.no, Package.made_at, Package.id))).all()


async def package_of(work: Work, package_id: UUID) -> Package | None:
    return (await work.mine.scalars(select(Package).where(Package.id == package_id))).one_or_none()


async def answers_to(work: Work, crossing_id: UUID) -> list[Answer]:
    """All answers of second persons to its packages, the first first."""
    second = and_(Staff.tenant_id == Authorisation.tenant_id, Staff.id == Authorisation.staff_id)
    own = and_(Package.tenant_id == Authorisation.tenant_id, Package.id == Authorisation.package_id)
    query = select(Authorisation, Staff.display_name).join(Package, own).join(Staff, second)
    rows: Any = await work.mine.execute(query.where(Package.crossing_id == crossing_id).order_by(Authorisation.at))
    return [Answer(row.package_id, row.verdict == "agreed", row.words, name, row.at) for row, name in rows]


async def files_in(work: Work, package_id: UUID) -> Sequence[PackageFile]:
    query = select(PackageFile).where(PackageFile.package_id == package_id).order_by(PackageFile.id)
    return (await work.mine.scalars(query)).all()


async def waiting_supplement(work: Work, crossing_id: UUID, after: int) -> Package | None:
    """A supplement that nobody has answered yet: its number is the next one."""
    answered = exists().where(Authorisation.tenant_id == Package.tenant_id, Authorisation.package_id == Package.id)
    query = select(Package).where(Package.crossing_id == crossing_id, Package.side == "sent", Package.no == after + 1)
    newest = query.where(~answered).order_by(Package.made_at.desc(), Package.id.desc()).limit(1)
    return (await work.mine.scalars(newest)).one_or_none()


async def refused_supplement(work: Work, crossing_id: UUID, after: int) -> Refused | None:
    """The later news that a second person said no to last: its number is the next one, until some is agreed to."""
    own = and_(Package.tenant_id == Authorisation.tenant_id, Package.id == Authorisation.package_id)
    query = select(Package, Authorisation.words).join(Authorisation, own).where(Authorisation.verdict == "refused")
    of_it = query.where(Package.crossing_id == crossing_id, Package.side == "sent", Package.no == after + 1)
    found: Any = await work.mine.execute(of_it.order_by(Authorisation.at.desc(), Authorisation.id.desc()).limit(1))
    return next((Refused(package, why) for package, why in found), None)


async def unsent_news(work: Work, offer: OfferView) -> Refused | None:
    """The later news that can't be sent as its offer stands now: what waits for a second person, whose yes comes too
    late, else what one said no to last. Its author believes that it was sent, or may want to tell it another way."""
    if offer.side is not Side.SENDER or news_goes(offer):
        return None
    waits = await waiting_supplement(work, offer.id, offer.last_no)
    found = Refused(waits, "") if waits is not None else await refused_supplement(work, offer.id, offer.last_no)
    return found if found is not None and found.package.canonical else None


async def last_answered(work: Work, crossing_id: UUID) -> Package | None:
    """The package that a second person has answered last."""
    own = and_(Package.tenant_id == Authorisation.tenant_id, Package.id == Authorisation.package_id)
    query = select(Package).join(Authorisation, own).where(Package.crossing_id == crossing_id)
    newest = query.order_by(Authorisation.at.desc(), Authorisation.id.desc()).limit(1)
    return (await work.mine.scalars(newest)).one_or_none()


async def drafts_of_team(work: Work) -> Sequence[Disclosure]:
    """What is not sent yet, of the acting person's teams or their own, the newest first."""
    states = [DisclosureState.DRAFT, DisclosureState.PROPOSED, DisclosureState.AUTHORISED, DisclosureState.REFUSED]
    mine = (Disclosure.team_id.in_(sorted(work.actor.team_ids))) | (Disclosure.author_id == work.actor.staff_id)
    query = select(Disclosure).where(Disclosure.state.in_([state.value for state in states]), mine)
    return (await work.mine.scalars(query.order_by(Disclosure.changed_at.desc()).limit(200))).all()


async def about(work: Work, record_id: UUID) -> Sequence[Disclosure]:
    """Everything that was prepared or sent about one record, the newest first."""
    query = select(Disclosure).where(Disclosure.record_id == record_id, Disclosure.state != "discarded")
    return (await work.mine.scalars(query.order_by(Disclosure.made_at.desc()).limit(50))).all()
