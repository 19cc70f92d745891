"""What an action must say, and how it may end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from commonground.platform.refusals import IncompleteError
from commonground.tenants.actions.rules import (
    FURTHEST,
    ActionInput,
    ActionStatus,
    OutcomeInput,
    check_action,
    check_outcome,
)

TODAY = date(2026, 11, 28)
PRIYA, TOM = UUID(int=1), UUID(int=2)
OWNERS = {PRIYA}
TYPED = ActionInput(what=" Ask the  owner ", owner_id=PRIYA, due_on=TODAY)
DONE = OutcomeInput(status=ActionStatus.DONE, owner_id=None, due_on=None)


def test_it_has_words_an_owner_who_can_and_a_day() -> None:
    assert check_action(TYPED, OWNERS, TODAY).what == "Ask the owner"
    assert check_action(replace(TYPED, due_on=TODAY + FURTHEST), OWNERS, TODAY).due_on == TODAY + FURTHEST
    for change, field in (
        ({"what": " "}, "what"),
        ({"what": "x" * 301}, "what"),
        ({"owner_id": None}, "owner"),
        ({"owner_id": TOM}, "owner"),
        ({"due_on": None}, "due_on"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": TODAY + FURTHEST + timedelta(days=1)}, "due_on"),
    ):
        with pytest.raises(IncompleteError) as refused:
            check_action(replace(TYPED, **change), OWNERS, TODAY)
        assert [each.field for each in refused.value.problems] == [field]


def outcome(typed: OutcomeInput, before: tuple[UUID, date] = (TOM, TODAY - timedelta(days=9))) -> list[str]:
    try:
        check_outcome(typed, before=before, owners=OWNERS, today=TODAY)
    except IncompleteError as refused:
        return [each.field for each in refused.problems]
    return []


def test_it_is_dropped_with_a_reason_and_done_without() -> None:
    assert outcome(DONE) == []
    assert outcome(replace(DONE, status=ActionStatus.DROPPED, reason=" ")) == ["reason"]
    assert outcome(replace(DONE, status=ActionStatus.DROPPED, reason="The shop has closed")) == []
    assert outcome(replace(DONE, status=None)) == ["status"]
    assert outcome(replace(DONE, reason="x" * 501)) == ["reason"]


def test_what_stays_open_keeps_its_owner_and_day_or_gets_others_that_can() -> None:
    still = OutcomeInput(status=ActionStatus.OPEN, owner_id=TOM, due_on=TODAY - timedelta(days=9))
    assert outcome(still) == [], "an overdue one may stay as it is"
    assert outcome(replace(still, owner_id=PRIYA, due_on=TODAY)) == []
    assert outcome(replace(still, owner_id=UUID(int=3), due_on=TODAY - timedelta(days=1))) == ["owner", "due_on"]
