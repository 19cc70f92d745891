"""Whom a council's rules propose: in their order, the closest where none fits whole, and never where work would lie."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.access import Role
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.refusals import IncompleteError
from commonground.tenants.allocation.noted import line, why_problem
from commonground.tenants.allocation.proposing import leads_it
from commonground.tenants.allocation.rules import check_rule, kept, lies_in, met, propose, read, read_shown, sent
from commonground.tenants.allocation.types import MOST_RULES, Facts, LeadsIt, Load, Part, Proposed, Rule, Rules, Shown
from commonground.tenants.contexts.colleagues import Colleague, Place, PlaceKey, TeamName
from commonground.tenants.referrals.on_context import ContextName

SOUTH, NORTH = TeamName(uuid4(), "South locality", "locality"), TeamName(uuid4(), "North locality", "locality")
CONTEXT = new_reference(ReferenceKind.CONTEXT)
TAKEAWAY = Facts(kind="place", venue="takeaway", harms=frozenset({"cce"}), postcode="LM4 2QT", areas=("Larkmere", ""))


def colleague(name: str, *teams: TeamName, away: bool = False) -> Colleague:
    gone = date(2026, 12, 1) if away else None
    return Colleague(uuid4(), name, frozenset({Role.PRACTITIONER}), teams, gone)


ALED, BEA, CAI = colleague("Aled", SOUTH), colleague("Bea", SOUTH), colleague("Cai", SOUTH, away=True)
PLACES = [Place(NORTH, None), Place(SOUTH, None), *(Place(SOUTH, each) for each in (ALED, BEA, CAI))]


def test_the_first_that_fits_whole_is_proposed_in_the_councils_order() -> None:
    rules = Rules(4, (Rule(team_id=NORTH.id, venues=("park",)), Rule(team_id=SOUTH.id, venues=("takeaway",)),
                      Rule(team_id=NORTH.id, harms=("cce",))))  # fmt: skip  # three rules
    found = propose(rules, TAKEAWAY, PLACES)
    assert found is not None
    assert (found.place.team, found.number, found.whole, found.met) == (SOUTH, 2, True, (Part.VENUE,))


def test_the_closest_is_proposed_where_none_fits_whole_and_the_earlier_of_two() -> None:
    far = Rule(team_id=NORTH.id, venues=("park",), harms=("missing",))
    near = Rule(team_id=SOUTH.id, venues=("takeaway",), harms=("missing",))
    found = propose(Rules(1, (far, near, near)), TAKEAWAY, PLACES)
    assert found is not None
    assert (found.number, found.whole, found.met) == (2, False, (Part.VENUE,))
    assert propose(Rules(1, (far,)), TAKEAWAY, PLACES) is None


def test_that_a_team_has_room_is_no_reason_by_itself() -> None:
    assert propose(Rules(1, (Rule(team_id=SOUTH.id, venues=("park",), under=5),)), TAKEAWAY, PLACES) is None


def test_a_team_that_is_full_is_passed_over() -> None:
    rules = Rules(1, (Rule(team_id=SOUTH.id, under=5), Rule(team_id=NORTH.id)))
    assert (propose(rules, TAKEAWAY, PLACES, Load({SOUTH.id: 4})) or rules).place.team == SOUTH  # type: ignore[union-attr]  # there is one
    assert (propose(rules, TAKEAWAY, PLACES, Load({SOUTH.id: 5})) or rules).place.team == NORTH  # type: ignore[union-attr]  # there is one


def test_a_team_in_which_nobody_could_go_on_with_it_is_never_proposed() -> None:
    rules = Rules(1, (Rule(team_id=uuid4()), Rule(team_id=NORTH.id, person=True), Rule(team_id=SOUTH.id)))
    found = propose(rules, TAKEAWAY, PLACES[1:])
    assert found is not None
    assert found.number == 3
    assert propose(rules, TAKEAWAY, ()) is None


def test_whoever_has_the_least_open_and_is_not_away_is_proposed_by_name_where_two_have_as_little() -> None:
    rules = Rules(1, (Rule(team_id=SOUTH.id, person=True),))
    assert propose(rules, TAKEAWAY, PLACES).place.person == ALED  # type: ignore[union-attr]  # there is one
    busy = propose(rules, TAKEAWAY, PLACES, Load({}, {ALED.id: 3, BEA.id: 2}))
    assert busy is not None
    assert (busy.place.person, busy.open_there) == (BEA, 2)


def test_where_nobody_is_there_the_team_is_proposed_unless_it_must_be_somebody() -> None:
    rules = Rules(1, (Rule(team_id=NORTH.id, person=True), Rule(team_id=SOUTH.id)))
    assert propose(rules, TAKEAWAY, PLACES).place == Place(NORTH, None)  # type: ignore[union-attr]  # there is one
    assert propose(rules, TAKEAWAY, PLACES, person=True).place == Place(SOUTH, ALED)  # type: ignore[union-attr]  # there is one


CODES = st.lists(st.sampled_from(["takeaway", "park", "street"]), max_size=2, unique=True).map(tuple)
HARMS_ = st.lists(st.sampled_from(["cce", "cse", "missing"]), max_size=2, unique=True).map(tuple)
RULES = st.builds(
    Rule, team_id=st.sampled_from([SOUTH.id, NORTH.id, uuid4()]), venues=CODES, harms=HARMS_,
    areas=st.sampled_from([(), ("LM4",), ("Hallowdene",)]), under=st.sampled_from([None, 5, 10]), person=st.booleans(),
)  # fmt: skip  # a rule of every sort
LOADS = st.builds(Load, st.dictionaries(st.sampled_from([SOUTH.id, NORTH.id]), st.integers(0, 20)),
                  st.dictionaries(st.sampled_from([ALED.id, BEA.id]), st.integers(0, 9)))  # fmt: skip  # two maps


@given(st.lists(RULES, max_size=6).map(tuple), LOADS, st.booleans())
def test_what_is_proposed_is_always_where_it_can_go_and_the_best_there_is(
    rules: tuple[Rule, ...], load: Load, person: bool
) -> None:
    found = propose(Rules(1, rules), TAKEAWAY, PLACES, load, person=person)
    able = [each for each in rules if each.team_id in {SOUTH.id} | ({NORTH.id} - ({NORTH.id} if person else set()))]
    fits = [each for each in able if met(each, TAKEAWAY, load) == each.asks]
    if found is None:
        assert not fits
        return
    assert found.place in PLACES
    assert found.place.team.id == found.rule.team_id == rules[found.number - 1].team_id
    assert (found.place.person is not None) or not person
    assert found.whole is bool(fits)
    if fits:
        assert found.rule == fits[0]
    else:
        assert len(found.met) == max(
            len(met(each, TAKEAWAY, load)) for each in able if set(met(each, TAKEAWAY, load)) - {Part.LOAD}
        )
    assert found.place.person is None or found.place.person.away_until is None


@given(st.lists(RULES, max_size=6).map(tuple), LOADS)
def test_a_rule_put_behind_one_that_fits_changes_nothing(rules: tuple[Rule, ...], load: Load) -> None:
    first = propose(Rules(1, rules), TAKEAWAY, PLACES, load)
    if first is not None and first.whole:
        assert propose(Rules(1, (*rules, Rule(team_id=NORTH.id))), TAKEAWAY, PLACES, load) == first


@given(st.lists(RULES, max_size=6).map(tuple))
def test_rules_come_back_from_the_database_as_they_were(rules: tuple[Rule, ...]) -> None:
    assert read(3, kept(rules)) == Rules(3, rules)


@pytest.mark.parametrize(
    ("area", "lies"),
    [("LM4", True), ("lm4", True), ("LM4 2", True), ("LM4 2QT", True), ("LM42", False), ("LM4 3", False),
     ("LM", True), ("L", False),
     ("LM42QT", True),
     ("Larkmere Council", True), ("London Borough of Larkmere", True), ("Hallowdene", False), ("", False)],
)  # fmt: skip  # one to a line would be long
def test_an_area_is_a_beginning_of_a_postcode_or_a_name(area: str, lies: bool) -> None:
    assert lies_in(area, TAKEAWAY) is lies


@pytest.mark.parametrize(
    ("area", "postcode", "lies"),
    [("SW1", "SW1A 1AA", True), ("SW1A", "SW1A 1AA", True), ("SW", "SW1A 1AA", True), ("EC1", "EC1A 1BB", True),
     ("W1", "W1D 3AF", True), ("W", "W1D 3AF", True), ("S", "SW1A 1AA", False), ("LM4", "LM41 2AB", False)],
)  # fmt: skip  # one to a line would be long
def test_a_district_holds_its_parts(area: str, postcode: str, lies: bool) -> None:
    assert lies_in(area, Facts(kind="place", postcode=postcode)) is lies


def test_where_no_postcode_is_known_it_lies_nowhere() -> None:
    assert not lies_in("LM4", Facts(kind="place"))
    assert met(Rule(team_id=SOUTH.id, venues=("takeaway",), areas=("LM4",)), Facts()) == ()


@pytest.mark.parametrize(
    ("rule", "field"),
    [(Rule(team_id=uuid4()), "team"), (Rule(team_id=SOUTH.id, venues=("x",)), "venues"),
     (Rule(team_id=SOUTH.id, harms=("x",)), "harms"), (Rule(team_id=SOUTH.id, kinds=("x",)), "kinds"),
     (Rule(team_id=SOUTH.id, under=6), "under"), (Rule(team_id=SOUTH.id, areas=("!!",)), "areas"),
     (Rule(team_id=SOUTH.id, areas=("a" * 61,)), "areas")],
)  # fmt: skip  # one rule to a pair
def test_what_no_rule_may_be_is_said_beside_its_question(rule: Rule, field: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        check_rule(rule, 1, [SOUTH.id])
    assert [each.field for each in refused.value.problems] == [field]


def test_a_council_keeps_to_so_many_rules() -> None:
    check_rule(Rule(team_id=SOUTH.id), MOST_RULES, [SOUTH.id])
    with pytest.raises(IncompleteError):
        check_rule(Rule(team_id=SOUTH.id), MOST_RULES + 1, [SOUTH.id])


def test_what_a_form_brings_back_is_a_proposal_or_nothing() -> None:
    found = propose(Rules(7, (Rule(team_id=SOUTH.id),)), TAKEAWAY, PLACES)
    assert read_shown(sent(found)) == Shown(7, 1, PlaceKey(SOUTH.id))
    assert sent(None) == ""
    for typed in ("", "7.1", f"7.x.{SOUTH.id}", f"-7.1.{SOUTH.id}", "7.1.nobody", f"7.1.{SOUTH.id}.x"):
        assert read_shown(typed) is None


PROPOSED = Proposed(Shown(7, 2, PlaceKey(SOUTH.id)), "South locality")


def test_the_history_says_what_was_proposed_what_was_chosen_and_why_another() -> None:
    begin = "\nProposed by rule 2 (version 7): South locality."
    assert line(PROPOSED, PlaceKey(SOUTH.id), "South locality") == f"{begin} So it was chosen."
    assert (
        line(PROPOSED, PlaceKey(NORTH.id), "North locality", " Closer. ")
        == f"{begin} Chosen: North locality. Why: Closer."
    )
    assert line(PROPOSED, None, "") == f"{begin} Nobody was chosen yet."
    assert line(None, PlaceKey(NORTH.id), "North locality", "Closer") == ""


def test_whoever_leads_the_context_is_proposed_before_any_rule_unless_they_cannot_take_it() -> None:
    dee = colleague("Dee", SOUTH, NORTH)
    places = [*PLACES, Place(NORTH, dee), Place(SOUTH, dee)]

    def context(lead: Colleague) -> ContextName:
        return ContextName(uuid4(), CONTEXT, "Golden Spoon", "place", None, "", SOUTH.id, lead.id)

    assert leads_it(context(dee), places) == LeadsIt(Place(SOUTH, dee), CONTEXT, "Golden Spoon"), "in its own team"
    assert leads_it(context(dee), [Place(NORTH, dee)]) == LeadsIt(Place(NORTH, dee), CONTEXT, "Golden Spoon")
    assert leads_it(context(CAI), places) is None, "away"
    assert leads_it(context(colleague("Gone")), places) is None
    nobody = ContextName(uuid4(), CONTEXT, "Golden Spoon", "place", None, "", SOUTH.id, None)
    assert leads_it(nobody, places) is None


def test_a_lead_is_brought_back_with_the_context_that_they_lead() -> None:
    found = LeadsIt(Place(SOUTH, BEA), CONTEXT, "Golden Spoon")
    assert read_shown(sent(found)) == Shown(0, 0, PlaceKey(SOUTH.id, BEA.id), CONTEXT)
    for typed in (f"{CONTEXT}.{SOUTH.id}", f"{CONTEXT}.", CONTEXT, f"CR-7K3F-29M.{SOUTH.id}.{BEA.id}"):
        assert read_shown(typed) is None


def test_nobody_is_asked_why_it_goes_to_whoever_leads_the_context() -> None:
    assert why_problem(PROPOSED, NORTH.id, "", leads=True) is None
    said = line(PROPOSED, PlaceKey(NORTH.id, BEA.id), "Bea, North locality", leads=True)
    assert said.endswith("Chosen: Bea, North locality, who leads the context.")
    shown = Shown(0, 0, PlaceKey(SOUTH.id, BEA.id), CONTEXT)
    led = Proposed(shown, "Bea, South locality")
    assert (
        line(led, shown.place, led.name) == "\nProposed as the context’s lead: Bea, South locality. So it was chosen."
    )
    assert why_problem(led, NORTH.id, "") is not None


@pytest.mark.parametrize(
    ("team", "why", "asked"),
    [(SOUTH.id, "", False), (None, "", False), (NORTH.id, " ", True), (NORTH.id, "Closer", False),
     (NORTH.id, "a" * 1_001, True)],
)  # fmt: skip  # one case to a pair
def test_another_team_is_a_choice_with_a_reason(team: UUID | None, why: str, asked: bool) -> None:
    assert (why_problem(PROPOSED, team, why) is not None) is asked
    assert why_problem(None, team, why) is None
