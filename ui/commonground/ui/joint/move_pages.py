"""The pages of the small forms: one address to show each, and the same to send it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.joint import moves
from commonground.ui.joint.moves import Move
from commonground.ui.joint.verbs import MOVES
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.page import Page

IDS: Final = {"reference": "joint"}
PART_IDS: Final = {"reference": "joint", "part": "joint_part"}


def move_pages(move: Move) -> list[HTTPRouteHandler]:
    """The form's page and what it sends to."""
    return _part_pages(move) if move.part else _concern_pages(move)


def _concern_pages(move: Move) -> list[HTTPRouteHandler]:
    path = f"/joint/{{reference:str}}/{move.slug}"

    @get(path, opt=declare(move.action, ids=IDS, confirm=move.confirm), name=f"joint.{move.slug}")
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
            confirm=move.confirm,
        ),
        name=f"joint.{move.slug}.save",
    )
    async def sent(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        return await moves.save(move, request, work, reference)

    return [page, sent]


def _part_pages(move: Move) -> list[HTTPRouteHandler]:
    path = f"/joint/{{reference:str}}/parts/{{part:uuid}}/{move.slug}"

    @get(path, opt=declare(move.action, ids=PART_IDS), name=f"joint.part.{move.slug}")
    async def page(work: RequestWork, reference: FromPath[str], part: FromPath[UUID]) -> Page:
        return await moves.show(move, work, reference, part)

    @post(
        path,
        status_code=200,
        opt=declare(move.action, effect=Effect.CHANGE, ids={**PART_IDS, **move.ids}, body=lambda: dict(move.body)),
        name=f"joint.part.{move.slug}.save",
    )
    async def sent(
        request: AnyRequest, work: RequestWork, reference: FromPath[str], part: FromPath[UUID]
    ) -> Page | Response[Any]:
        return await moves.save(move, request, work, reference, part)

    return [page, sent]


HANDLERS = [handler for move in MOVES for handler in move_pages(move)]
