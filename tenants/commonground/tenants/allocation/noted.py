"""What was proposed and what was chosen, as a line of the referral's history says it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from commonground.platform.refusals import Problem
from commonground.tenants.allocation.types import Proposed
from commonground.tenants.contexts.colleagues import PlaceKey
from commonground.tenants.referrals.types import REASON_LIMIT

ASKED: Final = "Say why it does not go to the team that your council’s rules propose."


def why_problem(proposed: Proposed | None, team: UUID | None, why: str) -> Problem | None:
    """Another team than the one that was proposed is a choice with a reason; another person of it, or nobody yet, is
    not asked for one."""
    if proposed is None or team is None or team == proposed.rule.team_id:
        return None
    if len(why.strip()) > REASON_LIMIT:
        return Problem("place_why", f"Keep this to {REASON_LIMIT:,} characters.")
    return None if why.strip() else Problem("place_why", ASKED)


def line(proposed: Proposed | None, chosen: PlaceKey | None, name: str, why: str = "") -> str:
    """“Proposed by rule 2: South locality. Chosen: Priya Raman. Why: …”; nothing where nothing was proposed."""
    if proposed is None:
        return ""
    said = f"\nProposed by rule {proposed.shown.number} (version {proposed.shown.version}): {proposed.name}."
    if chosen == proposed.shown.place:
        return f"{said} So it was chosen."
    said += f" Chosen: {name}." if chosen else " Nobody was chosen yet."
    return f"{said} Why: {why.strip()}" if why.strip() else said
