"""What a handler must say of itself before the application starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import pytest
from litestar import Litestar, WebSocket, delete, get, head, post, route, websocket
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.ui.declare import (
    Declared,
    Door,
    Effect,
    UndeclaredRouteError,
    check_declarations,
    declare,
    declared_of,
    declared_routes,
)

SAVE = declare(Action.CHANGE_CONTEXT, effect=Effect.CHANGE, ids={"reference": "context"}, body=lambda: {"name": "x"})


def app(*handlers: Any) -> Litestar:
    return Litestar(route_handlers=handlers, openapi_config=None)


@get("/well/{reference:str}", opt=declare(Action.READ_CONTEXT, ids={"reference": "context"}))
async def well(reference: FromPath[str]) -> str:
    return reference


@post("/saved/{reference:str}", opt=SAVE)
async def saved(reference: FromPath[str]) -> str:
    return reference


def test_what_says_everything_starts() -> None:
    check_declarations(app(well, saved))


def test_options_are_the_frameworks_own_and_change_nothing() -> None:
    found = {handler: declared for _, handler, declared in declared_routes(app(saved))}
    own = [declared for handler, declared in found.items() if getattr(handler, "http_methods", None) == {"OPTIONS"}]
    assert [(each.door, each.effect) for each in own] == [(Door.NONE, Effect.READ)]
    assert len(found) == 2


def test_a_handler_for_two_methods_is_not_excused_by_one_of_them() -> None:
    class Handler:
        opt: ClassVar[dict[str, object]] = {}
        http_methods = frozenset({"OPTIONS", "GET"})

    with pytest.raises(UndeclaredRouteError):
        declared_of(Handler())  # type: ignore[arg-type]  # as much of a handler as is looked at


def handlers_without() -> dict[str, tuple[Sequence[Any], str]]:
    @get("/undeclared")
    async def undeclared() -> str:
        return ""

    @get("/otherwise", opt={"declared": "something else"})
    async def otherwise() -> str:
        return ""

    @get("/nameless/{reference:str}", opt=declare(Action.READ_CONTEXT))
    async def nameless(reference: FromPath[str]) -> str:
        return reference

    @post("/reading", opt=declare(Action.CHANGE_CONTEXT, body=dict))
    async def reading() -> str:
        return ""

    @delete("/gone", opt=declare(Action.CHANGE_CONTEXT, body=dict), status_code=200)
    async def gone() -> str:
        return ""

    @post("/bodiless", opt=declare(Action.CHANGE_CONTEXT, effect=Effect.CHANGE))
    async def bodiless() -> str:
        return ""

    return {
        "nothing": ([undeclared], "declares no action"),
        "something else": ([otherwise], "declares no action"),
        "an id unnamed": ([nameless], "say what"),
        "a change that is said to read": ([reading], "not Effect.READ"),
        "a deletion that is said to read": ([gone], "not Effect.READ"),
        "a change that cannot be tried": ([bodiless], "body factory"),
    }


@pytest.mark.parametrize("lacking", handlers_without())
def test_what_says_too_little_does_not_start(lacking: str) -> None:
    handlers, said = handlers_without()[lacking]
    with pytest.raises(UndeclaredRouteError, match=said):
        check_declarations(app(well, *handlers))


def test_only_http_is_known_to_the_sweep() -> None:
    @websocket("/talk", opt=declare(Action.READ_CONTEXT))
    async def talk(socket: WebSocket[Any, Any, Any]) -> None:
        await socket.accept()

    with pytest.raises(UndeclaredRouteError, match="only HTTP"):
        check_declarations(app(talk))


@pytest.mark.parametrize(
    ("ids", "in_path", "addressed"),
    [
        ({"reference": "context"}, {"reference"}, True),
        ({"reference": "context"}, {"other"}, False),
        ({"council": "council"}, {"council"}, False),
        ({"path": "asset"}, {"path"}, False),
        ({"council": "council", "reference": "referral"}, {"council", "reference"}, True),
        ({}, {"reference"}, False),
    ],
)
def test_a_record_is_addressed_by_the_path_alone(ids: dict[str, str], in_path: set[str], addressed: bool) -> None:
    assert Declared(Action.READ_CONTEXT, Door.STAFF, ids=ids).addresses_record(in_path) is addressed


def test_what_is_not_said_is_the_careful_thing() -> None:
    said = declare(Action.SEE_OWN_WORK, ids={"reference": "context"})["declared"]
    assert said == Declared(Action.SEE_OWN_WORK, Door.STAFF, Effect.READ, {"reference": "context"})
    assert (said.poll, said.search) == (False, False), "a page keeps its session alive"
    for poll, search in ((True, False), (False, True)):
        other = declare(Action.SEE_OWN_WORK, poll=poll, search=search)["declared"]
        assert (other.poll, other.search) == (poll, search)


def test_options_and_head_that_are_declared_keep_what_they_say() -> None:
    @route("/asked", http_method=["OPTIONS"], opt=declare(Action.READ_CONTEXT, Door.OPEN))
    async def asked() -> None:
        return None

    @head("/headed", opt=declare(Action.READ_CONTEXT))
    async def headed() -> None:
        return None

    check_declarations(app(asked, headed))
    assert declared_of(asked).door is Door.OPEN
    assert declared_of(headed).effect is Effect.READ
