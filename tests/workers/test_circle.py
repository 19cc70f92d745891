"""Who is told, decided without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.access import Action, Actor, Held, Role, decide
from commonground.platform.access.decide import BrokenGlass
from commonground.workers.actors.circle import Circle, Person

TEAM = UUID(int=1)
SCREENER, MANAGER, PRACTITIONER, LEAD, OUTSIDER = (UUID(int=n) for n in range(10, 15))

PEOPLE = (
    Person(SCREENER, frozenset({Role.FRONT_DOOR_SCREENER}), in_team=True),
    Person(MANAGER, frozenset({Role.TEAM_MANAGER}), in_team=True),
    Person(PRACTITIONER, frozenset({Role.PRACTITIONER}), in_team=True),
    Person(LEAD, frozenset({Role.PRACTITIONER})),
)


def circle(held: Held | None = None, people: tuple[Person, ...] = PEOPLE) -> Circle:
    return Circle(people, held or Held(TEAM, LEAD), Action.READ_REFERRAL)


def without(*staff_ids: UUID) -> tuple[Person, ...]:
    return tuple(person for person in PEOPLE if person.staff_id not in staff_ids)


def test_the_teams_screeners_come_first() -> None:
    assert circle().screeners() == {SCREENER}


def test_a_new_report_is_told_to_the_teams_screeners_and_managers() -> None:
    assert circle().screeners_and_managers() == {SCREENER, MANAGER}


def test_a_team_without_screeners_tells_its_managers() -> None:
    assert circle(people=without(SCREENER)).screeners() == {MANAGER}


def test_a_team_without_either_tells_whoever_may_open_it() -> None:
    assert circle(people=without(SCREENER, MANAGER)).screeners() == {PRACTITIONER, LEAD}


def test_a_team_without_managers_tells_the_councils_others() -> None:
    elsewhere = Person(OUTSIDER, frozenset({Role.TEAM_MANAGER}))
    assert circle(people=(*without(MANAGER), elsewhere)).managers() == {OUTSIDER}
    assert circle(people=(*PEOPLE, elsewhere)).managers() == {MANAGER}
    close = Held(TEAM, LEAD, close=True)
    assert OUTSIDER not in circle(close, (*without(MANAGER), elsewhere)).managers()


def test_news_reaches_somebody_who_can_decide() -> None:
    assert circle().lead_and_who_decides() == {LEAD, MANAGER}
    assert circle(Held(TEAM, SCREENER)).lead_and_who_decides() == {SCREENER}
    assert circle(Held(TEAM, None)).lead_and_who_decides() == {SCREENER}


def test_the_lead_comes_before_the_team() -> None:
    assert circle().lead_or_screeners() == {LEAD}
    assert circle().lead_or_managers() == {LEAD}
    assert circle(Held(TEAM, None)).lead_or_screeners() == {SCREENER}
    assert circle(Held(TEAM, None)).lead_or_managers() == {MANAGER}


def test_a_screener_of_another_team_who_leads_it_is_not_the_teams_screener() -> None:
    elsewhere = Person(OUTSIDER, frozenset({Role.FRONT_DOOR_SCREENER}))
    assert not elsewhere.in_team
    assert circle(Held(TEAM, OUTSIDER), (*PEOPLE, elsewhere)).screeners() == {SCREENER}


def test_what_no_team_holds_is_in_nobodys_team() -> None:
    practitioner = Person(PRACTITIONER, frozenset({Role.PRACTITIONER}), in_team=True)
    assert circle(Held(None, None), (practitioner,)).screeners() == frozenset()


def test_a_restricted_record_tells_only_the_people_named_on_it() -> None:
    held = Held(TEAM, LEAD, restricted=True, named=frozenset({MANAGER}))
    assert circle(held).screeners() == {MANAGER}
    assert circle(held).lead() == frozenset()
    assert circle(held).lead_or_screeners() == {MANAGER}


def test_named_people_are_told_when_nobody_else_may_know() -> None:
    outsider = Person(OUTSIDER, frozenset({Role.PRACTITIONER}))
    held = Held(TEAM, None, restricted=True, named=frozenset({OUTSIDER}))
    assert circle(held, (*PEOPLE, outsider)).screeners() == {OUTSIDER}


def test_of_some_those_are_told_who_may_open_it_by_themselves() -> None:
    """Not who is not of the council any more, not who is not among them, and not who opened it by break-glass."""
    assert circle().those([LEAD, PRACTITIONER, OUTSIDER]) == {LEAD, PRACTITIONER}
    glass = {SCREENER: BrokenGlass(UUID(int=3), datetime(2026, 11, 27, 12, tzinfo=UTC))}
    held = Held(TEAM, LEAD, restricted=True, named=frozenset({LEAD}), broken=glass)
    assert circle(held).those([LEAD, SCREENER, MANAGER]) == {LEAD}
    assert circle(held).everybody() == {LEAD}
    nobody_left = Held(TEAM, None, restricted=True, named=frozenset({OUTSIDER}), broken=glass)
    assert circle(nobody_left).lead_or_managers() == circle(nobody_left).screeners() == frozenset()
    assert circle(held).those([]) == frozenset()


def test_a_lead_whose_roles_no_longer_open_it_is_not_told() -> None:
    admin = Person(LEAD, frozenset({Role.COUNCIL_ADMIN}))
    assert circle(people=(admin,)).lead() == frozenset()


_people = st.lists(
    st.builds(Person, st.uuids(), st.frozensets(st.sampled_from(Role), max_size=2), st.booleans()),
    max_size=6,
    unique_by=lambda person: person.staff_id,
).map(tuple)


@given(_people, st.booleans(), st.booleans(), st.data())
@pytest.mark.parametrize("choose", [Circle.screeners, Circle.managers, Circle.lead, Circle.lead_or_screeners])
def test_nobody_is_told_of_what_they_may_not_open(
    choose: object, people: tuple[Person, ...], restricted: bool, close: bool, data: st.DataObject
) -> None:
    ids = [person.staff_id for person in people]
    lead = data.draw(st.none() | st.sampled_from(ids)) if ids else None
    named = data.draw(st.frozensets(st.sampled_from(ids))) if ids else frozenset()
    held = Held(TEAM, lead, restricted, close, named)
    assert callable(choose)
    for staff_id in choose(circle(held, people)):
        person = next(person for person in people if person.staff_id == staff_id)
        teams = frozenset({TEAM}) if person.in_team else frozenset()
        assert decide(Actor(person.roles, staff_id=staff_id, team_ids=teams), Action.READ_REFERRAL, held)
