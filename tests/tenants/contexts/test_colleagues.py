"""Where work can be put, decided without a database."""

from __future__ import annotations

from uuid import uuid4

from commonground.platform.access import Action, Role
from commonground.tenants.contexts.colleagues import Colleague, House, TeamName

NORTH, SOUTH = TeamName(uuid4(), "North", "locality"), TeamName(uuid4(), "South", "locality")
BOTH = Colleague(uuid4(), "Both", frozenset({Role.PRACTITIONER}), (NORTH, SOUTH))
SECOND = Colleague(uuid4(), "Second", frozenset({Role.PRACTITIONER}), (SOUTH,))
ADMIN = Colleague(uuid4(), "Admin", frozenset({Role.COUNCIL_ADMIN}), (NORTH,))
TEAMLESS = Colleague(uuid4(), "Teamless", frozenset({Role.PRACTITIONER}), ())
HOUSE = House((NORTH, SOUTH), (ADMIN, BOTH, SECOND, TEAMLESS))


def test_somebody_keeps_to_the_team_that_has_it_if_they_are_in_it() -> None:
    assert HOUSE.put(BOTH.id, SOUTH.id) == (SOUTH.id, BOTH.id)
    assert HOUSE.put(BOTH.id, uuid4()) == (NORTH.id, BOTH.id)
    assert HOUSE.put(SOUTH.id, NORTH.id) == (SOUTH.id, None)


def test_nobody_and_whoever_is_in_no_team_take_nothing() -> None:
    assert HOUSE.put(uuid4(), NORTH.id) is None
    assert HOUSE.put(TEAMLESS.id, NORTH.id) is None


def test_places_are_teams_and_those_who_could_do_it_in_their_first_team() -> None:
    found = [(place.team, place.person) for place in HOUSE.places(Action.READ_REFERRAL)]
    assert found == [(NORTH, None), (NORTH, BOTH), (SOUTH, None), (SOUTH, SECOND)]
    named = [(place.team, place.person) for place in HOUSE.places(Action.READ_REFERRAL, frozenset({SECOND.id}))]
    assert named == [(NORTH, None), (SOUTH, None), (SOUTH, SECOND)]


def test_readers_are_those_whose_role_includes_it() -> None:
    assert HOUSE.readers(Action.READ_REFERRAL) == [BOTH, SECOND, TEAMLESS]
