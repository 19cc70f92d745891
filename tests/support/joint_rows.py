"""Joint concerns for whatever goes past every page: one of each council's own, and its part as the page needs it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.files.store import store_of
from commonground.platform.references import ReferenceKind, new_reference
from councils import World, canary
from seeding import Seeded
from told import rows, tell
from web import settings_for

_WHOSE_PARTS = (
    "select p.id, p.council_id, c.slug from crossing.contributions p join commons.councils c on c.id = p.council_id"
)
_PARTS: Mapping[str, str] = {"done": "action", "minutes": "meeting"}
"""What a part has to be for the last word of the address."""


@asynccontextmanager
async def part_for(world: World, path: str) -> AsyncIterator[None]:
    """Every council's part as this page needs it."""
    last = path.rpartition("/")[2]
    if last == "file":
        async with _document_is(world):
            yield
    elif kind := _PARTS.get(last):
        async with _part_is(kind, world):
            yield
    else:
        yield


@asynccontextmanager
async def _part_is(kind: str, world: World) -> AsyncIterator[None]:
    stood = await rows(world, "select id, kind from crossing.contributions")
    await tell(world, "update crossing.contributions set kind = :kind", kind=kind)
    try:
        yield
    finally:
        for each in stood:
            await tell(
                world, "update crossing.contributions set kind = :kind where id = :id", kind=each.kind, id=each.id
            )


@asynccontextmanager
async def _document_is(world: World) -> AsyncIterator[None]:
    """Every council's part is a document, whose very bytes say whose they are."""
    store, stood = store_of(settings_for(world.database)), await rows(world, _WHOSE_PARTS)
    for each in stood:
        with NamedTemporaryFile("w") as written:
            written.write(canary(each.slug))
            written.flush()
            await store.put(each.council_id, each.id, Path(written.name))
    filed = "file_object_id = id, file_kind = 'txt', file_size = 9, file_digest = 'd'"
    async with _part_is("document", world):
        await tell(world, f"update crossing.contributions set {filed} where state = 'stands'")
        try:
            yield
        finally:
            bare = "file_object_id = null, file_kind = null, file_size = null, file_digest = null"
            await tell(world, f"update crossing.contributions set {bare} where state = 'stands'")


async def work_jointly(connection: AsyncConnection, one: Seeded) -> None:
    """One joint concern of the council's own, under one reference on both sides; it is asked to join it too."""
    reference = new_reference(ReferenceKind.JOINT)
    given = {
        "council": one.council.id,
        "link": one.rows["tenants.joint_links"]["id"],
        "reference": reference,
        "team": one.council.teams["specialist"],
    }
    moved = ("joint_parties", "joint_guests", "contributions", "joint_steps")
    whose = (
        "update tenants.joint_links set reference = :reference, kind = 'place', team_id = :team, over_at = null"
        " where tenant_id = :council and id = :link"
    )
    concern = (
        "insert into crossing.joint_concerns (lead_id, councils, id, reference, kind, title, harms, made_at) select"
        " lead_id, array[lead_id], :link, :reference, 'place', title, harms, made_at from crossing.joint_concerns"
        " where lead_id = :council"
    )
    for statement in (
        whose,
        concern,
        *(
            f"update crossing.{table} set concern_id = :link, councils = array[council_id] where council_id = :council"
            for table in moved
        ),
        "update crossing.joint_parties set reference = :reference, agreement_id = null where council_id = :council",
    ):
        named = {name: value for name, value in given.items() if f":{name}" in statement}
        await connection.execute(text(statement), named)
    for table in ("tenants.joint_links", "crossing.joint_parties"):
        one.rows[table]["reference"] = reference
