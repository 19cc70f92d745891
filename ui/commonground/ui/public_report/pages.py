"""Addresses of the public pages. Everything here is for anybody, without an account."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.exceptions import NotFoundException

from commonground.platform.access import Action
from commonground.tenants.intake.errors import NobodyToReadError
from commonground.tenants.intake.types import Page as Step
from commonground.ui.declare import Body, Door, Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.public_report import around, heard, questions, returning, sending
from commonground.ui.public_report.door import Dress, PublicRequest, Threshold
from commonground.ui.public_report.questions import Answer
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
COUNCIL = {"council": "council"}
A_CODE = "7KM2-49TX-3QRD-8FJ2-WN5P"


def public() -> dict[str, Any]:
    """A page that tells what everybody may know."""
    return declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN, ids=COUNCIL, head=True)


def asks(*, head: bool = True) -> dict[str, Any]:
    """A page of the report. Without `head` it is one that the council sees was read."""
    return declare(Action.REPORT_WORRY, Door.INTAKE, ids=COUNCIL, head=head)


def takes(body: Body) -> dict[str, Any]:
    """A form of the report; `body` makes one that would be accepted."""
    return declare(Action.REPORT_WORRY, Door.INTAKE, Effect.CHANGE, ids=COUNCIL, body=body)


@get("/councils", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN, head=True))
async def councils(request: AnyRequest, work: RequestWork) -> Page:
    return await around.list_councils(request, work)


@get("/", opt=public())
async def council_front(request: AnyRequest, work: RequestWork) -> Answer:
    return around.page_of(Threshold(request, work), "council")


@get("/privacy", opt=public())
async def privacy(request: AnyRequest, work: RequestWork) -> Answer:
    return around.page_of(Threshold(request, work), "privacy")


@get("/accessibility", opt=public())
async def accessibility(request: AnyRequest, work: RequestWork) -> Answer:
    return around.page_of(Threshold(request, work), "accessibility")


@get("/contact", opt=public())
async def contact(request: AnyRequest, work: RequestWork) -> Answer:
    return around.page_of(Threshold(request, work), "contact")


@get("/logo", opt=public())
async def logo(request: AnyRequest, work: RequestWork) -> Response[bytes]:
    return await around.logo(Threshold(request, work))


@get("/report", opt=asks())
async def start(request: AnyRequest, work: RequestWork) -> Answer:
    return await around.show_start(request, work)


@get("/report/one-child", opt=public())
async def one_child(request: AnyRequest, work: RequestWork) -> Answer:
    return around.page_of(Threshold(request, work), "one_child")


@get("/report/support", opt=public())
async def support(request: AnyRequest, work: RequestWork) -> Answer:
    return around.page_of(Threshold(request, work), "support")


@get("/report/kind", opt=asks())
async def ask_kind(request: AnyRequest, work: RequestWork) -> Answer:
    return await questions.show(request, work, Step.SUBJECT)


@post("/report/kind", status_code=200, opt=takes(lambda: {"subject": "place"}))
async def take_kind(request: AnyRequest, work: RequestWork) -> Answer:
    return await questions.answer(request, work, Step.SUBJECT)


@get("/report/where", opt=asks())
async def ask_where(request: AnyRequest, work: RequestWork) -> Answer:
    return await questions.show(request, work, Step.WHERE)


@post("/report/where", status_code=200, opt=takes(lambda: {"where": "The bandstand in the park"}))
async def take_where(request: AnyRequest, work: RequestWork) -> Answer:
    return await questions.answer(request, work, Step.WHERE)


@get("/report/what", opt=asks())
async def ask_what(request: AnyRequest, work: RequestWork) -> Answer:
    return await questions.show(request, work, Step.WHAT)


@post(
    "/report/what",
    status_code=200,
    opt=takes(lambda: {"danger": "no", "harms": ["cce", "weapons"], "what": "Older teenagers hand out phones."}),
)
async def take_what(request: AnyRequest, work: RequestWork) -> Answer:
    return await questions.answer(request, work, Step.WHAT)


@get("/report/danger", opt=asks())
async def show_danger(request: AnyRequest, work: RequestWork) -> Answer:
    return await around.show_danger(request, work)


@post("/report/danger", status_code=200, opt=takes(dict))
async def pass_danger(request: AnyRequest, work: RequestWork) -> Answer:
    return await questions.pass_danger(request, work)


@get("/report/you", opt=asks())
async def ask_you(request: AnyRequest, work: RequestWork) -> Answer:
    return await questions.show(request, work, Step.YOU)


@post("/report/you", status_code=200, opt=takes(lambda: {"contact": "unknown", "connection": "lives_nearby"}))
async def take_you(request: AnyRequest, work: RequestWork) -> Answer:
    return await questions.answer(request, work, Step.YOU)


@get("/report/check", opt=asks())
async def check(request: AnyRequest, work: RequestWork) -> Answer:
    return await sending.show_check(request, work)


@post("/report/check", status_code=200, opt=takes(dict))
async def send(request: AnyRequest, work: RequestWork) -> Answer:
    return await sending.send(request, work)


@get("/report/sent", opt=asks())
async def sent(request: AnyRequest, work: RequestWork) -> Answer:
    return await sending.show_sent(Threshold(request, work))


@post("/report/note", status_code=200, opt=takes(lambda: {"code": A_CODE}))
async def save_note(request: AnyRequest, work: RequestWork) -> Answer:
    return await sending.save_note(Threshold(request, work))


@post("/report/keep", status_code=200, opt=takes(lambda: {"page": "where", "where": "The bandstand in the park"}))
async def keep(request: AnyRequest, work: RequestWork) -> Response[Any]:
    return await around.keep(request, work)


@post("/report/delete", status_code=200, opt=takes(dict))
async def delete(request: AnyRequest, work: RequestWork) -> Answer:
    return await around.delete(request, work)


@get("/report/exit", opt=declare(Action.REPORT_WORRY, Door.INTAKE, Effect.CHANGE, ids=COUNCIL))
async def leave(request: AnyRequest, work: RequestWork) -> Response[Any]:
    return await around.leave(request, work)


@get("/report/return", opt=asks())
async def ask_for_code(request: AnyRequest, work: RequestWork) -> Answer:
    return returning.ask_for_code(Threshold(request, work))


@post("/report/return", status_code=200, opt=takes(lambda: {"code": A_CODE}))
async def enter_code(request: AnyRequest, work: RequestWork) -> Answer:
    return await returning.enter_code(Threshold(request, work))


@get("/report/reply", opt=asks(head=False))
async def reply(request: AnyRequest, work: RequestWork) -> Answer:
    return await returning.show_reply(Threshold(request, work))


@post("/report/reply", status_code=200, opt=takes(lambda: {"news": "They were there again on Friday."}))
async def add_news(request: AnyRequest, work: RequestWork) -> Answer:
    return await returning.add_news(Threshold(request, work))


@get("/report/withdraw", opt=asks())
async def ask_to_withdraw(request: AnyRequest, work: RequestWork) -> Answer:
    return await returning.ask_to_withdraw(Threshold(request, work))


@post("/report/withdraw", status_code=200, opt=takes(lambda: {"why": "It was a mistake."}))
async def withdraw(request: AnyRequest, work: RequestWork) -> Answer:
    return await returning.withdraw(Threshold(request, work))


@get("/report/heard", opt=asks())
async def ask_heard(request: AnyRequest, work: RequestWork) -> Answer:
    return heard.ask(Threshold(request, work))


@post("/report/heard", status_code=200, opt=takes(lambda: {"heard": "yes"}))
async def answer_heard(request: AnyRequest, work: RequestWork) -> Answer:
    return await heard.answer(Threshold(request, work))


@post("/report/forget", status_code=200, opt=takes(dict))
async def forget(request: AnyRequest, work: RequestWork) -> Answer:
    return returning.forget(Threshold(request, work))


@get(
    ["/report/{page:path}", "/{page:path}"],
    opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN, ids=COUNCIL | {"page": "asset"}, head=True),
)
async def lost() -> None:
    """A mistyped address keeps the council's frame, its language and its telephone numbers."""
    raise NotFoundException


HANDLERS = [
    councils,
    Router(
        "/{council:str}",
        route_handlers=[
            council_front, privacy, accessibility, contact, logo, start, one_child, support, ask_kind, take_kind,
            ask_where, take_where, ask_what, take_what, show_danger, pass_danger, ask_you, take_you, check, send,
            sent, save_note, keep, delete, leave, ask_for_code, enter_code, reply, add_news, ask_to_withdraw,
            withdraw, ask_heard, answer_heard, forget, lost,
        ],
        middleware=[Dress()],
        request_class=PublicRequest,
        exception_handlers={NobodyToReadError: around.show_closed},
    ),
]  # fmt: skip  # a list of names, in the order of the journey
