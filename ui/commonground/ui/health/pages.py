"""`/healthz` is the process, `/readyz` its database. Neither says anything about any council."""

from __future__ import annotations

from litestar import MediaType, Response, get
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from commonground.platform.access import Action
from commonground.ui.declare import Door, declare
from commonground.ui.edge import RequestWork


@get("/healthz", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE), media_type=MediaType.TEXT)
async def healthz() -> str:
    return "ok"


@get("/readyz", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN), media_type=MediaType.TEXT)
async def readyz(work: RequestWork) -> Response[str]:
    try:
        await work.connection.execute(text("select 1"))
    except DBAPIError:
        return Response("database", status_code=503)
    return Response("ok")


HANDLERS = [healthz, readyz]
