"""What an agreement must say, where it stands, and what it allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from commonground.platform.agreements.rules import (
    allowed,
    check_agreement,
    check_job,
    check_reason,
    ends_soon,
    may_renew,
    may_sign,
    standing,
)
from commonground.platform.agreements.types import AgreementInput, AgreementView, Signature, Standing
from commonground.platform.crossings.types import Kind, Verb
from commonground.platform.refusals import IncompleteError

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TODAY = date(2026, 11, 30)
US, THEM, THIRD = (uuid4() for _ in range(3))
TYPED = AgreementInput(name="Cross-border work", councils=(THEM,), verbs=("inform",), from_on=TODAY, job="Head of IG")


def signature(council: UUID, *, gone: bool = False) -> Signature:
    return Signature(council, NOW, "Ada", "Head of IG", NOW if gone else None)


AGREED = AgreementView(
    id=uuid4(), proposer_id=US, councils={US: "Us", THEM: "Them"}, name="Cross-border work", region="", version=1,
    replaces_id=None, verbs=frozenset({Verb.INFORM}), kinds=frozenset(), words="", from_on=TODAY, until_on=None,
    proposed_at=NOW, ended_at=None, signatures=(signature(US), signature(THEM)),
)  # fmt: skip  # a row


def fields(typed: AgreementInput) -> list[str]:
    with pytest.raises(IncompleteError) as refused:
        check_agreement(typed, TODAY)
    return [problem.field for problem in refused.value.problems]


def test_it_says_what_with_whom_from_when_and_who_signs() -> None:
    assert check_agreement(replace(TYPED, name=" Cross-border  work ", words=" A "), TODAY).name == TYPED.name
    nothing = AgreementInput(name=" ", councils=(), verbs=(), from_on=None, job="")
    assert fields(nothing) == ["name", "job", "councils", "verbs", "from_on"]
    assert fields(replace(TYPED, name="x" * 161, region="x" * 161, words="x" * 2_001, job="x" * 121)) == [
        "name", "region", "words", "job",
    ]  # fmt: skip
    assert fields(replace(TYPED, verbs=("inform", "gossip"))) == ["verbs"]
    assert fields(replace(TYPED, kinds=("weather",))) == ["kinds"]


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [(0, 0, []), (-900, 1, []), (0, 3_650, []), (1, 0, ["until_on"]), (-9, -1, ["until_on"]), (0, 3_700, ["until_on"])],
)
def test_its_days_follow_one_another_and_are_not_over(start: int, end: int, wrong: list[str]) -> None:
    typed = replace(TYPED, from_on=TODAY + timedelta(days=start), until_on=TODAY + timedelta(days=end))
    assert (fields(typed) if wrong else []) == wrong
    if not wrong:
        assert check_agreement(typed, TODAY) == typed


@pytest.mark.parametrize("words", ["", "  ", "x" * 2_001])
def test_a_signature_and_a_withdrawal_say_something(words: str) -> None:
    for check, field in ((check_job, "job"), (check_reason, "words")):
        with pytest.raises(IncompleteError) as refused:
            check(words)
        assert [problem.field for problem in refused.value.problems] == [field]
        assert check(" As said ") == "As said"


@pytest.mark.parametrize(
    ("changed", "stands", "signs"),
    [
        ({}, Standing.IN_FORCE, False),
        ({"signatures": (signature(THEM),)}, Standing.OURS, True),
        ({"signatures": (signature(US),)}, Standing.OTHERS, False),
        ({"signatures": (signature(US, gone=True), signature(THEM))}, Standing.OVER, True),
        ({"signatures": (signature(US), signature(THEM, gone=True))}, Standing.OTHERS, False),
        ({"signatures": (signature(THEM, gone=True),)}, Standing.OVER, True),
        ({"signatures": (signature(US, gone=True), signature(US), signature(THEM))}, Standing.IN_FORCE, False),
        ({"from_on": TODAY + timedelta(days=1)}, Standing.TO_COME, False),
        ({"until_on": TODAY}, Standing.IN_FORCE, False),
        ({"until_on": TODAY - timedelta(days=1)}, Standing.OVER, False),
        ({"until_on": TODAY - timedelta(days=1), "signatures": (signature(THEM),)}, Standing.OVER, False),
        ({"ended_at": NOW}, Standing.OVER, False),
        ({"ended_at": NOW + timedelta(days=1)}, Standing.IN_FORCE, False),
        ({"ended_at": NOW + timedelta(days=1), "signatures": (signature(THEM),)}, Standing.OVER, False),
    ],
)
def test_where_it_stands_for_us(changed: dict[str, object], stands: Standing, signs: bool) -> None:
    agreement = replace(AGREED, **changed)  # type: ignore[arg-type]  # each by its own name
    assert standing(agreement, US, NOW) is stands
    assert may_sign(agreement, US, NOW) is signs
    assert not may_sign(agreement, THIRD, NOW)


def test_a_newer_version_is_proposed_once() -> None:
    newer = replace(AGREED, id=uuid4(), replaces_id=AGREED.id, version=2)
    assert may_renew(AGREED, [])
    assert not may_renew(AGREED, [newer])
    assert may_renew(AGREED, [replace(newer, signatures=(signature(US, gone=True),))])
    assert may_renew(AGREED, [replace(newer, replaces_id=uuid4())])
    assert not may_renew(replace(AGREED, ended_at=NOW), [])


def test_whoever_looks_after_it_is_reminded_a_month_before_its_end() -> None:
    assert not ends_soon(AGREED, NOW)
    for count, soon in ((30, True), (31, False)):
        assert ends_soon(replace(AGREED, until_on=TODAY + timedelta(days=count)), NOW) is soon


def test_what_we_may_do_with_whom_adds_up() -> None:
    narrow = replace(AGREED, id=uuid4(), verbs=frozenset({Verb.INFORM, Verb.HAND_OVER}),
                     kinds=frozenset({Kind.CHILD_PLACED}))  # fmt: skip
    assert allowed([AGREED, narrow], US, THEM, NOW) == {
        Verb.INFORM: frozenset(Kind), Verb.HAND_OVER: frozenset({Kind.CHILD_PLACED}),
    }  # fmt: skip
    assert allowed([AGREED, narrow], US, THIRD, NOW) == {}
    assert allowed([replace(AGREED, ended_at=NOW)], US, THEM, NOW) == {}
    wide = replace(AGREED, councils={**AGREED.councils, THIRD: "Third"})
    assert allowed([wide], US, THIRD, NOW) == {}, "they have not signed"
