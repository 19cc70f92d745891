"""A context's invitations: its page, and the two small forms that change it (`contexts/moves.py`)."""

from __future__ import annotations

from typing import Final

from commonground.platform.access import Action, Held, decide
from commonground.platform.partners.queries import with_people
from commonground.platform.partners.service import today
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.flags.queries import flags_of
from commonground.tenants.flags.types import FlagKind
from commonground.tenants.sharing import service
from commonground.tenants.sharing.queries import invitations_to
from commonground.tenants.sharing.rules import end_of, last_day
from commonground.tenants.sharing.types import Invitation, State, Verb
from commonground.ui.contexts.views import Beforehand
from commonground.ui.referrals.why import About
from commonground.ui.sharing.forms import EndSharingForm, ShareForm, whom
from commonground.ui.sharing.views import PartnersView, lines_of
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.lists import cut_off
from commonground.ui.shell.page import Page

_CUT: Final = lazy(
    "The newest %(most)s are shown, and what stands or waits before them all. The timeline has the rest."
)
EXAMPLE: Final = {
    "partner": "00000000-0000-7000-8000-000000000000",
    "purpose": "To plan the street work there.",
    "basis": "ca2004_s10",
    "necessity": "They stand there every evening; without the summary they would repeat what was tried.",
    "openness": "told",
    "what": "summary",
    "names": "no",
    "days": "28",
}
EXAMPLE_END: Final = {"sharing": "00000000-0000-7000-8000-000000000000", "reason": "The street work has ended."}


async def partners_page(work: Work, about: About, row: ContextRow, held: Held) -> Page:
    """Who is invited now, who waits, and who was."""
    found = await invitations_to(work, row.id)
    view = PartnersView(
        title=about.title,
        reference=about.reference,
        href=about.href,
        trail=(about.trail, (about.title, about.href)),
        now=lines_of(found, State.ACTIVE, restricted=row.restricted),
        waiting=lines_of(found, State.PROPOSED),
        past=lines_of(found, State.REFUSED, State.WITHDRAWN, State.ENDED, State.EXPIRED),
        may=bool(decide(work.actor, Action.SHARE_CONTEXT, held)),
        cut=cut_off(_CUT, found),
        restricted=row.restricted,
    )
    return Page("sharing/partners.html", view)


async def said_before_sharing(work: Work, row: ContextRow, _form: object) -> Beforehand:
    """What stands on it as a warning, and whether somebody else must agree for that."""
    flags = await flags_of(work, (row.id,))
    words = [f"{each}." for each in dict.fromkeys(flag.words for flag in flags)]
    if any(flag.kind is FlagKind.DO_NOT_SHARE for flag in flags):
        words.append(gettext("Whoever you invite, a second person must agree first."))
    return Beforehand(" ".join(words), f"/contexts/{row.reference}/flags", gettext("What happened, and until when"))


async def said_before_flagging(work: Work, row: ContextRow, _form: object) -> Beforehand:
    """Who of partners can open it: a flag that says otherwise ends nothing that was agreed before."""
    found = [] if row.restricted else await invitations_to(work, row.id)
    now = "; ".join(_until(each) for each in found if each.state is State.ACTIVE)
    words = gettext("It is open to partners now: %(whom)s. A flag does not end that.") % {"whom": now} if now else ""
    return Beforehand(words, f"/contexts/{row.reference}/partners", gettext("Partners who can see this"))


async def offer_partners(work: Work, form: ShareForm) -> None:
    form.offer(await with_people(work, today(work)))
    form.offer_bases(await service.bases_here(work))


async def offer_invitations(work: Work, row: ContextRow, form: EndSharingForm) -> None:
    form.offer(await invitations_to(work, row.id))


async def share(work: Work, row: ContextRow, form: ShareForm) -> str:
    """Whether they are in now, or wait for a second person, in words."""
    typed = form.typed()
    begun = await service.invite(work, row, typed)
    if begun.state is State.PROPOSED:
        return gettext("Proposed. They are not in yet: it waits for a second person, and you hear what they say.")
    return gettext("Invited. They are in now, until %(day)s.") % {"day": day(last_day(end_of(work.now, typed.days)))}


async def end(work: Work, row: ContextRow, form: EndSharingForm) -> str:
    """Whether they can open it no more, or who still can by another invitation, in words."""
    ended = await service.end(work, row, form.chosen, form.reason.data or "")
    if ended.still_open and not row.restricted:
        said = gettext("This invitation has ended, but another one stands. Still open to: %(whom)s.")
        return said % {"whom": "; ".join(map(_until, ended.still_open))}
    return gettext("Taken back.") if ended.verb is Verb.WITHDRAW else gettext("Ended. They can open it no more.")


def _until(each: Invitation) -> str:
    return gettext("%(whom)s, until %(day)s") % {"whom": whom(each), "day": day(last_day(each.until))}
