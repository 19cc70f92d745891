"""`/referrals/…/redact`: what everybody reads who need not see the names, made beside what was written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.work import Work
from commonground.tenants.redacting.service import bring_back, earlier, load_copy, redact
from commonground.tenants.redacting.types import Copy, Spans
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.redacting.forms import CopyForm, form_of
from commonground.ui.redacting.views import copy_view
from commonground.ui.referrals.dropping import DROP
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_answers, keep_refused, typed_in
from commonground.ui.shell.dates import day
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

DRAFT: Final = "redact"
TRY: Final = "try"
"""What the button is called that shows the copy with the chosen words hidden, and saves nothing."""
_HERE: Final = "/referrals/{reference:str}/redact"
_IDS: Final = {"reference": "referral"}


def example() -> dict[str, str | list[str]]:
    return {"version": "0", "what_said": "[child’s name hidden] was there.", "w0": "Jaz", "c0": "child"}


@get(_HERE, opt=declare(Action.READ_NAMES, ids=_IDS))
async def asked(work: RequestWork, reference: FromPath[str]) -> Page:
    """The copy as it stands beside the words as they were written, or the draft of another one."""
    row = await load_referral(work, reference, to=Action.READ_NAMES)
    copy, kept = await load_copy(work, row), await drafts.find(work, _about(row))
    if kept is None:
        return await _page(work, row, copy, form_of(copy).of(copy))
    form = form_of(copy).kept(kept, copy.version)
    form.complete(copy)
    said = gettext("Your draft of %(day)s.") % {"day": day(kept.saved_at)}
    quicker = ChangedMeanwhileError().sentence if form.seen_version != copy.version else ""
    return await _page(work, row, copy, form, conflict=quicker, kept=said, status=None)


@post(_HERE, status_code=200, opt=declare(Action.READ_NAMES, effect=Effect.CHANGE, ids=_IDS, body=example))
async def save(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Shown from now on; or only looked at, with the chosen words hidden."""
    row = await load_referral(work, reference, to=Action.READ_NAMES, lock=True)
    copy, conflict = await load_copy(work, row), ""
    form = await form_of(copy).read(request)
    form.complete(copy)
    spans = form.spans(copy) if form.validate() else None
    if spans is not None and TRY in await request.form():
        return await _tried(work, row, copy, form, spans)
    if spans is not None and form.nothing_stands(copy, spans):
        try:
            await redact(work, row, copy, spans, version=form.seen_version)
            await drafts.discard(work, _about(row))
        except ChangedMeanwhileError as quicker:
            conflict = quicker.sentence
        else:
            return redirect(request, f"/referrals/{row.reference}", gettext("Saved. This is what everybody reads now."))
    if spans is None:
        page = await _page(work, row, copy, form)
        await keep_refused(request, work, form, _about(row), also=VERSION)
        return page
    # What was chosen for words is done in the texts, or it would be listed as hidden and go out open.
    form.put(copy, spans)
    answers = _answers(form, copy)
    page = await _page(work, row, copy, form, spans, conflict=conflict, put=True)
    await keep_answers(request, work, _about(row), answers)
    return page


async def _tried(work: Work, row: ReferralRow, copy: Copy, form: CopyForm, spans: Spans) -> Page:
    """Nothing counts yet; it is kept as a draft."""
    form.put(copy, spans)
    await drafts.keep(work, _about(row), _answers(form, copy))
    return await _page(work, row, copy, form, spans, tried=True, put=True)


def _answers(form: CopyForm, copy: Copy) -> dict[str, list[str]]:
    typed = {column: [form[column].data or ""] for column in form.asked(copy)}
    return typed | {"version": [form.version.data or ""]}


@post(f"{_HERE}/draft", status_code=200, opt=declare(Action.READ_NAMES, effect=Effect.CHANGE, ids=_IDS, body=example))
async def draft(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Response[str]:
    """Keep what is being typed, or throw it away. Scripts get no content; people without a script go back."""
    row = await load_referral(work, reference, to=Action.READ_NAMES)
    copy = await load_copy(work, row)
    here = f"/referrals/{row.reference}/redact"
    if DROP in await request.form():
        await drafts.discard(work, _about(row))
        return redirect(request, here, gettext("The draft is gone."))
    await drafts.keep(work, _about(row), await typed_in(request, [*form_of(copy)().questions(), *VERSION]))
    if is_htmx(request):
        return Response("", status_code=204)
    return redirect(request, here, gettext("Your draft is kept."))


@post(
    f"{_HERE}/bring-back",
    status_code=200,
    opt=declare(Action.READ_NAMES, effect=Effect.CHANGE, ids=_IDS, body=lambda: {"version": "0", "which": "0"}),
)
async def brought_back(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """An earlier version is shown as it would read; with the next press it counts again. What is being typed stays a
    draft."""
    row = await load_referral(work, reference, to=Action.READ_NAMES, lock=True)
    copy = await load_copy(work, row)
    form = await form_of(copy).read(request)
    which = str((await request.form()).get("which", ""))
    if not (which.isascii() and which.isdigit() and len(which) < 6):
        raise NotFoundHereError
    if "seen" not in await request.form():
        return await _before(work, row, copy, form, int(which))
    try:
        await bring_back(work, row, copy, int(which), version=form.seen_version)
    except ChangedMeanwhileError as quicker:
        return await _page(work, row, copy, form_of(copy).of(copy), conflict=quicker.sentence)
    return redirect(
        request, f"/referrals/{row.reference}/redact", gettext("Brought back. This is what everybody reads now.")
    )


async def _before(work: Work, row: ReferralRow, copy: Copy, form: CopyForm, which: int) -> Page:
    """What everybody would read: nobody publishes names by a number."""
    spans = earlier(copy, which)
    form.put(copy, spans)
    return await _page(work, row, copy, form, spans, bringing=which, put=True)


def _about(row: ReferralRow) -> About:
    return About(DRAFT, row.id)


async def _page(
    work: Work,
    row: ReferralRow,
    copy: Copy,
    form: CopyForm,
    spans: Spans | None = None,
    *,
    conflict: str = "",
    kept: str = "",
    tried: bool = False,
    bringing: int | None = None,
    put: bool = False,
    status: int | None = ChangedMeanwhileError.status,
) -> Page:
    """From here on the form is over what stands now, and says so where that changed. `put`: the texts are as they would
    be saved, so that nothing is left to be chosen for words."""
    await audit.shown(work, Action.READ_NAMES, subject_of(row))
    form.date(copy)
    if conflict:
        form.compare(copy)
    chosen = {} if put else form.chosen()
    view = copy_view(row, copy, form, spans or copy.spans, chosen)
    view = replace(view, conflict=conflict, kept=kept, tried=tried, bringing=bringing)
    return Page("redacting/copy.html", view, form=form, status=status if conflict else None)


HANDLERS = [asked, save, draft, brought_back]
