"""Responsibility passes to nobody without the duty, and every nation has powers of its own."""

from __future__ import annotations

import pytest

from commonground.platform.councils.powers import (
    PROTECTING,
    NoDutyError,
    check_may_take_responsibility,
    has_duty,
    is_unreviewed,
    powers_in,
)
from commonground.platform.councils.types import KIND_FACTS, CouncilKind, LegalPower, Nation, default_powers

_WITHOUT = {CouncilKind.DISTRICT, CouncilKind.REGIONAL_BODY}
_PLACES = [(kind, nation) for kind, facts in KIND_FACTS.items() for nation in sorted(facts.nations)]


@pytest.mark.parametrize(("kind", "nation"), _PLACES)
def test_responsibility_passes_to_no_body_without_the_duty(kind: CouncilKind, nation: Nation) -> None:
    powers = default_powers(kind, nation)
    assert has_duty(powers) is (kind not in _WITHOUT)
    if kind in _WITHOUT:
        with pytest.raises(NoDutyError, match="has no duty to protect children"):
            check_may_take_responsibility("Eastshire", powers)
    else:
        check_may_take_responsibility("Eastshire", powers)


@pytest.mark.parametrize("power", sorted(set(LegalPower) - PROTECTING))
def test_no_other_power_gives_it(power: LegalPower) -> None:
    assert not has_duty([power])
    assert not has_duty([power, "nobody knows this"])


@pytest.mark.parametrize(("kind", "nation"), _PLACES)
def test_what_a_kind_usually_has_is_offered_in_its_nation(kind: CouncilKind, nation: Nation) -> None:
    assert default_powers(kind, nation) <= set(powers_in(nation))


def test_scottish_and_northern_irish_texts_are_marked() -> None:
    assert [nation for nation in Nation if is_unreviewed(nation)] == [Nation.SCOTLAND, Nation.NORTHERN_IRELAND]
