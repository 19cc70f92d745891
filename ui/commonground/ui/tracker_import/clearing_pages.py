"""`/referrals/…/clear`: words of an earlier tracker, to be cleared of names before others may read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.tracker_import.clearing import (
    CLEARED,
    NEVER_SHOWN,
    clear,
    masked_words,
    next_uncleared,
    words_of,
)
from commonground.tenants.tracker_import.models import ImportedRow
from commonground.ui.attachments.receiving import AnyRequest
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.tracker_import.clear_forms import ClearForm, originals

_HERE: Final = "/referrals/{reference:str}/clear"
_IDS: Final = {"reference": "referral"}


@dataclass(frozen=True, slots=True)
class ClearView:
    """`asked` are the questions, each with the words as they stood; `never` what is shown to nobody by itself;
    `stands` what somebody cleared it to while this was being typed, with `conflict` that says so."""

    reference: str
    asked: tuple[tuple[str, str], ...]
    never: tuple[tuple[str, str], ...]
    conflict: str = ""
    stands: tuple[tuple[str, str], ...] = ()


def example() -> dict[str, str | list[str]]:
    return {"version": "", "where_said": "Alder Park", "what_said": "A fight on Friday."}


@get(_HERE, opt=declare(Action.READ_NAMES, ids=_IDS))
async def asked(work: RequestWork, reference: FromPath[str]) -> Page:
    """The words as they stood, each with the likely names hidden in what is suggested."""
    row = await load_referral(work, reference, to=Action.READ_NAMES)
    said = await words_of(work, row)
    return await _page(work, row, said, ClearForm.fresh(said))


@post(_HERE, status_code=200, opt=declare(
    Action.READ_NAMES, effect=Effect.CHANGE, ids=_IDS, body=example, state="brought in"))  # fmt: skip
async def cleared(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    """Shown from now on as they are here; then the next row that waits."""
    row = await load_referral(work, reference, to=Action.READ_NAMES, lock=True)
    said, form = await words_of(work, row, lock=True), await ClearForm.read(request)
    try:
        if form.validate():
            await clear(work, row, said, form.words(masked_words(said)), version=form.seen_version)
            return await _next(request, work, row, said)
    except IncompleteError as refused:
        form.refuse(refused)
    except ChangedMeanwhileError as quicker:
        form.over(said)
        return await _page(work, row, said, form, quicker)
    return await _page(work, row, said, form)


async def _next(request: AnyRequest, work: Work, row: ReferralRow, said: ImportedRow) -> Response[Any]:
    following = await next_uncleared(work, said.import_id, said.row_number)
    if following is None:
        return redirect(request, f"/referrals/{row.reference}", gettext("Cleared."))
    return redirect(request, f"/referrals/{following}/clear", gettext("Cleared. This is the next one."))


async def _page(
    work: Work, row: ReferralRow, said: ImportedRow, form: ClearForm, quicker: ChangedMeanwhileError | None = None
) -> Page:
    await audit.shown(work, Action.READ_NAMES, subject_of(row))
    view = ClearView(
        reference=row.reference,
        asked=tuple(originals(form, said)),
        never=never_shown(said),
        conflict=quicker.sentence if quicker else "",
        stands=stands_now(said) if quicker else (),
    )
    return Page("tracker_import/clear.html", view, form=form, status=quicker.status if quicker else None)


def never_shown(said: ImportedRow) -> tuple[tuple[str, str], ...]:
    labels = {"referrer": gettext("Who referred it"), "children_references": gettext("References of young people")}
    return tuple((labels[each], str(getattr(said, each))) for each in NEVER_SHOWN if getattr(said, each))


def stands_now(said: ImportedRow) -> tuple[tuple[str, str], ...]:
    """What somebody cleared it to, and when; nothing where nobody did."""
    if said.cleared_at is None:
        return ()
    labels = {
        "where_said": gettext("Where it is, or which group"),
        "address": gettext("Address"),
        "what_said": gettext("What was told"),
        "comments": gettext("Comments"),
        "tracker_words": gettext("Other cells"),
    }
    words = ((labels[column], said.shown[column]) for column in CLEARED if column in labels and said.shown.get(column))
    return ((gettext("Cleared"), moment(said.cleared_at)), *words)


CLEARING_HANDLERS = [asked, cleared]
