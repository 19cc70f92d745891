"""One contact beside another: what each says, and in words what differs between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from commonground.platform.reference import AGE_BANDS, CHILD_BANDS, DECISIONS, HARMS, SOURCES
from commonground.tenants.adding_up.overlap import Alone
from commonground.tenants.adding_up.types import Worry
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.contacts import ContactLine
from commonground.tenants.referrals.differing import Account, Difference, Point, differences
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import Outcome, ReferralState
from commonground.tenants.referrals.words import STATE_LABELS
from commonground.ui.referrals import words as say
from commonground.ui.referrals.views import Fact, SideColumn
from commonground.ui.shell.dates import day, short_day
from commonground.ui.shell.i18n import gettext

EXCERPT: Final = 280
NOT_SAID: Final = "Not said"


def side_by_side(row: ReferralRow, said: Said | None, others: Sequence[ContactLine]) -> tuple[SideColumn, ...]:
    """This contact first. Rows in which none of them says anything are left out."""
    account = account_of(row, said)
    return _without_empty((_this(row, said), *(_other(each, account) for each in others)))


def account_of(row: ReferralRow, said: Said | None) -> Account:
    return Account(frozenset(row.harms), row.children, frozenset(said.ages if said else ()), row.source)


def differs(this: Account, line: ContactLine) -> str:
    """“Harm: criminal exploitation here, not said there. Children: 3 to 5 here, 1 or 2 there.”"""
    other = Account(frozenset(line.harms), line.children, frozenset(line.ages), line.source)
    found = differences(this, other)
    return " ".join(_words(each) for each in found) or gettext("Nothing in harm, children, ages or source.")


def _words(each: Difference) -> str:
    name, said = _NAMED[each.point]
    parts = {"what": name(), "here": _said(each.here, said), "there": _said(each.there, said)}
    if each.here and each.there:
        return gettext("%(what)s: %(here)s here, %(there)s there.") % parts
    if each.here:
        return gettext("%(what)s: %(here)s here, not said there.") % parts
    return gettext("%(what)s: %(there)s there, not said here.") % parts


def _said(codes: Iterable[str], said: Callable[[str], str]) -> str:
    return ", ".join(said(code) for code in codes)


def _harm(code: str) -> str:
    return HARMS.within(code, short=True) if code in HARMS else code


def _number(code: str) -> str:
    return say.label(CHILD_BANDS, code, code).lower()


def _age(code: str) -> str:
    return say.label(AGE_BANDS, code, code).lower()


def source_words(code: str) -> str:
    return SOURCES.within(code) if code in SOURCES else code


_NAMED: Final[Mapping[Point, tuple[Callable[[], str], Callable[[str], str]]]] = {
    Point.HARMS: (lambda: gettext("Harm"), _harm),
    Point.CHILDREN: (lambda: gettext("Children"), _number),
    Point.AGES: (lambda: gettext("Ages"), _age),
    Point.SOURCE: (lambda: gettext("Told by"), source_words),
}


def _this(row: ReferralRow, said: Said | None) -> SideColumn:
    shown = said.shown if said else {}
    cells = _cells(
        gettext("The others are compared with this one"),
        harms=say.harms(row.harms),
        where=shown.get("where_said", ""),
        when=shown.get("when_said", ""),
        what=shown.get("what_said", ""),
        children=say.children(row.children, said.ages if said else ()),
        helps=shown.get("helps_said", ""),
        outcome=outcome_words(row.outcome, row.state),
    )
    return SideColumn(
        gettext("This one, %(day)s") % {"day": short_day(row.received_at)}, gettext("This one"), "", cells
    )


def held_back(line: ContactLine) -> str:
    """Of a restricted one, before its reader has confirmed; empty for any other."""
    return gettext("Restricted. Open it to read what it says") if line.withheld else ""


def _other(line: ContactLine, this: Account) -> SideColumn:
    held = held_back(line)
    cells = _cells(
        differs(this, line),
        harms=say.harms(line.harms),
        where=line.where or held,
        when=line.when or held,
        what=line.what or held,
        children=say.children(line.children, line.ages),
        helps=line.helps or held,
        outcome=outcome_words(line.outcome, line.state),
    )
    day = short_day(line.received_at)
    return SideColumn(f"{day}, {source_words(line.source)}", day, f"/referrals/{line.reference}", cells)


def _cells(
    differing: str, *, harms: str, where: str, when: str, what: str, children: str, helps: str, outcome: str
) -> tuple[tuple[str, str], ...]:
    return (
        (gettext("What differs"), differing),
        (gettext("Harm"), harms),
        (gettext("Where"), where or NOT_SAID),
        (gettext("When"), when or NOT_SAID),
        (gettext("What"), cut(what) or NOT_SAID),
        (gettext("Children"), children),
        (gettext("What helps"), helps or NOT_SAID),
        (gettext("Outcome"), outcome),
    )


def _without_empty(columns: Sequence[SideColumn]) -> tuple[SideColumn, ...]:
    said = [any(column.cells[row][1] != NOT_SAID for column in columns) for row in range(len(columns[0].cells))]
    return tuple(
        replace(column, cells=tuple(cell for cell, keep in zip(column.cells, said, strict=True) if keep))
        for column in columns
    )


def told_words(contact: ReferralRow | ContactLine) -> str:
    """“21 November 2026, by a school”."""
    said = {"day": day(contact.received_at), "source": source_words(contact.source)}
    return gettext("%(day)s, %(source)s") % said


def alone_lines(alone: Iterable[Alone], worries: Iterable[Worry]) -> tuple[Fact, ...]:
    """Each with what became of it, but those that stand among the worries."""
    there = {each.reference for each in worries}
    lines = (each.contact for each in alone if each.contact.reference not in there)
    return tuple(
        Fact(
            line.title, f"{told_words(line)}: {outcome_words(line.outcome, line.state)}", f"/referrals/{line.reference}"
        )
        for line in lines
    )


def cut(text: str) -> str:
    return text if len(text) < EXCERPT else text[: EXCERPT - 1].rsplit(" ", 1)[0] + "…"


def outcome_words(outcome: str | None, state: str) -> str:
    if outcome in set(Outcome):
        return DECISIONS.label(Outcome(outcome))
    return gettext("Open") if state != ReferralState.WITHDRAWN else STATE_LABELS[ReferralState.WITHDRAWN]
