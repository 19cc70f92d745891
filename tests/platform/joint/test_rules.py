"""What may be done with a joint concern, and what a part must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from commonground.platform.joint.rules import (
    acts_of,
    attendance,
    check_part,
    guests_beside,
    others_beside,
    outcome_shows,
    read_by,
    shown_to,
    slots,
)
from commonground.platform.joint.types import (
    Concern,
    Guest,
    JointAct,
    JointKind,
    NewPart,
    Part,
    PartKind,
    PartState,
    Party,
    PartyState,
    StepLine,
)
from commonground.platform.refusals import IncompleteError

LEAD, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
CONCERN = Concern(
    id=UUID(int=9), reference="JC-0000-000", kind=JointKind.PLACE, title="A bus", harms=(), area=None, lead_id=LEAD,
    lead="Lead", made_at=NOW, closed_at=None, outcome=None, outcome_words="", lessons="", proposed_lead_id=None,
    proposed_by_id=None,
)  # fmt: skip  # one row


def party(council: UUID, state: PartyState = PartyState.JOINED, *, stands: bool = True) -> Party:
    return Party(
        concern_id=CONCERN.id, council_id=council, council="One", reference=CONCERN.reference, kind=CONCERN.kind,
        harms=(), area=None, state=state, invited_by="", coordinator="", keep_days=365, invited_at=NOW, joined_at=NOW,
        over_at=None, stands=stands,
    )  # fmt: skip  # one row


def part(council: UUID) -> Part:
    return Part(
        id=council, council_id=council, council="One", kind=PartKind.TEXT, words="Words", codes=(), seen_by=(),
        guests=(), guest="", about_id=None, due_on=None, doer_id=None, doer="", done_at=None, came_of="", by_name="",
        at=NOW,
        keep_until=date(2027, 1, 1), digest="", state=PartState.STANDS, over_at=None, over_words="",
    )  # fmt: skip  # one row


def test_the_lead_invites_and_closes_and_never_leaves() -> None:
    may = acts_of(CONCERN, party(LEAD))
    assert {JointAct.INVITE, JointAct.TAKE_BACK, JointAct.CLOSE} <= may
    assert JointAct.LEAVE not in may
    others = acts_of(CONCERN, party(OTHER))
    assert JointAct.LEAVE in others
    assert not others & {JointAct.INVITE, JointAct.CLOSE}


def test_whoever_is_asked_answers_and_does_nothing_else() -> None:
    assert acts_of(CONCERN, party(OTHER, PartyState.INVITED)) == {JointAct.ACCEPT, JointAct.DECLINE}
    for state in (PartyState.LEFT, PartyState.DECLINED, PartyState.TAKEN_BACK):
        assert acts_of(CONCERN, party(OTHER, state)) == frozenset()


def test_whoever_proposed_the_lead_does_not_take_it() -> None:
    proposed = replace(CONCERN, proposed_lead_id=OTHER, proposed_by_id=LEAD)
    assert JointAct.TAKE_LEAD in acts_of(proposed, party(OTHER))
    assert JointAct.TAKE_LEAD not in acts_of(proposed, party(LEAD))
    assert JointAct.REFUSE_LEAD in acts_of(proposed, party(LEAD))
    assert not acts_of(proposed, party(THIRD)) & {JointAct.TAKE_LEAD, JointAct.REFUSE_LEAD, JointAct.PROPOSE_LEAD}


def test_closed_or_stopped_one_can_leave_and_hand_on() -> None:
    closed = replace(CONCERN, closed_at=NOW)
    assert acts_of(closed, party(OTHER)) == {JointAct.HAND_ON, JointAct.LEAVE}
    assert acts_of(CONCERN, party(OTHER, stands=False)) == {JointAct.HAND_ON, JointAct.LEAVE}
    assert acts_of(closed, party(LEAD)) == {JointAct.HAND_ON, JointAct.LEAVE}


def test_a_lead_whose_agreement_is_over_hands_the_lead_on_or_closes() -> None:
    stopped = party(LEAD, stands=False)
    assert acts_of(CONCERN, stopped) == {JointAct.HAND_ON, JointAct.CLOSE, JointAct.PROPOSE_LEAD}
    proposed = replace(CONCERN, proposed_lead_id=OTHER, proposed_by_id=OTHER)
    assert {JointAct.TAKE_LEAD, JointAct.REFUSE_LEAD} <= acts_of(proposed, stopped)


def test_an_agreement_that_is_over_leaves_each_its_own() -> None:
    parties = [party(LEAD), party(OTHER, stands=False), party(THIRD)]
    parts = [part(LEAD), part(OTHER), part(THIRD)]
    assert [each.council_id for each in shown_to(parts, parties, LEAD)] == [LEAD, THIRD]
    assert [each.council_id for each in shown_to(parts, parties, OTHER)] == [OTHER]


def test_of_a_council_that_has_left_the_stubs_stay_with_whoever_is_still_in() -> None:
    parties = [party(LEAD), party(OTHER, PartyState.LEFT), party(THIRD, stands=False)]
    parts = [replace(part(OTHER), words="", state=PartState.LEFT), replace(part(OTHER), state=PartState.STANDS)]
    assert [each.state for each in shown_to(parts, parties, LEAD)] == [PartState.LEFT]
    assert shown_to(parts, parties, THIRD) == []


def test_what_a_council_may_not_show_without_a_reason_is_not_shown() -> None:
    parties = [party(LEAD), replace(party(OTHER), shows=False)]
    assert [each.council_id for each in shown_to([part(LEAD), part(OTHER)], parties, LEAD)] == [LEAD]
    assert [each.council_id for each in others_beside(parties, LEAD)] == [OTHER]


def test_whoever_is_stopped_knows_of_its_own_partners_lines_and_outcome_alone() -> None:
    parties = [party(LEAD), party(OTHER, stands=False), party(THIRD)]
    guests = [
        Guest(each, each, "One", "A partner", NOW, NOW + timedelta(days=days), None)
        for each, days in ((LEAD, 9), (OTHER, 9), (THIRD, 9), (THIRD, -1))
    ]
    for council, known in ((LEAD, [LEAD, THIRD]), (OTHER, [OTHER])):
        assert [each.council_id for each in guests_beside(guests, parties, council, NOW)] == known
    assert others_beside(parties, OTHER) == []
    lines = [StepLine(NOW, each, "One", "add", "", "Why", None) for each in (LEAD, OTHER)]
    assert [each.words for each in read_by(lines, parties, LEAD)] == ["Why", ""]
    assert [each.words for each in read_by(lines, parties, OTHER)] == ["Why", "Why"]
    assert [outcome_shows(CONCERN, parties, each) for each in (LEAD, OTHER, THIRD)] == [True, False, True]
    led = replace(CONCERN, lead_id=OTHER)
    assert [outcome_shows(led, parties, each) for each in (LEAD, OTHER, THIRD)] == [False, True, False]


@pytest.mark.parametrize(
    "wrong",
    [
        NewPart(PartKind.TEXT, "  "),
        NewPart(PartKind.HARM),
        NewPart(PartKind.HARM, codes=("ayesha",)),
        NewPart(PartKind.COUNT, codes=("band:ayesha",)),
        NewPart(PartKind.COUNT, codes=("age:13_15",)),
        NewPart(PartKind.COUNT, codes=("band:3_5", "slots:99")),
        NewPart(PartKind.ACTION, "Brief them"),
        NewPart(PartKind.TEXT, "Words", keep_days=4000),
    ],
)
def test_a_part_that_lacks_something_or_holds_more_than_codes_is_refused(wrong: NewPart) -> None:
    with pytest.raises(IncompleteError):
        check_part(wrong)


def test_a_count_is_bands_and_letters() -> None:
    right = NewPart(PartKind.COUNT, codes=("band:3_5", "age:13_15", "slots:4"))
    assert check_part(right) == right
    assert slots(4) == ("A", "B", "C", "D")


def test_attendance_is_agencies_and_a_number() -> None:
    assert attendance(["police", "vcs"], "5") == ("police", "vcs", "people:5")
    for agencies, people in (
        (["police"], "1"),
        (["PC Smith"], "5"),
        ([], "5"),
        (["police"], "many"),
        (["police"], "²"),
        (["police"], "٥"),
    ):
        with pytest.raises(IncompleteError):
            attendance(agencies, people)
