"""One row of a council's, put in as `cg_setup`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.ids import uuid7


async def put(connection: AsyncConnection, council: UUID, model: Any, **values: Any) -> UUID:
    """Its id."""
    row_id = uuid7()
    await connection.execute(insert(model), {"tenant_id": council, "id": row_id, **values})
    return row_id
