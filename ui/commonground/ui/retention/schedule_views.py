"""What the page of the schedule shows, and the assessment with it: each type with its time, and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.tenants.intake.drafts import KEPT_FOR
from commonground.tenants.retention.rules import UNSAVED
from commonground.tenants.retention.schedule import Choice
from commonground.tenants.retention.types import TYPE_LABELS, Origin, Rule
from commonground.ui.retention.views import Tabs, rule_words
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext, lazy

ORIGINS = {
    Origin.STATUTE: lazy("The law"),
    Origin.PRACTICE: lazy("What councils do"),
    Origin.SUGGESTION: lazy("Our suggestion, until the council chooses"),
    Origin.COUNCIL: lazy("The council chose this"),
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """`coming`: what was chosen and has not begun, with its id, until when it can be taken back."""

    name: str
    words: str
    origin: str
    source: str
    coming: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """`fixed`: what goes after a time that nobody chooses."""

    tabs: Tabs
    rules: tuple[RuleLine, ...]
    fixed: tuple[RuleLine, ...]
    past: tuple[tuple[str, str, str], ...]
    cut: str
    elsewhere: bool
    """Whether the law that is named is not that of the council's nation."""


def rule_line(rule: Rule, coming: Sequence[Choice]) -> RuleLine:
    mine = (each for each in coming if each.rule.record_type is rule.record_type)
    return RuleLine(
        name=TYPE_LABELS[rule.record_type],
        words=rule_words(rule),
        origin=str(ORIGINS[rule.origin]),
        source=rule.source,
        coming=tuple((coming_words(each), str(each.id)) for each in mine),
    )


def fixed_lines() -> tuple[RuleLine, ...]:
    """What was typed and never saved or sent: on no file yet, and gone by itself."""
    said = {"period": UNSAVED.words, "days": KEPT_FOR.days}
    origin = gettext("Fixed: deleted by itself then")
    staff = gettext(
        "%(period)s after it was last typed, or with its record if that goes first; at once when it is saved. Not while"
        " its record is held, or while somebody whom it names waits for what is held about them"
    )
    public = gettext("%(days)s days after it was begun; at once when it is sent or taken back")
    return (
        RuleLine(gettext("What staff typed and did not save"), staff % said, origin, "", ()),
        RuleLine(gettext("A report that somebody began and did not send"), public % said, origin, "", ()),
    )


def coming_words(choice: Choice) -> str:
    """“From 28 December 2026 on: 1 month after it was given”."""
    said = {"day": day(choice.begins_on), "rule": rule_words(choice.rule)}
    return gettext("From %(day)s on: %(rule)s") % said


def choice_row(choice: Choice) -> tuple[str, str, str]:
    said = f"{TYPE_LABELS[choice.rule.record_type]}: {rule_words(choice.rule)}"
    who = f"{choice.who}, {day(choice.at)}"
    if choice.taken_back_at is not None:
        by = {"who": choice.taken_back_by, "when": day(choice.taken_back_at)}
        who += ". " + gettext("Taken back before it began: %(who)s, %(when)s") % by
    elif choice.coming:
        who += ". " + gettext("Begins on %(day)s") % {"day": day(choice.begins_on)}
    return said, choice.reason, who
