"""What the sign-in pages show."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from commonground.platform.councils.models import Council
from commonground.platform.demo.personas import EMPLOYERS, PERSONAS
from commonground.platform.settings import Settings
from commonground.platform.work import Work
from commonground.ui.sign_in.ways import with_next


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
    nothing_chosen: bool
    """Continue was pressed without a council that we know."""

    def address_of(self, slug: str) -> str:
        return with_next(f"/sign-in/{slug}", self.return_to)


@dataclass(frozen=True, slots=True)
class CouncilView:
    """`start`: the way to the council's provider; `password`: to an account of ours. Either may be empty."""

    slug: str
    name: str
    start: str
    password: str
    return_to: str
    people: tuple[DemoPerson, ...]


@dataclass(frozen=True, slots=True)
class TroubleView:
    """Why nobody is signed in; without a `council`, why whoever is has not confirmed that it is they. `code` is for the
    help desk; without one there is nothing that it could mend."""

    council: str
    sentence: str
    code: str
    status: int


async def list_view(work: Work, settings: Settings, return_to: str, *, asked: bool) -> ListView:
    able = func.identity.has_sign_in(Council.id)
    rows = await work.shared.execute(select(Council.slug, Council.name).where(able).order_by(Council.name))
    councils = tuple(CouncilChoice(row.slug, row.name) for row in rows)
    return ListView(councils, _people(settings, "", return_to), return_to, nothing_chosen=asked)


async def council_view(
    work: Work, settings: Settings, slug: str, return_to: str, *, provider: bool
) -> CouncilView | None:
    """None where nobody can sign in."""
    query = select(Council.name, func.identity.has_local(Council.id)).where(Council.slug == slug)
    name, local = (await work.shared.execute(query)).one_or_none() or ("Commonground", False)
    if not provider and not local:
        return None
    start = with_next(f"/sign-in/{slug}/start", return_to) if provider else ""
    password = with_next(f"/sign-in/{slug}/password", return_to) if local else ""
    return CouncilView(slug, name, start, password, return_to, _people(settings, slug, return_to))


def _people(settings: Settings, slug: str, return_to: str) -> tuple[DemoPerson, ...]:
    if not settings.is_demo:
        return ()
    names = {employer.code: employer.name for employer in EMPLOYERS}
    return tuple(
        DemoPerson(
            person.name,
            person.place(),
            names[person.council],
            person.sees_first,
            with_next(f"/sign-in/{person.council}/start?who={person.subject}", return_to),
        )
        for person in PERSONAS
        if slug in ("", person.council)
    )
