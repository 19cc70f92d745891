"""What a body's legal powers allow it to do. Asked wherever responsibility for a child or a context is to pass to it.

A message moves no responsibility (domain notes, 0.7), and to a body without the duty nothing moves it at all: a
district or a violence reduction unit works beside the council that has children's social care, never in its place."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from commonground.platform.councils.types import (
    KIND_FACTS,
    LEGAL_POWER_LABELS,
    CouncilKind,
    CouncilRefusedError,
    LegalPower,
    Nation,
)
from commonground.platform.refusals import RefusedError

PROTECTING: Final = frozenset(
    {
        LegalPower.CHILDREN_ACT_1989_S47,
        LegalPower.CHILDREN_SCOTLAND_ACT_1995,
        LegalPower.CHILDREN_NI_ORDER_1995,
    }
)
"""The duty to enquire and to act where a child may suffer harm, by nation. One of them makes a body responsible."""
WITHOUT_DUTY: Final = frozenset({CouncilKind.DISTRICT, CouncilKind.REGIONAL_BODY})
"""Bodies without children's social care (domain notes, 0.6): the duty is another's, whatever they name."""
UNREVIEWED: Final = frozenset({Nation.SCOTLAND, Nation.NORTHERN_IRELAND})
"""Nations whose legal texts here nobody who knows their law has read yet. Each page that shows such a text says so."""
_OF_NATION: Final = {
    Nation.ENGLAND: frozenset(LegalPower)
    - {
        LegalPower.SSWBA_2014_PART_7,
        LegalPower.CHILDREN_SCOTLAND_ACT_1995,
        LegalPower.CHILDREN_NI_ORDER_1995,
    },
    Nation.WALES: frozenset(LegalPower) - {LegalPower.CHILDREN_SCOTLAND_ACT_1995, LegalPower.CHILDREN_NI_ORDER_1995},
    Nation.SCOTLAND: frozenset({LegalPower.CHILDREN_SCOTLAND_ACT_1995}),
    Nation.NORTHERN_IRELAND: frozenset({LegalPower.CHILDREN_NI_ORDER_1995}),
}


class NoDutyError(RefusedError):
    """Responsibility was to pass to a body that has no duty towards the child."""


def powers_in(nation: Nation) -> tuple[LegalPower, ...]:
    """What a body of this nation can act under, in the order of the acts."""
    return tuple(power for power in LegalPower if power in _OF_NATION[nation])


def check_powers(kind: CouncilKind, nation: Nation, powers: Collection[str]) -> None:
    """Raises `CouncilRefusedError` for the law of another nation, and for a duty that no body of this kind has."""
    known = {power.value for power in powers_in(nation)}
    if foreign := sorted(set(powers) - known):
        said = ", ".join(LEGAL_POWER_LABELS[LegalPower(code)] for code in foreign if code in set(LegalPower))
        where = nation.replace("_", " ").title()
        raise CouncilRefusedError("powers", f"Not law in {where}: {said or 'unknown powers'}.")
    if kind in WITHOUT_DUTY and has_duty(powers):
        duty = ", ".join(LEGAL_POWER_LABELS[power] for power in powers_in(nation) if power in PROTECTING & set(powers))
        words = f"“{KIND_FACTS[kind].label}” has no children’s social care. Leave out: {duty}."
        raise CouncilRefusedError("powers", words)


def has_duty(powers: Collection[str]) -> bool:
    """Whether a body with these powers may be responsible for protecting a child. Unknown codes give nothing."""
    return not PROTECTING.isdisjoint(powers)


def check_may_take_responsibility(name: str, powers: Collection[str]) -> None:
    """Raises `NoDutyError` for a body without the duty."""
    if not has_duty(powers):
        raise NoDutyError(
            f"{name} has no duty to protect children under its legal powers, so responsibility can’t pass to it. "
            "It can be asked, told and worked with."
        )


def is_unreviewed(nation: Nation) -> bool:
    return nation in UNREVIEWED
