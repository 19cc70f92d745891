"""`/who`: type a reference; the record's own page then says who could see it, or that there is nothing here."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from commonground.platform.access import Action
from commonground.platform.references import ReferenceKind, parse_reference, reference_kind
from commonground.ui.declare import declare
from commonground.ui.shell.forms import Form, Sent, TextField
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.page import Page

_FOLDERS = {ReferenceKind.REFERRAL: "referrals", ReferenceKind.CONTEXT: "contexts"}


class WhoForm(Form):
    reference = TextField(
        lazy("Which record?"),
        hint=lazy("Its reference, for example CR-7K3F-29M"),
        required=lazy("Type a reference"),
        most=40,
        width=20,
        size="s",
    )


@get("/who", opt=declare(Action.SEE_WHO))
async def index(request: Request[Any, Any, Any]) -> Page | Response[bytes]:
    """The field, and the way from it to the record's own page."""
    if "reference" not in request.query_params:
        return Page("who/index.html", form=WhoForm(None))
    form = WhoForm(Sent(request.query_params.multi_items()))
    if form.validate():
        known = parse_reference(form.reference.data or "")
        if known and reference_kind(known) in _FOLDERS:
            path = f"/{_FOLDERS[reference_kind(known)]}/{known}/who"
            return Response(b"", status_code=303, headers={"Location": path})
        form.reference.refuse(gettext("Type the whole reference, like CR-7K3F-29M"))
    return Page("who/index.html", form=form)


HANDLERS = [index]
