"""Reference data: complete in both languages, short enough for its column, and clear when a code is wrong."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest

from commonground.platform import reference
from commonground.platform.reference import (
    CENSUS_FACTORS,
    CHILD_BANDS,
    ETHNIC_GROUPS,
    HARMS,
    KINDS,
    PUBLIC_HARMS,
    TABLES,
    VENUES,
    Entry,
    Table,
    UnknownCodeError,
    Words,
)

EVERY_ENTRY = [pytest.param(entry, id=f"{name}-{entry.code}") for name, table in TABLES.items() for entry in table]


@pytest.mark.parametrize("entry", EVERY_ENTRY)
def test_every_entry_speaks_both_languages(entry: Entry) -> None:
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", entry.code)
    for words in (entry.words, entry.short, entry.public):
        if words is not None:
            assert words.en == words.en.strip() != ""
            assert words.cy == words.cy.strip() != ""
            assert "'" not in words.en + words.cy, "apostrophes are typographic"


@pytest.mark.parametrize("entry", HARMS)
def test_a_harm_fits_the_trackers_column(entry: Entry) -> None:
    assert len(entry.short_label("en")) <= 26
    assert len(entry.short_label("cy")) <= 30


def test_harms_cover_the_list_of_the_field() -> None:
    for code in ("cse", "cce", "county_lines", "child_on_child", "harmful_sexual_behaviour", "radicalisation", "other"):
        assert code in HARMS
    assert len(HARMS) == 26


def test_no_harm_labels_a_person_or_says_it_was_chosen() -> None:
    for entry in HARMS:
        said = f"{entry.label()} {entry.short_label()} {entry.public_label()}".lower()
        assert not re.search(r"offender|choos|prostitut|nominal|gang member", said)
        assert "gang" not in (entry.short_label() + entry.public_label()).lower()


def test_the_public_is_asked_about_what_it_can_see() -> None:
    assert len(PUBLIC_HARMS) <= 14
    assert [entry.code for entry in PUBLIC_HARMS][-2:] == ["other", "not_sure"]
    assert "exploitation" not in " ".join(entry.public_label() for entry in PUBLIC_HARMS).lower()


def test_labels_by_table_and_language() -> None:
    assert reference.label("harm", "cce") == "Child criminal exploitation"
    assert HARMS.short_label("cce") == "Criminal exploitation"
    assert reference.label("harm", "cce", "cy") == "Camfanteisio’n droseddol ar blant"
    assert HARMS.public_label("bullying", "cy") == "Bwlio"
    assert CHILD_BANDS.label("3_5") == "3 to 5"


def test_a_wrong_code_is_refused_in_words() -> None:
    with pytest.raises(UnknownCodeError, match=r"“knife” is not a code of harms: cse, cce") as refusal:
        HARMS.label("knife")
    assert isinstance(refusal.value, KeyError)
    with pytest.raises(KeyError, match="no table of reference data"):
        reference.label("harms", "cse")


def test_a_table_with_a_doubled_code_does_not_load() -> None:
    twice = Entry(code="once", words=Words("Once", "Unwaith"))
    with pytest.raises(ValueError, match="stands twice"):
        Table("doubles", twice, twice)


def test_entries_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        HARMS["cse"].code = "other"  # type: ignore[misc]  # that it is refused is the point


def test_every_venue_belongs_to_a_kind_of_subject() -> None:
    assert {venue.kind for venue in VENUES} == set(KINDS.codes)
    assert [venue.code for venue in reference.venues_of("school")] == ["school", "college", "alternative_provision"]


def test_bands_follow_one_another_without_a_gap() -> None:
    for name in ("child_band", "group_size", "age_band"):
        bands = [band for band in TABLES[name] if isinstance(band, reference.Band) and band.low is not None]
        for earlier, later in itertools.pairwise(bands):
            assert earlier.high is not None
            assert later.low == earlier.high + 1
        assert bands[-1].high is None


def test_ethnic_groups_map_outward() -> None:
    assert len([group for group in ETHNIC_GROUPS if group.family != "unknown"]) == 19
    assert ETHNIC_GROUPS["arab"].dfe == "OOTH"
    assert ETHNIC_GROUPS["roma"].police == "W3"


def test_census_factors_name_harms_that_exist() -> None:
    assert all(code in HARMS for code in CENSUS_FACTORS)


def test_all_welsh_is_marked_as_a_draft() -> None:
    assert len(list(reference.welsh_unreviewed())) == sum(len(table) for table in TABLES.values())
