"""The clocks of the work and where each comes from (domain notes, section 2j)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from commonground.platform.calendar.working import WorkingCalendar
from commonground.platform.councils.types import Nation


class Origin(StrEnum):
    """Who says so. Shown beside every clock, so that a suggestion of ours is never taken for the law."""

    STATUTE = "statute"
    COUNCIL_POLICY = "council_policy"
    SUGGESTION = "suggestion"

    @property
    def words(self) -> str:
        return _ORIGIN_WORDS[self]


_ORIGIN_WORDS: Final = {
    Origin.STATUTE: "statute or statutory guidance",
    Origin.COUNCIL_POLICY: "your council’s policy",
    Origin.SUGGESTION: "our suggestion",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A number of working days from a start, closing at the council's closing time.

    `in_nation` holds the nations whose law differs. A suggestion starts switched off (design, section 5)."""

    code: str
    words: str
    working_days: int
    origin: Origin
    in_nation: Mapping[Nation, int] = field(default_factory=dict)

    @property
    def on_by_default(self) -> bool:
        return self.origin is not Origin.SUGGESTION

    def days_in(self, nation: Nation) -> int:
        return self.in_nation.get(nation, self.working_days)

    def due(self, start: datetime, calendar: WorkingCalendar) -> datetime:
        return calendar.due_after_working_days(start, self.days_in(calendar.nation))

    def explained(self, nation: Nation) -> str:
        """“1 working day by your council’s policy”."""
        days = self.days_in(nation)
        return f"{days} working day{'' if days == 1 else 's'} by {self.origin.words}"


_ALL: Final = (
    Timer(
        code="referral_decision",
        words="Decide what happens to a referral",
        working_days=1,
        origin=Origin.COUNCIL_POLICY,
    ),
    Timer(
        code="initial_conference",
        words="From the strategy discussion to the initial child protection conference",
        working_days=15,
        origin=Origin.STATUTE,
    ),
    Timer(
        code="transfer_in_conference",
        words="Hold the transfer-in conference, from complete written notice",
        working_days=15,
        origin=Origin.STATUTE,
    ),
    Timer(code="core_group", words="First core group", working_days=10, origin=Origin.STATUTE),
    Timer(
        code="child_and_family_assessment",
        words="Finish the child and family assessment",
        working_days=45,
        origin=Origin.STATUTE,
        in_nation=MappingProxyType({Nation.WALES: 42}),
    ),
    Timer(code="handoff_acknowledgement", words="Acknowledge a handoff", working_days=1, origin=Origin.SUGGESTION),
    Timer(code="dispute_answer", words="Answer whose something is", working_days=3, origin=Origin.SUGGESTION),
    Timer(code="dispute_settlement", words="Settle whose something is", working_days=10, origin=Origin.SUGGESTION),
    Timer(code="consultation", words="Hold the consultation", working_days=5, origin=Origin.SUGGESTION),
    Timer(
        code="context_conference",
        words="From the assessment to the context conference",
        working_days=20,
        origin=Origin.SUGGESTION,
    ),
    Timer(
        code="conference_record",
        words="Send out the record of a context conference",
        working_days=2,
        origin=Origin.SUGGESTION,
    ),
)

TIMERS: Final[Mapping[str, Timer]] = MappingProxyType({timer.code: timer for timer in _ALL})
