"""Kinds of what is agreed with other agencies, and what is typed about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final
from uuid import UUID

AGREED_LIMIT: Final = 2_000
CAME_LIMIT: Final = 1_000
POST_LIMIT: Final = 100


class AgreedKind(StrEnum):
    """Codes of two outcomes of a decision. A strategy discussion goes before enquiries under section 47 of the Children
    Act 1989 (Working Together to Safeguard Children); a single agency works alone, without a plan of several."""

    STRATEGY_DISCUSSION = "strategy_discussion"
    SINGLE_AGENCY = "single_agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedInput:
    """What was agreed, as typed. `time_typed` may be empty; `leads` is one of `agencies`."""

    held_on: date | None
    time_typed: str
    agencies: tuple[str, ...]
    leads: str
    leads_post: str
    agreed: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """As it may be kept."""

    held_on: date
    held_at: time | None
    agencies: tuple[str, ...]
    leads: str
    leads_post: str
    agreed: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CameInput:
    """What came of it, as typed."""

    came: str
    came_on: date | None


@dataclass(frozen=True, slots=True)
class AgreedNoted:
    """Of a line of a referral's history: what was agreed as it stood then. `is_over`: it is said what came of it."""

    agreed_id: UUID
    kind: AgreedKind
    leads: str
    held_on: date
    due_on: date
    is_over: bool
