"""What must be said before the glass is broken."""

from __future__ import annotations

import pytest

from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.refusals import IncompleteError
from commonground.tenants.break_glass.rules import check_asked, check_note
from commonground.tenants.break_glass.types import REASON_LIMIT, Ground

WHY = "The school rings: he has been followed home."


def fields(reference: str, ground: str | None, reason: str) -> list[str]:
    with pytest.raises(IncompleteError) as refused:
        check_asked(reference, ground, reason)
    return [problem.field for problem in refused.value.problems]


@pytest.mark.parametrize("kind", [ReferenceKind.REFERRAL, ReferenceKind.CONTEXT])
def test_what_is_typed_is_written_as_we_write_it(kind: ReferenceKind) -> None:
    reference = new_reference(kind)
    asked = check_asked(f" {reference.lower().replace('-', ' ')} ", "harm", f"  {WHY} ")
    assert (asked.reference, asked.ground, asked.reason) == (reference, Ground.HARM, WHY)


def test_all_that_is_missing_is_said_at_once() -> None:
    assert fields("", None, "") == ["reference", "ground", "reason"]
    assert fields("CR-0000-000", "curiosity", WHY) == ["reference", "ground"]
    assert fields(new_reference(ReferenceKind.CONTEXT), "harm", "Urgent.") == ["reason"]
    assert fields(new_reference(ReferenceKind.CONTEXT), "harm", "x" * (REASON_LIMIT + 1)) == ["reason"]


def test_a_review_says_what_was_found() -> None:
    assert check_note("  Needed. ") == "Needed."
    for wrong in ("", "   ", "x" * 2_001):
        with pytest.raises(IncompleteError):
            check_note(wrong)
