"""What was proposed and what was chosen, as a line of the referral's history says it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from commonground.platform.refusals import Problem
from commonground.tenants.allocation.types import Proposed
from commonground.tenants.contexts.colleagues import PlaceKey
from commonground.tenants.referrals.types import REASON_LIMIT

ASKED: Final = "Say why it does not go to the team that is proposed."


def why_problem(proposed: Proposed | None, team: UUID | None, why: str, *, leads: bool = False) -> Problem | None:
    """Another team than the one that was proposed is a choice with a reason; another person of it, or nobody yet, is
    not asked for one, nor is whoever `leads` the context that it is about."""
    if proposed is None or team is None or leads or team == proposed.shown.place.team_id:
        return None
    if len(why.strip()) > REASON_LIMIT:
        return Problem("place_why", f"Keep this to {REASON_LIMIT:,} characters.")
    return None if why.strip() else Problem("place_why", ASKED)


def line(proposed: Proposed | None, chosen: PlaceKey | None, name: str, why: str = "", *, leads: bool = False) -> str:
    """“Proposed by rule 2: South locality. Chosen: Priya Raman. Why: …”; nothing where nothing was proposed. The
    context is not named: not everybody who opens the referral may know it."""
    if proposed is None:
        return ""
    shown = proposed.shown
    by = "as the context’s lead" if shown.context else f"by rule {shown.number} (version {shown.version})"
    said = f"\nProposed {by}: {proposed.name}."
    if chosen == proposed.shown.place:
        return f"{said} So it was chosen."
    said += f" Chosen: {name}{', who leads the context' if leads else ''}." if chosen else " Nobody was chosen yet."
    return f"{said} Why: {why.strip()}" if why.strip() else said
