"""How a context is offered to whoever decides: what it is, how much is known there, and who leads it."""

from __future__ import annotations

from typing import Final

from commonground.platform.reference import KINDS, VENUES
from commonground.tenants.contexts.queries import Compared
from commonground.tenants.contexts.types import ContextStatus, Match, SubjectKind
from commonground.tenants.contexts.venues import venue_in
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.on_context import ContextName
from commonground.ui.shell.forms import Choice
from commonground.ui.shell.i18n import gettext, lazy, ngettext

KEPT: Final = "kept"
"""The context that it is on, which this reader may not open: it is not named, and not lost either."""
KEPT_CHOICE: Final = Choice(KEPT, lazy("The context it is on"), lazy("You cannot open it, so it is not named here"))


def context_choice(match: Match, compared: Compared) -> Choice:
    count = compared.contacts
    contacts = ngettext("%(n)s contact", "%(n)s contacts", count) % {"n": count}
    venue = compared.venue or ""
    kind = VENUES.label(venue) if venue in VENUES else KINDS.label(compared.known.kind)
    hint = gettext("%(kind)s, %(contacts)s. %(reason)s") % {"kind": kind, "contacts": contacts, "reason": match.reason}
    if compared.held_by.lead:
        hint = f"{hint}. {led_words(compared.held_by.lead)}"
    if compared.known.status is ContextStatus.CLOSED:
        hint = f"{hint}. {gettext('It is opened again if work goes on with this.')}"
    return Choice(match.reference, compared.known.name, hint)


def led_words(name: str) -> str:
    return gettext("%(name)s leads it") % {"name": name}


def present_choices(row: ReferralRow, context: ContextName | None, lead: str = "") -> list[Choice]:
    """The context that a referral is on already, which nobody takes it off without saying so."""
    if context is not None:
        said = gettext("The context it is on")
        return [Choice(context.reference, context.name, f"{said}. {led_words(lead)}" if lead else said)]
    return [KEPT_CHOICE] if row.context_id is not None else []


def venue_of(row: ReferralRow, said: Said | None) -> str:
    """Which kind of place a new context may be: as the reporter chose it, else as its name has it; none of what is no
    place."""
    if row.subject_kind not in (None, SubjectKind.PLACE):
        return ""
    chosen = said.venue if said is not None and said.subject == SubjectKind.PLACE else None
    return chosen or venue_in(row.title) or venue_in(said.shown.get("where_said", "") if said else "") or ""
