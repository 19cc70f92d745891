"""How each division is called, and how its codes are said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from commonground.platform.reference import DECISIONS, HARMS, KINDS, SOURCES
from commonground.platform.reference.types import Entry, Table
from commonground.tenants.figures.types import NOT_KNOWN, NOT_YET, TOLD, Counted, Figures, Quarter
from commonground.tenants.referrals.types import Outcome
from commonground.tenants.referrals.words import NO_REPLY_LABELS
from commonground.ui.shell.dates import short_month
from commonground.ui.shell.i18n import LazyText, gettext, lazy

HELD_BACK: Final = "c"
NOT_TAKEN_ON: Final = frozenset({Outcome.ADVICE, Outcome.SIGNPOST, Outcome.OTHER_BOROUGH})
"""Outcomes by which the council does no more about it as a context; which one it is says why. Where one agency leads,
the place is changed, by whoever can."""
HEADINGS: Final[Mapping[Counted, LazyText]] = {
    Counted.MONTH: lazy("When it came in"),
    Counted.SOURCE: lazy("Who told us"),
    Counted.KIND: lazy("What about"),
    Counted.HARM: lazy("Which harms"),
    Counted.TEAM: lazy("Which team it came to"),
    Counted.REPEAT: lazy("Contexts that keep coming up"),
    Counted.TIME: lazy("How long it took to decide"),
    Counted.CLOCK: lazy("Decided in time"),
    Counted.OUTCOME: lazy("What was decided, and what was not taken on"),
    Counted.FEEDBACK: lazy("Whether the one who told us was answered"),
    Counted.WHY_NOT_TOLD: lazy("Why there was no answer"),
    Counted.TOLD_BY_TEAM: lazy("Answered, by team"),
    Counted.NOT_TOLD_BY_TEAM: lazy("Not answered, by team"),
    Counted.HEARD: lazy("Whether they feel that we listened"),
}
NOTES: Final[Mapping[Counted, LazyText]] = {
    Counted.HARM: lazy("One report can name several harms."),
    Counted.REPEAT: lazy("How many contexts came up so often in the quarter. Restricted ones are not among them."),
    Counted.TEAM: lazy("Wherever it went from there."),
    Counted.TOLD_BY_TEAM: lazy("By the team that decided it."),
    Counted.NOT_TOLD_BY_TEAM: lazy("By the team that decided it."),
    Counted.HEARD: lazy("Of the whole council, your teams included: an answer is tied to no report and to no team."),
    Counted.FEEDBACK: lazy("“Not known” is what came with an earlier tracker that does not say it was answered."),
    Counted.TIME: lazy(
        "Without the time in which we waited for an answer. Of one that was opened again, from then on."
    ),
}
_WORDS: Final[Mapping[Counted, Mapping[str, LazyText]]] = {
    Counted.TIME: {
        "1": lazy("Within 1 day"), "2": lazy("Within 2 days"), "5": lazy("Within 5 days"),
        "10": lazy("Within 10 days"), "more": lazy("Longer than 10 days"),
    },
    Counted.REPEAT: {
        "1": lazy("Once"), "2": lazy("Twice"), "5": lazy("3 to 5 times"), "more": lazy("6 times or more"),
    },
    Counted.CLOCK: {"in_time": lazy("By its deadline"), "late": lazy("After it")},
    Counted.FEEDBACK: {
        TOLD: lazy("Answered"), "not_told": lazy("Not answered"), NOT_KNOWN: lazy("Not known"),
    },
    Counted.HEARD: {"yes": lazy("Yes"), "partly": lazy("Partly"), "no": lazy("No")},
}  # fmt: skip  # a division to a line or two
_TABLES: Final[Mapping[Counted, Table[Entry]]] = {
    Counted.SOURCE: SOURCES,
    Counted.KIND: KINDS,
    Counted.HARM: HARMS,
    Counted.OUTCOME: DECISIONS,
}
_BY_TEAM: Final = (Counted.TEAM, Counted.TOLD_BY_TEAM, Counted.NOT_TOLD_BY_TEAM)


def codes_of(counted: Counted, figures: Figures) -> dict[str, str]:
    """Every code of a division with its words, in the order in which people read them."""
    if counted in _BY_TEAM:
        return dict(sorted(figures.teams.items(), key=lambda team: team[1]))
    if counted is Counted.MONTH:
        return _months(figures.quarter)
    if counted is Counted.WHY_NOT_TOLD:
        reasons = {reason.value: gettext(words) for reason, words in NO_REPLY_LABELS.items()}
        return reasons | {NOT_YET: gettext("Not yet, and no reason given")}
    if counted in _WORDS:
        return {code: str(words) for code, words in _WORDS[counted].items()}
    return _of_table(counted)


def _of_table(counted: Counted) -> dict[str, str]:
    table = _TABLES[counted]
    said = {code: table.label(code) for code in table.codes}
    if counted is Counted.OUTCOME:
        return {code: _taken_on(code, words) for code, words in said.items()}
    return said | {"": gettext("Not said")} if counted is Counted.KIND else said


def _taken_on(code: str, words: str) -> str:
    return gettext("Not taken on: %(outcome)s") % {"outcome": words} if code in NOT_TAKEN_ON else words


def _months(quarter: Quarter) -> dict[str, str]:
    months = range(quarter.first.month, quarter.first.month + 3)
    return {f"{month:02}": short_month(date(quarter.year, month, 1)) for month in months}


def quarter_words(quarter: Quarter) -> str:
    """“July to September 2026” in short."""
    first, last = quarter.first, quarter.first.replace(month=quarter.first.month + 2)
    span = {"first": short_month(first), "last": short_month(last), "year": quarter.year}
    return gettext("%(first)s to %(last)s %(year)s") % span


def figure(count: int | None) -> str:
    return HELD_BACK if count is None else f"{count:,}"
