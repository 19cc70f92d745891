"""What must be said before the glass is broken. No database, no web."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.platform.references import ReferenceKind, parse_reference, reference_kind
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.break_glass.types import NOTE_LIMIT, REASON_LIMIT, Asked, Ground

RECORDS = (ReferenceKind.REFERRAL, ReferenceKind.CONTEXT)
SHORTEST_REASON = 15
"""“Urgent.” tells whoever reviews it nothing."""


def check_asked(reference: str, ground: str | None, reason: str) -> Asked:
    """What was typed, as it may be written. Raises `IncompleteError` with every problem: of the form of a reference,
    never of whether there is such a record."""
    if problems := tuple(_problems(reference, ground, reason.strip())):
        raise IncompleteError(problems)
    return Asked(reference=_known(reference) or "", ground=Ground(ground or ""), reason=reason.strip())


def _problems(reference: str, ground: str | None, reason: str) -> Iterator[Problem]:
    if _known(reference) is None:
        yield Problem("reference", "Type the whole reference, like CR-7K3F-29M. Its last character catches slips.")
    if ground not in set(Ground):
        yield Problem("ground", "Choose why it can’t wait.")
    if len(reason) < SHORTEST_REASON:
        yield Problem("reason", "Say why in a sentence: whoever answers for this record reads it.")
    elif len(reason) > REASON_LIMIT:
        yield Problem("reason", f"Keep this to {REASON_LIMIT:,} characters.")


def _known(reference: str) -> str | None:
    parsed = parse_reference(reference)
    return parsed if parsed and reference_kind(parsed) in RECORDS else None


def check_note(note: str) -> str:
    """What came of a review. Raises `IncompleteError`."""
    note = note.strip()
    if not note:
        raise IncompleteError((Problem("note", "Write what you found: was it needed, and what follows from it?"),))
    if len(note) > NOTE_LIMIT:
        raise IncompleteError((Problem("note", f"Keep this to {NOTE_LIMIT:,} characters."),))
    return note
