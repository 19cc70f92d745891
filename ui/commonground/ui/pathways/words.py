"""What a pathway asks for, why one is suggested, and how a step stands, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from commonground.platform.reference import AGENCIES, DECISIONS, HARMS, KINDS, LEVELS
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.pathways.types import Advised, Before, Pathway, StepLine, Steps, StepStatus
from commonground.tenants.referrals.types import Outcome
from commonground.ui.shell.dates import short_day
from commonground.ui.shell.i18n import LazyText, gettext, lazy, ngettext
from commonground.ui.shell.lists import all_of, any_of

_WHO: Final[Mapping[str, LazyText]] = {
    "lead": lazy("Whoever leads it"),
    "front_door": lazy("The front door"),
    "manager": lazy("A team manager"),
}
_STATUS: Final[Mapping[StepStatus, LazyText]] = {
    StepStatus.OPEN: lazy("To do"),
    StepStatus.DONE: lazy("Done"),
    StepStatus.DROPPED: lazy("Not needed"),
    StepStatus.ACTION: lazy("Is an action on the context"),
}


def who_words(code: str) -> str:
    """One of ours by role, else an agency."""
    return str(_WHO[code]) if code in _WHO else AGENCIES.label(code) if code in AGENCIES else code


def asks_words(pathway: Pathway) -> str:
    """“3 or more children; exploitation”. Nothing where it is never suggested."""
    asked = "; ".join(_asks(pathway, None))
    return asked[:1].upper() + asked[1:]


def advised_words(advised: Advised | None) -> str:
    """“Assess the context, because: 3 or more children; criminal exploitation.”"""
    if advised is None:
        return ""
    why = "; ".join(_asks(advised.pathway, advised.facts.harms))
    return gettext("%(what)s, because: %(why)s.") % {"what": DECISIONS.label(advised.pathway.outcome), "why": why}


def _asks(pathway: Pathway, among: frozenset[str] | None) -> Iterator[str]:
    """All that it asks for; with `among`, of the harms those that were told."""
    if pathway.children:
        yield children_words(pathway.children)
    harms = [HARMS.within(each, short=True) for each in pathway.harms if among is None or each in among]
    if harms:
        yield any_of(harms) if among is None else all_of(harms)
    if pathway.levels:
        levels = any_of([LEVELS.label(each).lower() for each in pathway.levels if each in LEVELS])
        yield gettext("weighed as %(level)s") % {"level": levels}


def children_words(number: int) -> str:
    return ngettext("%(num)d child or more", "%(num)d or more children", number) % {"num": number}


def kind_words(kind: str) -> str:
    return KINDS.label(kind) if kind in KINDS else gettext("any context")


def changed_words(before: Before) -> str:
    """“Assess the context: its steps and its words”."""
    code, _, parts = before.changed.partition(":")
    if code not in set(Outcome):
        return gettext("Our suggestion stands again")
    what = all_of([str(_PARTS[part]) for part in parts.split(",") if part in _PARTS])
    label = DECISIONS.label(Outcome(code))
    return gettext("%(pathway)s: %(what)s") % {"pathway": label, "what": what or gettext("nothing")}


_PARTS: Final[Mapping[str, LazyText]] = {
    "offered": lazy("whether it is offered"),
    "order": lazy("its place in the order"),
    "when": lazy("when to choose it"),
    "harms": lazy("the harms it is suggested for"),
    "levels": lazy("the levels it is suggested for"),
    "children": lazy("from how many children it is suggested"),
    "days": lazy("its clock"),
    "refer_on": lazy("where it is referred on to"),
    "steps": lazy("its steps"),
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step on a record. `href`: where it is settled, or where its action stands, for whoever may."""

    what: str
    who: str
    due: str
    state: str
    late: bool
    words: str
    href: str


def step_rows(steps: Steps, base: str, now: datetime, *, may: bool) -> tuple[StepRow, ...]:
    return tuple(_row(each, base, now, may=may) for each in steps)


def _row(each: StepLine, base: str, now: datetime, *, may: bool) -> StepRow:
    is_open = each.status is StepStatus.OPEN
    late = is_open and each.due_at is not None and each.due_at < now
    href = f"{base}/steps/{each.id}" if is_open and may else ""
    if each.status is StepStatus.ACTION and each.context:
        href = f"/contexts/{each.context}#actions"
    return StepRow(each.what, who_words(each.who), due_words(each), _state(each, late), late, each.words, href)


def status_words(status: StepStatus) -> str:
    return str(_STATUS[status])


def due_words(each: StepLine) -> str:
    """By its day; of a suggestion, that is not counted, within how many days it would be."""
    if each.due_at is not None:
        return short_day(each.due_at)
    days = ngettext("%(num)d working day", "%(num)d working days", each.days) % {"num": each.days}
    return gettext("%(days)s by our suggestion, not counted") % {"days": days}


def _state(each: StepLine, late: bool) -> str:
    if late:
        return gettext("Overdue")
    said = status_words(each.status)
    if each.status is StepStatus.ACTION and each.action_status == ActionStatus.DONE:
        return gettext("%(state)s, done") % {"state": said}
    if each.status is StepStatus.DONE and each.ended_on is not None:
        given = {"day": short_day(each.ended_on), "who": each.ended_by or gettext("somebody")}
        return gettext("Done on %(day)s, says %(who)s") % given
    return said


def refers_on_words(pathway: Pathway) -> str:
    agencies = agency_words(pathway)
    return gettext("Referred on to: %(agencies)s.") % {"agencies": agencies} if agencies else ""


def agency_words(pathway: Pathway) -> str:
    return any_of([AGENCIES.label(each) for each in pathway.refer_on if each in AGENCIES])


def pathway_words(kind: str, version: int) -> str:
    """Under which it was decided: “Place, version 3”."""
    if not version:
        return gettext("%(kind)s, as we suggest it") % {"kind": kind_words(kind)}
    return gettext("%(kind)s, version %(version)s") % {"kind": kind_words(kind), "version": version}
