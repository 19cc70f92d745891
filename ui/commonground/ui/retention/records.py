"""`/retention/referral/…` and `/retention/context/…`: one record's time, and what can be done about it. The same for
both kinds, so the handlers are made from one list of verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work
from commonground.tenants.retention import holds, queue
from commonground.tenants.retention.records import kept_record, subject_of
from commonground.tenants.retention.types import Kept, KeptKind
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.retention import forms
from commonground.ui.retention.views import WAITING, ActView, address, record_view
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import LazyText, gettext, lazy
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.typed import id_in

IDS = {KeptKind.REFERRAL: {"reference": "referral"}, KeptKind.CONTEXT: {"reference": "context"}}


async def _keep(work: Work, record: Kept, form: forms.KeepForm) -> str:
    await queue.keep_longer(work, record, form.reason.data or "", form.until.data)
    return gettext("Kept longer.")


async def _hold(work: Work, record: Kept, form: forms.HoldForm) -> str:
    await holds.put_hold(work, record, form.chosen, form.reason.data or "", form.review_on.data)
    return gettext("Held. It can’t be disposed of until somebody lifts the hold.")


async def _lift(work: Work, record: Kept, form: forms.LiftForm) -> str:
    await holds.lift_hold(work, record, id_in(form.hold.data), form.reason.data or "")
    return gettext("Lifted.")


async def _propose(work: Work, record: Kept, form: forms.ProposeForm) -> str:
    await queue.propose(work, record, form.chosen)
    return gettext("Proposed. A second person has to confirm it; until then nothing goes.")


@dataclass(frozen=True)
class Act:
    """A verb: what its page says, its questions, and what it does."""

    name: str
    heading: LazyText
    lead: LazyText
    button: LazyText
    form: type[Form]
    do: Callable[[Work, Kept, Any], Awaitable[str]]
    example: Callable[[], forms.Body]
    warning: bool = False

    def view(self, record: Kept) -> ActView:
        here = address(record.kind, record.reference)
        return ActView(
            str(self.heading), str(self.lead), str(self.button), record.reference, f"{here}/{self.name}", here,
            self.warning, tuple(field.name for field in self.form()),
        )  # fmt: skip  # one page's parts


ACTS = (
    Act("keep", lazy("Keep it longer"), lazy("Its time was up, and it is still needed. It comes back on the day you"
        " choose. If somebody has proposed that it goes, that is withdrawn."),
        lazy("Keep it longer"), forms.KeepForm, _keep, forms.keep_example),
    Act("hold", lazy("Hold it"), lazy("A record that is held can’t be disposed of, whatever its time, until somebody"
        " lifts the hold."), lazy("Hold it"), forms.HoldForm, _hold, forms.hold_example),
    Act("lift", lazy("Lift a hold"), lazy("Its time counts again as if it had never been held."), lazy("Lift the hold"),
        forms.LiftForm, _lift, forms.lift_example),
    Act("propose", lazy("Propose disposal"), lazy("Ask the team that held it first: you see none of its words. When a"
        " second person has confirmed it, everything in it goes for good: reports, history, flags, drafts and notices."
        " A certificate stays that says what went, who said so and when."), lazy("Propose disposal"),
        forms.ProposeForm, _propose, forms.propose_example, warning=True),
)  # fmt: skip  # one verb to a block


async def shown(work: Work, kind: KeptKind, reference: str) -> Page:
    record = await kept_record(work, kind, reference)
    await audit.record(work, Action.REVIEW_RETENTION, subject_of(record))
    due = await queue.due_one(work, record)
    view = record_view(due, await holds.holds_on(work, record.id), holds.today_of(work))
    return Page("retention/record.html", view)


async def _asked(work: Work, kind: KeptKind, reference: str, act: Act) -> Page:
    record = await kept_record(work, kind, reference)
    await audit.record(work, Action.REVIEW_RETENTION, subject_of(record))
    form = act.form(None)
    await _offer(work, record, form)
    return Page("retention/act.html", act.view(record), form=form)


async def _offer(work: Work, record: Kept, form: Form) -> None:
    if isinstance(form, forms.LiftForm):
        form.offer(await holds.holds_on(work, record.id))


async def _done(
    request: Request[Any, Any, Any], work: Work, kind: KeptKind, reference: str, act: Act
) -> Page | Response[Any]:
    form = await act.form.read(request)
    record = await kept_record(work, kind, reference, lock=True)
    await _offer(work, record, form)
    if not form.validate():
        return Page("retention/act.html", act.view(record), form=form)
    try:
        notice = await act.do(work, record, form)
    except NotFoundHereError:
        raise
    except RefusedError as refused:
        form.refuse(refused)
        return Page("retention/act.html", act.view(record), form=form, status=refused.status)
    return redirect(request, WAITING if act.name == "propose" else address(kind, record.reference), notice)


def _record_page(kind: KeptKind) -> HTTPRouteHandler:
    path = f"/retention/{kind.value}/{{reference:str}}"

    @get(path, opt=declare(Action.REVIEW_RETENTION, ids=IDS[kind]), name=f"retention {kind}")
    async def record_page(work: RequestWork, reference: FromPath[str]) -> Page:
        return await shown(work, kind, reference)

    return record_page


def _act_pages(kind: KeptKind, act: Act) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
    path = f"/retention/{kind.value}/{{reference:str}}/{act.name}"

    @get(path, opt=declare(Action.REVIEW_RETENTION, ids=IDS[kind]), name=f"retention {kind} {act.name}")
    async def act_page(work: RequestWork, reference: FromPath[str]) -> Page:
        return await _asked(work, kind, reference, act)

    changes = declare(Action.REVIEW_RETENTION, effect=Effect.CHANGE, ids=IDS[kind], body=act.example)

    @post(path, status_code=200, opt=changes, name=f"retention {kind} {act.name} done")
    async def act_done(
        request: Request[Any, Any, Any], work: RequestWork, reference: FromPath[str]
    ) -> Page | Response[Any]:
        return await _done(request, work, kind, reference, act)

    return act_page, act_done


RECORD_HANDLERS: list[HTTPRouteHandler] = [
    *(_record_page(kind) for kind in KeptKind),
    *(handler for kind in KeptKind for act in ACTS for handler in _act_pages(kind, act)),
]
