"""Words that are only like ours: nothing is decided by them that somebody still waits for, and nothing of them is
lost."""

from __future__ import annotations

from datetime import date

import pytest

from commonground.tenants.tracker_import.becoming import other_cells
from commonground.tenants.tracker_import.columns import Field, suggest
from commonground.tenants.tracker_import.entries import Entry, RowReader
from commonground.tenants.tracker_import.remarks import FedBack, Weight
from commonground.tenants.tracker_import.words import UNDECIDED, Meaning, lexicons

TODAY = date(2026, 11, 29)
USUAL = {
    "Date rec'd": "02/03/2026", "Location": "Alder Park", "Type": "park", "Source": "school", "Harm type": "CCE",
    "Decision": "NFA", "Date decision": "", "Fed back Y/N": "",
}  # fmt: skip  # one row


def _entry(**cells: str) -> Entry:
    said = USUAL | {name.replace("_", " "): words for name, words in cells.items()}
    return RowReader(suggest(tuple(said)), lexicons(), TODAY).entry(1, tuple(said.values()))


def _said(entry: Entry) -> str:
    return " ".join(remark.sentence for remark in entry.remarks)


@pytest.mark.parametrize(
    "words",
    ["Awaiting panel", "Not for panel", "Pending assessment", "no assessment needed yet", "Not yet allocated",
     "On hold pending advice", "Awaiting advice from licensing", "Ongoing with housing", "Awaiting strategy discussion",
     "panel?", "to be referred to housing"],
)  # fmt: skip  # one list
def test_what_somebody_waits_for_is_open_and_looked_at(words: str) -> None:
    entry = _entry(Decision=words)
    assert entry.decision == UNDECIDED
    assert f"“{words}” is taken as “not decided yet”" in _said(entry)
    assert not entry.stopped


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("No further action, family moved", "advice"),
        ("taken to panel 3/4", "panel"),
        ("Linked to existing context CX1", "added_to_context"),
    ],
)
def test_what_is_only_like_a_decision_is_looked_at(words: str, code: str) -> None:
    entry = _entry(Decision=words)
    assert entry.decision == code
    assert f"“{words}” is taken as “" in _said(entry)
    assert _said(_entry(Decision="taken to panel")) == "", "known as it stands"


@pytest.mark.parametrize("words", ["no CSE", "not gang related", "ruled out: county lines", "gang denied"])
def test_a_harm_that_is_denied_is_none(words: str) -> None:
    entry = _entry(Harm_type=f"CCE, {words}")
    assert entry.harms == ("cce",)
    assert f"“{words}” is taken as saying that it is not so" in _said(entry)


def test_a_source_that_is_denied_has_to_be_said() -> None:
    entry = _entry(Source="not police")
    assert (entry.source, entry.stopped) == (None, True)


@pytest.mark.parametrize(
    ("cell", "words", "kept"),
    [("Fed_back_Y/N", "Yes - rang Mrs Lane 6/3, wants a call", "Fed back: Yes - rang Mrs Lane 6/3, wants a call"),
     ("Fed_back_Y/N", "Emailed DSL 7/3", "Fed back: Emailed DSL 7/3"),
     ("Harm_type", "CCE (older boyfriend Tom)", "Harm: CCE (older boyfriend Tom)"),
     ("Type", "park, by the gate", "Type: park, by the gate"),
     ("Date_decision", "after panel on 5th", "Day of decision: after panel on 5th"),
     ("Date_rec'd", "early September 25", "Came: early September 25")],
)  # fmt: skip  # one cell to a line or two
def test_what_a_cell_says_beyond_its_code_is_kept(cell: str, words: str, kept: str) -> None:
    assert kept in other_cells(_entry(**{cell: words}))


def test_a_whole_day_is_kept_once() -> None:
    assert not [line for line in other_cells(_entry()) if line.startswith("Came")]
    assert _entry(**{"Fed_back_Y/N": "Emailed DSL"}).fed_back is FedBack.UNKNOWN


def test_what_came_tomorrow_is_a_slip_of_the_pen() -> None:
    entry = _entry(**{"Date_rec'd": "03/03/2027"})
    assert (entry.received, entry.stopped) == (None, True)
    assert "“03/03/2027” is still to come" in _said(entry)


def test_what_was_decided_tomorrow_has_no_day() -> None:
    entry = _entry(Date_decision="05/03/2027")
    assert (entry.decided, entry.decision, entry.stopped) == (None, "advice", False)
    assert [remark.weight for remark in entry.remarks] == [Weight.LOOK]


def test_days_that_can_not_be_so_are_said() -> None:
    assert "The day it came is taken for both" in _said(_entry(Date_decision="01/03/2026"))
    assert "it is taken as open" in _said(_entry(Decision="", Date_decision="05/03/2026"))


@pytest.mark.parametrize("words", ["Closed", "closed", "Logged", "noted", "For info"])
def test_how_a_row_stands_is_no_decision_and_is_asked_about(words: str) -> None:
    entry = _entry(Decision=words)
    assert (entry.decision, entry.stopped) == (UNDECIDED, True)
    assert [remark.unknown for remark in entry.remarks] == [("decision", words.casefold())]


@pytest.mark.parametrize("words", ["Allocated", "lead allocated"])
def test_what_is_allocated_is_still_open(words: str) -> None:
    assert _entry(Decision=words).decision == UNDECIDED


@pytest.mark.parametrize(
    ("words", "code"), [("Exploitation", "cce"), ("Online", "online_grooming"), ("theft", "robbery")]
)
def test_a_broad_harm_is_taken_and_looked_at(words: str, code: str) -> None:
    entry = _entry(Harm_type=words)
    assert entry.harms == (code,)
    assert f"“{words}” is taken as “" in _said(entry)
    assert not entry.stopped
    assert _said(_entry(Harm_type="CCE, county lines")) == "", "known as they stand"


def test_a_broad_harm_that_a_council_chose_is_sure() -> None:
    assert lexicons({"harm": {"online": "online_images"}})["harm"].meaning("Online") == Meaning("online_images", True)


@pytest.mark.parametrize("heading", ["Status", "Next steps", "Actions", "Action taken", "STATUS (open / closed)"])
def test_a_status_is_a_decision_only_where_nothing_better_is_there(heading: str) -> None:
    (alone,) = suggest((heading,))
    assert (alone.field, alone.sure) == (Field.DECISION, False)
    beside, better = suggest((heading, "Outcome"))
    assert (beside.field, beside.sure) == (Field.COMMENTS, False)
    assert (better.field, better.sure) == (Field.DECISION, True)


@pytest.mark.parametrize("words", ["Jayden Smith", "Smith, Jayden", "Jayden", "Jayden Smith 2", "n/k", "JAYDEN 14"])
def test_what_may_be_a_name_is_no_reference_and_is_held_back(words: str) -> None:
    entry = _entry(Ref=words, Comments="chase")
    assert (entry.reference, entry.comments) == ("", f"chase\nReference: {words}")
    assert f"“{words}” may be a name" in _said(entry)
    assert not entry.stopped


@pytest.mark.parametrize("words", ["LM/001", "CS 25 061", "CS-LM-7", "Ref 12", "17", "CIN 4411", "LS/2024/17"])
def test_a_reference_stays_one(words: str) -> None:
    entry = _entry(Ref=words)
    assert (entry.reference, entry.comments, _said(entry)) == (words, "", "")


@pytest.mark.parametrize("words", ["N/A", "n/a", "NA", "n/k", "None", "Not applicable"])
def test_a_cell_that_says_no_harm_is_one_answer_and_not_two_letters(words: str) -> None:
    assert [(said, found and found.code) for said, found in lexicons()["harm"].meanings(words)] == [(words, "not_sure")]
