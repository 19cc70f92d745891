"""A record of which every cell is full, and whether anything of it is left anywhere."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ARRAY, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.councils.onboard import acting_as_setup
from commonground.tenants.retention.types import KeptKind
from councils import TestCouncil, World, canary
from page_rows import seed_for_pages
from seeding import Seeded

MARK = "mark-of-what-must-go"
OLD = timedelta(days=500)
_OF_BOTH = {
    "tenants.attachments": "record_id",
    "tenants.warning_flags": "record_id",
    "tenants.break_glass_uses": "record_id",
    "tenants.holds": "record_id",
    "tenants.kept_longer": "record_id",
    "tenants.named_people": "record_id",
    "tenants.access_mentions": "record_id",
    "tenants.disclosures": "record_id",
    "council.drafts": "subject_id",
    "council.notifications": "subject_id",
}
_OF = {
    KeptKind.REFERRAL: (
        "tenants.referrals",
        "tenants.referral_events",
        "tenants.reports",
        "tenants.report_messages",
        "tenants.statements",
        "tenants.statement_people",
        "tenants.imported_rows",
        "tenants.referral_letters",
        "tenants.agreed_versions",
        "tenants.redacted_copies",
        "tenants.referral_steps",
    ),
    KeptKind.CONTEXT: (
        "tenants.contexts",
        "tenants.context_events",
        "tenants.context_merges",
        "tenants.context_relations",
        "tenants.context_watchers",
        "tenants.children_affected",
        "tenants.person_links",
        "tenants.context_actions",
        "tenants.partner_invitations",
    ),
}
TOLD_OF = {
    KeptKind.REFERRAL: ("tenants.warning_flags", "tenants.attachments", "tenants.break_glass_uses"),
    KeptKind.CONTEXT: (
        "tenants.warning_flags",
        "tenants.attachments",
        "tenants.break_glass_uses",
        "tenants.partner_invitations",
    ),
}
"""Of what hangs on a record people are told under its own id."""
_STAYS = {"tenants.disclosures": {"harms", "ages", "area", "receiver_words"}, "tenants.packages": {"fields"}}
"""Codes, and to whom: beside the receipts, which say as much."""
STILL_TO_TELL = "still-to-tell"
_NAMES = {
    "reference",
    "place",
    "record_kind",
    "subject_kind",
    "kind",
    "ground",
    "form",
    "told",
    "status",
    "state",
    "verb",
    "openness",
    "basis",
    "agencies",
    "leads",
}


# A line about it, of a context that stays.
_OF_ANOTHER = (
    "with another as (insert into tenants.contexts (tenant_id, id, reference, kind, name, aliases, description,"
    " address, postcode, platform, handle, status, restricted, team_id, created_at, changed_at, version)"
    " select tenant_id, gen_random_uuid(), 'CX-0000-00N', kind, 'Another', '{}', '', '', '', '', '', 'active', false,"
    " team_id, now(), now(), 1 from tenants.contexts where tenant_id = :council and id = :record"
    " returning tenant_id, id)"
    " insert into tenants.context_events (tenant_id, id, context_id, at, verb, words, other_id)"
    f" select tenant_id, gen_random_uuid(), id, now(), 'take_out', '{MARK}', :record from another"
)


# What its own people were typing about what crosses because of it.
_TYPED = (
    "insert into council.drafts select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),"
    " 'subject_id', d.id))).* from council.drafts t join tenants.disclosures d on d.tenant_id = t.tenant_id"
    " where t.tenant_id = :council"
)


async def whole_record(world: World, council: TestCouncil, kind: KeptKind) -> tuple[UUID, str, dict[str, Seeded]]:
    """A referral or context of long ago with a row in every table that can say something of it, and the mark in every
    free text of these rows; also its reference, and everything that both councils have."""
    seeded = await seed_for_pages(world)
    row = seeded[council.slug].rows[_OF[kind][0]]
    record = row["id"]
    async with acting_as_setup(world.database.owner_url) as connection:
        for table, column in _OF_BOTH.items():
            await _set(connection, council, f"update {table} set {column} = :record", record=record)
        await connection.execute(text(_TYPED), {"council": council.id})
        await _end(connection, council, kind, record)
        shared = "(select id from tenants.disclosures d where d.tenant_id = p.tenant_id and d.destination = 'council')"
        await _set(connection, council, f"update tenants.packages p set crossing_id = {shared}")
        for name in (*_OF_BOTH, *_OF[kind], "tenants.packages", "tenants.package_files"):
            await _mark(connection, council, all_tables().tables[name])
        for name in TOLD_OF[kind]:
            await _tell_of(connection, council, name)
        if kind is KeptKind.REFERRAL:
            lines = f"update tenants.context_events set referral_id = :record, words = '{MARK}'"
            await _set(connection, council, lines, record=record)
            became = "update tenants.received_handoffs set referral_id = :record"
            await _set(connection, council, became, record=record)
        else:
            await connection.execute(text(_OF_ANOTHER), {"council": council.id, "record": record})
    return UUID(str(record)), str(row["reference"]), seeded


async def _end(connection: AsyncConnection, council: TestCouncil, kind: KeptKind, record: object) -> None:
    """Work on it ended long ago; what was open about it is over."""
    old = f"now() - interval '{OLD.days} days'"
    await _set(connection, council, f"update tenants.holds set lifted_at = {old}")
    await _set(connection, council, "update tenants.disposals set withdrawn_at = now()")
    await _set(connection, council, "update tenants.disclosures set state = 'over'")
    await _set(connection, council, "update tenants.kept_longer set until = now() - interval '1 day'")
    await _set(connection, council, "update tenants.access_requests set finished_at = now()")
    if kind is KeptKind.REFERRAL:
        decided = (
            f"update tenants.referrals set state = 'decided', outcome = 'advice', decided_at = {old}, paused_at = null"
        )
        await _set(connection, council, decided)
    else:
        await _set(connection, council, "update tenants.referrals set context_id = null")
        await _set(connection, council, f"update tenants.contexts set status = 'closed', changed_at = {old}")


async def _tell_of(connection: AsyncConnection, council: TestCouncil, table: str) -> None:
    """A notice about what hangs on the record, under that thing's own id, and a fact that is still to be told of it."""
    columns = "tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id, reference, occurred_at"
    one = f"(select * from council.notifications where tenant_id = :council order by id limit 1) n, {table} t"
    notice = (
        f"insert into council.notifications ({columns}) select n.tenant_id, gen_random_uuid(), n.staff_id,"
        f" gen_random_uuid(), n.kind, n.subject_kind, t.id, '{MARK}', n.occurred_at from {one}"
    )
    fact = (
        "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)"
        f" select gen_random_uuid(), t.tenant_id, 'sharing_waits', '{STILL_TO_TELL}', t.id, now() from {table} t"
    )
    for put in (notice, fact):
        await connection.execute(text(f"{put} where t.tenant_id = :council"), {"council": council.id})


async def _mark(connection: AsyncConnection, council: TestCouncil, table: Table) -> None:
    before = canary(council.slug)
    for column in table.c:
        if column.name in _NAMES | _STAYS.get(table.fullname, set()) or not isinstance(
            column.type, Text | ARRAY | JSONB
        ):
            continue
        if isinstance(column.type, ARRAY) and not isinstance(column.type.item_type, Text):
            continue  # ids
        kind = "text[]" if isinstance(column.type, ARRAY) else "jsonb" if isinstance(column.type, JSONB) else "text"
        words = f"replace({column.name}::text, '{before}', '{MARK}')::{kind}"
        await _set(connection, council, f"update {table.fullname} set {column.name} = {words}")


async def _set(connection: AsyncConnection, council: TestCouncil, change: str, **asked: object) -> None:
    await connection.execute(text(f"{change} where tenant_id = :council"), {"council": council.id, **asked})


async def where_marked(world: World) -> set[str]:
    """The tables of every schema in which the mark stands anywhere, in whatever column."""
    found = set()
    async with acting_as_setup(world.database.owner_url) as connection:
        for table in all_tables().sorted_tables:
            query = text(f"select count(*) from {table.fullname} t where t::text like '%{MARK}%'")
            if await connection.scalar(query):
                found.add(table.fullname)
    return found
