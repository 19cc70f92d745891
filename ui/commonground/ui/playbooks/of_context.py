"""The playbook of one context: its setting, what harms reported there add, and which steps somebody has taken up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from commonground.platform.access import Action, decide
from commonground.platform.reference.playbooks import Playbook, for_harms, for_setting
from commonground.platform.work import Work
from commonground.tenants.actions.queries import ActionLine, Charge, charge_of
from commonground.tenants.actions.rules import ActionStatus
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.playbooks.queries import Standing, playbooks_as_they_stand, whom_to_ring
from commonground.tenants.referrals.contacts import contacts_counted
from commonground.tenants.referrals.types import ReferralState
from commonground.ui.actions.views import who_words
from commonground.ui.playbooks.views import PlaybookView, RingLine, agencies_of, missing_words, ring_lines, sheet_of
from commonground.ui.shell.dates import short_day
from commonground.ui.shell.i18n import gettext

MOST_HARMS: Final = 3
"""So many harms add their part: a page that is read is short. Those that most contacts name come first; of the others
the page says that they were reported, and where their part is."""


async def context_playbook(work: Work, row: ContextRow) -> PlaybookView:
    """Contacts that do not count for the reader add nothing here."""
    added = await _added(work, row)
    books = (for_setting(row.kind, row.venue), *added[:MOST_HARMS])
    standing = await playbooks_as_they_stand(work, [book.code for book in books])
    agencies = agencies_of(books)
    ringing = await whom_to_ring(work, agencies)
    change = decide(work.actor, Action.CHANGE_CONTEXT, await held_context(work, row))
    base = f"/contexts/{row.reference}"
    charge = await charge_of(work, row.id)
    taken = _taken(charge.actions, standing)
    add = f"{base}/actions/new" if change else ""
    return PlaybookView(
        heading=books[0].question,
        trail=((gettext("Contexts"), "/contexts"), (row.name, base)),
        reference=row.reference,
        sheets=tuple(sheet_of(standing[book.code], add=add, taken=taken) for book in books),
        ring=(_lead(charge), *ring_lines(ringing)),
        missing=missing_words(agencies, ringing.contacts),
        before=tuple((each.what, standing_words(each)) for each in charge.actions if _is_earlier(each, standing)),
        also=tuple((each.question, f"/playbooks/read?of={each.code}") for each in added[MOST_HARMS:]),
    )


async def _added(work: Work, row: ContextRow) -> tuple[Playbook, ...]:
    found = (await contacts_counted(work, (row.id,))).lines
    lines = [each for each in found if each.state != ReferralState.WITHDRAWN]
    counted = Counter(harm for each in lines for harm in each.harms)
    return for_harms(harm for harm, _ in counted.most_common())


def _lead(charge: Charge) -> RingLine:
    lines = (charge.lead or gettext("Nobody yet"), charge.team)
    return RingLine(gettext("Lead"), tuple(line for line in lines if line))


def _taken(actions: Sequence[ActionLine], standing: Mapping[str, Standing]) -> dict[tuple[str, int], str]:
    """How the latest action stands that was made of each step; an open one before those that are over."""
    found: dict[tuple[str, int], str] = {}
    for each in actions:
        if each.step is not None and each.playbook in standing and not _is_earlier(each, standing):
            found.setdefault((each.playbook, each.step), standing_words(each))
    return found


def _is_earlier(action: ActionLine, standing: Mapping[str, Standing]) -> bool:
    """What was made before somebody rewrote the playbook was made of another step."""
    book = standing.get(action.playbook)
    return book is not None and book.saved_at is not None and action.added_at < book.saved_at


def standing_words(action: ActionLine) -> str:
    """“Priya Raman, by 3 Dec”, “Done by Priya Raman”."""
    if action.status is ActionStatus.OPEN:
        return gettext("%(who)s, by %(day)s") % {"who": who_words(action), "day": short_day(action.due_on)}
    said = {ActionStatus.DONE: gettext("Done by %(who)s"), ActionStatus.DROPPED: gettext("Dropped by %(who)s")}
    return said[action.status] % {"who": action.owner}
