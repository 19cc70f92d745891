"""The one decision, case by case. That lists decide alike is `tests/isolation/test_access_agreement.py`'s."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Boolean, Column, MetaData, Table, Uuid, create_engine, insert, select
from sqlalchemy.pool import StaticPool

from commonground.platform.access import (
    ANYONE,
    Action,
    Actor,
    BrokenGlass,
    Decision,
    Held,
    HeldColumns,
    Role,
    decide,
    may_see_who,
    reachable,
)
from commonground.platform.access.actor import NoCouncilError
from commonground.platform.access.decide import reach_of
from commonground.platform.access.roles import Reach

ME, COLLEAGUE, MY_TEAM, OTHER_TEAM = uuid4(), uuid4(), uuid4(), uuid4()
# A practitioner opens referrals of their own team, and contexts of the whole council.
PRACTITIONER = Actor(roles=frozenset({Role.PRACTITIONER}), staff_id=ME, team_ids=frozenset({MY_TEAM}))
OWN, WIDE = Action.READ_REFERRAL, Action.READ_CONTEXT

GLASS = BrokenGlass(uuid4(), datetime(2026, 11, 27, 16, 40, tzinfo=UTC))
BROKEN = "You opened it by break-glass until 4:40pm. Everyone who answers for this record can see that."

CASES: dict[str, tuple[Action, Held, bool, str]] = {
    "my team's": (OWN, Held(MY_TEAM, None), True, "Your team holds it."),
    "my team's, a colleague's": (OWN, Held(MY_TEAM, COLLEAGUE), True, "Your team holds it."),
    "my team's group": (OWN, Held(MY_TEAM, None, close=True), True, "Your team holds it."),
    "mine in another team": (OWN, Held(OTHER_TEAM, ME), True, "It is allocated to you."),
    "another team's": (OWN, Held(OTHER_TEAM, COLLEAGUE), False, "Another team holds it."),
    "nobody's": (OWN, Held(None, None), False, "Another team holds it."),
    "wide, another team's": (WIDE, Held(OTHER_TEAM, None), True,
                             "Your role sees every open record of this kind in your council."),
    "wide, another team's group": (WIDE, Held(OTHER_TEAM, None, close=True), False, "Another team holds it."),
    "wide, a group of mine": (WIDE, Held(OTHER_TEAM, ME, close=True), True, "It is allocated to you."),
    "restricted": (WIDE, Held(MY_TEAM, ME, restricted=True), False, "It is restricted to named people."),
    "restricted to a colleague": (OWN, Held(MY_TEAM, ME, restricted=True, named=frozenset({COLLEAGUE})), False,
                                  "It is restricted to named people."),
    "restricted to me": (OWN, Held(OTHER_TEAM, None, restricted=True, named=frozenset({ME})), True,
                         "It is restricted, and you are one of the people named on it."),
    "named, and not restricted": (OWN, Held(OTHER_TEAM, None, named=frozenset({ME})), False, "Another team holds it."),
    "restricted, broken": (OWN, Held(OTHER_TEAM, None, restricted=True, broken={ME: GLASS}), True, BROKEN),
    "another team's, broken": (OWN, Held(OTHER_TEAM, COLLEAGUE, broken={ME: GLASS}), True, BROKEN),
    "wide, another team's group, broken": (WIDE, Held(OTHER_TEAM, None, close=True, broken={ME: GLASS}), True, BROKEN),
    "mine anyhow, broken": (OWN, Held(OTHER_TEAM, ME, broken={ME: GLASS}), True, "It is allocated to you."),
    "broken by a colleague": (OWN, Held(OTHER_TEAM, None, broken={COLLEAGUE: GLASS}), False, "Another team holds it."),
    "broken, to change": (Action.CHANGE_CONTEXT, Held(OTHER_TEAM, None, broken={ME: GLASS}), False,
                          "Another team holds it."),
    "not included": (Action.SCREEN_REFERRAL, Held(MY_TEAM, ME), False, "None of your roles includes this."),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_record_is_opened_for_a_reason(case: str) -> None:
    action, held, allowed, because = CASES[case]
    glass = GLASS if because == BROKEN else None
    assert decide(PRACTITIONER, action, held) == Decision(allowed, because, glass)
    assert bool(decide(PRACTITIONER, action, held)) is allowed


@pytest.mark.parametrize("case", CASES)
def test_a_list_opens_the_same(case: str) -> None:
    action, held, allowed, _ = CASES[case]
    assert in_list(PRACTITIONER, action, held) is allowed


def test_whoever_loses_the_role_loses_what_they_broke() -> None:
    held = Held(OTHER_TEAM, None, restricted=True, broken={ME: GLASS})
    auditor = replace(PRACTITIONER, roles=frozenset({Role.QA_AUDITOR}))
    assert not decide(auditor, OWN, held)
    assert not in_list(auditor, OWN, held)
    nobody = replace(PRACTITIONER, staff_id=None)
    assert not decide(nobody, OWN, held)
    assert not in_list(nobody, OWN, held)


def test_a_usual_list_leaves_out_what_was_broken() -> None:
    """Unless it is told otherwise: nobody's figures grow for three hours."""
    usual = HeldColumns(rows.c.team_id, rows.c.lead_id, rows.c.restricted, rows.c.close, rows.c.named)
    assert "broken" not in str(reachable(PRACTITIONER, OWN, usual))


WHO: dict[str, tuple[Actor, Held, str]] = {
    "the lead": (PRACTITIONER, Held(MY_TEAM, ME), "It is allocated to you."),
    "somebody of the team": (PRACTITIONER, Held(MY_TEAM, COLLEAGUE), ""),
    "its manager": (replace(PRACTITIONER, roles=frozenset({Role.TEAM_MANAGER})), Held(MY_TEAM, COLLEAGUE),
                    "Your team holds it."),
    "another team's manager": (replace(PRACTITIONER, roles=frozenset({Role.TEAM_MANAGER})), Held(OTHER_TEAM, None), ""),
    "a lead who is not named": (PRACTITIONER, Held(MY_TEAM, ME, restricted=True), ""),
    "a manager who is named": (replace(PRACTITIONER, roles=frozenset({Role.TEAM_MANAGER})),
                               Held(OTHER_TEAM, None, restricted=True, named=frozenset({ME})),
                               "It is restricted, and you are one of the people named on it."),
    "somebody who is named": (PRACTITIONER, Held(OTHER_TEAM, None, restricted=True, named=frozenset({ME})), ""),
    "whoever broke the glass": (replace(PRACTITIONER, roles=frozenset({Role.TEAM_MANAGER})),
                                Held(OTHER_TEAM, None, restricted=True, broken={ME: GLASS}), ""),
    "a lead who broke it": (PRACTITIONER, Held(MY_TEAM, ME, restricted=True, broken={ME: GLASS}), ""),
    "whoever answers for access": (replace(PRACTITIONER, roles=frozenset({Role.IG_LEAD})),
                                   Held(OTHER_TEAM, None, restricted=True),
                                   "You answer for who sees what in this council."),
    "an administrator": (replace(PRACTITIONER, roles=frozenset({Role.COUNCIL_ADMIN})), Held(MY_TEAM, None), ""),
    "a lead whose role opens nothing": (replace(PRACTITIONER, roles=frozenset({Role.ANALYST})), Held(MY_TEAM, ME), ""),
    "nobody": (ANYONE, Held(None, None), ""),
    "nobody, of what nobody leads": (replace(PRACTITIONER, staff_id=None), Held(MY_TEAM, None), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", WHO)
def test_who_could_see_it_is_for_those_who_lead_restrict_or_answer(case: str) -> None:
    actor, held, because = WHO[case]
    answer = may_see_who(actor, OWN, held)
    assert bool(answer) is bool(because)
    assert not because or answer.because == because


def test_without_a_record_the_role_decides() -> None:
    assert decide(PRACTITIONER, WIDE) == Decision(True, "Your role includes this.")
    assert decide(PRACTITIONER, OWN) == Decision(True, "Your role includes this.")
    assert decide(PRACTITIONER, Action.SCREEN_REFERRAL) == Decision(False, "None of your roles includes this.")


@pytest.mark.parametrize(("role", "action", "because"), [
    (Role.PARTNER, Action.READ_SHARED, "Only an invitation of the council opens it."),
    (Role.PLATFORM_SUPPORT, Action.VISIT_COUNCIL, "Support opens no record."),
])  # fmt: skip
def test_a_lead_of_the_team_who_is_named_gets_no_record_by_what_opens_none(
    role: Role, action: Action, because: str
) -> None:
    actor, held = replace(PRACTITIONER, roles=frozenset({role})), Held(MY_TEAM, ME, named=frozenset({ME}))
    assert decide(actor, action)
    for record in (held, replace(held, restricted=True)):
        assert decide(actor, action, record) == Decision(False, because)
        assert not in_list(actor, action, record)


def test_the_widest_of_several_roles_counts() -> None:
    two = replace(PRACTITIONER, roles=frozenset({Role.PRACTITIONER, Role.FRONT_DOOR_SCREENER}))
    assert reach_of(PRACTITIONER, OWN) is Reach.OWN_TEAMS
    assert reach_of(two, OWN) is Reach.COUNCIL
    assert reach_of(replace(PRACTITIONER, roles=frozenset()), OWN) is None


@pytest.mark.parametrize("nobody", [ANYONE, replace(PRACTITIONER, roles=frozenset()),
                                    replace(PRACTITIONER, staff_id=None, team_ids=frozenset())])  # fmt: skip
def test_who_is_nobody_here_gets_no_list(nobody: Actor) -> None:
    assert not in_list(nobody, OWN, Held(MY_TEAM, None))
    assert not in_list(nobody, WIDE, Held(MY_TEAM, None))


def test_nobody_is_not_the_lead_of_what_nobody_leads() -> None:
    """An actor without a staff id, and a record without a lead: no match."""
    nobody = replace(PRACTITIONER, staff_id=None, team_ids=frozenset())
    assert not decide(nobody, OWN, Held(OTHER_TEAM, None))
    assert not decide(nobody, OWN, Held(None, None))


def test_an_actor_says_who_it_is() -> None:
    assert not ANYONE.is_signed_in
    assert (ANYONE.takes_reports, ANYONE.local) == (False, False)
    assert replace(ANYONE, session_id=ME).is_signed_in
    for missing in ("council", "staff"):
        with pytest.raises(NoCouncilError):
            getattr(ANYONE, missing)
    assert replace(ANYONE, council_id=MY_TEAM).council == MY_TEAM
    assert replace(ANYONE, staff_id=ME).staff == ME


rows = Table(
    "rows", MetaData(), Column("team_id", Uuid()), Column("lead_id", Uuid()), Column("restricted", Boolean()),
    Column("close", Boolean()), Column("named", Boolean()), Column("broken", Boolean()),
)  # fmt: skip


def in_list(actor: Actor, action: Action, held: Held) -> bool:
    """Whether a list that holds this one record shows it."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    kept: dict[str, UUID | bool | None] = {
        "team_id": held.team_id,
        "lead_id": held.lead_id,
        "restricted": held.restricted,
        "close": held.close,
        "named": actor.staff_id in held.named,
        "broken": actor.staff_id in held.broken,
    }
    columns = HeldColumns(rows.c.team_id, rows.c.lead_id, rows.c.restricted, rows.c.close, rows.c.named, rows.c.broken)
    with engine.begin() as connection:
        rows.metadata.create_all(connection)
        connection.execute(insert(rows), kept)
        found = connection.execute(select(rows).where(reachable(actor, action, columns))).all()
    engine.dispose()
    return len(found) == 1
