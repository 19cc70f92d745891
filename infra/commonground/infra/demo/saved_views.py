"""Views of the tracker that people of the demonstration saved, one of them shared; and referrals that one of them
looked at before others went on with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.demo.personas import FRONT_DOOR
from commonground.platform.ids import uuid7
from commonground.tenants.referrals.models import ReferralLook, ReferralRow
from commonground.tenants.views.models import SavedView

# Of each council: whose, what it is called, what it asks and whether the front door shares it.
VIEWS: Final[Mapping[str, tuple[tuple[str, str, str, bool], ...]]] = {
    "larkmere": (
        ("amara-nwosu", "Weapons this month", "?harm=weapons&received=month", False),
        ("dayo-okoro", "Late and with nobody", "?view=overdue&with=nobody&col=from&col=received&col=due&col=state",
         True),
    ),
    "glanwern": (
        ("gwenllian-pugh", "Hwyr a heb neb", "?view=overdue&with=nobody", False),
        ("eleri-bowen", "Schools", "?kind=school", True),
    ),
}  # fmt: skip  # a view to a line
_WENT_ON: Final = ReferralRow.changed_at > ReferralRow.received_at
LOOKED: Final = {"larkmere": ("amara-nwosu", 6), "glanwern": ("gwenllian-pugh", 2)}
"""Of each council: who looked at how many of the newest, a minute before each was changed last."""


async def add_saved_views(connection: AsyncConnection, slug: str, council: Settled, now: datetime) -> int:
    """Says how many rows."""
    for who, name, asked, shared in VIEWS[slug]:
        at = now - timedelta(days=9)
        row = {"tenant_id": council.id, "id": uuid7(), "owner_id": council.staff[who], "name": name, "asked": asked}
        team = council.teams[FRONT_DOOR] if shared else None
        await connection.execute(
            insert(SavedView), row | {"team_id": team, "shared_at": at if shared else None, "saved_at": at}
        )
    return len(VIEWS[slug]) + await _add_looks(connection, council, *LOOKED[slug])


async def _add_looks(connection: AsyncConnection, council: Settled, who: str, most: int) -> int:
    newest = (
        select(ReferralRow.id, ReferralRow.changed_at)
        .where(ReferralRow.tenant_id == council.id, ~ReferralRow.restricted, _WENT_ON)
        .order_by(ReferralRow.changed_at.desc())
        .limit(most)
    )
    common = {"tenant_id": council.id, "staff_id": council.staff[who]}
    found = (await connection.execute(newest)).all()
    looks = [common | {"referral_id": key, "at": at - timedelta(minutes=1)} for key, at in found]
    if looks:
        await connection.execute(insert(ReferralLook), looks)
    return len(looks)
