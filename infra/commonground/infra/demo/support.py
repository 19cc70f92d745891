"""Support access in the demonstration: one that stands, which nobody has used yet, and one that was used and ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.access import Action, Role
from commonground.platform.audit.models import AuditEntry
from commonground.platform.identity.models import Operator
from commonground.platform.ids import uuid7
from commonground.platform.support.models import SupportGrant, SupportUse

ADMIN, LEAD = "ruth-castell", "kwame-attwell"
WHY: Final = "To see which teams a new colleague was put into."
_AGO: Final = timedelta(days=20)


async def add_support(connection: AsyncConnection, council: Settled, now: datetime) -> int:
    """Both of them, with what the trail says of the second; says how many rows."""
    runs_it = select(Operator.account_id, Operator.display_name).where(Operator.role == Role.PLATFORM_OPERATOR.value)
    operator, name = (await connection.execute(runs_it)).one()
    whom = {"tenant_id": council.id, "operator_id": operator, "operator_name": name}
    standing = whom | {
        "id": uuid7(), "reason": "New colleagues end up in no team when they sign in for the first time.",
        "granted_by": council.staff[ADMIN], "granted_at": now - timedelta(hours=6),
        "until_at": now + timedelta(hours=66),
    }  # fmt: skip  # a row
    over = whom | {
        "id": uuid7(), "reason": "A colleague sees the wrong team.", "granted_by": council.staff[ADMIN],
        "granted_at": now - _AGO, "until_at": now - _AGO + timedelta(days=1),
        "ended_at": now - _AGO + timedelta(hours=5), "ended_by": council.staff[LEAD],
    }  # fmt: skip  # a row
    for row in (standing, over):
        await connection.execute(insert(SupportGrant), row)
    use = {"tenant_id": council.id, "id": uuid7(), "grant_id": over["id"], "session_id": uuid7(), "why": WHY,
           "entered_at": now - _AGO + timedelta(hours=2), "left_at": now - _AGO + timedelta(hours=3)}  # fmt: skip
    await connection.execute(insert(SupportUse), use)
    entries = list(_entries(council, name, over["id"], now))
    await connection.execute(insert(AuditEntry), entries)
    return 3 + len(entries)


def _entries(council: Settled, name: str, grant: object, now: datetime) -> list[dict[str, object]]:
    """What was done under the one that ended, as the product would have written it."""
    done: tuple[tuple[int, str, str, UUID | None, str], ...] = (
        (0, f"{Action.GRANT_SUPPORT}:grant", "support", council.staff[ADMIN], "A colleague sees the wrong team."),
        (120, Action.USE_SUPPORT, "support", None, ""),
        (121, Action.VISIT_COUNCIL, "settings", None, ""),
        (124, Action.VISIT_COUNCIL, "teams", None, ""),
        (180, f"{Action.VISIT_COUNCIL}:leave", "support", None, ""),
        (300, f"{Action.GRANT_SUPPORT}:end", "support", council.staff[LEAD], ""),
    )
    return [
        {
            "tenant_id": council.id,
            "id": uuid7(),
            "at": now - _AGO + timedelta(minutes=minutes),
            "staff_id": staff,
            "action": str(action),
            "subject_kind": kind,
            "subject_id": grant,
            "why": why or (None if staff else f"By {name}, for support: {WHY}"),
        }
        for minutes, action, kind, staff, why in done
    ]
