"""What an invitation opens, to whom and until when; who may let a partner in. The police have no standing access."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.access import PARTNER_ROLES, Action, Actor, Held, Role, decide
from commonground.platform.access.sharing import (
    POLICE_LONGEST,
    Shared,
    decide_shared,
    may_authorise,
    needs_second,
    standing_access,
)

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
OURS, THEIRS, ME, COLLEAGUE, SPONSOR, SECOND, TEAM = (uuid4() for _ in range(7))
PARTNER = Actor(roles=frozenset({Role.PARTNER}), staff_id=ME, organisation_id=OURS)
INVITED = Shared(
    organisation_id=OURS,
    person_id=ME,
    sponsor_id=SPONSOR,
    authorised_by=None,
    active=True,
    since=NOW - timedelta(days=1),
    until=NOW + timedelta(days=20),
    names=False,
    police=False,
    close=False,
)


def opens(shared: Shared, actor: Actor = PARTNER, now: datetime = NOW) -> bool:
    return bool(decide_shared(actor, shared, now))


def test_the_one_who_is_invited_opens_it_and_everybody_of_an_organisation_that_is() -> None:
    assert opens(INVITED)
    assert not opens(replace(INVITED, person_id=COLLEAGUE))
    assert opens(replace(INVITED, person_id=None))
    assert not opens(replace(INVITED, organisation_id=THEIRS))
    assert not opens(replace(INVITED, person_id=None, organisation_id=THEIRS))


@pytest.mark.parametrize("role", Role, ids=str)
def test_only_a_partner_opens_anything_by_it(role: Role) -> None:
    assert opens(INVITED, replace(PARTNER, roles=frozenset({role}))) is (role in PARTNER_ROLES)


def test_it_ends_on_the_moment_and_while_the_record_is_restricted() -> None:
    assert opens(INVITED, now=INVITED.until - timedelta(microseconds=1))
    assert not opens(INVITED, now=INVITED.until)
    assert not opens(replace(INVITED, active=False))
    assert not opens(replace(INVITED, restricted=True))


@pytest.mark.parametrize("of", [{"names": True}, {"close": True}], ids=str)
def test_names_and_peer_groups_need_a_second_person(of: dict[str, bool]) -> None:
    shared = replace(INVITED, **of)  # type: ignore[arg-type]  # its flags
    assert not opens(shared)
    assert not opens(replace(shared, authorised_by=SPONSOR)), "the one who proposed it is no second person"
    assert opens(replace(shared, authorised_by=SECOND))
    assert needs_second(names=shared.names, close=shared.close)
    assert not needs_second(names=False, close=False)


@given(person=st.sampled_from([None, ME]), days=st.integers(2, 92), names=st.booleans(), second=st.booleans())
def test_the_police_never_have_standing_access_to_a_peer_group(
    person: UUID | None, days: int, names: bool, second: bool
) -> None:
    """A named officer, for four weeks at most, and never without a second person."""
    shared = replace(INVITED, person_id=person, names=names, police=True, close=True)
    shared = replace(shared, authorised_by=SECOND if second else None, until=shared.since + timedelta(days=days))
    wanted = second and person is ME and days <= 29
    assert opens(shared) is wanted
    assert standing_access(police=True, close=True, person=person, lasts=shared.until - shared.since) is (
        person is None or days > 29
    )


def test_to_a_place_the_police_are_invited_like_everybody() -> None:
    unit = replace(INVITED, police=True, person_id=None, until=NOW + timedelta(days=80))
    assert opens(unit)
    assert not standing_access(police=False, close=True, person=None, lasts=POLICE_LONGEST * 3)


def test_a_partner_has_no_other_way_in() -> None:
    """Neither a team nor being named or the lead: whatever somebody wrote onto a record."""
    held = Held(TEAM, ME, restricted=True, named=frozenset({ME}))
    actor = replace(PARTNER, team_ids=frozenset({TEAM}))
    for record in (held, replace(held, restricted=False)):
        assert not any(decide(actor, action, record) for action in Action if "context" in action or "shared" in action)


def test_nobody_authorises_for_themselves_and_a_manager_only_what_their_team_holds() -> None:
    group = Held(TEAM, SPONSOR, close=True)
    manager = Actor(roles=frozenset({Role.TEAM_MANAGER}), staff_id=SECOND, team_ids=frozenset({TEAM}))
    assert may_authorise(manager, SPONSOR, group)
    assert not may_authorise(manager, SECOND, group)
    assert not may_authorise(replace(manager, team_ids=frozenset()), SPONSOR, group)
    lead = Actor(roles=frozenset({Role.IG_LEAD}), staff_id=SECOND)
    assert may_authorise(lead, SPONSOR, group)
    assert not may_authorise(lead, SECOND, group)
    assert not may_authorise(lead, SPONSOR, replace(group, restricted=True)), "restricted to others"
    assert may_authorise(lead, SPONSOR, replace(group, restricted=True, named=frozenset({SECOND})))
    for role in set(Role) - {Role.TEAM_MANAGER, Role.IG_LEAD}:
        assert not may_authorise(replace(manager, roles=frozenset({role})), SPONSOR, group), role
