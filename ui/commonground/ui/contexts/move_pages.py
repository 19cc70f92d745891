"""The two addresses of each verb that has a small page of its own."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from commonground.ui.contexts import moves
from commonground.ui.contexts.moves import Move
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.page import Page

IDS = {"reference": "context"}


def move_pages(move: Move) -> list[HTTPRouteHandler]:
    """The form's page and what it sends to."""
    path = f"/contexts/{{reference:str}}/{move.slug}"

    # Before a record is closed to colleagues, and before anything of it is shared; ending it must not wait.
    confirm = move.slug in ("restrict", "share")

    @get(path, opt=declare(move.action, ids=IDS, confirm=confirm), name=f"context.{move.slug}")
    async def page(work: RequestWork, reference: FromPath[str]) -> Page:
        return await moves.show(move, work, reference)

    @post(
        path,
        status_code=200,
        opt=declare(
            move.action,
            effect=Effect.CHANGE,
            ids={**IDS, **move.ids},
            body=lambda: dict(move.body),
            confirm=confirm,
        ),
        name=f"context.{move.slug}.save",
    )
    async def sent(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        return await moves.save(move, request, work, reference)

    return [page, sent]
