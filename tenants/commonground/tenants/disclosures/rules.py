"""What a disclosure must say before a second person is asked, and its clocks. No database, no web."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

from commonground.platform.calendar.timers import TIMERS
from commonground.platform.calendar.working import WorkingCalendar
from commonground.platform.crossings.area import is_area
from commonground.platform.crossings.types import NEVER_HANDED_OVER, Kind, Urgency, Verb
from commonground.platform.reference import AGE_BANDS, HARMS
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.disclosures.fields import FIELD_LIMIT, FIELDS, fields_of
from commonground.tenants.disclosures.types import PURPOSE_LIMIT, REASON_LIMIT, Beginning, Told, Typed

_TODAY: Final = timedelta(hours=2)
"""How soon somebody answers where a child may be in danger now. Ours, and no law."""


def check_beginning(typed: Beginning, *, known: bool, has_duty: bool, own: bool) -> None:
    """`known`: there is such a council; `own`: it is the acting one. Raises `IncompleteError`."""
    found = list(_of_beginning(typed, known=known, has_duty=has_duty, own=own))
    if found:
        raise IncompleteError(tuple(found))


def _of_beginning(typed: Beginning, *, known: bool, has_duty: bool, own: bool) -> Iterator[Problem]:
    if not known or own:
        yield Problem("receiver", "Choose another council.")
    if typed.verb is Verb.HAND_OVER and typed.kind in NEVER_HANDED_OVER:
        yield Problem("verb", "That can be told or worked on jointly. It is nothing to be handed over.")
    elif typed.verb is Verb.HAND_OVER and known and not has_duty:
        said = (
            "That body has no duty to protect children. Inform it, or work jointly: nothing can be handed over to it."
        )
        yield Problem("verb", said)


def tidy(kind: Kind, typed: Typed) -> dict[str, str]:
    """The words of fields that such a package has, without what is empty."""
    known = {field.code for field in fields_of(kind)}
    return {code: words.strip() for code, words in typed.parts.items() if code in known and words.strip()}


def check_draft(kind: Kind, typed: Typed) -> None:
    """What even a draft may not hold: it would not fit. Raises `IncompleteError`."""
    found = [
        Problem(f"f_{code}", f"Keep “{FIELDS[code].label}” to {FIELD_LIMIT:,} characters.")
        for code, words in tidy(kind, typed).items()
        if len(words) > FIELD_LIMIT
    ]
    limits = {"purpose": PURPOSE_LIMIT, "necessity": REASON_LIMIT, "untold_why": REASON_LIMIT, "advice": REASON_LIMIT,
              "no_agreement_reason": REASON_LIMIT}  # fmt: skip  # one row
    found += [Problem(name, f"Keep this to {most:,} characters.") for name, most in limits.items()
              if len(getattr(typed, name)) > most]  # fmt: skip  # likewise
    if typed.area and not is_area(typed.area):
        found.append(Problem("area", "Choose an area, or none."))
    if not set(typed.harms) <= set(dict(HARMS.labels())) or not set(typed.ages) <= set(dict(AGE_BANDS.labels())):
        found.append(Problem("harms", "Choose from the list."))
    if found:
        raise IncompleteError(tuple(found))


def check_proposal(
    kind: Kind, typed: Typed, *, agreed: bool, bases: Collection[str], offered: bool = True, plan: str = ""
) -> None:
    """Whether a second person can be asked. `agreed`: an agreement allows it; `bases`: what the council acts under;
    `offered`: another council sees an offer before the package; `plan`: what is told of one (`plans.plan_words`), which
    can be all. Raises `IncompleteError` with every problem."""
    check_draft(kind, typed)
    found = [*_of_fields(kind, typed, plan), *_of_reasons(typed, bases)]
    if offered and not typed.harms:
        found.append(Problem("harms", "Choose at least one kind of harm. They see it before they accept."))
    if not agreed and not typed.no_agreement_reason.strip():
        said = "No agreement with them allows this. Say why it has to be shared all the same."
        found.append(Problem("no_agreement_reason", said))
    if found:
        raise IncompleteError(tuple(found))


def _of_fields(kind: Kind, typed: Typed, plan: str) -> Iterator[Problem]:
    words = tidy(kind, typed)
    if not plan and not [code for code in typed.chosen if code in words]:
        yield Problem("chosen", "Tick at least one thing that they are to be told.")
    for code in typed.chosen:
        if code in FIELDS and kind in FIELDS[code].kinds and code not in words:
            yield Problem(f"f_{code}", f"Write “{FIELDS[code].label}”, or untick it.")


def _of_reasons(typed: Typed, bases: Collection[str]) -> Iterator[Problem]:
    if not typed.purpose.strip():
        yield Problem("purpose", "Say for what they need it.")
    if typed.basis not in bases:
        yield Problem("basis", "Choose the lawful basis.")
    if not typed.necessity.strip():
        yield Problem("necessity", "Say why it can’t be done with less.")
    if typed.openness not in set(Told):
        yield Problem("openness", "Choose whether they were told.")
    elif typed.openness in (Told.NOT_TOLD, Told.SOME) and not typed.untold_why.strip():
        yield Problem("untold_why", "Say why not everybody was told.")


def says_names(chosen: Collection[str]) -> bool:
    return any(FIELDS[code].names for code in chosen)


def respond_by(urgency: Urgency, now: datetime, calendar: WorkingCalendar) -> datetime:
    """By when somebody acknowledges it: within one working day (our suggestion, domain notes 2j); in two hours where
    a child may be in danger today."""
    return now + _TODAY if urgency is Urgency.TODAY else TIMERS["handoff_acknowledgement"].due(now, calendar)


def conference_due(complete_at: datetime, calendar: WorkingCalendar) -> datetime:
    """15 working days from the complete written information (domain notes, 2j)."""
    return TIMERS["transfer_in_conference"].due(complete_at, calendar)
