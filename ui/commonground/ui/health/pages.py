"""`/healthz` is the process; `/readyz` its database, outbox, mail and broker; `/metrics` counts for a collector. None
says anything about a council or a person."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

from litestar import MediaType, Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import DBAPIError

from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.outbox.health import broker_answers, mail_age, outbox_age, waiting
from commonground.platform.settings import Settings
from commonground.ui.declare import Door, declare
from commonground.ui.edge import RequestWork
from commonground.ui.health.counted import exposition


@get("/healthz", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE), media_type=MediaType.TEXT)
async def healthz() -> str:
    return "ok"


@get("/readyz", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN), media_type=MediaType.TEXT)
async def readyz(request: Request[Any, Any, Any], work: RequestWork) -> Response[str]:
    """503 without the database. An old fact, an old mail or a silent broker is shown and does not stop pages from being
    served: what was saved waits, and reporting a worry must go on."""
    settings: Settings = request.app.state["settings"]
    try:
        undone, unsent = await outbox_age(work.connection), await mail_age(work.connection)
    except DBAPIError:
        return Response("database: no", status_code=503)
    broker = "yes" if await broker_answers(settings.broker_url) else "no"
    ages = f"outbox: oldest fact waits {_seconds(undone)}\nmail: oldest unsent waits {_seconds(unsent)}"
    return Response(f"database: yes\n{ages}\nbroker: {broker}\n")


def _seconds(age: timedelta) -> str:
    return f"{int(age.total_seconds())} s"


@get("/metrics", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN), media_type=MediaType.TEXT)
async def metrics(request: Request[Any, Any, Any], work: RequestWork) -> Response[bytes]:
    """For whoever shows the token; where none is set, for this machine itself. To everybody else there is no such page.

    Behind a proxy on this machine everybody seems to be this machine: a request that was forwarded is not."""
    settings: Settings = request.app.state["settings"]
    if not _may_collect(request, settings):
        raise NotFoundHereError
    return Response(exposition(await waiting(work.connection)), media_type=CONTENT_TYPE_LATEST)


def _may_collect(request: Request[Any, Any, Any], settings: Settings) -> bool:
    if settings.metrics_token:
        shown = request.headers.get("authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {settings.metrics_token}".encode())
    forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via"))
    return not forwarded and request.client is not None and request.client.host in ("127.0.0.1", "::1")


HANDLERS = [healthz, readyz, metrics]
