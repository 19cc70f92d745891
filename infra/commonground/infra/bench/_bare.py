"""What the tracker is compared with: a Litestar handler that runs the same SELECT through asyncpg and renders the same
fifty rows; no session, no layout, no permission, no audit, no row policies."""

from __future__ import annotations

import json
import os
from collections import namedtuple
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

import asyncpg
from litestar import Litestar, MediaType, Response, get
from litestar.datastructures import State
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from commonground.infra.demo.bulk import BulkCouncil
from commonground.infra.processes.watch import end_with_the_parent
from commonground.platform.access import Actor, Role
from commonground.platform.calendar.of_council import calendar_of
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.tracker import PAGE, USUAL, Wanted
from commonground.tenants.referrals.tracker_queries import asking, listing
from commonground.ui.shell.engine import environment
from commonground.ui.shell.i18n import gettext
from commonground.ui.tracker.views import row_of

PLACE = "BENCHMARK_PLACE"
_FIRST_PAGE = Wanted()
# All that the page gives them: without its columns a row would be no more than its first cell.
_ROWS = '{% from "tracker/_rows.html" import rows %}<table>{{ rows(listed, columns, due, true) }}</table>'


@dataclass(frozen=True)
class Place:
    """Where the bare application reads, and as whom it lists."""

    url: str
    council: UUID
    staff: UUID
    team: UUID

    @classmethod
    def of(cls, url: str, council: BulkCouncil) -> Place:
        return cls(url, council.id, council.staff_id, council.team_id)

    def written(self) -> str:
        return json.dumps([self.url, str(self.council), str(self.staff), str(self.team)])

    @classmethod
    def read(cls, text: str) -> Place:
        url, *ids = json.loads(text)
        return cls(url, *map(UUID, ids))

    @property
    def actor(self) -> Actor:
        return Actor(
            roles=frozenset({Role.FRONT_DOOR_SCREENER}), council_id=self.council, staff_id=self.staff,
            team_ids=frozenset({self.team}), nation="england", reads_from=time(8, 30), reads_until=time(17),
        )  # fmt: skip


@dataclass(frozen=True)
class Query:
    """A select as asyncpg takes it, and what its columns are called."""

    sql: str
    values: tuple[object, ...]
    columns: tuple[str, ...]

    @classmethod
    def of(cls, select: Select[Any], given: Mapping[str, object]) -> Query:
        compiled = select.compile(dialect=asyncpg_dialect())  # type: ignore[no-untyped-call]  # has no types
        state = compiled.construct_expanded_state(given)
        return cls(state.statement, tuple(state.positional_parameters), tuple(select.exported_columns.keys()))


def tracker_query(place: Place, now: datetime, wanted: Wanted = _FIRST_PAGE, most: int = PAGE + 1) -> Query:
    """What the tracker asks, with the council written where a row policy would put it."""
    query = listing(place.actor, wanted).where(ReferralRow.tenant_id == place.council)
    return Query.of(query, asking(place.actor, now, most))


class Bare:
    """What the handler needs, made once."""

    def __init__(self, place: Place) -> None:
        self._query = tracker_query(place, datetime.now(UTC))
        self._row: Callable[..., Any] = namedtuple("Listed", self._query.columns)  # type: ignore[misc]  # as it names them
        self._actor = place.actor
        self._calendar = calendar_of(place.actor)
        self._template = environment().from_string(_ROWS)

    async def page(self, pool: asyncpg.Pool) -> bytes:
        found = await pool.fetch(self._query.sql, *self._query.values)
        now = datetime.now(UTC)
        shown = [row_of(self._row(*each), self._actor, self._calendar, now) for each in found[:PAGE]]
        columns = [column.value for column in USUAL]
        return self._template.render(listed=shown, columns=columns, due=gettext("Decision due")).encode()


@get("/")
async def rows(state: State) -> Response[bytes]:
    bare: Bare = state["bare"]
    return Response(await bare.page(state["pool"]), media_type=MediaType.HTML)


@asynccontextmanager
async def _ready(app: Litestar) -> AsyncIterator[None]:
    place = Place.read(os.environ[PLACE])
    app.state["bare"] = Bare(place)
    async with asyncpg.create_pool(place.url, min_size=2, max_size=15) as app.state["pool"]:
        yield


def create_app() -> Litestar:
    end_with_the_parent()
    return Litestar(route_handlers=[rows], lifespan=[_ready], openapi_config=None)
