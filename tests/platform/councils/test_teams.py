"""Who is offered to be moved, and into which teams."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from commonground.platform.access import Actor, Role
from commonground.platform.councils.teams import Member, TeamList, movable_by

ME, COLLEAGUE, LOOSE = (Member(uuid4(), name, ()) for name in ("Me", "Colleague", "Loose"))
MINE, OTHER = uuid4(), uuid4()
LISTS = (
    TeamList(MINE, "Front door", "front_door", (ME,)),
    TeamList(OTHER, "Specialist", "specialist", (COLLEAGUE,)),
    TeamList(None, "", "", (LOOSE,)),
)


@pytest.mark.parametrize(
    ("role", "people", "teams"),
    [
        (Role.COUNCIL_ADMIN, (COLLEAGUE, LOOSE), [MINE, OTHER]),
        (Role.TEAM_MANAGER, (LOOSE,), [MINE]),
        (Role.PRACTITIONER, (), []),
    ],
)
def test_a_manager_fills_their_own_team_an_administrator_any_and_nobody_none(
    role: Role, people: tuple[Member, ...], teams: list[UUID]
) -> None:
    offered = movable_by(Actor(roles=frozenset({role}), staff_id=ME.id, team_ids=frozenset({MINE})), LISTS)
    assert (offered.people, [team.id for team in offered.teams]) == (people, teams)
