"""Rows in every table that pages can show, and the state in which a page needs them: for whatever goes past every
declared page with the records of two councils."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.files.store import store_of
from commonground.platform.isolation.report import IsolationReport
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.tracker_import.choices import Choices
from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.sheets import Sheet, Workbook
from councils import World, canary
from crossing_rows import add_third, cross_something, crossing_for, dispute_for
from joint_rows import part_for, work_jointly
from outside_rows import nobody_outside, outside_for, tell_outside
from seeding import Seeded, seed
from told import rows, tell
from web import settings_for

CODES: Mapping[str, object] = {
    "tenants.referrals.state": "screening",
    "tenants.referrals.route": "public",
    "tenants.referrals.source": "public",
    "tenants.referrals.subject_kind": "place",
    "tenants.referrals.harms": ["bullying"],
    "tenants.referrals.children": "3_5",
    "tenants.referrals.attention": "news",
    "tenants.referral_events.verb": "receive",
    "tenants.referral_events.from_state": "new",
    "tenants.referral_events.to_state": "screening",
    "tenants.contexts.kind": "place",
    "tenants.contexts.status": "active",
    "tenants.contexts.venue": "park",
    "tenants.context_events.verb": "note",
    "tenants.reports.lang": "en",
    "tenants.reports.subject": "place",
    "tenants.imported_rows.lang": "en",
    "tenants.imported_rows.subject": "place",
    "tenants.statements.lang": "en",
    "tenants.statements.subject": "place",
    "tenants.report_messages.kind": "reply",
    "council.notifications.kind": "referral_received",
    "council.notifications.subject_kind": "referral",
    "council.teams.kind": "locality",
    "audit.entries.action": "read_referral",
    "tenants.break_glass_uses.reference": "CR-7K3F-29M",
    # A row that nobody's council is in; whoever lets support in would be shown it.
    "identity.operators.ended_at": datetime.now(UTC),
    "tenants.access_mentions.place": "tenants.contexts.description",
    "commons.duty_contacts.phone": "020 7946 0121",
    "tenants.attachments.state": "clean",
    "tenants.attachments.kind": "txt",
    "audit.isolation_reports.body": IsolationReport(
        UUID(int=0), "larkmere", datetime(2026, 11, 20, 9, tzinfo=UTC), 1.5, "0.1.0", "", ()
    ).line,
}
"""Codes that pages read; every other text cell of the seeded rows is a canary."""


async def seed_for_pages(world: World) -> dict[str, Seeded]:
    """Rows in every table of both councils that pages can show: codes that parse, references of each one's own."""
    seeded = await seed(world, CODES)
    async with acting_as_setup(world.database.owner_url) as connection:
        await add_third(connection)
        for one in seeded.values():
            await _name_records(connection, one)
            await nobody_outside(connection, one)
            await cross_something(connection, one)
            await tell_outside(connection, one)
            await _file_something(world, connection, one)
            await _keep_tracker(connection, one)
            await _agree_with_itself(connection, one)
    return seeded


async def _agree_with_itself(connection: AsyncConnection, one: Seeded) -> None:
    """An agreement that names this council alone: what another one wrote in it would be a leak here."""
    for table, council in (("agreements", "proposer_id"), ("agreement_signatures", "council_id")):
        named = f"update crossing.{table} set councils = array[{council}] where {council} = :council"
        await connection.execute(text(named), {"council": one.council.id})


async def _keep_tracker(connection: AsyncConnection, one: Seeded) -> None:
    """A tracker whose every cell says whose it is; it waits for somebody who may bring it in."""
    words = canary(one.council.slug)
    sheet = Sheet(name=words, rows=[["Location", "Concern"], [words, words]])
    choices = Choices(sheet=0, header=0, columns={0: Field.SUBJECT, 1: Field.CONCERN})
    kept = {
        "cells": zlib.compress(msgspec.msgpack.encode(Workbook(sheets=[sheet]))),
        "choices": msgspec.msgpack.encode(choices),
        "staff": one.council.people["manager"].staff_id,
        "council": one.council.id,
    }
    waits = (
        "update tenants.tracker_imports set cells = :cells, choices = :choices, staff_id = :staff, imported_at = null,"
        " undone_at = null, undone_by = null where tenant_id = :council"
    )
    await connection.execute(text(waits), kept)
    # Rows are of a tracker that was brought in: what waits has none.
    of_another = (
        "with brought as (insert into tenants.tracker_imports (tenant_id, id, staff_id, chosen_at, file_hash, choices,"
        " imported_at, brought, here, left_out) select tenant_id, gen_random_uuid(), staff_id, chosen_at, file_hash,"
        " choices, now(), 1, 0, 0 from tenants.tracker_imports where tenant_id = :council returning id)"
        " update tenants.imported_rows set import_id = (select id from brought) where tenant_id = :council"
    )
    await connection.execute(text(of_another), {"council": one.council.id})


async def _file_something(world: World, connection: AsyncConnection, one: Seeded) -> None:
    """A file whose very bytes say whose they are."""
    row, words = one.rows["tenants.attachments"], canary(one.council.slug)
    with NamedTemporaryFile("w") as written:
        written.write(words)
        written.flush()
        store = store_of(settings_for(world.database))
        await store.put(one.council.id, UUID(str(row["object_id"])), Path(written.name))
    sized = text("update tenants.attachments set size = :size, taken_off_at = null where tenant_id = :council")
    await connection.execute(sized, {"size": len(words), "council": one.council.id})


@asynccontextmanager
async def _files_on(table: str, world: World) -> AsyncIterator[None]:
    stood = await rows(world, "select id, record_id from tenants.attachments")
    its = f"(select id from {table} r where r.tenant_id = a.tenant_id order by r.id limit 1)"
    await tell(world, f"update tenants.attachments a set record_id = {its}")
    try:
        yield
    finally:
        for each in stood:
            back = "update tenants.attachments set record_id = :record where id = :id"
            await tell(world, back, record=each.record_id, id=each.id)


@asynccontextmanager
async def _brought_in(world: World) -> AsyncIterator[None]:
    stood = await rows(world, "select id, cells from tenants.tracker_imports where cells is not null")
    await tell(world, "update tenants.tracker_imports set cells = null, imported_at = now() where cells is not null")
    try:
        yield
    finally:
        for each in stood:
            back = "update tenants.tracker_imports set cells = :cells, imported_at = null, undone_at = null,"
            await tell(world, f"{back} undone_by = null where id = :id", cells=each.cells, id=each.id)


@asynccontextmanager
async def _receipt_of_sharing(world: World) -> AsyncIterator[None]:
    """Larkmere's receipt of what crossed is that of an invitation, and afterwards what it was."""
    async with _receipt_of("(select id from tenants.partner_invitations where tenant_id = :own)", world):
        yield


@asynccontextmanager
async def _receipt_of(another: str, world: World) -> AsyncIterator[None]:
    """Under a number that none has, since there may be some of that already."""
    crossed = "(select id from tenants.disclosures where tenant_id = :own and destination = 'council')"
    moved = "update council.receipts set crossing_id = {}, no = -no where tenant_id = :own and crossing_id = {}"
    await tell(world, moved.format(another, crossed), own=world.larkmere.id)
    try:
        yield
    finally:
        await tell(world, moved.format(crossed, another) + " and no < 0", own=world.larkmere.id)


def _brought(world: World, _path: str) -> AbstractAsyncContextManager[None]:
    return _brought_in(world)


def _of_sharing(world: World, _path: str) -> AbstractAsyncContextManager[None]:
    return _receipt_of_sharing(world)


def _of_joint(world: World, _path: str) -> AbstractAsyncContextManager[None]:
    return _receipt_of("(select id from tenants.joint_links where tenant_id = :own)", world)


_STANDING: Mapping[str, Callable[[World, str], AbstractAsyncContextManager[None]]] = {
    "/tracker/import/{brought": _brought,
    "/sharing/{sharing:uuid}/receipt/file": _of_sharing,
    "/joint/{reference:str}/parts/{": part_for,
    "/joint/{reference:str}/receipts/{": _of_joint,
    "/disclosures/{": outside_for,
    "/handoffs/{": crossing_for,
    "/disputes/{": dispute_for,
}


@asynccontextmanager
async def standing_for(world: World, path: str) -> AsyncIterator[None]:
    """Every council's records as this page needs them: somebody is named on what is restricted and has nobody left; a
    file is on a record of the kind that the address names; a tracker that was brought in has no cells any more."""
    for below, made in _STANDING.items():
        if path.startswith(below):
            async with made(world, path):
                yield
            return
    if "/files/" in path:
        async with _files_on("tenants.referrals" if path.startswith("/referrals") else "tenants.contexts", world):
            yield
        return
    if not path.endswith("/keeper"):
        yield
        return
    for table in ("tenants.referrals", "tenants.contexts"):
        await tell(world, f"update {table} set restricted = true")
    try:
        yield
    finally:
        for table in ("tenants.referrals", "tenants.contexts"):
            await tell(world, f"update {table} set restricted = false")


async def _name_records(connection: AsyncConnection, one: Seeded) -> None:
    """References that parse: a canary could not be one."""
    for table, kind in (("tenants.referrals", ReferenceKind.REFERRAL), ("tenants.contexts", ReferenceKind.CONTEXT)):
        reference = one.rows[table]["reference"] = new_reference(kind)
        await _set(connection, table, "reference", reference, one)
    await work_jointly(connection, one)
    mentioned = "update tenants.access_mentions set row_id = :context where tenant_id = :council"
    found = {"context": one.rows["tenants.contexts"]["id"], "council": one.council.id}
    await connection.execute(text(mentioned), found)
    still_open = "update tenants.access_requests set closed_why = null where tenant_id = :council"
    await connection.execute(text(still_open), {"council": one.council.id})
    of_screener = "update council.saved_views set owner_id = :screener where tenant_id = :council"
    screener = {"screener": one.council.people["screener"].staff_id, "council": one.council.id}
    await connection.execute(text(of_screener), screener)
    shown = {name: canary(one.council.slug) for name in ("what", "where", "when", "helps")}
    one.rows["tenants.reports"]["shown"] = shown
    await _set(connection, "tenants.reports", "shown", json.dumps(shown), one)
    mine = "update tenants.statements set staff_id = :staff where tenant_id = :council"
    screener = {"staff": one.council.people["screener"].staff_id, "council": one.council.id}
    await connection.execute(text(mine), screener)  # whoever referred something alone sees what came of it
    await _set(connection, "council.notifications", "reference", str(one.rows["tenants.referrals"]["reference"]), one)


async def _set(connection: AsyncConnection, table: str, column: str, value: str, one: Seeded) -> None:
    cast = "::jsonb" if column == "shown" else ""
    statement = f"update {table} set {column} = cast(:value as text){cast} where tenant_id = :council"
    await connection.execute(text(statement), {"value": value, "council": one.council.id})
