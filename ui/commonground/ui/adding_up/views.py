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
from commonground.tenants.adding_up.rules import (
    day_of,
    fewest_children,
    is_rising,
    patterns_met,
    proposed,
    rise_until,
    within,
)
from commonground.tenants.adding_up.types import OFF, Counted, Guidance, Level, PatternKind, Worry
from commonground.tenants.contexts.colleagues import House
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.referrals.queries import ContactLine
from commonground.tenants.referrals.types import ReferralState
from commonground.ui.adding_up.words import LEVELS, said_of
from commonground.ui.contexts.building import ContextRecord, context_view
from commonground.ui.contexts.views import ContextView
from commonground.ui.referrals import words as say
from commonground.ui.referrals.adding_up import size_of
from commonground.ui.shell.charts import Contact, ContactsChart, Pattern, contacts_chart
from commonground.ui.shell.dates import LONDON, short_day
from commonground.ui.shell.i18n import gettext, ngettext

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
class WorryLine:
    name: str
    href: str
    team: str
    lead: str
    contacts: str
    here: bool


@dataclass(frozen=True, slots=True)
class AddingUpView:
    """`why_now` is empty where no pattern is met. `proposal`: who could lead where several teams worry."""

    context: ContextView
    why_now: tuple[str, ...]
    counted: str
    levels: tuple[tuple[str, str], ...]
    chart: ContactsChart | None
    figures: tuple[Figures, ...]
    worries: tuple[WorryLine, ...]
    proposal: str


def adding_up_view(record: ContextRecord, guidance: Guidance, worries: Sequence[Worry], work: Work) -> AddingUpView:
    """By what the reader may open, and nothing else."""
    lines = [each for each in record.contacts.lines if each.state != ReferralState.WITHDRAWN]
    joined = {each.reference: each.at for each in record.timeline if each.verb == ContextVerb.LINK}
    counted = [
        Counted(each.id, each.received_at, joined.get(each.reference, each.received_at), frozenset(each.harms),
                each.children) for each in lines
    ]  # fmt: skip  # one contact
    today = day_of(work.now)
    return AddingUpView(
        context=context_view(record, work, part="adding-up"),
        why_now=tuple(_why_now(counted, guidance, today)),
        counted=_counted(counted, guidance, today),
        levels=tuple((str(LEVELS[level]), said_of(level, guidance)) for level in Level),
        chart=_chart(lines, guidance, today),
        figures=tuple(_figures(lines)),
        worries=tuple(_worry(each, record) for each in worries),
        proposal=_proposal(worries, record.house),
    )


def _why_now(counted: Sequence[Counted], guidance: Guidance, today: date) -> Iterator[str]:
    patterns = guidance.patterns
    lately = within(counted, today, patterns.often_days)
    if patterns.often_count != OFF and len(lately) >= patterns.often_count:
        said = gettext("%(count)s contacts in the last %(days)s days. Your council wants to hear of %(wanted)s.")
        yield said % {"count": len(lately), "days": patterns.often_days, "wanted": patterns.often_count}
    if patterns.rising_days != OFF and is_rising(rise := rise_until(counted, today, patterns.rising_days)):
        said = gettext("They come more often: %(lately)s in the last %(days)s days, %(before)s in as many before.")
        yield said % {"lately": rise.lately, "days": patterns.rising_days, "before": rise.before}
    recent = {each.id: each for each in lately}
    for met in patterns_met(counted, patterns):
        if met.kind is PatternKind.NEW_HARM and met.began in recent:
            harms = ", ".join(HARMS.within(harm, short=True) for harm in sorted(met.harms) if harm in HARMS)
            said = gettext("Named here for the first time on %(day)s: %(harms)s.")
            yield said % {"day": short_day(recent[met.began].received_at), "harms": harms}


def _counted(counted: Sequence[Counted], guidance: Guidance, today: date) -> str:
    """How many there are in all and lately, and of how many children they speak."""
    lately, days = len(within(counted, today, guidance.patterns.often_days)), guidance.patterns.often_days
    said = ngettext("%(n)s contact in all", "%(n)s contacts in all", len(counted)) % {"n": len(counted)}
    parts = [f"{said}, {gettext('%(count)s in the last %(days)s days') % {'count': lately, 'days': days}}."]
    if fewest := fewest_children(counted):
        one, many = "One of them speaks of at least %(n)s child.", "One of them speaks of at least %(n)s children."
        spoken = ngettext(one, many, fewest)
        parts.append(spoken % {"n": fewest})
    return " ".join(parts)


def _chart(lines: Sequence[ContactLine], guidance: Guidance, today: date) -> ContactsChart | None:
    shared = Counter(harm for each in lines for harm in each.harms)
    drawn = [
        Contact(
            day=day_of(each.received_at),
            harm=HARMS.short_label(max((h for h in each.harms if h in HARMS), key=shared.__getitem__, default="other")),
            size=size_of(each.children),
            children=say.label(CHILD_BANDS, each.children),
        )
        for each in lines
        if today - BACK <= day_of(each.received_at) <= today
    ]
    often = guidance.patterns
    band = Pattern(often.often_days, often.often_count) if often.often_count != OFF else None
    return contacts_chart(drawn, since=today - BACK, until=today, pattern=band) if drawn else None


def _figures(lines: Sequence[ContactLine]) -> Iterator[Figures]:
    """Each contact counts once in a table, but once for each harm that it names."""
    if not lines:
        return
    harms = Counter(HARMS.label(harm) for each in lines for harm in each.harms if harm in HARMS)
    yield _table("harms", gettext("By harm"), harms)
    yield _table("sources", gettext("By who told us"), Counter(say.label(SOURCES, e.source, e.source) for e in lines))
    hours = Counter(_part_of_day(each) for each in lines)
    yield _table("hours", gettext("By the time of day at which we were told"), hours)
    unsaid = gettext("Not said")
    children = Counter(say.label(CHILD_BANDS, each.children, unsaid) for each in lines)
    yield _table("children", gettext("By how many children it speaks of"), children)


def _part_of_day(line: ContactLine) -> str:
    hour = line.received_at.astimezone(LONDON).hour
    if hour < 6 or hour >= 22:
        return gettext("Night, 10pm to 6am")
    if hour < 12:
        return gettext("Morning, 6am to midday")
    return gettext("Afternoon, midday to 5pm") if hour < 17 else gettext("Evening, 5pm to 10pm")


def _table(id_: str, heading: str, counts: Mapping[str, int]) -> Figures:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    most = ordered[0][1] if ordered else 1
    sentence = gettext("Most: %(label)s, %(count)s.") % {"label": ordered[0][0], "count": most} if ordered else ""
    return Figures(id_, heading, sentence, tuple(Figure(label, n, _bar(n, most)) for label, n in ordered))


def _bar(count: int, most: int) -> Markup:
    """Says nothing that the number beside it does not."""
    return Markup(
        '<svg width="{}" height="12" viewBox="0 0 {} 12" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="12" fill="currentColor"/></svg>'
    ).format(BAR, BAR, max(round(BAR * count / most), 2))


def _worry(each: Worry, record: ContextRecord) -> WorryLine:
    lead, team = record.house.person(each.lead_id), record.house.team(each.team_id)
    return WorryLine(
        name=each.name,
        href=f"/contexts/{each.reference}",
        team=team.name if team else gettext("None"),
        lead=lead.name if lead else gettext("Nobody yet"),
        contacts=ngettext("%(n)s contact", "%(n)s contacts", each.contacts) % {"n": each.contacts},
        here=each.id == record.row.id,
    )


def _proposal(worries: Iterable[Worry], house: House) -> str:
    best = proposed(worries)
    lead, team = (house.person(best.lead_id), house.team(best.team_id)) if best else (None, None)
    if best is None or lead is None:
        return ""
    said = gettext("One lead for all of them: we propose %(who)s, %(team)s, where most contacts stand. You decide.")
    return said % {"who": lead.name, "team": team.name if team else gettext("None")}
