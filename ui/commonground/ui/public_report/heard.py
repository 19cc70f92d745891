"""One question to whoever read our answer: whether they feel heard. No code, no report and no cookie goes with it."""

from __future__ import annotations

from typing import Final

from litestar.exceptions import NotFoundException

from commonground.platform.identity.passes import open_intake
from commonground.platform.throttle import HEARD
from commonground.tenants.heard.service import Heard, keep_answer
from commonground.ui.public_report.door import Threshold, put_frame, within
from commonground.ui.public_report.questions import Answer, asked_language
from commonground.ui.public_report.views import CodeView
from commonground.ui.shell.forms import Choice, Form, Radios
from commonground.ui.shell.i18n import gettext, lazy, speaking
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

TOO_MANY: Final = lazy("A lot of answers came from here today. You can answer again tomorrow")


class HeardForm(Form):
    heard = Radios(
        lazy("Do you feel that we listened to you?"),
        (
            Choice(Heard.YES.value, lazy("Yes, I do")),
            Choice(Heard.PARTLY.value, lazy("In part")),
            Choice(Heard.NO.value, lazy("No, I do not")),
        ),
        hint=lazy("Nobody can tell that it was you, or what you told us about. We keep the day and the answer."),
        required=lazy("Choose an answer, or leave the page"),
        size="l",
        heading=True,
    )


def ask(at: Threshold) -> Answer:
    return _page(at, HeardForm())


def _page(at: Threshold, form: HeardForm, status: int | None = None) -> Page:
    return Page("public_report/heard.html", CodeView(here=at.here), form=form, status=status)


async def answer(at: Threshold) -> Answer:
    form = await HeardForm.read(at.request)
    if lang := await asked_language(at.request):
        put_frame(at.request, at.council, lang)
        return _page(at, form)
    if not form.validate():
        return _page(at, form)
    if not await within(at, HEARD):
        form.heard.refuse(TOO_MANY)
        return _page(at, form, 429)
    intake = await open_intake(at.work, at.council.slug, None)
    if intake is None:
        raise NotFoundException
    await keep_answer(at.work, intake, Heard(str(form.heard.data)))
    with speaking(at.lang):
        notice = gettext("Thank you. Your answer is kept, and nothing about you.")
    return redirect(at.request, f"/{at.council.slug}", notice)
