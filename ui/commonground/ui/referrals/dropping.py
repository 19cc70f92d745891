"""Throwing away what was typed and not sent."""

from __future__ import annotations

from typing import Final

from litestar import Response

from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.work import Work
from commonground.tenants.referrals.models import ReferralRow
from commonground.ui.referrals.decide_form import DRAFT
from commonground.ui.referrals.showing import AnyRequest, record_page
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

DROP: Final = "_drop"
"""What the button that throws the draft away is called. A form that carries it is saved by nobody."""


async def drop_draft(request: AnyRequest, work: Work, row: ReferralRow) -> Page | Response[str]:
    """The form as it was before anything was typed. A script gets it in place of the typed one, which is gone from
    the page then: leaving the page with it there would keep it as a draft once more."""
    await drafts.discard(work, About(DRAFT, row.id))
    gone = gettext("The draft is gone.")
    if not is_htmx(request):
        return redirect(request, f"/referrals/{row.reference}", gone)
    return await record_page(work, row, dropped=gone)
