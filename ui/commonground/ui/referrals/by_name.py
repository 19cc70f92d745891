"""A context that the decider knows, by what people call it. What they may not open is never found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, func, select

from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.reference import KINDS, VENUES
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.names import normal_name
from commonground.ui.referrals.context_choices import led_words
from commonground.ui.referrals.decide_form import OTHER, DecideForm
from commonground.ui.shell.forms import Choice
from commonground.ui.shell.i18n import gettext

MOST: Final = 10
MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Called:
    """A context that is called as was typed, or whose name or other name has all of the words."""

    reference: str
    name: str
    about: str
    exactly: bool


async def take_by_name(work: Work, form: DecideForm) -> None:
    """Where a name was typed for its reference, the form means the one context of that name. Of several that it may
    mean, it offers each; then, and where there is none, it is refused."""
    typed = form.reference.data or ""
    if form.context.data != OTHER or parse_reference(typed, kind=ReferenceKind.CONTEXT):
        return
    found = await _called(work, typed)
    exact = [each for each in found if each.exactly]
    meant = exact if len(exact) == 1 else found
    if len(meant) == 1:
        form.meant, form.called = meant[0].reference, meant[0].name
        return
    form.named = [Choice(each.reference, each.name, each.about) for each in found[:MOST]]
    form.reference.refuse(_unclear(len(found)))


def _unclear(count: int) -> str:
    if count == 0:
        return gettext("There is no context of this name that you can open. Try fewer words, or make a new one")
    if count > MOST:
        return gettext("More than %(most)s contexts have this in their name. Write more of it") % {"most": MOST}
    return gettext("%(count)s contexts have this in their name. Choose one of them above") % {"count": count}


async def _called(work: Work, typed: str) -> list[Called]:
    row = ContextRow
    called = func.array_cat(row.aliases, row.parts_called)
    names = func.concat_ws(" ", row.name, func.array_to_string(called, " "))
    words = re.findall(r"\w+", typed)[:MOST_WORDS]
    if not words:
        return []
    lead = func.coalesce(Staff.display_name, "").label("lead")
    query = (
        select(row.reference, row.name, called.label("called"), row.kind, row.venue, row.address, lead)
        .outerjoin(Staff, and_(Staff.tenant_id == row.tenant_id, Staff.id == row.lead_id))
        .where(visible_contexts(work.actor, Action.READ_CONTEXT))
        .where(*(names.icontains(word, autoescape=True) for word in words))
        .order_by(func.length(row.name), row.name, row.id)
        .limit(MOST + 1)
    )
    found = []
    for each in await work.mine.execute(query):
        about = _about(each.kind, each.venue, each.address, each.lead)
        found.append(Called(each.reference, each.name, about, _is(typed, each.name, each.called)))
    return found


def _is(typed: str, name: str, called: Sequence[str]) -> bool:
    return normal_name(typed) in {normal_name(each) for each in (name, *called)}


def _about(kind: str, venue: str | None, address: str, lead: str) -> str:
    """Enough to tell two of one name apart, and who leads it."""
    shown = VENUES.label(venue) if venue and venue in VENUES else KINDS.label(kind)
    where = ", ".join(str(part) for part in (shown, address) if part)
    return f"{where}. {led_words(lead)}" if lead else where
