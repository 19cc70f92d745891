"""`/operator/councils`, bringing one on (`bringing_on.py`), and the demonstration's caught mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from litestar import Request, get

from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils import founding
from commonground.platform.councils.types import KIND_FACTS, CouncilKind
from commonground.platform.demo.local import LOCAL, LocalPerson
from commonground.platform.identity.local.factors import STEP, code_at
from commonground.platform.mail.sink import CaughtMessage, list_messages
from commonground.platform.settings import Settings
from commonground.ui.declare import Door, declare
from commonground.ui.edge import RequestWork
from commonground.ui.operator.bringing_on import BRINGING_ON
from commonground.ui.shell.dates import day
from commonground.ui.shell.page import Page


@dataclass(frozen=True, slots=True)
class CouncilLine:
    slug: str
    name: str
    kind: str
    nation: str
    since: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class MailView:
    messages: list[CaughtMessage]


@dataclass(frozen=True, slots=True)
class CodeView:
    """`seconds`: for how long it is shown still."""

    person: LocalPerson
    code: str
    seconds: int


def in_two(code: str) -> str:
    return f"{code[:3]} {code[3:]}"


@get("/operator/councils", opt=declare(Action.RUN_PLATFORM))
async def councils(work: RequestWork) -> Page:
    """The public register, and when each council came on."""
    lines = [
        CouncilLine(
            row.slug, row.name, KIND_FACTS[CouncilKind(row.kind)].label, row.nation, day(row.since), row.is_open
        )
        for row in await founding.registered(work)
    ]
    return Page("operator/councils.html", lines)


@get("/demo/mail", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE))
async def mail(request: Request[Any, Any, Any]) -> Page:
    """Mail that the demonstration caught instead of sending. There is no such page in production."""
    settings: Settings = request.app.state["settings"]
    if not settings.is_demo:
        raise NotFoundHereError
    return Page("operator/mail.html", MailView(list_messages(settings)))


@get("/demo/code", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE))
async def code(request: Request[Any, Any, Any]) -> Page:
    """What the authenticator of the demonstration's local person shows now. There is no such page in production."""
    settings: Settings = request.app.state["settings"]
    if not settings.is_demo:
        raise NotFoundHereError
    now = datetime.now(UTC)
    return Page(
        "operator/code.html", CodeView(LOCAL, in_two(code_at(LOCAL.secret, now)), STEP - int(now.timestamp()) % STEP)
    )


HANDLERS = [councils, *BRINGING_ON, mail, code]
