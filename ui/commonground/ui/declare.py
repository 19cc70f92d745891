"""What every handler must say of itself. A handler that declares nothing stops the application from starting.

The isolation sweep is generated from these declarations: a new route enters it by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from litestar import Litestar
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from commonground.platform.access import Action

KEY = "declared"


class Door(StrEnum):
    """Who may stand before this handler, and which pass opens its transaction."""

    OPEN = "open"  # no pass: sees nothing isolated
    STAFF = "staff"  # a session's pass; without one the reader is sent to sign in
    INTAKE = "intake"  # the handler opens a public pass itself
    NONE = "none"  # no database at all


class Effect(StrEnum):
    """What a request to it may change, so that the sweep knows what to look for afterwards."""

    READ = "read"
    CHANGE = "change"
    SESSION = "session"


# Addresses of what everybody may know anyhow.
PUBLIC_IDS = frozenset({"council", "asset", "duty_contact"})

Body = Callable[[], Mapping[str, str | list[str]]]


@dataclass(frozen=True)
class Declared:
    """`ids`: which parameter (of path, query or form) addresses which kind of record; `council` is a public short
    name. `body` makes a form that would be accepted; `state` names the state that a record must be in for it. A `poll`
    keeps no session awake; a `search` costs the database more than a page does, so they take turns (`turns.py`).
    `confirm`: only for whoever has shown lately that it is still they (`access/confirming.py`). A page with `head`
    answers HEAD too (`heads.py`). An `upload` is received before a transaction is begun, and a `download` goes on after
    it has ended: neither a slow telephone nor a slow line holds a connection that others need."""

    action: Action
    door: Door
    effect: Effect = Effect.READ
    ids: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    state: str = ""
    poll: bool = False
    search: bool = False
    confirm: bool = False
    head: bool = False
    upload: bool = False
    download: bool = False

    def addresses_record(self, in_path: Container[str]) -> bool:
        """Whether the path itself names a record. Then a refusal must look like a record that does not exist."""
        return bool(self.record_ids(in_path))

    def record_ids(self, in_path: Container[str]) -> list[tuple[str, str]]:
        """Name and kind of each parameter of the path that addresses a record."""
        return [(name, kind) for name, kind in self.ids.items() if name in in_path and kind not in PUBLIC_IDS]


# Litestar answers OPTIONS itself, with the route's methods and nothing else.
_METHODS_ONLY = Declared(Action.OPEN_PUBLIC_PAGE, Door.NONE)


class UndeclaredRouteError(RuntimeError):
    """A handler without a declaration, or one that contradicts its route."""


def declare(
    action: Action,
    door: Door = Door.STAFF,
    effect: Effect = Effect.READ,
    *,
    ids: Mapping[str, str] | None = None,
    body: Body | None = None,
    state: str = "",
    poll: bool = False,
    search: bool = False,
    confirm: bool = False,
    head: bool = False,
    upload: bool = False,
    download: bool = False,
) -> dict[str, Any]:
    """The `opt` of a handler: `@get("/tracker", opt=declare(Action.READ_TRACKER))`."""
    said = Declared(action, door, effect, ids or {}, body, state, poll, search, confirm, head, upload, download)
    return {KEY: said}


def declared_of(handler: BaseRouteHandler) -> Declared:
    """Raises `UndeclaredRouteError`."""
    declared = handler.opt.get(KEY)
    if declared is None and getattr(handler, "http_methods", None) == {"OPTIONS"}:
        return _METHODS_ONLY
    if not isinstance(declared, Declared):
        raise UndeclaredRouteError(f"{handler} declares no action: add opt=declare(Action.…)")
    return declared


def declared_routes(app: Litestar) -> Iterator[tuple[HTTPRoute, BaseRouteHandler, Declared]]:
    """Every HTTP route with its handler and declaration."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            raise UndeclaredRouteError(f"{route.path}: only HTTP routes are known to the sweep")
        for handler in route.route_handlers:
            yield route, handler, declared_of(handler)


def check_declarations(app: Litestar) -> None:
    """Refuse to start with an undeclared handler, an unnamed id or a change that the sweep could not try.

    Raises `UndeclaredRouteError`."""
    for route, handler, declared in declared_routes(app):
        missing = set() if declared is _METHODS_ONLY else set(route.path_parameters) - set(declared.ids)
        if missing:
            raise UndeclaredRouteError(f"{route.path}: say what {sorted(missing)} addresses")
        changes = bool(set(handler.http_methods) - {"GET", "HEAD", "OPTIONS"})  # type: ignore[attr-defined]  # HTTP handlers have them
        if changes and declared.effect is Effect.READ:
            raise UndeclaredRouteError(f"{route.path}: {handler} changes something, so it is not Effect.READ")
        if changes and declared.body is None:
            raise UndeclaredRouteError(f"{route.path}: declare a body factory, even an empty one")
