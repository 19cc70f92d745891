"""“It adds up”: this contact with those before it about one context. A single one may be small (domain notes, 0.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from commonground.platform.reference import CHILD_BANDS, HARMS
from commonground.tenants.adding_up.rules import day_of, why
from commonground.tenants.adding_up.types import Counted, Guidance, Patterns
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.contacts import ContactLine
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.rules import OPEN_STATES
from commonground.tenants.referrals.types import ReferralState
from commonground.ui.adding_up.words import why_words
from commonground.ui.referrals import words as say
from commonground.ui.referrals.beside import side_by_side
from commonground.ui.referrals.views import AddsUpView, Fact
from commonground.ui.shell.charts import Contact, ContactsChart, contacts_chart
from commonground.ui.shell.dates import LONDON
from commonground.ui.shell.i18n import gettext, ngettext

MONTHS_BACK = timedelta(days=182)
BESIDE = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """Which context the contacts are counted on. `linked`: somebody decided so; else it is the likeliest one."""

    id: UUID
    name: str
    linked: bool
    reference: str = ""


def adds_up(
    row: ReferralRow,
    said: Said | None,
    before: Sequence[ContactLine],
    standing: Standing | None,
    names: Mapping[UUID, str],
    now: datetime,
    guidance: Guidance,
    alone: Sequence[ContactLine] = (),
) -> AddsUpView | None:
    """None where there is nothing to count it with. `names` are of the contexts that contacts nearby stand on; `alone`
    are likely about the same and stand on no context. What was closed as withdrawn counts nowhere. What is met today is
    said of a referral that somebody has yet to decide: of an old one it would be no reason."""
    before, alone = _counted(before), _counted(alone)
    joined = [each for each in before if standing and each.context_id == standing.id]
    is_open = row.state in OPEN_STATES
    if standing is None or not joined:
        if standing and standing.linked:
            return AddsUpView(_first(standing), "", None, (), _stands_on(standing))
        return _on_none(row, alone, guidance.patterns, now) if alone else None
    readable = [each for each in joined if not each.elsewhere]
    return AddsUpView(
        heading=_heading(row, joined, standing),
        finding=f"{_finding(row, joined)} {_alone_too(row, alone)}".strip(),
        why_now=_why_now(row, joined, guidance.patterns, now) if is_open else (),
        is_open=is_open,
        chart=_chart(row, before, standing, names, now),
        beside=side_by_side(row, said, readable[:BESIDE]),
        more_beside=sum(not each.elsewhere for each in before) > len(readable[:BESIDE]),
        stands_on=_stands_on(standing),
    )


def _counted(contacts: Sequence[ContactLine]) -> list[ContactLine]:
    return [each for each in contacts if each.state != ReferralState.WITHDRAWN]


def _on_none(row: ReferralRow, alone: Sequence[ContactLine], patterns: Patterns, now: datetime) -> AddsUpView:
    """Several that are likely about the same and stand on no context: each is a line further down, here is how many."""
    heading = gettext("It adds up if they are about the same: %(count)s on no context in %(span)s")
    why_now = _why_now(row, alone, patterns, now)
    return AddsUpView(heading % _count_and_span(row, alone), _finding(row, alone), None, (), why_now=why_now)


def _alone_too(row: ReferralRow, alone: Sequence[ContactLine]) -> str:
    """Beside those on the context that it may be."""
    if not alone:
        return ""
    return gettext("With this one, %(count)s on no context in %(span)s.") % _count_and_span(row, alone)


def _why_now(row: ReferralRow, joined: Sequence[ContactLine], patterns: Patterns, now: datetime) -> tuple[str, ...]:
    """The council's patterns that are met, this contact counted with the others. Which harm is new, and as of which
    contact, the finding says."""
    others = [Counted(each.id, each.received_at, each.received_at, frozenset(each.harms)) for each in joined]
    this = Counted(row.id, row.received_at, now, frozenset(row.harms))
    found = why([*others, this], replace(patterns, new_harm=False), day_of(now))
    return tuple(why_words(each, patterns) for each in found if each.is_now)


def _stands_on(standing: Standing) -> Fact | None:
    """The context that it is on; where it is only likely to be on one, the heading says so."""
    if not standing.linked:
        return None
    return Fact(gettext("It is on"), standing.name, f"/contexts/{standing.reference}")


def _first(standing: Standing) -> str:
    said = gettext("Nothing else has come in about %(name)s that you can open")
    return said % {"name": standing.name}


def _days(row: ReferralRow, joined: Sequence[ContactLine]) -> list[date]:
    """All contacts' days, oldest first, this one among them."""
    moments = sorted([row.received_at, *(each.received_at for each in joined)])
    return [moment.astimezone(LONDON).date() for moment in moments]


def _heading(row: ReferralRow, joined: Sequence[ContactLine], standing: Standing) -> str:
    said = {**_count_and_span(row, joined), "name": standing.name}
    if standing.linked:
        return gettext("It adds up on %(name)s: %(count)s contacts in %(span)s") % said
    return gettext("It adds up if this is %(name)s: %(count)s contacts in %(span)s") % said


def _count_and_span(row: ReferralRow, others: Sequence[ContactLine]) -> dict[str, object]:
    days = _days(row, others)
    return {"count": len(days), "span": _span((days[-1] - days[0]).days)}


def _span(days: int) -> str:
    """“5 weeks”; days up to a fortnight, months from a quarter on."""
    if days <= 14:
        return ngettext("%(n)s day", "%(n)s days", max(days, 1)) % {"n": max(days, 1)}
    if days <= 91:
        return ngettext("%(n)s week", "%(n)s weeks", round(days / 7)) % {"n": round(days / 7)}
    return ngettext("%(n)s month", "%(n)s months", round(days / 30.4)) % {"n": round(days / 30.4)}


_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def _numbered(count: int, total: int) -> str:
    """Of those that had come in by then; how many there are by now, where some came later."""
    if count >= len(_ORDINALS):
        return gettext("This is contact number %(count)s.") % {"count": count}
    said = {"number": gettext(_ORDINALS[count]), "total": total}
    if count < total:
        return gettext("This is the %(number)s of %(total)s contacts.") % said
    return gettext("This is the %(number)s contact.") % said


def _finding(row: ReferralRow, joined: Sequence[ContactLine]) -> str:
    """What was new about it, in a few words: how many by then, which harm for the first time; and whether they come
    closer."""
    earlier = [each for each in joined if (each.received_at, each.id) < (row.received_at, row.id)]
    parts = [_numbered(len(earlier) + 1, len(joined) + 1)]
    known = {harm for each in earlier for harm in each.harms}
    fresh = [HARMS.within(harm, short=True) for harm in row.harms if harm in HARMS and harm not in known]
    if fresh:
        parts.append(gettext("It is the first to name: %(harms)s.") % {"harms": ", ".join(fresh)})
    if trend := _trend(_days(row, joined)):
        parts.append(trend)
    return " ".join(parts)


def _trend(days: Sequence[date]) -> str:
    gaps = [(later - earlier).days for earlier, later in pairwise(days)][-2:]
    if len(gaps) < 2 or gaps[0] == gaps[1]:
        return ""
    said = {"before": _gap(gaps[0]), "after": _gap(gaps[1])}
    if gaps[1] < gaps[0]:
        return gettext("They come closer together: %(before)s, then %(after)s.") % said
    return gettext("They come further apart: %(before)s, then %(after)s.") % said


def _gap(days: int) -> str:
    return gettext("the same day") if days == 0 else ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def _chart(
    row: ReferralRow,
    before: Sequence[ContactLine],
    standing: Standing,
    names: Mapping[UUID, str],
    now: datetime,
) -> ContactsChart:
    shared = Counter(harm for harms in (row.harms, *(each.harms for each in before)) for harm in harms)
    contacts = [
        Contact(
            day=each.received_at.astimezone(LONDON).date(),
            harm=_harm(each.harms, shared),
            size=size_of(each.children),
            children=say.label(CHILD_BANDS, each.children),
            joined=each.context_id == standing.id,
            where="" if each.context_id == standing.id else names.get(each.context_id, "") if each.context_id else "",
        )
        for each in before
    ]
    this = row.received_at.astimezone(LONDON).date()
    children = say.label(CHILD_BANDS, row.children)
    contacts.append(Contact(this, _harm(row.harms, shared), size_of(row.children), children, this=True))
    until = now.astimezone(LONDON).date()
    return contacts_chart(contacts, since=min(until - MONTHS_BACK, this), until=until)


def _harm(harms: Collection[str], shared: Counter[str]) -> str:
    """A contact stands on one line: that of the harm it has most in common with the others."""
    known = [harm for harm in harms if harm in HARMS]
    best = max(known, key=lambda harm: shared[harm], default="not_sure")
    return HARMS.short_label(best)


def size_of(band: str | None) -> int:
    """How large a contact is drawn: 0 for one or two children or nobody knows, 1 for a few, 2 for many."""
    low = CHILD_BANDS[band].low if band and band in CHILD_BANDS else None
    return 0 if low is None or low < 3 else 1 if low < 6 else 2
