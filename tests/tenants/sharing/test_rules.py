"""When a partner may be invited, and what can become of an invitation: tried as a machine of states."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from commonground.platform.access import Actor, Role
from commonground.platform.access.sharing import Shared, decide_shared, needs_second
from commonground.platform.calendar import LONDON
from commonground.platform.refusals import IncompleteError
from commonground.tenants.sharing.errors import InvitationOverError, OwnProposalError
from commonground.tenants.sharing.rules import (
    bases_under,
    check_invitation,
    check_reason,
    check_second,
    check_still,
    end_of,
    first_state,
    last_day,
    move,
    state_at,
)
from commonground.tenants.sharing.types import (
    DAYS,
    LONGEST_DAYS,
    POLICE_DAYS,
    Basis,
    InvitationInput,
    PartnerFacts,
    State,
    Verb,
)

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
TYPED = InvitationInput(
    organisation_id=uuid4(), person_id=uuid4(), purpose=" Plan ", basis=Basis.CA2004_S10, necessity="Needed", days=28
)
PLACE = PartnerFacts(police=False, close=False, restricted=False, closed=False, ended=False)


def fields(typed: InvitationInput, facts: PartnerFacts | None = PLACE) -> list[str]:
    with pytest.raises(IncompleteError) as refused:
        check_invitation(typed, facts, NOW)
    return [problem.field for problem in refused.value.problems]


def since(facts: PartnerFacts | None, *, person: UUID | None = TYPED.person_id, days: int = 28) -> str:
    """Why it can't be agreed to any more; empty where it can."""
    try:
        check_still(facts, person_id=person, proposed_at=NOW, until=end_of(NOW, days))
    except IncompleteError as refused:
        return " ".join(f"{problem.field}: {problem.sentence}" for problem in refused.problems)
    return ""


def test_what_became_of_it_since_it_was_proposed() -> None:
    group = replace(PLACE, police=True, close=True)
    assert since(PLACE) == since(group) == since(PLACE, person=None) == ""
    for gone in (None, replace(PLACE, ended=True), replace(PLACE, works_there=False)):
        assert since(gone).startswith("answer: The council works with them no more.")
    assert since(replace(PLACE, restricted=True)).startswith("answer: It is restricted to named people")
    assert since(replace(PLACE, closed=True)).startswith("answer: It is closed now.")
    for standing in (since(group, person=None), since(group, days=LONGEST_DAYS)):
        assert standing.startswith("answer: The police have no standing access")


def test_purpose_basis_necessity_partner_and_an_end() -> None:
    assert check_invitation(TYPED, PLACE, NOW).purpose == "Plan"
    assert fields(replace(TYPED, purpose=" ", basis=None, necessity="", days=0)) == [
        "purpose", "basis", "necessity", "days",
    ]  # fmt: skip
    assert fields(replace(TYPED, days=LONGEST_DAYS + 1)) == ["days"]
    assert fields(replace(TYPED, purpose="x" * 1_001, necessity="x" * 1_001)) == ["purpose", "necessity"]
    assert fields(TYPED, None) == ["partner"]


@pytest.mark.parametrize("what", ["restricted", "closed", "ended"])
def test_nobody_is_invited_to_what_is_closed_off_nor_by_way_of_who_has_gone(what: str) -> None:
    assert fields(TYPED, replace(PLACE, **{what: True})) == ["partner"]  # type: ignore[arg-type]  # one of its facts
    assert fields(TYPED, replace(PLACE, works_there=False)) == ["partner"]


@pytest.mark.parametrize("days", DAYS)
def test_police_and_a_peer_group(days: int) -> None:
    group = replace(PLACE, police=True, close=True)
    officer = replace(TYPED, days=days)
    if days <= POLICE_DAYS:
        assert check_invitation(officer, group, NOW).days == days
    else:
        assert fields(officer, group) == ["days"]
    assert "partner" in fields(replace(officer, person_id=None), group)
    assert check_invitation(replace(officer, person_id=None), replace(group, close=False), NOW).days == days
    assert check_invitation(replace(officer, person_id=None), replace(group, police=False), NOW).days == days


@pytest.mark.parametrize("days", DAYS)
def test_the_database_takes_the_longest_over_a_night_on_which_the_clock_changes(days: int) -> None:
    for hours in range(0, 366 * 24, 13):
        now = NOW + timedelta(hours=hours)
        lasts = end_of(now, days).astimezone(UTC) - now
        assert lasts <= timedelta(days=93, hours=1)
        assert days > POLICE_DAYS or lasts <= timedelta(days=29, hours=1)


def test_a_reason_is_a_reason() -> None:
    assert check_reason(" Done. ") == "Done."
    for wrong in ("", " ", "x" * 1_001):
        with pytest.raises(IncompleteError):
            check_reason(wrong)


ORGANISATION, PERSON, SPONSOR, SECOND = (uuid4() for _ in range(4))
PARTNER = Actor(roles=frozenset({Role.PARTNER}), staff_id=PERSON, organisation_id=ORGANISATION)


class Invitations(RuleBasedStateMachine):
    """One invitation after another, and a clock. Whatever is done in whatever order: what is over stays over, and what
    needs a second person was never open without one."""

    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.kept: dict[UUID, tuple[State, Shared]] = {}
        self.over: set[UUID] = set()

    @rule(target=made, names=st.booleans(), close=st.booleans(), flagged=st.booleans(), police=st.booleans(),
          days=st.sampled_from(DAYS), whole=st.booleans())  # fmt: skip
    def invite(self, names: bool, close: bool, flagged: bool, police: bool, days: int, whole: bool) -> UUID:
        which = uuid4()
        typed = replace(TYPED, person_id=None if whole else PERSON, names=names, days=days)
        try:
            check_invitation(typed, replace(PLACE, police=police, close=close), self.now)
        except IncompleteError:
            self.over.add(which)
            return which
        state = first_state(names=names, close=close, flagged=flagged)
        shared = Shared(
            organisation_id=ORGANISATION, person_id=typed.person_id, sponsor_id=SPONSOR, authorised_by=None,
            active=state is State.ACTIVE, since=self.now, until=end_of(self.now, days), names=names, police=police,
            close=close,
        )  # fmt: skip
        self.kept[which] = (state, shared)
        return which

    @rule(which=made, verb=st.sampled_from(Verb), who=st.sampled_from([SPONSOR, SECOND]))
    def do(self, which: UUID, verb: Verb, who: UUID) -> None:
        if which not in self.kept:
            return
        state, shared = self.kept[which]
        at = state_at(state, shared.until, self.now)
        try:
            if verb in (Verb.AUTHORISE, Verb.REFUSE):
                check_second(SPONSOR, who)
            after = move(at, verb)
        except OwnProposalError:
            assert who == SPONSOR
            return
        except InvitationOverError:
            assert (at, verb) not in {(State.PROPOSED, Verb.AUTHORISE), (State.ACTIVE, Verb.END)}
            return
        second = who if verb is Verb.AUTHORISE else shared.authorised_by
        self.kept[which] = (after, replace(shared, active=after is State.ACTIVE, authorised_by=second))
        if after is not State.ACTIVE:
            self.over.add(which)

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def what_is_open_may_be_open(self) -> None:
        for which, (state, shared) in self.kept.items():
            opens = bool(decide_shared(PARTNER, shared, self.now))
            at = state_at(state, shared.until, self.now)
            assert opens is (at is State.ACTIVE)
            if opens:
                assert which not in self.over
                assert self.now - shared.since <= timedelta(days=93)
                assert shared.authorised_by == SECOND or not needs_second(names=shared.names, close=shared.close)
                assert not (shared.police and shared.close and shared.person_id is None)
            elif at in (State.EXPIRED, State.ENDED, State.REFUSED, State.WITHDRAWN):
                self.over.add(which)


TestInvitations = Invitations.TestCase
TestInvitations.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize(
    ("powers", "own"),
    [
        (("ca2004_s10", "ca2004_s11", "cda1998_s17"), {Basis.CA2004_S10, Basis.CA2004_S11}),
        (("sswba2014_part7",), {Basis.SSWA2014_P7}),
        (("csa1995",), set()),
    ],
)
def test_a_body_shares_under_its_own_law_alone(powers: tuple[str, ...], own: set[Basis]) -> None:
    """What every public body has under the UK GDPR is there for all."""
    bases = bases_under(powers)
    assert bases == own | {Basis.PUBLIC_TASK, Basis.LEGAL_OBLIGATION}
    there = replace(PLACE, bases=bases)
    assert fields(replace(TYPED, basis=Basis.CA1989_S47), there) == ["basis"]


def test_the_last_day_is_the_one_before_the_end() -> None:
    """An end is the midnight after it: “until 5 December” is over when the 6th begins, in summer time too."""
    for now in (datetime(2026, 11, 28, 15, tzinfo=UTC), datetime(2026, 7, 1, 22, 59, tzinfo=UTC)):
        assert last_day(end_of(now, 7)) == (now + timedelta(days=7)).astimezone(LONDON).date()
