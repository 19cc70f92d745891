"""What the sign-in pages show."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from commonground.platform.councils.models import Council
from commonground.platform.demo.personas import EMPLOYERS, PERSONAS
from commonground.platform.settings import Settings
from commonground.platform.work import Work


@dataclass(frozen=True, slots=True)
class CouncilChoice:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the demonstration's people, with the link that signs in as them."""

    name: str
    title: str
    works_for: str
    sees_first: str
    href: str


@dataclass(frozen=True, slots=True)
class ListView:
    councils: tuple[CouncilChoice, ...]
    people: tuple[DemoPerson, ...]
    return_to: str

    def address_of(self, slug: str) -> str:
        return f"/sign-in/{slug}" + (f"?next={quote(self.return_to, safe='/')}" if self.return_to else "")


@dataclass(frozen=True, slots=True)
class CouncilView:
    slug: str
    name: str
    start: str
    people: tuple[DemoPerson, ...]


@dataclass(frozen=True, slots=True)
class TroubleView:
    council: str
    sentence: str
    code: str


async def list_view(work: Work, settings: Settings, return_to: str) -> ListView:
    rows = await work.shared.execute(select(Council.slug, Council.name).order_by(Council.name))
    councils = tuple(CouncilChoice(row.slug, row.name) for row in rows)
    return ListView(councils, _people(settings, ""), return_to)


async def council_view(work: Work, settings: Settings, slug: str, return_to: str) -> CouncilView:
    name = await work.shared.scalar(select(Council.name).where(Council.slug == slug))
    start = f"/sign-in/{slug}/start" + (f"?next={quote(return_to, safe='/')}" if return_to else "")
    return CouncilView(slug, name or "Commonground", start, _people(settings, slug))


def _people(settings: Settings, slug: str) -> tuple[DemoPerson, ...]:
    if not settings.is_demo:
        return ()
    names = {employer.code: employer.name for employer in EMPLOYERS}
    return tuple(
        DemoPerson(
            person.name,
            person.place(),
            names[person.council],
            person.sees_first,
            f"/sign-in/{person.council}/start?who={person.subject}",
        )
        for person in PERSONAS
        if slug in ("", person.council)
    )
