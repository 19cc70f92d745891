"""The patterns that a council wants to hear of, and its words for each level of need."""

from __future__ import annotations

from typing import Final

from commonground.tenants.adding_up.types import (
    COUNTS,
    OFF,
    OFTEN_DAYS,
    RISING_DAYS,
    WORDS_LIMIT,
    Guidance,
    Level,
    Patterns,
)
from commonground.ui.adding_up.words import LEVELS, OURS
from commonground.ui.shell.forms import Choice, ComparedForm, Field, Radios, Select, TextArea, VersionForm
from commonground.ui.shell.i18n import LazyText, lazy

_NUMBER: Final = lazy("Choose a number")
_NEVER: Final = Choice(str(OFF), lazy("Never"))


def _days(number: int) -> LazyText:
    weeks, rest = divmod(number, 7)
    return lazy("%(weeks)s weeks", weeks=weeks) if not rest and weeks > 1 else lazy("%(days)s days", days=number)


class GuidanceForm(VersionForm, ComparedForm):
    """Its answers are codes and words as they are kept."""

    often_count = Select(
        lazy("How many contacts on one context?"),
        (*(Choice(str(count), str(count)) for count in COUNTS), _NEVER),
        required=_NUMBER,
    )
    often_days = Select(
        lazy("In how long?"), tuple(Choice(str(days), _days(days)) for days in OFTEN_DAYS), required=_NUMBER
    )
    rising_days = Select(
        lazy("When they come at least twice as often as before, counted over how long?"),
        (*(Choice(str(days), _days(days)) for days in RISING_DAYS), _NEVER),
        hint=lazy("Three contacts at least"),
        required=_NUMBER,
    )
    new_harm = Radios(
        lazy("When a contact names a harm that nobody named there before?"),
        (Choice("yes", lazy("Yes")), Choice("no", lazy("No"))),
        inline=True,
        required=lazy("Choose yes or no"),
    )
    universal = TextArea(LEVELS[Level.UNIVERSAL], most=WORDS_LIMIT, rows=3)
    targeted = TextArea(LEVELS[Level.TARGETED], most=WORDS_LIMIT, rows=3)
    statutory = TextArea(LEVELS[Level.STATUTORY], most=WORDS_LIMIT, rows=3)

    @classmethod
    def of(cls, guidance: Guidance) -> GuidanceForm:
        return cls(None, _start(guidance)).offer()

    def offer(self) -> GuidanceForm:
        """Ours stand beside each, for when it is left empty."""
        for level in Level:
            field = self[level.value]
            if isinstance(field, Field) and not field.hint:
                field.hint = lazy("Left empty, it says: %(ours)s", ours=OURS[level])
        return self

    def patterns(self) -> Patterns:
        often, days, rising = (int(each.data or 0) for each in (self.often_count, self.often_days, self.rising_days))
        return Patterns(often, days, rising, self.new_harm.data == "yes")

    def words(self) -> dict[Level, str]:
        return {level: str(self[level.value].data or "") for level in Level}

    def compare(self, guidance: Guidance) -> None:
        """Beside what was typed, what somebody has saved meanwhile; saved again, what was typed takes its place."""
        self.compare_with(self.of(guidance))


def _start(guidance: Guidance) -> dict[str, str]:
    patterns = guidance.patterns
    return {
        "version": str(guidance.version),
        "often_count": str(patterns.often_count),
        "often_days": str(patterns.often_days),
        "rising_days": str(patterns.rising_days),
        "new_harm": "yes" if patterns.new_harm else "no",
        **{level.value: guidance.words.get(level, "") for level in Level},
    }


def example() -> dict[str, str | list[str]]:
    """A form that would be accepted."""
    return {"version": "0", "often_count": "3", "often_days": "28", "rising_days": "28", "new_harm": "yes"}
