"""The application's declared routes, one method at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from litestar import Litestar

from commonground.ui.declare import Declared, Effect, declared_routes

# What stands for an id in an address. Public short names and files address nothing that could be in a state.
ADDRESSES = frozenset(
    {"referral", "context", "staff", "access_request", "organisation", "agreement", "sharing", "isolation_report"}
    | {
        "absence",
        "ring_contact",
        "context_action",
        "file",
        "saved_view",
        "letter",
        "agreed",
        "step",
        "tracker_import",
        "tracker_file",
    }
    | {"sharing_agreement", "duty_contact", "crossing", "outside", "receipt", "dispute", "link"}
    | {"joint", "joint_asked", "joint_part", "joint_minutes", "joint_receipt"}
)
NO_STATE = frozenset({"council", "asset"})
_FIELD = re.compile(r"\{(\w+)(?::\w+)?\}")


class UnknownKindError(LookupError):
    """A page's address holds an id of a kind that the survey cannot fill in: teach `ADDRESSES` and the scene."""


@dataclass(frozen=True)
class Way:
    """One method of one declared route."""

    route: str
    declared: Declared
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def shows_record(self) -> bool:
        """The record's own page, rather than one about it."""
        return bool(self.ids) and self.route.endswith("}")


def ways(app: Litestar, method: str) -> list[Way]:
    """Declared routes with this method, in the order of their addresses."""
    found = []
    for route, handler, declared in declared_routes(app):
        if method in handler.http_methods and declared.effect is not Effect.SESSION:  # type: ignore[attr-defined]  # HTTP handlers have them
            ids = {name: kind for name, kind in declared.ids.items() if name in route.path_parameters}
            found.append(Way(route.path, declared, ids))
    return sorted(found, key=lambda way: way.route)


def kinds_of(way: Way) -> list[str]:
    """The kinds of what the way's address names. Raises `UnknownKindError`."""
    kinds = list(way.ids.values())
    if unknown := set(kinds) - ADDRESSES - NO_STATE:
        raise UnknownKindError(f"{way.route} addresses {sorted(unknown)}")
    return kinds


def always(_way: Way) -> bool:
    return True


def fill(route: str, values: Sequence[str]) -> str:
    """The route's address with these ids, in their order."""
    left = iter(values)
    return _FIELD.sub(lambda _: next(left), route)
