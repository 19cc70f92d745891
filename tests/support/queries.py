"""Every query parameter that a staff page reads, found by watching the page read it, and what an enemy puts there."""

from __future__ import annotations

import base64
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from litestar.connection import ASGIConnection
from litestar.datastructures import MultiDict

from commonground.ui.declare import Door, declared_routes
from web import Browser, Site

_ZEROS = "0" * 32
MOMENTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "infinity", "0001-01-01T00:00:00")


def _cursor(value: str) -> str:
    return base64.urlsafe_b64encode(f"{_ZEROS}{value}".encode()).decode()


HOSTILE = (
    "\x00", "9" * 300, "x" * 5000, "-1", "\ufffe", "'", "A", "0001-01-01", "9999-12-31", "2026-02-30", _ZEROS,
    *MOMENTS, *map(_cursor, (*MOMENTS, "", "\x00", "9" * 40)),
)  # fmt: skip  # plain malice first, cursors after


class _Noting(MultiDict[Any]):
    """Query parameters that remember which of them were asked for."""

    seen: set[str]

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)


@contextmanager
def _noting(patch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    seen: set[str] = set()
    real = ASGIConnection.query_params

    def noted(connection: Any) -> _Noting:
        params = _Noting(real.fget(connection).multi_items())  # type: ignore[attr-defined]  # a property
        params.seen = seen
        return params

    with patch.context() as patched:
        patched.setattr(ASGIConnection, "query_params", property(noted))
        yield seen


def staff_pages(site: Site, ids: dict[str, str]) -> Iterator[tuple[str, set[str]]]:
    """Address and declared parameters of every page of the staff that can be read. `ids` fills in whose record."""
    for route, handler, declared in declared_routes(site.app):
        if declared.door is Door.STAFF and "GET" in handler.http_methods:  # type: ignore[attr-defined]  # HTTP has them
            path = route.path
            for name in route.path_parameters:
                path = path.replace(f"{{{name}:str}}", ids.get(declared.ids[name], "x"))
                path = path.replace(f"{{{name}:uuid}}", ids.get(declared.ids[name], _ZEROS))
            signature = inspect.signature(handler.fn, eval_str=False)
            typed = {name for name, each in signature.parameters.items() if "FromQuery" in str(each.annotation)}
            yield path, typed | (set(declared.ids) - set(route.path_parameters))


def nameless(path: str, ids: dict[str, str]) -> str:
    """The page at `path`, whichever record it is of."""
    for kind, reference in ids.items():
        path = path.replace(reference, kind)
    return path


async def parameters_of(browser: Browser, path: str, typed: set[str], patch: pytest.MonkeyPatch) -> set[str]:
    """Every parameter that this page reads or declares."""
    with _noting(patch) as seen:
        await browser.get(path)
    return typed | seen
