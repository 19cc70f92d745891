"""How often one may try, as for every other way in: by address, and by account wherever it comes from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request

from commonground.platform.throttle import RESET_ASKED, SECOND_FACTOR, SIGN_IN, count, start_over
from commonground.ui.edge import pools_of
from commonground.ui.proxies import counted_as
from commonground.ui.sign_in.brake import TooManyAttemptsError

AnyRequest = Request[Any, Any, Any]


async def may_knock(request: AnyRequest, slug: str, email: str) -> None:
    """Counted whether anybody has the address or not. Raises `TooManyAttemptsError`."""
    login = pools_of(request.app).login
    from_here = await count(login, SIGN_IN, counted_as(request))
    if not await count(login, SIGN_IN, f"local:{slug}|{email}") or not from_here:
        raise TooManyAttemptsError


async def knew_the_password(request: AnyRequest, slug: str, email: str) -> None:
    await start_over(pools_of(request.app).login, SIGN_IN, f"local:{slug}|{email}")


async def may_show(request: AnyRequest, who: UUID | str) -> None:
    """A second factor, five times in five minutes. Raises `TooManyAttemptsError`."""
    if not await count(pools_of(request.app).login, SECOND_FACTOR, f"factor:{who}"):
        raise TooManyAttemptsError


async def showed(request: AnyRequest, who: UUID | str) -> None:
    """It was right: a whole office may share one address, and only what goes wrong counts against it."""
    login = pools_of(request.app).login
    await start_over(login, SECOND_FACTOR, f"factor:{who}")
    await start_over(login, SIGN_IN, counted_as(request))


async def may_ask(request: AnyRequest, slug: str, email: str) -> None:
    """For a link to a new password. Raises `TooManyAttemptsError`."""
    login = pools_of(request.app).login
    from_here = await count(login, SIGN_IN, counted_as(request))
    if not await count(login, RESET_ASKED, f"reset:{slug}|{email}") or not from_here:
        raise TooManyAttemptsError
