"""`/referrals/…/clear`: words of an earlier tracker, to be cleared of names before others may read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.tracker_import.clearing import NEVER_SHOWN, clear, next_uncleared, suggested, words_of
from commonground.tenants.tracker_import.models import ImportedRow
from commonground.ui.attachments.receiving import AnyRequest
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.tracker_import.forms import ClearForm

_HERE: Final = "/referrals/{reference:str}/clear"
_IDS: Final = {"reference": "referral"}


@dataclass(frozen=True, slots=True)
class ClearView:
    """`asked` are the questions, each with the words as they stood; `never` what is shown to nobody by itself."""

    reference: str
    asked: tuple[tuple[str, str], ...]
    never: tuple[tuple[str, str], ...]


def example() -> dict[str, str | list[str]]:
    return {"where_said": "Alder Park", "what_said": "A fight on Friday."}


@get(_HERE, opt=declare(Action.READ_NAMES, ids=_IDS))
async def asked(work: RequestWork, reference: FromPath[str]) -> Page:
    """The words as they stood, each with the likely names hidden in what is suggested."""
    row = await load_referral(work, reference, to=Action.READ_NAMES)
    said = await words_of(work, row)
    there = suggested(said)
    return await _page(work, row, said, there, ClearForm.fresh(there))


@post(_HERE, status_code=200, opt=declare(Action.READ_NAMES, effect=Effect.CHANGE, ids=_IDS, body=example))
async def cleared(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Shown from now on as they are here; then the next row that waits."""
    row = await load_referral(work, reference, to=Action.READ_NAMES, lock=True)
    said, form = await words_of(work, row, lock=True), await ClearForm.read(request)
    there = suggested(said)
    if form.validate():
        try:
            await clear(work, row, said, form.words(there))
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            following = await next_uncleared(work, said.import_id, said.row_number)
            to = f"/referrals/{following}/clear" if following else f"/referrals/{row.reference}"
            return redirect(
                request, to, gettext("Cleared. This is the next one.") if following else gettext("Cleared.")
            )
    return await _page(work, row, said, there, form)


async def _page(work: Work, row: ReferralRow, said: ImportedRow, there: Mapping[str, str], form: ClearForm) -> Page:
    await audit.shown(work, Action.READ_NAMES, subject_of(row))
    labels = {"referrer": gettext("Who referred it"), "children_references": gettext("References of young people")}
    view = ClearView(
        reference=row.reference,
        asked=tuple((column, str(getattr(said, column))) for column in form.asked(there)),
        never=tuple((labels[each], str(getattr(said, each))) for each in NEVER_SHOWN if getattr(said, each)),
    )
    return Page("tracker_import/clear.html", view, form=form)


CLEARING_HANDLERS = [asked, cleared]
