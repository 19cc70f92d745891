"""Which patterns are met by the contacts on a context. Pure: no database, no clock.

Days are days as people in the United Kingdom count them: an hour that is missing in March, or there twice in October,
moves no contact to another day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from commonground.platform.calendar import LONDON
from commonground.platform.reference import CHILD_BANDS
from commonground.tenants.adding_up.types import OFF, Counted, Met, PatternKind, Patterns, Rise, Why, Worry

FEWEST_RISING: Final = 3
"""Two after one are twice as many, and say nothing."""
_SAYS_NO_HARM: Final = frozenset({"not_sure"})


def day_of(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def once(contacts: Iterable[Counted]) -> tuple[Counted, ...]:
    """Each contact once, in the order in which they came in."""
    known = {each.id: each for each in contacts}
    return tuple(sorted(known.values(), key=lambda each: (each.received_at, each.id)))


def patterns_met(contacts: Iterable[Counted], patterns: Patterns) -> tuple[Met, ...]:
    """Every pattern that these contacts meet, or have met. One that goes on from contact to contact is one."""
    counted = once(contacts)
    return (*_often(counted, patterns), *_rising(counted, patterns), *_new_harms(counted, patterns))


def touched_by(met: Iterable[Met], contacts: Collection[UUID]) -> tuple[Met, ...]:
    """Those that one of these contacts counts towards."""
    return tuple(each for each in met if not each.contacts.isdisjoint(contacts))


def within(contacts: Iterable[Counted], until: date, days: int) -> tuple[Counted, ...]:
    """What came in during these days, of which `until` is the last."""
    return tuple(each for each in once(contacts) if until - timedelta(days=days) < day_of(each.received_at) <= until)


def rise_until(contacts: Iterable[Counted], until: date, days: int) -> Rise:
    """How many came in during these days, and during as many before them."""
    counted = once(contacts)
    lately = len(within(counted, until, days))
    return Rise(len(within(counted, until, 2 * days)) - lately, lately)


def is_rising(rise: Rise) -> bool:
    return rise.before > 0 and rise.lately >= max(FEWEST_RISING, 2 * rise.before)


def why(contacts: Iterable[Counted], patterns: Patterns, today: date) -> tuple[Why, ...]:
    """Every pattern that is met or was, the latest first: so whoever was told of one finds it, however late they come
    or however long ago it was."""
    counted = once(contacts)
    known = {each.id: each for each in counted}
    found = [_why(met, [known[each] for each in met.contacts], counted, patterns, today)
             for met in patterns_met(counted, patterns)]  # fmt: skip  # one to a pattern
    return tuple(sorted(found, key=lambda each: each.day, reverse=True))


def _why(met: Met, members: Iterable[Counted], counted: Sequence[Counted], patterns: Patterns, today: date) -> Why:
    is_new = met.kind is PatternKind.NEW_HARM
    day = max(day_of(each.joined_at if is_new else each.received_at) for each in members)
    days = patterns.rising_days if met.kind is PatternKind.RISING else patterns.often_days
    return Why(met.kind, day, rise_until(counted, day, days), today - timedelta(days=days) < day, met.harms)


def in_teams(worries: Collection[Worry]) -> bool:
    """Whether different teams have them."""
    return len({each.team_id for each in worries}) > 1


def proposed(worries: Iterable[Worry]) -> Worry | None:
    """Of several worries about what may be one place or school, that whose lead could lead them all: most is known
    there, and whoever screens a referral leads only where no context has a lead. Of two with as many contacts the
    older. None where nobody leads any of them."""
    led = (each for each in worries if each.lead_id is not None)
    return min(led, key=_most_known_first, default=None)


def by_what_is_known(worries: Iterable[Worry]) -> list[Worry]:
    """Those of which most is known first."""
    return sorted(worries, key=_most_known_first)


def _most_known_first(each: Worry) -> tuple[bool, int, datetime, str]:
    return not each.is_context, -each.contacts, each.opened_at, each.reference


def fewest_children(contacts: Iterable[Counted]) -> int | None:
    """How many children are affected at the least: the most that one contact speaks of, since two may speak of the
    same children. None where none says it."""
    said = (each.children for each in contacts if each.children)
    bands = (CHILD_BANDS[band].low for band in said if band in CHILD_BANDS)
    return max((low for low in bands if low is not None), default=None)


def _often(counted: Sequence[Counted], patterns: Patterns) -> Iterator[Met]:
    if patterns.often_count == OFF:
        return iter(())
    days = [day_of(each.received_at) for each in counted]

    def first_of(last: int) -> int | None:
        first = _since(days, last, patterns.often_days)
        return first if last - first + 1 >= patterns.often_count else None

    return _runs(PatternKind.OFTEN, counted, first_of)


def _rising(counted: Sequence[Counted], patterns: Patterns) -> Iterator[Met]:
    if patterns.rising_days == OFF:
        return iter(())
    days = [day_of(each.received_at) for each in counted]

    def first_of(last: int) -> int | None:
        first, before = (_since(days, last, patterns.rising_days * times) for times in (1, 2))
        return before if is_rising(Rise(first - before, last - first + 1)) else None

    return _runs(PatternKind.RISING, counted, first_of)


def _since(days: Sequence[date], last: int, span: int) -> int:
    """The first of those that lie within `span` days, of which that of the `last` is one."""
    return bisect_right(days, days[last] - timedelta(days=span))


def _runs(kind: PatternKind, counted: Sequence[Counted], first_of: Callable[[int], int | None]) -> Iterator[Met]:
    """`first_of` a contact: the first that counts towards the pattern when it comes in, if that is met then. While it
    is met from one contact to the next, it is the same."""
    began: int | None = None
    since = 0
    for last in range(len(counted) + 1):
        first = first_of(last) if last < len(counted) else None
        if began is None and first is not None:
            began, since = last, first
        elif began is not None and first is None:
            yield Met(kind, counted[began].id, frozenset(each.id for each in counted[since:last]))
            began = None


def _new_harms(counted: Collection[Counted], patterns: Patterns) -> Iterator[Met]:
    """In the order in which they were put on the context: what is new is new to those who know it. What was put there
    at one time is known at one time, and where nothing stood before, nothing is new."""
    if not patterns.new_harm:
        return
    known: set[str] | None = None
    put = sorted(counted, key=lambda each: (each.joined_at, each.id))
    for _, group in groupby(put, key=lambda each: each.joined_at):
        together = list(group)
        fresh = frozenset().union(*(each.harms for each in together)) - (known or set()) - _SAYS_NO_HARM
        if known is not None and fresh:
            said = [each.id for each in together if each.harms & fresh]
            yield Met(PatternKind.NEW_HARM, said[0], frozenset(said), fresh)
        known = (known or set()).union(*(each.harms for each in together))
