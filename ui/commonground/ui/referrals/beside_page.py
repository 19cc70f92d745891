"""All other contacts about what a referral is about, or likely is, each with what differs from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from commonground.platform.work import Work
from commonground.tenants.adding_up.overlap import Alone, alone_beside
from commonground.tenants.adding_up.queries import weighed_upon
from commonground.tenants.contexts.alike import find_alike
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.contacts import ContactLine, Contacts, contacts_about
from commonground.tenants.referrals.load import held_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.on_context import ContextName
from commonground.tenants.referrals.several import Pick
from commonground.tenants.referrals.types import Verb
from commonground.ui.referrals import words as say
from commonground.ui.referrals.beside import account_of, cut, differs, held_back, outcome_words, told_words
from commonground.ui.referrals.may import May
from commonground.ui.referrals.record import MOST_MATCHES, candidate_of
from commonground.ui.shell.i18n import gettext
from commonground.ui.tracker.link_address import link_address

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Beside:
    """`names` are of the contexts that the contacts stand on; `own` is the one that the referral itself is on. `alone`
    stand on none, and are read with the latest contacts."""

    said: Said | None
    own: ContextName | None
    names: dict[UUID, str]
    contacts: Contacts
    alone: Sequence[Alone]


async def find_beside(work: Work, row: ReferralRow, older: str) -> Beside:
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
    alone = [] if older else await alone_beside(work, row, candidate_of(row, said))
    return Beside(said, context, names, contacts, alone)


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
    link: str = ""
    """Where it is put on a context, for those who may."""


@dataclass(frozen=True, slots=True)
class BesideView:
    reference: str
    title: str
    href: str
    this: str
    words: str
    place: str
    lines: tuple[BesideLine, ...]
    alone: tuple[BesideLine, ...]
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
        this=f"{told_words(row)}. {gettext('Harm')}: {say.harms(row.harms)}. {gettext('Children')}: {children}.",
        words=cut(shown.get("what_said", "")),
        place=_place(shown.get("where_said", ""), shown.get("when_said", "")),
        lines=tuple(_line(each, row, read) for each in read.contacts.lines),
        alone=tuple(_line(each.contact, row, read, link=_link(each, read)) for each in read.alone),
        older=f"{href}/beside?older={last}" if last else "",
    )


def _link(each: Alone, read: Beside) -> str:
    """Straight to the context that this one is on, if it is on one."""
    pick, upon = Pick(each.contact.reference, each.version), read.own.reference if read.own else ""
    return link_address([pick], context=upon) if each.may_link else ""


def _line(each: ContactLine, row: ReferralRow, read: Beside, *, link: str = "") -> BesideLine:
    is_elsewhere = each.context_id is not None and (read.own is None or each.context_id != read.own.id)
    return BesideLine(
        href=f"/referrals/{each.reference}",
        reference=each.reference,
        title=each.title,
        told=told_words(each),
        context=read.names[each.context_id] if each.context_id and is_elsewhere else "",
        differs=differs(account_of(row, read.said), each),
        words=cut(each.what) or held_back(each),
        place=_place(each.where, each.when),
        outcome=outcome_words(each.outcome, each.state),
        link=link,
    )


def _place(where: str, when: str) -> str:
    return ". ".join(each for each in (where, when) if each)
