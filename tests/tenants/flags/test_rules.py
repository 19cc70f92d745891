"""What a warning flag must say, how long it stands and when somebody is reminded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import CheckConstraint, Table

from commonground.platform.refusals import IncompleteError
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.flags.queries import words_on
from commonground.tenants.flags.rules import AFTERWARDS, SOON, Stage, check_flag, check_review, end_of, stage_of
from commonground.tenants.flags.types import LONGEST_DAYS, FlagInput, FlagKind, Told, flag_words

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
DOG = FlagInput(
    kind=FlagKind.DANGEROUS_DOG,
    reason="A large dog runs loose in the yard.",
    evidence="The caretaker rang",
    told=Told.TOLD,
    fairness="The owner knows.",
)


def fields(flag: FlagInput) -> list[str]:
    with pytest.raises(IncompleteError) as refused:
        check_flag(flag)
    return [problem.field for problem in refused.value.problems]


def test_a_flag_has_a_reason_a_source_and_a_note_on_fairness() -> None:
    assert check_flag(replace(DOG, reason="  A dog. ", about="nobody")) == replace(DOG, reason="A dog.", about="")
    assert fields(replace(DOG, kind=None, told=None, reason=" ", evidence="", fairness="")) == [
        "kind", "told", "reason", "evidence", "fairness",
    ]  # fmt: skip
    assert fields(replace(DOG, kind=FlagKind.DO_NOT_SHARE)) == ["about"]
    assert fields(replace(DOG, reason="x" * 1_001, evidence="x" * 301, contested="x" * 1_001)) == [
        "reason", "evidence", "contested_words",
    ]  # fmt: skip


@pytest.mark.parametrize("days", [0, -1, LONGEST_DAYS + 1])
def test_ninety_days_at_most(days: int) -> None:
    assert fields(replace(DOG, days=days)) == ["days"]


def test_a_review_has_a_reason() -> None:
    assert check_review(" Gone. ") == "Gone."
    for wrong in ("", "  ", "x" * 1_001):
        with pytest.raises(IncompleteError):
            check_review(wrong)


@given(st.integers(0, 4 * 365 * 24 * 60), st.integers(1, LONGEST_DAYS))
def test_it_stands_to_the_end_of_its_last_day_and_the_database_takes_it(minutes: int, days: int) -> None:
    """Also over a night on which the clock is changed."""
    now = NOW + timedelta(minutes=minutes)
    end = end_of(now, days)
    assert (end.hour, end.minute) == (0, 0)
    assert timedelta(days=days) - timedelta(hours=1) <= end.astimezone(UTC) - now
    assert end.astimezone(UTC) - now <= timedelta(days=91, hours=1)
    assert any("91 days 1 hour" in str(check.sqltext) for check in _checks())


def _checks() -> list[CheckConstraint]:
    table = WarningFlag.__table__
    assert isinstance(table, Table)
    return [each for each in table.constraints if isinstance(each, CheckConstraint)]


@pytest.mark.parametrize(
    ("ahead", "stage"),
    [
        (SOON + timedelta(seconds=1), None),
        (SOON, Stage.SOON),
        (timedelta(seconds=1), Stage.SOON),
        (timedelta(), Stage.OVER),
        (-AFTERWARDS, Stage.OVER),
        (-AFTERWARDS - timedelta(seconds=1), None),
    ],
)
def test_a_reminder_before_the_end_and_one_after_it(ahead: timedelta, stage: Stage | None) -> None:
    assert stage_of(NOW + ahead, NOW) is stage


def test_words_say_what_to_do_and_never_what_somebody_is() -> None:
    assert flag_words(FlagKind.DO_NOT_SHARE, "Brook Lane School") == "Don’t share with Brook Lane School"
    assert words_on(["dangerous_dog:", "do_not_share:the landlord"]) == "Dangerous dog. Don’t share with the landlord"
    assert words_on(["of a later version:", ""]) == ""
    for kind in FlagKind:
        for label in ("offender", "gang", "violent person", "criminal"):
            assert label not in flag_words(kind, "").lower()
