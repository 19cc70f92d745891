"""Working days, opening hours and clocks of a council, in the time people live by (Europe/London)."""

from __future__ import annotations

from commonground.platform.calendar.clock import Clock, Tone, due_clock
from commonground.platform.calendar.timers import TIMERS, Origin, Timer
from commonground.platform.calendar.working import LONDON, WorkingCalendar

__all__ = ["LONDON", "TIMERS", "Clock", "Origin", "Timer", "Tone", "WorkingCalendar", "due_clock"]
