"""Where work can be put, decided without a database."""

from __future__ import annotations

from uuid import uuid4

from commonground.platform.access import Action, Held, Role
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


OPEN = Held(NORTH.id, None)
READ = (Action.READ_REFERRAL, Action.READ_REFERRAL)
DECIDE = (Action.SCREEN_REFERRAL, Action.SCREEN_REFERRAL)
LEAD = (Action.READ_REFERRAL, Action.REASSIGN_REFERRAL)


def placed(house: House, record: Held, asked: tuple[Action, Action]) -> list[tuple[str, str]]:
    places = house.places(asked[0], record, asked[1])
    return [(place.team.name, place.person.name if place.person else "") for place in places]


def test_places_are_teams_and_those_who_could_do_it_in_their_first_team() -> None:
    assert placed(HOUSE, OPEN, READ) == [("North", ""), ("North", "Both"), ("South", ""), ("South", "Second")]


def test_a_restricted_record_is_put_with_the_named_alone() -> None:
    record = Held(NORTH.id, None, restricted=True, named=frozenset({SECOND.id}))
    assert placed(HOUSE, record, READ) == [("North", ""), ("South", ""), ("South", "Second")]


def test_what_is_not_decided_is_put_only_where_it_can_be_decided() -> None:
    """Else nobody in the council could go on with it, and its clock would run out unseen."""
    assert placed(HOUSE, OPEN, DECIDE) == []
    manager = Colleague(uuid4(), "Manager", frozenset({Role.TEAM_MANAGER}), (SOUTH,))
    house = House((NORTH, SOUTH), (*HOUSE.people, manager))
    assert placed(house, OPEN, DECIDE) == [("South", ""), ("South", "Manager")]


def test_what_is_decided_is_led_wherever_a_manager_could_take_it_on() -> None:
    assert placed(HOUSE, OPEN, LEAD) == []
    manager = Colleague(uuid4(), "Manager", frozenset({Role.TEAM_MANAGER}), (SOUTH,))
    house = House((NORTH, SOUTH), (*HOUSE.people, manager))
    everywhere = [("North", ""), ("North", "Both"), ("South", ""), ("South", "Second"), ("South", "Manager")]
    assert placed(house, OPEN, LEAD) == everywhere
    close = Held(NORTH.id, None, close=True)
    assert placed(house, close, LEAD) == [("South", ""), ("South", "Second"), ("South", "Manager")]


def test_readers_are_those_whose_role_includes_it() -> None:
    assert HOUSE.readers(Action.READ_REFERRAL) == [BOTH, SECOND, TEAMLESS]
