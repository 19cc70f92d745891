"""What a referral's rules are asked about: what was told, and the context that it stands on."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from commonground.tenants.allocation.proposing import facts_of
from commonground.tenants.intake.models import Report
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.on_context import ContextName

SHOP = ContextName(uuid4(), "CX-7K3F-29M", "Golden Spoon", "place", "takeaway", "LM4 2QT")


def told(venue: str | None = None, postcode: str = "") -> Report:
    return Report(venue=venue, postcode=postcode)


def row(kind: str | None) -> ReferralRow:
    return ReferralRow(subject_kind=kind, harms=["cce"])


def test_what_the_teller_left_empty_comes_from_the_context() -> None:
    facts = facts_of(row("place"), told(), SHOP)
    assert (facts.kind, facts.venue, facts.postcode, facts.harms) == (
        "place",
        "takeaway",
        "LM4 2QT",
        frozenset({"cce"}),
    )


def test_what_they_said_stays_but_the_kind_is_the_contexts() -> None:
    facts = facts_of(row("online"), told("park", "LM1 1AA"), SHOP)
    assert (facts.kind, facts.venue, facts.postcode) == ("place", "park", "LM1 1AA")


@pytest.mark.parametrize("said", [None, told()])
def test_without_a_context_nothing_is_added(said: Report | None) -> None:
    facts = facts_of(row("place"), said, None)
    assert (facts.kind, facts.venue, facts.postcode, facts.areas) == ("place", None, "", ())


def test_where_nothing_was_told_the_context_is_gone_by() -> None:
    facts = facts_of(row(None), None, replace(SHOP, kind="school", venue=None))
    assert (facts.kind, facts.venue, facts.postcode) == ("school", None, "LM4 2QT")
