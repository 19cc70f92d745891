"""How an absence reads where people are listed, and where work is given to somebody."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from commonground.platform.access import Role
from commonground.platform.cover.rules import Days
from commonground.platform.cover.service import Absence
from commonground.tenants.contexts.colleagues import Colleague, Place, TeamName
from commonground.ui.away.words import away_words, by_person
from commonground.ui.referrals.forms import place_choices

FIRST, LAST = date(2026, 11, 27), date(2026, 12, 3)
PRIYA, DAYO = uuid4(), uuid4()
ABSENCE = Absence(uuid4(), uuid4(), Days(FIRST, LAST), {PRIYA: "Priya Raman", DAYO: "Dayo Okoro"})
NORTH = TeamName(uuid4(), "North", "locality")


def test_one_that_runs_says_until_when_and_one_to_come_from_when() -> None:
    covered = "covered by Priya Raman, Dayo Okoro"
    assert away_words(ABSENCE, LAST) == f"Away until 3 December 2026; {covered}"
    assert away_words(ABSENCE, date(2026, 11, 26)) == f"Away from 27 November 2026 to 3 December 2026; {covered}"
    alone = Absence(uuid4(), ABSENCE.staff_id, Days(FIRST, LAST), {})
    assert by_person([alone], FIRST) == {ABSENCE.staff_id: ["Away until 3 December 2026; nobody covers"]}


def test_where_work_is_given_to_somebody_it_says_that_they_are_away() -> None:
    wren = Colleague(uuid4(), "Wren", frozenset({Role.PRACTITIONER}), (NORTH,), LAST)
    here = Colleague(uuid4(), "Ash", frozenset({Role.PRACTITIONER}), (NORTH,))
    said = [str(choice.label) for choice in place_choices([Place(NORTH, None), Place(NORTH, wren), Place(NORTH, here)])]
    assert said == ["North, nobody yet", "Wren, North, away until 3 December 2026", "Ash, North"]
