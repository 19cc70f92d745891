"""`/contexts/{reference}/tell`: those who told us about it are told what has changed."""

from __future__ import annotations

from commonground.platform.access import Action
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.telling import tell_change, tellers_of
from commonground.ui.contexts.move_pages import move_pages
from commonground.ui.contexts.moves import Move
from commonground.ui.shell.i18n import lazy, ngettext
from commonground.ui.telling.forms import TellForm


async def _offer(work: Work, row: ContextRow, form: TellForm) -> None:
    form.offer(*await tellers_of(work, row.id))


async def _tell(work: Work, row: ContextRow, form: TellForm) -> str:
    told = form.tellers, form.library, form.whom.data, form.typed()
    count = await tell_change(work, row, *told, version=form.seen_version)
    return ngettext("Told %(n)s person.", "Told %(n)s people.", count) % {"n": count}


TELL = Move(
    slug="tell",
    action=Action.WRITE_TO_TELLER,
    form=TellForm,
    do=_tell,
    offer=_offer,
    heading=lazy("Tell those who told us what has changed"),
    explain=lazy("They gave something of themselves when they told us. Say what came of it for the place or group."),
    button=lazy("Tell them"),
    done=lazy("Told."),
    body={"version": "1", "whom": ["CR-0000-00N"], "words": "The lights there were mended."},
    ids={"whom": "referral"},
)

HANDLERS = move_pages(TELL)
