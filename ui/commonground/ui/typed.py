"""What a request names, read as what it has to be."""

from __future__ import annotations

from uuid import UUID

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid_of


def id_in(text: str | None) -> UUID:
    """Raises `NotFoundHereError` for what is no id: it names nothing, as one of nothing does."""
    found = uuid_of(text)
    if found is None:
        raise NotFoundHereError
    return found
