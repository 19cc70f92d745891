"""What this web process has answered since it started: route templates, status classes and numbers. No address that
somebody typed, no council, no person."""

from __future__ import annotations

from typing import Final

from litestar.types import Message, Scope
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

REGISTRY: Final = CollectorRegistry()
_REQUESTS = Counter("commonground_requests", "Requests answered", ["route", "status"], registry=REGISTRY)
_WAITING = Gauge("commonground_waiting", "What waits, of all councils together", ["what"], registry=REGISTRY)
NO_ROUTE: Final = "none"


async def count_request(message: Message, scope: Scope) -> None:
    """Called as an answer starts. A path that no route has is counted as that, whatever it says."""
    if message["type"] == "http.response.start":
        known = scope.get("route_handler") is not None
        route = str(scope.get("path_template") or NO_ROUTE) if known else NO_ROUTE
        _REQUESTS.labels(route, f"{message['status'] // 100}xx").inc()


def exposition(waiting: dict[str, int]) -> bytes:
    """Everything, as collectors read it; `waiting` is what the database says at this moment."""
    for what, number in waiting.items():
        _WAITING.labels(what).set(number)
    return generate_latest(REGISTRY)
