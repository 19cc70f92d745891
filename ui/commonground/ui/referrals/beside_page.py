"""All other contacts about what a referral is about, or likely is, each with what differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from commonground.platform.work import Work
from commonground.tenants.adding_up.queries import weighed_upon
from commonground.tenants.contexts.alike import find_alike
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import ContactLine, Contacts, contacts_about
from commonground.tenants.referrals.types import Verb
from commonground.ui.referrals import words as say
from commonground.ui.referrals.beside import account_of, cut, differs, outcome_words, source_words
from commonground.ui.referrals.may import May
from commonground.ui.referrals.record import MOST_MATCHES, candidate_of
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Beside:
    """`names` are of the contexts that the contacts stand on; `own` is the one that the referral itself is on."""

    said: Said | None
    own: UUID | None
    names: dict[UUID, str]
    contacts: Contacts


async def read_beside(work: Work, row: ReferralRow, older: str) -> Beside:
    """Only contacts and contexts that the actor may open are there, or counted. Which contexts it may be is worked out
    for those who may decide, as on the referral's own page."""
    may = May(work.actor, await held_referral(work, row), row)
    upon = await weighed_upon(work, row)
    said, context = upon.said, upon.context
    names = {context.id: context.name} if context else {}
    if may.verb(Verb.DECIDE):
        alike = await find_alike(work, candidate_of(row, said), at_most=MOST_MATCHES)
        names |= {compared.id: compared.known.name for _, compared in alike}
    contacts = await contacts_about(work, tuple(names), but=row.id, older=older, most=MOST)
    return Beside(said, context.id if context else None, names, contacts)


@dataclass(frozen=True, slots=True)
class BesideLine:
    href: str
    reference: str
    title: str
    told: str
    """“21 November 2026, by a school”."""
    context: str
    differs: str
    words: str
    place: str
    outcome: str


@dataclass(frozen=True, slots=True)
class BesideView:
    reference: str
    title: str
    href: str
    this: str
    words: str
    place: str
    lines: tuple[BesideLine, ...]
    older: str


def beside_view(row: ReferralRow, read: Beside) -> BesideView:
    href = f"/referrals/{row.reference}"
    shown = read.said.shown if read.said else {}
    children = say.children(row.children, read.said.ages if read.said else ())
    last = read.contacts.lines[-1].reference if read.contacts.more else ""
    return BesideView(
        reference=row.reference,
        title=row.title,
        href=href,
        this=f"{_told(row)}. {gettext('Harm')}: {say.harms(row.harms)}. {gettext('Children')}: {children}.",
        words=cut(shown.get("what_said", "")),
        place=_place(shown.get("where_said", ""), shown.get("when_said", "")),
        lines=tuple(_line(each, row, read) for each in read.contacts.lines),
        older=f"{href}/beside?older={last}" if last else "",
    )


def _line(each: ContactLine, row: ReferralRow, read: Beside) -> BesideLine:
    return BesideLine(
        href=f"/referrals/{each.reference}",
        reference=each.reference,
        title=each.title,
        told=_told(each),
        context=read.names[each.context_id] if each.context_id != read.own else "",
        differs=differs(account_of(row, read.said), each),
        words=cut(each.what),
        place=_place(each.where, each.when),
        outcome=outcome_words(each.outcome, each.state),
    )


def _told(contact: ReferralRow | ContactLine) -> str:
    said = {"day": day(contact.received_at), "source": source_words(contact.source)}
    return gettext("%(day)s, %(source)s") % said


def _place(where: str, when: str) -> str:
    return ". ".join(each for each in (where, when) if each)
