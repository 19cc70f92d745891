"""Where work can be put, decided without a database."""

from __future__ import annotations

from uuid import uuid4

from commonground.platform.access import Action, Held, Role
from commonground.tenants.contexts.colleagues import Colleague, House, PlaceKey, TeamName

NORTH, SOUTH = TeamName(uuid4(), "North", "locality"), TeamName(uuid4(), "South", "locality")
BOTH = Colleague(uuid4(), "Both", frozenset({Role.PRACTITIONER}), (NORTH, SOUTH))
SECOND = Colleague(uuid4(), "Second", frozenset({Role.PRACTITIONER}), (SOUTH,))
ADMIN = Colleague(uuid4(), "Admin", frozenset({Role.COUNCIL_ADMIN}), (NORTH,))
TEAMLESS = Colleague(uuid4(), "Teamless", frozenset({Role.PRACTITIONER}), ())
HOUSE = House((NORTH, SOUTH), (ADMIN, BOTH, SECOND, TEAMLESS))


def test_a_place_is_there_if_the_person_is_in_that_team() -> None:
    for team, person, there in (
        (SOUTH, BOTH, True),
        (NORTH, BOTH, True),
        (NORTH, SECOND, False),
        (NORTH, TEAMLESS, False),
    ):
        assert HOUSE.has(PlaceKey(team.id, person.id)) is there
    assert HOUSE.has(PlaceKey(SOUTH.id))
    assert not HOUSE.has(PlaceKey(uuid4()))
    assert not HOUSE.has(PlaceKey(SOUTH.id, uuid4()))


def test_a_key_comes_back_as_it_was_sent() -> None:
    for key in (PlaceKey(SOUTH.id), PlaceKey(SOUTH.id, BOTH.id)):
        assert PlaceKey.read(str(key)) == key
    for typed in (None, "", "x", ".", f"{SOUTH.id}.", f"{SOUTH.id}.x", f".{BOTH.id}", f"{SOUTH.id}.{BOTH.id}.x"):
        assert PlaceKey.read(typed) is None


OPEN = Held(NORTH.id, None)
READ = (Action.READ_REFERRAL, Action.READ_REFERRAL)
DECIDE = (Action.SCREEN_REFERRAL, Action.SCREEN_REFERRAL)
LEAD = (Action.READ_REFERRAL, Action.REASSIGN_REFERRAL)


def placed(house: House, record: Held, asked: tuple[Action, Action]) -> list[tuple[str, str]]:
    places = house.places(asked[0], record, asked[1])
    return [(place.team.name, place.person.name if place.person else "") for place in places]


def test_places_are_teams_and_those_who_could_do_it_in_each_of_theirs() -> None:
    south = [("South", ""), ("South", "Both"), ("South", "Second")]
    assert placed(HOUSE, OPEN, READ) == [("North", ""), ("North", "Both"), *south]
    assert [place.words("nobody yet") for place in HOUSE.places(READ[0], OPEN, READ[1])][1:4:2] == [
        "Both, North", "Both, South",
    ]  # fmt: skip  # the same person, twice


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
    south = [("South", ""), ("South", "Both"), ("South", "Second"), ("South", "Manager")]
    assert placed(house, OPEN, LEAD) == [("North", ""), ("North", "Both"), *south]
    close = Held(NORTH.id, None, close=True)
    assert placed(house, close, LEAD) == south


def test_readers_are_those_whose_role_includes_it() -> None:
    assert HOUSE.readers(Action.READ_REFERRAL) == [BOTH, SECOND, TEAMLESS]
