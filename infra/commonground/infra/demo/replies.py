"""How two councils say it to those who told them; the third leaves it as we do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.access import Role
from commonground.platform.demo.personas import personas_of
from commonground.platform.ids import uuid7
from commonground.tenants.replies.models import ReadyRepliesRow

# In the order in which they were written.
OWN: Final = {
    "larkmere": {
        "signpost": {
            "en": "Thank you. We have read what you told us. There are clubs and drop-ins all over the borough "
            "that can help with this: you find them on our website under help for young people. You can add more at "
            "any time.",
            "cy": "",
        },
        "change": {"en": "Thank you again for telling us: it helped us to see what should change.", "cy": ""},
    },
    "glanwern": {
        "change": {
            "en": "Thank you again for telling us: it helped us to see what should change.",
            "cy": "Diolch eto am ddweud wrthym: mae wedi ein helpu i weld beth ddylai newid.",
        },
    },
}
_AGO: Final = timedelta(days=62)


async def add_replies(connection: AsyncConnection, slug: str, council: Settled, now: datetime) -> int:
    """As its administrator has written them, one a day; says how many rows."""
    own = OWN.get(slug, {})
    admin = next(each.subject for each in personas_of(slug) if Role.COUNCIL_ADMIN in each.roles)
    for version, code in enumerate(own, 1):
        words = dict(list(own.items())[:version])
        row = {"tenant_id": council.id, "id": uuid7(), "version": version, "words": words, "changed": code}
        row |= {"saved_by": council.staff[admin], "saved_at": now - _AGO + timedelta(days=version)}
        await connection.execute(insert(ReadyRepliesRow), row)
    return len(own)
