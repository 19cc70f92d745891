"""`/healthz` is the process; `/readyz` its database, outbox and broker. Neither says anything about a council."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from litestar import MediaType, Request, Response, get
from sqlalchemy.exc import DBAPIError

from commonground.platform.access import Action
from commonground.platform.outbox.health import broker_answers, mail_age, outbox_age
from commonground.platform.settings import Settings
from commonground.ui.declare import Door, declare
from commonground.ui.edge import RequestWork


@get("/healthz", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE), media_type=MediaType.TEXT)
async def healthz() -> str:
    return "ok"


@get("/readyz", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN), media_type=MediaType.TEXT)
async def readyz(request: Request[Any, Any, Any], work: RequestWork) -> Response[str]:
    """503 without the database. An old fact, an old mail or a silent broker is shown and does not stop pages from being
    served: what was saved waits, and reporting a worry must go on."""
    settings: Settings = request.app.state["settings"]
    try:
        waiting, unsent = await outbox_age(work.connection), await mail_age(work.connection)
    except DBAPIError:
        return Response("database: no", status_code=503)
    broker = "yes" if await broker_answers(settings.broker_url) else "no"
    ages = f"outbox: oldest fact waits {_seconds(waiting)}\nmail: oldest unsent waits {_seconds(unsent)}"
    return Response(f"database: yes\n{ages}\nbroker: {broker}\n")


def _seconds(age: timedelta) -> str:
    return f"{int(age.total_seconds())} s"


HANDLERS = [healthz, readyz]
