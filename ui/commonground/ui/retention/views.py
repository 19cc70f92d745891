"""What the pages of retention show: references, days and people. No word of any record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonground.platform.access import Action, Actor, reach_of
from commonground.tenants.retention.disposing import Certificate, Proposed
from commonground.tenants.retention.holds import HoldLine
from commonground.tenants.retention.trial import TRIAL_PERSON
from commonground.tenants.retention.types import (
    FROM_LABELS,
    GROUND_LABELS,
    HOLD_LABELS,
    TYPE_LABELS,
    DisposalGround,
    Due,
    Kept,
    KeptKind,
    Rule,
    Stopped,
)
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import gettext, lazy

HERE = "/retention"
WAITING, HELD, CERTIFICATES, SCHEDULE = (f"{HERE}/{each}" for each in ("waiting", "holds", "certificates", "schedule"))
Tabs = tuple[tuple[str, str, None], ...]

STOPPED = {
    Stopped.HELD: lazy("Stopped: it was held, or somebody had asked for what is in it"),
    Stopped.CHANGED: lazy("Stopped: it was changed or kept longer since it was proposed, or referrals belonged to it"),
}


def tabs_for(actor: Actor) -> Tabs:
    """Whoever only confirms has no queue, no holds and no schedule before them."""
    reviews = reach_of(actor, Action.REVIEW_RETENTION) is not None
    shown = (
        (gettext("Due for review"), HERE, reviews),
        (gettext("Waiting for a second person"), WAITING, True),
        (gettext("Held"), HELD, reviews),
        (gettext("Certificates"), CERTIFICATES, True),
        (gettext("Schedule"), SCHEDULE, reviews),
    )
    return tuple((name, href, None) for name, href, is_shown in shown if is_shown)


def address(kind: KeptKind, reference: str) -> str:
    return f"{HERE}/{kind.value}/{reference}"


@dataclass(frozen=True, slots=True)
class DueLine:
    reference: str
    href: str
    type_words: str
    rule_words: str
    due: str
    due_on: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class QueueView:
    tabs: Tabs
    lines: tuple[DueLine, ...]
    cut: str
    trial_person: str = TRIAL_PERSON


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record's time. `acts` are what can be done: (words, address)."""

    reference: str
    trail: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    holds: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ActView:
    """A form of one verb."""

    heading: str
    lead: str
    button: str
    reference: str
    here: str
    back: str
    warning: bool
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedLine:
    id: str
    reference: str
    type_words: str
    why: str
    due: str
    trial: bool
    who: str
    when: str
    standing: str
    may: bool


@dataclass(frozen=True, slots=True)
class WaitingView:
    tabs: Tabs
    lines: tuple[ProposedLine, ...]
    cut: str


@dataclass(frozen=True, slots=True)
class HoldsView:
    tabs: Tabs
    lines: tuple[tuple[str, str, str, str, str, str], ...]
    cut: str


def due_line(due: Due, today: date) -> DueLine:
    record = due.record
    return DueLine(
        reference=record.reference,
        href=address(record.kind, record.reference),
        type_words=TYPE_LABELS[record.record_type],
        rule_words=gettext("A trial record: due at once") if record.trial else rule_words(due.rule),
        due="" if due.on is None else day(due.on),
        due_on=due.on,
        standing=standing(due, today),
    )


def standing(due: Due, today: date) -> str:
    record = due.record
    if record.ended_at is None:
        return gettext("Work on it goes on")
    if record.proposed:
        return gettext("Proposed for disposal")
    if stays := _kept_for(record):
        return stays
    if due.on is None or due.on > today:
        return gettext("Not due")
    return gettext("Referrals of it come first: %(number)s") % {"number": record.joined} if record.joined else ""


def _kept_for(record: Kept) -> str:
    """What keeps it although its time may be up."""
    if record.held:
        return gettext("Held")
    if record.held_with:
        return gettext("Held with its context, %(reference)s") % {"reference": record.held_with}
    return gettext("Somebody has asked what is held about them: that is answered first") if record.asked else ""


def rule_words(rule: Rule) -> str:
    """“1 year after it was decided or closed”."""
    return f"{rule.period.words} {FROM_LABELS[rule.counted_from]}"


def record_view(due: Due, holds: Sequence[HoldLine], today: date) -> RecordView:
    record, here = due.record, address(due.record.kind, due.record.reference)
    facts = [
        (gettext("Type"), TYPE_LABELS[record.record_type]),
        (gettext("Kept for"), rule_words(due.rule)),
        (gettext("Work on it ended"), day(record.ended_at) if record.ended_at else gettext("Not yet")),
        (gettext("Kept longer until"), day(record.until) if record.until else ""),
        (gettext("Due for review"), day(due.on) if due.on else ""),
        (gettext("Now"), standing(due, today) or gettext("Due")),
    ]
    acts = [(gettext("Hold it"), f"{here}/hold")]
    if any(hold.lifted_at is None for hold in holds):
        acts.append((gettext("Lift a hold"), f"{here}/lift"))
    if record.ended_at is not None:
        acts.append((gettext("Keep it longer"), f"{here}/keep"))
    if record.decided:
        acts.append((gettext("Propose disposal"), f"{here}/propose"))
    return RecordView(
        reference=record.reference,
        trail=((gettext("Retention"), HERE),),
        facts=tuple((term, words) for term, words in facts if words),
        holds=tuple((HOLD_LABELS[hold.ground], tuple(_hold_facts(hold, today))) for hold in holds),
        acts=tuple(acts),
    )


def _hold_facts(hold: HoldLine, today: date) -> list[tuple[str, str]]:
    facts = [
        (gettext("Why"), hold.reason),
        (gettext("Held by"), f"{hold.put_by}, {day(hold.put_at)}"),
        (gettext("To be looked at again"), _again(hold, today) if hold.lifted_at is None else ""),
    ]
    if hold.lifted_at is not None:
        facts.append((gettext("Lifted by"), f"{hold.lifted_by}, {day(hold.lifted_at)}. {hold.lift_words}"))
    return [(term, words) for term, words in facts if words]


def _again(hold: HoldLine, today: date) -> str:
    late = _late(hold, today)
    return f"{day(hold.review_on)}. {late}" if late else day(hold.review_on)


def _late(hold: HoldLine, today: date) -> str:
    """In words, because whoever hears the page does not hear bold type."""
    if hold.review_on > today:
        return ""
    return gettext("Due today") if hold.review_on == today else gettext("Overdue")


def hold_row(hold: HoldLine, today: date) -> tuple[str, str, str, str, str, str]:
    """The last says whether somebody should have looked at it; empty while there is time."""
    return (
        hold.reference,
        address(hold.kind, hold.reference),
        HOLD_LABELS[hold.ground],
        f"{hold.put_by}, {day(hold.put_at)}",
        day(hold.review_on),
        _late(hold, today),
    )


def proposed_line(proposed: Proposed) -> ProposedLine:
    waits = not proposed.confirmed and not proposed.stopped_for
    words = STOPPED[Stopped(proposed.stopped_for)] if proposed.stopped_for else ""
    return ProposedLine(
        id=str(proposed.id),
        reference=proposed.reference,
        type_words=TYPE_LABELS[proposed.record_type],
        why=GROUND_LABELS[proposed.ground],
        due=when_due(proposed),
        trial=proposed.trial,
        who=proposed.proposed_by,
        when=moment(proposed.proposed_at),
        standing=str(words) or (gettext("Confirmed: it goes in a moment") if proposed.confirmed else ""),
        may=waits and not proposed.is_mine,
    )


def when_due(paper: Certificate | Proposed) -> str:
    """Only what goes because its time is up was due on a day."""
    return day(paper.due_on) if paper.ground in (DisposalGround.TIME_IS_UP, DisposalGround.TRIAL) else ""
