"""What adds up on one context: why now, the guidance beside it, a picture, and the same as figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from commonground.platform.reference import CHILD_BANDS, HARMS, SOURCES
from commonground.platform.work import Work
from commonground.tenants.adding_up.rules import day_of, fewest_children, why, within
from commonground.tenants.adding_up.types import OFF, AddedUp, Counted, Patterns, Worry
from commonground.ui.adding_up.words import levels, why_words
from commonground.ui.adding_up.worries import WorriesView, worries_view
from commonground.ui.around.believed import believed_line
from commonground.ui.around.views import BelievedLine
from commonground.ui.contexts.building import ContextRecord, context_view
from commonground.ui.contexts.views import ContextView
from commonground.ui.referrals import words as say
from commonground.ui.referrals.adding_up import size_of
from commonground.ui.shell.charts import Contact, ContactsChart, Pattern, contacts_chart
from commonground.ui.shell.dates import LONDON
from commonground.ui.shell.i18n import gettext, ngettext

MOST_EARLIER: Final = 5
BACK: Final = timedelta(days=182)
BAR: Final = 120


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of a table: how many contacts, drawn and written."""

    label: str
    count: int
    bar: Markup


@dataclass(frozen=True, slots=True)
class Figures:
    id: str
    heading: str
    sentence: str
    rows: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class AddingUpView:
    """`why_now` is empty where no pattern is met; `earlier`: those that were, the latest first; `long_ago`: the rest of
    them, folded away. `elsewhere`: what other teams have is counted too. `believed`: how many children are believed
    affected now, if somebody has said."""

    context: ContextView
    why_now: tuple[str, ...]
    earlier: tuple[str, ...]
    long_ago: tuple[str, ...]
    counted: str
    elsewhere: bool
    believed: BelievedLine | None
    levels: tuple[tuple[str, str], ...]
    chart: ContactsChart | None
    figures: tuple[Figures, ...]
    worries: WorriesView | None


def adding_up_view(record: ContextRecord, found: AddedUp, worries: Sequence[Worry], work: Work) -> AddingUpView:
    """By what counts for the reader, and nothing else."""
    patterns, today = found.guidance.patterns, day_of(work.now)
    whys = why(found.contacts, patterns, today)
    earlier = tuple(why_words(each, patterns) for each in whys if not each.is_now)
    return AddingUpView(
        context=context_view(record, work, part="adding-up"),
        why_now=tuple(why_words(each, patterns) for each in whys if each.is_now),
        earlier=earlier[:MOST_EARLIER],
        long_ago=earlier[MOST_EARLIER:],
        counted=_counted(found, today),
        elsewhere=found.elsewhere > 0,
        believed=believed_line(found.believed) if found.believed else None,
        levels=levels(found.guidance),
        chart=_chart(found.contacts, patterns, today),
        figures=tuple(_figures(found.contacts)),
        worries=worries_view(worries, record.row.reference),
    )


def _counted(found: AddedUp, today: date) -> str:
    """How many there are in all and lately, and of how many children they speak."""
    days = found.guidance.patterns.often_days
    lately = len(within(found.contacts, today, days))
    said = ngettext("%(n)s contact in all", "%(n)s contacts in all", found.counted) % {"n": found.counted}
    parts = [f"{said}, {gettext('%(count)s in the last %(days)s days') % {'count': lately, 'days': days}}."]
    if fewest := fewest_children(found.contacts):
        one, many = "One of them speaks of at least %(n)s child.", "One of them speaks of at least %(n)s children."
        parts.append(ngettext(one, many, fewest) % {"n": fewest})
    if found.elsewhere:
        one = "%(n)s of them is with another team. It counts for you since you lead this, and you can’t open it."
        many = "%(n)s of them are with other teams. They count for you since you lead this, and you can’t open them."
        parts.append(ngettext(one, many, found.elsewhere) % {"n": found.elsewhere})
    if found.withdrawn:
        one, many = "%(n)s more was withdrawn and does not count.", "%(n)s more were withdrawn and do not count."
        parts.append(ngettext(one, many, found.withdrawn) % {"n": found.withdrawn})
    return " ".join(parts)


def _chart(contacts: Sequence[Counted], patterns: Patterns, today: date) -> ContactsChart | None:
    shared = Counter(harm for each in contacts for harm in each.harms)
    drawn = [
        Contact(
            day=day_of(each.received_at),
            harm=HARMS.short_label(_drawn_on(each.harms, shared)),
            size=size_of(each.children),
            children=say.label(CHILD_BANDS, each.children),
        )
        for each in contacts
        if today - BACK <= day_of(each.received_at) <= today
    ]
    # Shaded are the days that the council counts, and said is what there is in them: not what it would take.
    lately = len(within(contacts, today, patterns.often_days))
    band = Pattern(patterns.often_days, lately) if patterns.often_count != OFF and lately > 1 else None
    return contacts_chart(drawn, since=today - BACK, until=today, pattern=band) if drawn else None


def _drawn_on(harms: Iterable[str], shared: Counter[str]) -> str:
    """The harm that most contacts share; of two as common always the same."""
    return max(sorted(each for each in harms if each in HARMS), key=shared.__getitem__, default="other")


def _figures(lines: Sequence[Counted]) -> Iterator[Figures]:
    """Each contact counts once in a table, but once for each harm that it names."""
    if not lines:
        return
    harms = Counter(HARMS.label(harm) for each in lines for harm in each.harms if harm in HARMS)
    yield _table("harms", gettext("By harm"), harms)
    yield _table("sources", gettext("By who told us"), Counter(say.label(SOURCES, e.source, e.source) for e in lines))
    hours = Counter(_part_of_day(each) if each.has_hour else gettext("Not known") for each in lines)
    yield _table("hours", gettext("By the time of day at which we were told"), hours)
    unsaid = gettext("Not said")
    children = Counter(say.label(CHILD_BANDS, each.children, unsaid) for each in lines)
    yield _table("children", gettext("By how many children it speaks of"), children)


def _part_of_day(line: Counted) -> str:
    hour = line.received_at.astimezone(LONDON).hour
    if hour < 6 or hour >= 22:
        return gettext("Night, 10pm to 6am")
    if hour < 12:
        return gettext("Morning, 6am to midday")
    return gettext("Afternoon, midday to 5pm") if hour < 17 else gettext("Evening, 5pm to 10pm")


def _table(id_: str, heading: str, counts: Mapping[str, int]) -> Figures:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    most = ordered[0][1] if ordered else 1
    is_first = len([count for count in counts.values() if count == most]) == 1
    sentence = gettext("Most: %(label)s, %(count)s.") % {"label": ordered[0][0], "count": most} if is_first else ""
    return Figures(id_, heading, sentence, tuple(Figure(label, n, _bar(n, most)) for label, n in ordered))


def _bar(count: int, most: int) -> Markup:
    """Says nothing that the number beside it does not."""
    return Markup(
        '<svg width="{}" height="12" viewBox="0 0 {} 12" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="12" fill="currentColor"/></svg>'
    ).format(BAR, BAR, max(round(BAR * count / most), 2))
