"""What each level of need says where a council has no words of its own, and how a pattern that is met is said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from commonground.platform.reference import HARMS
from commonground.tenants.adding_up.types import Guidance, Level, PatternKind, Patterns, Why
from commonground.ui.shell.dates import day as day_words
from commonground.ui.shell.i18n import LazyText, gettext, lazy

LEVELS: Final[Mapping[Level, LazyText]] = MappingProxyType(
    {Level.UNIVERSAL: lazy("Universal"), Level.TARGETED: lazy("Targeted"), Level.STATUTORY: lazy("Statutory type")}
)
OURS: Final[Mapping[Level, LazyText]] = MappingProxyType(
    {
        Level.UNIVERSAL: lazy(
            "Something small, seldom, with adults there who look after young people. Those who are there already can"
            " deal with it: give advice, and note it here."
        ),
        Level.TARGETED: lazy(
            "It comes again, or touches several young people, and the adults there cannot deal with it alone. One"
            " agency leads, with a plan for this context."
        ),
        Level.STATUTORY: lazy(
            "Young people have come to significant harm here or are likely to, or it grows although something is"
            " being done. Several agencies assess the context and meet about it."
        ),
    }
)


def said_of(level: Level, guidance: Guidance) -> str:
    """The council's own words, else ours."""
    return guidance.words.get(level) or str(OURS[level])


def levels(guidance: Guidance) -> tuple[tuple[str, str], ...]:
    """Each level with what it says, from the least to the most."""
    return tuple((str(LEVELS[level]), said_of(level, guidance)) for level in Level)


def why_words(why: Why, patterns: Patterns) -> str:
    """What was met and when, with the council's own numbers beside it."""
    day = day_words(why.day)
    match why.kind:
        case PatternKind.OFTEN:
            said = gettext(
                "%(count)s contacts in %(days)s days, up to %(day)s. Your council wants to hear of %(wanted)s."
            )
            count = why.rise.lately
            return said % {"count": count, "days": patterns.often_days, "day": day, "wanted": patterns.often_count}
        case PatternKind.RISING:
            said = gettext("More often: %(lately)s in %(days)s days up to %(day)s, %(before)s in as many before.")
            rise = why.rise
            return said % {"lately": rise.lately, "days": patterns.rising_days, "day": day, "before": rise.before}
        case PatternKind.NEW_HARM:
            harms = ", ".join(HARMS.within(harm, short=True) for harm in sorted(why.harms) if harm in HARMS)
            return gettext("Named here for the first time on %(day)s: %(harms)s.") % {"day": day, "harms": harms}
