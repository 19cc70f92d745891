"""What kind of place a name speaks of."""

from __future__ import annotations

import pytest

from commonground.platform.reference import VENUES
from commonground.tenants.contexts.venues import _PHRASES, venue_in


@pytest.mark.parametrize(
    ("name", "venue"),
    [
        ("Peri Palace takeaway", "takeaway"),
        ("Takeaway on Mill Lane, back yard", "takeaway"),
        ("Chicken shop by the park", "takeaway"),
        ("Yard behind the shops", "shop"),
        ("Elm Park bandstand", "park"),
        ("Car park behind the shops", "car_park"),
        ("Bus stop outside the station", "transport_stop"),
        ("The youth club on Park Road", "youth_venue"),
        ("Siopau", "shop"),
        ("3 Park Road", None),
        ("Station Parade", None),
        ("The police station steps", None),
        ("Brook Lane School", None),
        ("Shopping", None),
        ("", None),
    ],
)
def test_it_is_what_is_named_first(name: str, venue: str | None) -> None:
    assert venue_in(name) == venue


def test_every_kind_is_one_of_a_place() -> None:
    assert {VENUES[venue].kind for venue in _PHRASES.values() if venue} == {"place"}
