"""Something of each council's for somebody outside the platform, in the state that a page needs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.references import ReferenceKind, new_reference
from councils import World, canary
from seeding import Seeded
from told import tell

_STATES = {"build": "draft", "draft": "draft", "discard": "draft", "authorise": "proposed", "send": "authorised"}
"""By the last part of the address; everything else is of what was sent."""
_TABLES = ("tenants.outside_steps", "tenants.outside_receivers")


async def nobody_outside(connection: AsyncConnection, one: Seeded) -> None:
    """What was seeded points at a disclosure that is about to get another id."""
    for table in _TABLES:
        await connection.execute(
            text(f"delete from {table} where tenant_id = :council"), {"council": one.council.id}
        )  # our own names


async def tell_outside(connection: AsyncConnection, one: Seeded) -> None:
    """A disclosure beside the one to another council, of the same package, with its receiver and its receipt."""
    row_id, reference, words = uuid4(), new_reference(ReferenceKind.DISCLOSURE), canary(one.council.slug)
    changed = {"id": row_id, "reference": reference, "thread_id": row_id, "destination": "outside", "receiver_id": None,
               "receiver_words": words, "verb": "inform", "state": "sent"}  # fmt: skip  # a row
    given = {
        "council": one.council.id,
        "id": row_id,
        "reference": reference,
        "words": words,
        "changed": json.dumps(changed, default=str),
    }
    for statement in _STATEMENTS:
        needed = {name: value for name, value in given.items() if f":{name}" in statement}
        await connection.execute(text(statement), needed)
    one.rows["tenants.outside_receivers"] |= {"id": row_id, "reference": reference}


_STATEMENTS = (
    ("insert into tenants.disclosures select"
        " (jsonb_populate_record(d, cast(:changed as jsonb))).* from tenants.disclosures d"
    " where d.tenant_id = :council"),
    "update tenants.disclosures set expires_at = now() + interval '7 days' where id = :id",
    ("insert into tenants.outside_receivers (tenant_id, id, disclosure_id, person, job, email, phone, lang, sent_at)"
    " values (:council, :id, :id, :words, :words, 'nurse@hospital.example', '020 7946 0143', 'en', now())"),
    ("insert into tenants.outside_steps (tenant_id, id, disclosure_id, no, at, side, verb, to_state, by_name, words)"
    " values (:council, gen_random_uuid(), :id, 1, now(), 'sender', 'send', 'sent', :words, :words)"),
    ("insert into council.receipts (tenant_id, id, crossing_id, reference, no, what, manifest, digest, made_at)"
    " values (:council, gen_random_uuid(), :id, :reference, 1, 'sent', :words, '\\x00', now())"),
)  # fmt: skip  # a statement to a row or two


_OUTSIDE = "(select id from tenants.disclosures where tenant_id = :own and destination = 'outside')"
_TO_COUNCIL = "(select id from tenants.disclosures where tenant_id = :own and destination = 'council')"
_LENT = 999
_LEND = "update council.receipts set crossing_id = {to}, no = {no} where crossing_id = {of} and no = {was}"
_RECEIPT = (
    (_LEND.format(to=_OUTSIDE, no=_LENT, of=_TO_COUNCIL, was=1),),
    (_LEND.format(to=_TO_COUNCIL, no=1, of=_OUTSIDE, was=_LENT),),
)
"""The receipt of the address is that of the crossing: lent to the disclosure outside under a number that none of its
own has, and given back."""


@asynccontextmanager
async def outside_for(world: World, path: str) -> AsyncIterator[None]:
    """Larkmere's disclosure as the page under this address needs it; afterwards as it was."""
    state = _STATES.get(path.rpartition("/")[2], "sent")
    moved = (
        "update tenants.disclosures set state = :state, purpose = '–', necessity = '–', basis = 'public_task',"
        " openness = 'told' where destination = 'outside' and tenant_id = :own"
    )
    there, back = _RECEIPT if "/receipts/" in path else ((), ())
    await tell(world, moved, state=state, own=world.larkmere.id)
    for statement in there:
        await tell(world, statement, own=world.larkmere.id)
    try:
        yield
    finally:
        for statement in back:
            await tell(world, statement, own=world.larkmere.id)
        await tell(world, moved, state="sent", own=world.larkmere.id)
