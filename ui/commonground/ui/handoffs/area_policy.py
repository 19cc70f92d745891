"""`/council/area`: how roughly this council's offers say where something is."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.crossings.area import ABOUT_KM, PRECISIONS
from commonground.platform.crossings.policy import choose_precision, precision_here
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.forms import Choice, Form, Radios
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_POLICY: Final = audit.Subject("area_policy")
_PAGE: Final = "/council/area"


class AreaForm(Form):
    precision = Radios(
        lazy("How large is the area that an offer shows?"),
        tuple(
            Choice(
                str(each),
                lazy("About %(km)s km across", km=ABOUT_KM[each]),
                lazy("H3 precision %(number)s", number=each),
            )
            for each in PRECISIONS
        ),
        required=lazy("Choose how large the area is"),
        size="s",
        small=True,
    )


@get(_PAGE, opt=declare(Action.SET_AREA))
async def page(work: RequestWork) -> Page:
    """What is chosen, and why nothing smaller can be."""
    await audit.shown(work, Action.SET_AREA, _POLICY)
    return Page("handoffs/area.html", form=AreaForm(None, {"precision": str(await precision_here(work))}))


@post(_PAGE, status_code=200, opt=declare(Action.SET_AREA, effect=Effect.CHANGE, body=lambda: {"precision": "6"}))
async def save(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    form = await AreaForm.read(request)
    if not form.validate():
        await audit.shown(work, Action.SET_AREA, _POLICY)
        return Page("handoffs/area.html", form=form, status=422)
    await choose_precision(work, int(form.precision.data or ""))
    return redirect(request, _PAGE, gettext("Saved. It counts for every offer that is sent from now on."))


HANDLERS = [page, save]
