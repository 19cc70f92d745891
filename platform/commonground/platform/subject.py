"""What an entry of the trail is about."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Subject:
    """A kind, a row's id and the short reference that people know."""

    kind: str
    id: UUID | None = None
    reference: str | None = None
    restricted: bool = False
    """As it was when somebody looked at it; the entry says so."""
