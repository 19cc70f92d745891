"""Who works for the council, in which teams, and what each of them could do with a record: by the one decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Subquery, and_, select

from commonground.platform.access import Action, Actor, Decision, Held, Role, decide, known_roles
from commonground.platform.councils.people import Staff, Team, TeamMember
from commonground.platform.cover.models import AbsenceRow
from commonground.platform.cover.service import today_of
from commonground.platform.ids import uuid_of
from commonground.platform.work import Work


@dataclass(frozen=True, slots=True)
class TeamName:
    id: UUID
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff as the decision sees them. `away_until`: the last day of an absence that runs today."""

    id: UUID
    name: str
    roles: frozenset[Role]
    teams: tuple[TeamName, ...]
    away_until: date | None = None

    def could(self, action: Action, record: Held | None = None) -> Decision:
        """What `decide` would say to them."""
        teams = frozenset(team.id for team in self.teams)
        return decide(Actor(roles=self.roles, staff_id=self.id, name=self.name, team_ids=teams), action, record)

    @property
    def team_names(self) -> str:
        return ", ".join(team.name for team in self.teams)


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """A place as a form sends it. Somebody who is in two teams has a place in each: the key says in which."""

    team_id: UUID
    person_id: UUID | None = None

    def __str__(self) -> str:
        return str(self.team_id) if self.person_id is None else f"{self.team_id}.{self.person_id}"

    @classmethod
    def read(cls, typed: str | None) -> PlaceKey | None:
        """None for what is no key. What it names may be gone, or of another council: whoever uses it looks."""
        team, dot, person = (typed or "").partition(".")
        team_id, person_id = uuid_of(team), uuid_of(person)
        return None if team_id is None or (dot and person_id is None) else cls(team_id, person_id)


@dataclass(frozen=True, slots=True)
class Place:
    """Where work can be put: a team, and somebody in it or nobody yet. `goes_on_there`: somebody of the team itself
    could go on with it; else it waits there for somebody of another one."""

    team: TeamName
    person: Colleague | None
    goes_on_there: bool = True

    @property
    def key(self) -> PlaceKey:
        return PlaceKey(self.team.id, None if self.person is None else self.person.id)

    def words(self, nobody: str) -> str:
        """“Contextual safeguarding, nobody yet”; “Priya Raman, Contextual safeguarding”."""
        return f"{self.team.name}, {nobody}" if self.person is None else f"{self.person.name}, {self.team.name}"


@dataclass(frozen=True, slots=True)
class House:
    """The council's teams and people, by name."""

    teams: tuple[TeamName, ...]
    people: tuple[Colleague, ...]

    def places(self, action: Action, record: Held, then: Action) -> Sequence[Place]:
        """Where the record can be put: each team in which it could be gone on with, that is, in which somebody could
        do `then` with it, followed by those in it who could do `action` once it is theirs. A restricted record is put
        only with somebody named on it."""
        able = [each for each in self.people if each.could(action) and _is_in(each, record)]
        found: list[Place] = []
        for team in self.teams:
            there = replace(record, team_id=team.id, lead_id=None)
            if going := [each for each in self.people if each.could(then, there)]:
                waits = Place(team, None, any(team in each.teams for each in going))
                found += [waits, *(Place(team, each) for each in able if team in each.teams)]
        return found

    def readers(self, action: Action) -> list[Colleague]:
        """Those whose role includes `action` at all."""
        return [each for each in self.people if each.could(action)]

    def has(self, place: PlaceKey) -> bool:
        """Whether there is such a team, with that person in it."""
        team, person = self.team(place.team_id), self.person(place.person_id)
        return team is not None and (place.person_id is None or (person is not None and team in person.teams))

    def person(self, staff_id: UUID | None) -> Colleague | None:
        return next((each for each in self.people if each.id == staff_id), None)

    def team(self, team_id: UUID | None) -> TeamName | None:
        return next((team for team in self.teams if team.id == team_id), None)

    def who_could(self, action: Action, record: Held) -> list[tuple[Colleague, Decision]]:
        """Everybody for whom the decision about this record is yes, with its reason."""
        asked = ((each, each.could(action, record)) for each in self.people)
        return [(each, answer) for each, answer in asked if answer]


def _is_in(person: Colleague, record: Held) -> bool:
    return not record.restricted or person.id in record.named


async def who_works_here(work: Work) -> House:
    """The acting council's teams and present staff, in one statement; nobody who works for a partner."""
    present = _present(today_of(work))
    person = (present.c.id, present.c.display_name, present.c.roles, present.c.away_until)
    query = (
        select(*person, Team.id.label("team_id"), Team.name, Team.kind)
        .select_from(Team)
        .outerjoin(TeamMember, and_(TeamMember.tenant_id == Team.tenant_id, TeamMember.team_id == Team.id))
        .outerjoin(
            present, and_(present.c.tenant_id == TeamMember.tenant_id, present.c.id == TeamMember.staff_id), full=True
        )
        .order_by(Team.name, present.c.display_name, present.c.id)
    )
    rows: Sequence[Row[Any]] = (await work.mine.execute(query)).all()
    return _house(rows)


def _present(today: date) -> Subquery:
    """Those who still work here; of one person no two absences share a day."""
    away = and_(
        AbsenceRow.tenant_id == Staff.tenant_id,
        AbsenceRow.staff_id == Staff.id,
        AbsenceRow.first_day <= today,
        AbsenceRow.last_day >= today,
    )
    people = select(Staff, AbsenceRow.last_day.label("away_until")).outerjoin(AbsenceRow, away)
    return people.where(Staff.ended_at.is_(None), Staff.organisation_id.is_(None)).subquery()


def _house(rows: Sequence[Row[Any]]) -> House:
    teams = {row.team_id: TeamName(row.team_id, row.name, row.kind) for row in rows if row.team_id is not None}
    of_person: dict[UUID, list[Row[Any]]] = {}
    for row in rows:
        if row.id is not None:
            of_person.setdefault(row.id, []).append(row)
    people = (_colleague(found, teams) for found in of_person.values())
    return House(tuple(teams.values()), tuple(sorted(people, key=lambda each: (each.name.casefold(), each.id))))


def _colleague(rows: Sequence[Row[Any]], teams: Mapping[UUID, TeamName]) -> Colleague:
    roles = known_roles(rows[0].roles)
    theirs = tuple(teams[row.team_id] for row in rows if row.team_id is not None)
    return Colleague(rows[0].id, rows[0].display_name, roles, theirs, rows[0].away_until)
