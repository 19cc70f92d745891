"""`/contexts/{reference}/partners`: who is invited to it; `/sharing`: what waits for a second person."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action, decide, may_authorise
from commonground.platform.reference import KINDS
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts.load import held_context, held_contexts, load_context, subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.flags.queries import flags_of
from commonground.tenants.flags.types import Flag, FlagKind
from commonground.tenants.sharing import queries, service
from commonground.tenants.sharing.errors import InvitationOverError, OwnProposalError
from commonground.tenants.sharing.types import Invitation, State, Verb
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.flags.views import head_of
from commonground.ui.referrals.why import about_context
from commonground.ui.sharing import receipts
from commonground.ui.sharing.forms import SettleForm, whom
from commonground.ui.sharing.showing import partners_page
from commonground.ui.sharing.views import ProposalLine, ProposalView, WaitingView, line_of
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.lists import cut_off
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
CONFLICT: Final = 409
_CUT: Final = lazy(
    "Only the newest %(most)s proposals of the council were looked through. When they are settled, older ones come."
)
_IDS: Final = {"sharing": "sharing"}


@get("/contexts/{reference:str}/partners", opt=declare(Action.READ_CONTEXT, ids={"reference": "context"}))
async def of_context(work: RequestWork, reference: FromPath[str]) -> Page:
    """Who of which partner can open it, why and until when."""
    row = await load_context(work, reference, to=Action.READ_CONTEXT)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    return await partners_page(work, about_context(row), row, await held_context(work, row))


@get("/sharing", opt=declare(Action.AUTHORISE_SHARING))
async def waiting(work: RequestWork) -> Page:
    """Proposals that the reader may agree to, the newest first."""
    found = await queries.proposed(work)
    held = await held_contexts(work, {row.id for _, row in found})
    lines = [_line(each, row) for each, row in found if may_authorise(work.actor, each.sponsor_id, held[row.id])]
    await audit.record(work, Action.AUTHORISE_SHARING, audit.Subject("sharing"))
    return Page("sharing/index.html", WaitingView(tuple(lines), cut_off(_CUT, found)))


@get("/sharing/{sharing:uuid}", opt=declare(Action.AUTHORISE_SHARING, ids=_IDS, confirm=True))
async def proposal(work: RequestWork, sharing: FromPath[UUID]) -> Page:
    """One proposal, with all that its sponsor said."""
    invitation, row = await service.load_proposal(work, sharing)
    await audit.record(work, Action.AUTHORISE_SHARING, audit.Subject(service.RECORD, invitation.id, row.reference))
    return await _shown(work, invitation, row, SettleForm())


@post(
    "/sharing/{sharing:uuid}",
    status_code=200,
    opt=declare(
        Action.AUTHORISE_SHARING,
        effect=Effect.CHANGE,
        ids=_IDS,
        body=lambda: {"answer": "authorise", "words": "It is the least that the street work needs."},
        confirm=True,
    ),
)
async def settle(request: AnyRequest, work: RequestWork, sharing: FromPath[UUID]) -> Page | Response[Any]:
    """Agree, and the partner is let in; or refuse."""
    invitation, row = await service.load_proposal(work, sharing)
    form = await SettleForm.read(request)
    status = None
    if form.validate():
        verb = Verb(form.answer.data or "")
        try:
            await service.settle(work, invitation, row, verb, form.words.data or "")
        except (IncompleteError, OwnProposalError) as refused:
            form.refuse(refused)
        except InvitationOverError as quicker:
            form.refuse(quicker)
            status = CONFLICT
        else:
            agreed = gettext("Agreed. It is open to them now.")
            return redirect(request, "/sharing", agreed if verb is Verb.AUTHORISE else gettext("Refused."))
    return await _shown(work, invitation, row, form, status)


async def _shown(
    work: Work, invitation: Invitation, row: ContextRow, form: SettleForm, status: int | None = None
) -> Page:
    """Whoever may not open the context reads its reference, its kind and with whom it must not be shared, and nothing
    else of it."""
    opens = bool(decide(work.actor, Action.READ_CONTEXT, await held_context(work, row)))
    href = f"/contexts/{row.reference}" if opens else ""
    waits = invitation.state is State.PROPOSED
    view = ProposalView(
        line=line_of(invitation),
        reference=row.reference,
        title=row.name if opens else "",
        href=href,
        kind=KINDS.label(row.kind) if row.kind in KINDS else row.kind,
        waits=waits,
        flags=head_of(await _against_sharing(work, row) if waits else (), href),
    )
    return Page("sharing/proposal.html", view, form=form, status=status)


async def _against_sharing(work: Work, row: ContextRow) -> list[Flag]:
    return [flag for flag in await flags_of(work, (row.id,)) if flag.kind is FlagKind.DO_NOT_SHARE]


def _line(each: Invitation, row: ContextRow) -> ProposalLine:
    return ProposalLine(each.id, whom(each), row.reference, each.sponsor, moment(each.proposed_at))


HANDLERS = [of_context, waiting, proposal, settle, *receipts.HANDLERS]
