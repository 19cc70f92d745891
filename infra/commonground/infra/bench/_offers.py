"""Crossings by the ten thousand between councils of a stage, as they would stand after some years: nine in ten over."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import asyncpg

from commonground.infra.bench._stage import Stage
from commonground.infra.demo.bulk import BulkCouncil
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference

_COLUMNS = (
    "id", "sender_id", "receiver_id", "reference", "thread_id", "verb", "kind", "urgency", "harms", "ages", "area",
    "names", "fields", "files", "state", "responsible_id", "last_no", "sent_at", "respond_by", "expires_at",
    "accepted_at", "over_at", "changed_at",
)  # fmt: skip  # columns of one row
_VERBS = ("inform", "work_jointly", "hand_over")
_KINDS = ("child_moves", "child_placed", "peer_group", "border_place", "school_pupils", "online", "intelligence")
_OPEN = ("sent", "acknowledged", "queried", "accepted")
_OVER = ("moved", "declined", "withdrawn", "expired", "closed")
_OPEN_EACH = 10


def add_offers(ground: Stage, to: BulkCouncil, senders: Sequence[BulkCouncil], count: int) -> None:
    asyncio.run(_copy(ground, to, senders, count))


async def _copy(ground: Stage, to: BulkCouncil, senders: Sequence[BulkCouncil], count: int) -> None:
    owner = await asyncpg.connect(ground.owner_url)
    try:
        rows = _rows(to, senders, count)
        await owner.copy_records_to_table("offers", records=rows, columns=_COLUMNS, schema_name="crossing")
        await owner.execute("vacuum (analyze) crossing.offers")
    finally:
        await owner.close()


def _rows(to: BulkCouncil, senders: Sequence[BulkCouncil], count: int) -> Iterator[tuple[object, ...]]:
    dice, now = random.Random(count), datetime.now(UTC)  # noqa: S311  # invented rows, not secrets
    for number in range(count):
        is_open = number % _OPEN_EACH == 0
        sender, offer_id = dice.choice(senders), uuid7()
        sent = now - timedelta(minutes=dice.randrange(1, 20_000 if is_open else 1_000_000))
        state = dice.choice(_OPEN if is_open else _OVER)
        yield (offer_id, sender.id, to.id, new_reference(ReferenceKind.HANDOFF), offer_id, dice.choice(_VERBS),
               dice.choice(_KINDS), "soon", ["cce"], ["13_15"], "871951a5affffff", False, 4, 0, state, sender.id, 1,
               sent, sent + timedelta(days=1), now + timedelta(days=30), sent if state == "accepted" else None,
               None if is_open else sent + timedelta(days=3), sent)  # fmt: skip  # a row
