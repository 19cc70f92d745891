"""How somebody hears of what: presets, choices, the limit of a day, and what nobody can turn off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.access import PARTNER_ROLES, Role
from commonground.platform.notifications.types import URGENT, NotificationKind
from commonground.platform.notifications.ways import CHOICES, Way, choices, may_be_told, preset, way_for

K = NotificationKind
ROLES = st.frozensets(st.sampled_from(Role), max_size=4)
KINDS = st.sampled_from(NotificationKind)
CHOSEN = st.none() | st.sampled_from(Way)


def test_what_is_urgent() -> None:
    assert {
        "danger_now", "referral_escalated", "decision_due_today", "decision_overdue", "notice_unread",
        "break_glass_used", "support_granted", "support_used", "asked_about_yours",
        "nobody_left", "crossing_urgent", "crossing_overdue",
    } == URGENT  # fmt: skip
    assert set(CHOICES) == set(NotificationKind) - URGENT


@given(ROLES, st.sampled_from(sorted(URGENT)), CHOSEN, st.integers(0, 99), st.integers(0, 9))
def test_nothing_turns_an_urgent_notice_off(
    roles: frozenset[Role], kind: NotificationKind, chosen: Way | None, sent: int, most: int
) -> None:
    assert way_for(kind, roles, chosen, sent_today=sent, most=most) is Way.AT_ONCE


@given(ROLES, st.sampled_from(CHOICES), CHOSEN, st.integers(0, 9), st.integers(0, 9))
def test_the_rest_is_as_chosen_within_the_limit(
    roles: frozenset[Role], kind: NotificationKind, chosen: Way | None, sent: int, most: int
) -> None:
    way = way_for(kind, roles, chosen, sent_today=sent, most=most)
    wanted = chosen or preset(roles, kind)
    assert way is (Way.DIGEST if wanted is Way.AT_ONCE and sent >= most else wanted)


@pytest.mark.parametrize(
    ("roles", "kind", "way"),
    [
        ({Role.FRONT_DOOR_SCREENER}, K.REFERRAL_RECEIVED, Way.DIGEST),
        ({Role.FRONT_DOOR_SCREENER}, K.REFERRAL_ALLOCATED, Way.AT_ONCE),
        ({Role.FRONT_DOOR_SCREENER}, K.REPORTER_ADDED_NEWS, Way.AT_ONCE),
        ({Role.PRACTITIONER}, K.REFERRAL_REOPENED, Way.DIGEST),
        ({Role.TEAM_MANAGER}, K.TEAM_CHANGED, Way.NONE),
        ({Role.TEAM_MANAGER, Role.PRACTITIONER}, K.TEAM_CHANGED, Way.DIGEST),
        ({Role.TEAM_MANAGER, Role.PRACTITIONER}, K.REPORTER_ADDED_NEWS, Way.AT_ONCE),
        ({Role.IG_LEAD}, K.MOVED_BETWEEN_TEAMS, Way.AT_ONCE),
        ({Role.COUNCIL_ADMIN}, K.MAIL_UNDELIVERED, Way.AT_ONCE),
        ({Role.COUNCIL_ADMIN}, K.NOBODY_LEFT, Way.AT_ONCE),
        ({Role.IG_LEAD}, K.NOBODY_LEFT, Way.AT_ONCE),
        ({Role.TEAM_MANAGER}, K.KEEPER_NAMED, Way.AT_ONCE),
        ({Role.FRONT_DOOR_SCREENER}, K.CROSSING_OFFERED, Way.AT_ONCE),
        ({Role.TEAM_MANAGER}, K.CROSSING_OFFERED, Way.DIGEST),
        ({Role.TEAM_MANAGER}, K.DISCLOSURE_WAITS, Way.AT_ONCE),
        ({Role.IG_LEAD}, K.CROSSING_WITHOUT_AGREEMENT, Way.AT_ONCE),
        ({Role.IG_LEAD}, K.DISPUTE_WITHOUT_AGREEMENT, Way.AT_ONCE),
        ({Role.PRACTITIONER}, K.CROSSING_ANSWERED, Way.AT_ONCE),
        (set(), K.REFERRAL_RECEIVED, Way.DIGEST),
    ],
)
def test_presets(roles: set[Role], kind: NotificationKind, way: Way) -> None:
    assert preset(roles, kind) is way


def test_nobody_is_asked_about_what_never_comes_to_them() -> None:
    """A partner hears of invitations, answers and files of theirs alone, in any role of theirs; each kind comes to
    somebody."""
    theirs = (K.WRITTEN_TO_YOU, K.PARTNER_INVITED, K.FILE_REFUSED)
    for role in PARTNER_ROLES:
        assert tuple(kind for kind in K if may_be_told({role}, kind)) == choices({role}) == theirs
    assert choices({Role.ANALYST}) == (K.WRITTEN_TO_YOU, K.MOVED_BETWEEN_TEAMS, K.ROLES_CHANGED, K.FILE_REFUSED)
    assert K.MAIL_UNDELIVERED not in choices({Role.FRONT_DOOR_SCREENER})
    for kind in K:
        assert any(may_be_told({role}, kind) for role in Role), kind


@given(ROLES, ROLES, KINDS)
def test_another_role_makes_it_no_quieter(one: frozenset[Role], more: frozenset[Role], kind: NotificationKind) -> None:
    if one:
        order = list(Way)
        assert order.index(preset(one | more, kind)) <= order.index(preset(one, kind))
