"""How what was agreed is shown, on its own page and on its referral's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from commonground.platform.calendar.clock import time_words
from commonground.platform.reference import AGREE_TOGETHER
from commonground.tenants.agreed.models import AgreedVersion
from commonground.tenants.agreed.service import Saved
from commonground.tenants.agreed.types import AgreedKind, AgreedNoted
from commonground.tenants.referrals.history import HistoryLine
from commonground.tenants.referrals.models import ReferralRow
from commonground.ui.referrals import words as say
from commonground.ui.referrals.views import Fact, Line
from commonground.ui.shell.dates import day, short_day
from commonground.ui.shell.i18n import LazyText, gettext, lazy

KIND_NAMES: Final[dict[AgreedKind, LazyText]] = {
    AgreedKind.STRATEGY_DISCUSSION: lazy("Strategy discussion"),
    AgreedKind.SINGLE_AGENCY: lazy("Single agency"),
}
EXPLAINED: Final[dict[AgreedKind, LazyText]] = {
    AgreedKind.STRATEGY_DISCUSSION: lazy(
        "Under section 47 of the Children Act 1989. This is what is kept of it here; the children’s own records stay in"
        " your case system."
    ),
    AgreedKind.SINGLE_AGENCY: lazy("One agency works on it alone, without a plan that several share."),
}


@dataclass(frozen=True, slots=True)
class AgreedFormView:
    """`theirs`: how it stands now, where somebody else was quicker. `typed`: what was typed, where it can't be saved
    any more and there is no form for it."""

    reference: str
    title: str
    heading: str
    explain: str
    action: str
    back: str
    button: str
    conflict: str = ""
    theirs: tuple[Fact, ...] = ()
    kept: bool = False
    lines: tuple[Line, ...] = ()
    typed: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreedView:
    """`change` and `came` are addresses, for whoever may."""

    reference: str
    title: str
    heading: str
    facts: tuple[Fact, ...]
    versions: tuple[Line, ...]
    late: bool
    over: bool
    change: str = ""
    came: str = ""


def agreed_view(row: ReferralRow, saved: Sequence[Saved], now: datetime, today: date, *, may: bool) -> AgreedView:
    newest = saved[0].row
    here = f"/referrals/{row.reference}/agreed/{newest.agreed_id}"
    return AgreedView(
        reference=row.reference,
        title=row.title,
        heading=str(KIND_NAMES[AgreedKind(newest.kind)]),
        facts=tuple(facts_of(newest, saved)),
        versions=tuple(_version(each, before, now) for each, before in zip(saved, [*saved[1:], None], strict=True)),
        late=not newest.came and newest.due_on < today,
        over=bool(newest.came),
        change=f"{here}/change" if may else "",
        came=f"{here}/came" if may else "",
    )


def facts_of(each: AgreedVersion, saved: Sequence[Saved] = ()) -> Iterator[Fact]:
    at = f", {time_words(each.held_at)}" if each.held_at else ""
    yield Fact(gettext("When"), f"{day(each.held_on)}{at}")
    yield Fact(gettext("Who took part"), ", ".join(map(agency_words, each.agencies)))
    yield Fact(gettext("Who leads"), _who_leads(each))
    yield Fact(gettext("Agreed"), each.agreed)
    yield Fact(gettext("Due by"), day(each.due_on))
    if each.came and each.came_on:
        said = f"{each.came}\n{day(each.came_on)}"
        yield Fact(gettext("What came of it"), f"{said}{_by(each, saved)}")


def _by(each: AgreedVersion, saved: Sequence[Saved]) -> str:
    """Who said so, if one of those who saved a version did."""
    who = next((one.who for one in saved if one.who and one.row.saved_by == each.came_by), "")
    return gettext(", by %(name)s") % {"name": who} if who else ""


def agency_words(code: str) -> str:
    return AGREE_TOGETHER.label(code) if code in AGREE_TOGETHER else gettext("another agency")


def _who_leads(each: AgreedVersion) -> str:
    label = agency_words(each.leads)
    return f"{label}, {each.leads_post}" if each.leads_post else label


def _version(each: Saved, before: Saved | None, now: datetime) -> Line:
    row = each.row
    who = each.who or gettext("Somebody")
    if before is None:
        text = gettext("%(who)s recorded it")
    elif row.came != before.row.came:
        text = gettext("%(who)s said what came of it")
    else:
        text = gettext("%(who)s changed it. Before that:")
    changed = "" if before is None else "\n".join(_before(row, before.row))
    return Line(row.saved_at, say.when(row.saved_at, now), text % {"who": who}, changed)


def _before(after: AgreedVersion, before: AgreedVersion) -> Iterator[str]:
    """What stood there, of what is different."""
    new = {fact.term: fact.words for fact in facts_of(after)}
    for fact in facts_of(before):
        if new.get(fact.term) != fact.words:
            yield f"{fact.term}: {fact.words}"


def on_record(history: Sequence[HistoryLine], reference: str, today: date) -> Iterator[Fact]:
    """What was agreed about a referral, the newest first, each as it stands: of a history that is newest first."""
    newest: dict[object, AgreedNoted] = {}
    for line in history:
        if line.agreed is not None:
            newest.setdefault(line.agreed.agreed_id, line.agreed)
    for noted in newest.values():
        yield Fact(
            str(KIND_NAMES[noted.kind]), _noted(noted, today), f"/referrals/{reference}/agreed/{noted.agreed_id}"
        )


def _noted(noted: AgreedNoted, today: date) -> str:
    said = {"day": short_day(noted.held_on), "who": agency_words(noted.leads), "due": short_day(noted.due_on)}
    if noted.is_over:
        return gettext("%(day)s, %(who)s leads. It is said what came of it") % said
    if noted.due_on < today:
        return gettext("%(day)s, %(who)s leads. Overdue since %(due)s: say what came of it") % said
    return gettext("%(day)s, %(who)s leads. Due by %(due)s") % said
