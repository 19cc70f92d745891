"""Every kind of subject has a playbook, each whole, and none of them blames a child or names a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from commonground.platform.reference import AGENCIES, HARMS, KINDS, VENUES, Venue
from commonground.platform.reference.playbooks import ALWAYS, PLAYBOOKS, Playbook, for_harms, for_setting

SETTINGS = [each for each in PLAYBOOKS.values() if each.is_setting]
ADDED = [each for each in PLAYBOOKS.values() if not each.is_setting]
_BLAMING = re.compile(
    r"\b(prostitut\w*|promiscu\w*|streetwise|offender|perpetrator|nominal|hotspot|recruit her|risky)\b",
    re.IGNORECASE,
)
_QUOTED_AS_WRONG = "Do not "


def lines_of(playbook: Playbook) -> Iterator[str]:
    words = playbook.words
    yield from (line for step in words.steps for line in (step.do, step.why))
    yield from (*words.say, *words.record, *words.escalate, *words.avoid)


@pytest.mark.parametrize("venue", VENUES, ids=lambda venue: venue.code)
def test_each_kind_of_place_has_exactly_one(venue: Venue) -> None:
    found = for_setting(venue.kind, venue.code)
    assert [each.code for each in SETTINGS if venue.code in each.venues] == [found.code]
    assert found.kind == venue.kind


def test_a_subject_of_an_unknown_venue_has_the_general_one_of_its_kind() -> None:
    for kind in KINDS.codes:
        assert for_setting(kind, None).kind == kind
        assert for_setting(kind, "demolished").code == for_setting(kind, None).code
    assert for_setting("place", None).code == "place"
    assert for_setting("place", "takeaway").question == "What do I do about a shop?"


def test_a_harm_adds_its_own_once() -> None:
    assert [each.code for each in for_harms(("cce", "county_lines", "other", "weapons"))] == [
        "criminal_exploitation",
        "violence",
    ]
    assert for_harms(()) == ()
    counted = Counter(harm for each in ADDED for harm in each.harms)
    assert set(counted) <= set(HARMS.codes)
    assert set(counted.values()) == {1}
    assert set(HARMS.codes) - set(counted) == {"asb_exposed", "other", "not_sure"}


@pytest.mark.parametrize("playbook", PLAYBOOKS.values(), ids=lambda each: each.code)
def test_each_is_whole_short_and_sober(playbook: Playbook) -> None:
    words = playbook.words
    assert len(words.steps) == (5 if playbook.is_setting else 3)
    assert all((words.say, words.record, words.escalate, words.avoid, playbook.ring))
    assert set(playbook.ring) <= set(AGENCIES.codes)
    for line in lines_of(playbook):
        assert line == line.strip()
        assert 8 <= len(line) <= 130, line
        assert "'" not in line, f"a typed apostrophe: {line}"
        if not line.startswith(_QUOTED_AS_WRONG):
            assert not _BLAMING.search(line), line
    assert all(not line.endswith(".") for line in (*words.record, *words.escalate, *words.avoid))
    assert all(line.endswith((".", "?")) for line in words.say)


def test_whoever_is_in_danger_now_comes_before_everything() -> None:
    assert "999" in ALWAYS
