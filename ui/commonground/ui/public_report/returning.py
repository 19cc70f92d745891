"""Coming back with a return code: read the reply, add news, ask to withdraw, forget the code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from litestar import Response
from litestar.datastructures import Cookie

from commonground.platform.identity.passes import OpenedReport, open_report
from commonground.platform.references import hash_return_code, parse_return_code
from commonground.platform.throttle import REPORT_NEWS, RETURN_CODE, RETURN_CODE_PREFIX
from commonground.tenants.intake import service
from commonground.tenants.intake.limits import OPEN_FOR
from commonground.ui.public_report.door import (
    REPLY,
    Threshold,
    no_cookie,
    put_frame,
    sealed_content,
    sealed_cookie,
    within,
)
from commonground.ui.public_report.questions import Answer, asked_language
from commonground.ui.public_report.return_forms import CodeForm, NewsForm, WithdrawForm
from commonground.ui.public_report.standing import ReplyView
from commonground.ui.public_report.views import CodeView
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import COOKIE as LANGUAGE
from commonground.ui.shell.i18n import gettext, lazy, speaking
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import YEAR, Page

OPENS_NOTHING: Final = lazy("That code opens nothing here. Check each letter and digit, then try again")
NOT_A_CODE: Final = lazy(
    "One letter or digit of that code is missing or wrong. It has 20, in five groups of four. Check it, then try again"
)
TOO_MANY_TRIES: Final = lazy("Too many codes were tried. Wait five minutes, then try again.")
TOO_MUCH_NEWS: Final = lazy("A lot was added with this code in the last hour. Wait a while, then try again")
ADDED: Final = lazy("Thank you. What you added is with the people who read your report.")
ASKED: Final = lazy("Thank you. Your question is with the people who read your report. Look here for the answer.")
DIGEST: Final = "digest"


@dataclass(frozen=True)
class Opened:
    """A report that a return code has opened, for this request and, sealed in a cookie, for the next ones."""

    at: Threshold
    digest: bytes
    report: OpenedReport

    def still_open(self, answered: Page | Response[Any], lang: str | None = None) -> Answer:
        """The code was used just now, so its time begins again. `lang` when the language was switched."""
        answered.cookies.append(sealed_cookie(self.at, REPLY, {DIGEST: self.digest.hex()}, OPEN_FOR))
        return _spoken(answered, lang)

    async def may_write(self) -> bool:
        """Count something that is about to be written, and open the report again."""
        allowed = await within(self.at, REPORT_NEWS, f"report:{self.digest.hex()}")
        await open_report(self.at.work, self.at.council.slug, self.digest)
        return allowed

    async def speak(self) -> str | None:
        return await _switched(self.at)


async def _switched(at: Threshold) -> str | None:
    """The language that was switched to. These forms have no draft: the page is drawn again at once."""
    lang = await asked_language(at.request)
    if lang:
        put_frame(at.request, at.council, lang)
    return lang


def _spoken(answered: Page | Response[Any], lang: str | None) -> Answer:
    """It stays the language of the pages that follow."""
    if lang:
        answered.cookies.append(Cookie(LANGUAGE, value=lang, max_age=YEAR, samesite="lax", path="/"))
    return answered


async def _open(at: Threshold, digest: bytes) -> Opened | None:
    report = await open_report(at.work, at.council.slug, digest)
    return None if report is None else Opened(at, digest, report)


async def _opened_before(at: Threshold) -> Opened | None:
    """By the code that this browser's sealed cookie carries."""
    content = sealed_content(at, REPLY)
    return await _open(at, bytes.fromhex(content[DIGEST])) if content else None


def ask_for_code(at: Threshold) -> Answer:
    return _code_page(at, CodeForm())


def _code_page(at: Threshold, form: CodeForm, status: int | None = None) -> Page:
    view = CodeView(here=at.here, kept=bool(form.news.data or form.why.data))
    if status is not None:
        view = replace(view, trouble=TOO_MANY_TRIES)
    return Page("public_report/code.html", view, form=form, status=status)


async def _ask_again(at: Threshold, form: CodeForm) -> Answer:
    """For the code of a report that closed meanwhile; what was typed goes along."""
    lang = await _switched(at)
    return _spoken(_code_page(at, form), lang)


async def enter_code(at: Threshold) -> Answer:
    """A wrong code and another council's code get the same answer after the same work."""
    form = await CodeForm.read(at.request)
    if lang := await _switched(at):
        return _spoken(_code_page(at, form), lang)
    typed = form.code.data or ""
    code = parse_return_code(typed)
    if not await _may_try(at, code or typed):
        return _code_page(at, form, 429)
    opened = await _open(at, hash_return_code(code)) if code else None
    if opened is None:
        if form.validate():
            form.code.refuse(OPENS_NOTHING if code else NOT_A_CODE)
        return _code_page(at, form)
    return opened.still_open(await _where_it_was_left(opened, form))


async def _where_it_was_left(opened: Opened, form: CodeForm) -> Answer:
    """Back at what was typed when the code ran out: nothing of it is sent before its button is pressed again."""
    if form.news.data:
        asks = [form.asks.data] if form.asks.data else []
        return await _reply_page(opened, NewsForm(None, {"news": form.news.data, "asks": asks}))
    if form.why.data:
        return _withdraw_page(opened.at, WithdrawForm(None, {"why": form.why.data}))
    return redirect(opened.at.request, f"{opened.at.here}/reply")


async def _may_try(at: Threshold, code: str) -> bool:
    """Count the attempt by address and by how the code begins. Both are always counted."""
    by_address = await within(at, RETURN_CODE)
    by_prefix = await within(at, RETURN_CODE_PREFIX, f"prefix:{code[:4].upper()}")
    return by_address and by_prefix


async def show_reply(at: Threshold) -> Answer:
    opened = await _opened_before(at)
    return _closed(at) if opened is None else opened.still_open(await _reply_page(opened, NewsForm()))


async def _reply_page(opened: Opened, form: Form, status: int | None = None) -> Page:
    found = await service.read_reply(opened.at.work, opened.report)
    view = ReplyView(here=opened.at.here, found=found, now=opened.at.work.now)
    return Page("public_report/reply.html", view, form=form, status=status)


def _closed(at: Threshold) -> Response[Any]:
    with speaking(at.lang):
        notice = gettext("To keep it safe, a report is closed after 15 minutes. Enter your code again.")
    return redirect(at.request, f"{at.here}/return", notice, done=False)


async def add_news(at: Threshold) -> Answer:
    form = await NewsForm.read(at.request)
    opened = await _opened_before(at)
    if opened is None:
        return await _ask_again(at, CodeForm(None, {"news": form.news.data, "asks": "".join(form.asks.data[:1])}))
    lang = await opened.speak()
    if lang or not form.validate():
        return opened.still_open(await _reply_page(opened, form), lang)
    if not await opened.may_write():
        form.news.refuse(TOO_MUCH_NEWS)
        return opened.still_open(await _reply_page(opened, form, 429))
    asks = bool(form.asks.data)
    await service.add_news(at.work, opened.report, form.news.data or "", asks=asks)
    with speaking(at.lang):
        notice = str(ASKED if asks else ADDED)
    return opened.still_open(redirect(at.request, f"{at.here}/reply", notice))


async def ask_to_withdraw(at: Threshold) -> Answer:
    opened = await _opened_before(at)
    return _closed(at) if opened is None else opened.still_open(_withdraw_page(at, WithdrawForm()))


def _withdraw_page(at: Threshold, form: WithdrawForm, status: int | None = None) -> Page:
    return Page("public_report/withdraw.html", CodeView(here=at.here), form=form, status=status)


async def withdraw(at: Threshold) -> Answer:
    form = await WithdrawForm.read(at.request)
    opened = await _opened_before(at)
    if opened is None:
        return await _ask_again(at, CodeForm(None, {"why": form.why.data})) if form.why.data else _closed(at)
    lang = await opened.speak()
    if lang or not form.validate():
        return opened.still_open(_withdraw_page(at, form), lang)
    if not await opened.may_write():
        form.why.refuse(TOO_MUCH_NEWS)
        return opened.still_open(_withdraw_page(at, form, 429))
    notice = await _take_back(opened, form.why.data or "")
    return opened.still_open(redirect(at.request, f"{at.here}/reply", notice))


async def _take_back(opened: Opened, why: str) -> str:
    """What happened, in words. One asks once; what is written in a second tab is news, and none of it is
    lost."""
    first = await service.withdraw(opened.at.work, opened.report, why)
    if not first and why:
        await service.add_news(opened.at.work, opened.report, why)
    with speaking(opened.at.lang):
        if first:
            return gettext("You have asked us to withdraw your report.")
        if why:
            return gettext("You had asked us before. What you wrote now is with the people who read it.")
        return gettext("You had asked us before.")


def forget(at: Threshold) -> Answer:
    """The code's cookie goes; the report stays."""
    with speaking(at.lang):
        notice = gettext("This browser has forgotten the code.")
    answered = redirect(at.request, f"{at.here}/return", notice)
    answered.cookies.append(no_cookie(at.request, REPLY))
    return answered
