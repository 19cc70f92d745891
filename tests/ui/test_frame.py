"""The frame of a page says whose council it is and offers only the way to what its reader's roles include."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commonground.platform.access import Action, Actor, Role
from commonground.platform.settings import Settings
from commonground.ui.frame import staff_shell
from commonground.ui.shell.view import PersonView

CASES = ["/my-work", "/tracker", "/contexts", "/refer", "/handoffs", "/directory", "/partners", "/joint"]
ANSWERS_FOR_ACCESS = [
    *("/my-work", "/refer", "/handoffs", "/figures", "/directory", "/agreements", "/partners", "/sharing", "/council"),
    *("/audit", "/break-glass/review", "/who", "/retention", "/subject-access"),
]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.FRONT_DOOR_SCREENER, CASES),
        (Role.PRACTITIONER, CASES),
        (
            Role.TEAM_MANAGER,
            [*CASES[:5], "/figures", "/directory", "/partners", "/sharing", "/joint", "/team", "/council"],
        ),
        (
            Role.COUNCIL_ADMIN,
            [
                "/my-work",
                "/refer",
                "/figures",
                "/directory",
                "/agreements",
                "/partners",
                "/team",
                "/council",
                "/audit",
                "/break-glass/review",
                "/retention/waiting",
            ],
        ),
        (Role.CONFERENCE_CHAIR, ["/my-work", "/contexts", "/refer", "/directory"]),
        (Role.QA_AUDITOR, ["/my-work", "/tracker", "/contexts", "/refer", "/figures", "/directory"]),
        (Role.IG_LEAD, ANSWERS_FOR_ACCESS),
        (Role.PARTNER, ["/shared", "/refer", "/refer/mine"]),
        (Role.PLATFORM_OPERATOR, ["/operator/councils", "/operator/support"]),
        (Role.NETWORK_FACILITATOR, ["/account"]),
        (Role.PLATFORM_SUPPORT, ["/support/settings", "/support/teams"]),
    ],
)
def test_each_role_is_offered_what_it_includes(role: Role, offered: list[str]) -> None:
    shell = staff_shell(Settings(), Actor(roles=frozenset({role}), staff_id=uuid4(), council_id=uuid4()))
    assert [item.href for item in shell.nav] == offered
    assert shell.can(Action.READ_TRACKER) is ("/tracker" in offered)


def test_a_person_stands_with_their_team_or_with_their_organisation() -> None:
    screener = Actor(name="Amara", team_name="Front door")
    partner = Actor(name="Wilf", organisation_name="Riverside Mentors")
    shown = [staff_shell(Settings(), who).person for who in (screener, partner)]
    assert shown == [PersonView("Amara", "Front door"), PersonView("Wilf", "Riverside Mentors")]


def test_whoever_acts_for_no_council_is_shown_none() -> None:
    operator = Actor(roles=frozenset({Role.PLATFORM_OPERATOR}), name="Oksana Operator")
    assert staff_shell(Settings(), operator).council is None
    theirs = Actor(council_id=uuid4(), council_slug="larkmere", council_name="Larkmere Council")
    council = staff_shell(Settings(), theirs).council
    assert council is not None
    assert (council.slug, council.name) == ("larkmere", "Larkmere Council")
