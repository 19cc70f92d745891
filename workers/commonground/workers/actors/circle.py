"""Who stands around a record, and who of them is told. Pure decisions; `people.py` reads the rows.

Nobody is told of a record that they may not open: that is asked of `platform.access`, as everywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from uuid import UUID

from commonground.platform.access import Action, Actor, Held, Role, decide

Choice = Callable[["Person"], bool]


@dataclass(frozen=True)
class Person:
    """Somebody of the council who is in the record's team, leads it, is named on it or manages another team."""

    staff_id: UUID
    roles: frozenset[Role]
    in_team: bool = False


@dataclass(frozen=True)
class Circle:
    """A record's people. `opens` is the action of opening such a record. All as if nobody had broken the glass: that
    opens it to one person for three hours, and is no ground to be told of it."""

    people: tuple[Person, ...]
    held: Held
    opens: Action

    def lead(self) -> frozenset[UUID]:
        """The lead alone, if there is one who may open it."""
        return self._who(lambda person: person.staff_id == self.held.lead_id)

    def screeners(self) -> frozenset[UUID]:
        """The team's screeners; its managers when it has none; else whoever may open it: somebody has to know."""
        return self._first(self._in_team(Role.FRONT_DOOR_SCREENER), self._in_team(Role.TEAM_MANAGER))

    def screeners_and_managers(self) -> frozenset[UUID]:
        return self.screeners() | self.managers()

    def managers(self) -> frozenset[UUID]:
        """The team's managers, else the council's others, who can take it from there; else whoever may open it."""
        return self._first(self._in_team(Role.TEAM_MANAGER), lambda person: Role.TEAM_MANAGER in person.roles)

    def lead_or_screeners(self) -> frozenset[UUID]:
        return self.lead() or self.screeners()

    def lead_and_who_decides(self) -> frozenset[UUID]:
        """The lead, and the managers where the lead could not decide anything about it; without a lead, its screeners:
        news may change what was decided."""
        leads = [person for person in self.people if person.staff_id == self.held.lead_id]
        decides = any(self._may(person, Action.SCREEN_REFERRAL) for person in leads)
        return self.lead() | (frozenset() if decides else self.managers()) if self.lead() else self.screeners()

    def lead_or_managers(self) -> frozenset[UUID]:
        return self.lead() or self.managers()

    def keepers(self) -> frozenset[UUID]:
        """Those who can change whom it is open to."""
        return self._who(lambda person: self._may(person, Action.RESTRICT_RECORD))

    def those(self, who: Collection[UUID]) -> frozenset[UUID]:
        """Those of `who` who may open it by themselves."""
        return self._who(lambda person: person.staff_id in who)

    def everybody(self) -> frozenset[UUID]:
        """Whoever of them may open it."""
        return self._who(lambda _: True)

    def _first(self, *choices: Choice) -> frozenset[UUID]:
        found = (self._who(choice) for choice in (*choices, lambda _: True))
        return next((who for who in found if who), frozenset())

    def _who(self, choice: Choice) -> frozenset[UUID]:
        return frozenset(person.staff_id for person in self.people if choice(person) and self.may_open(person))

    def may_open(self, person: Person) -> bool:
        return self._may(person, self.opens)

    def _may(self, person: Person, action: Action) -> bool:
        return bool(decide(as_actor(person, self.held.team_id), action, replace(self.held, broken={})))

    @staticmethod
    def _in_team(role: Role) -> Choice:
        return lambda person: person.in_team and role in person.roles


def as_actor(person: Person, team_id: UUID | None) -> Actor:
    teams = frozenset({team_id}) if person.in_team and team_id else frozenset()
    return Actor(roles=person.roles, staff_id=person.staff_id, team_ids=teams)
