"""A copy of a record's file in the council's own place: for whatever goes on as it is, whatever becomes of the file.

The bytes are put in their place before any row names them, as everywhere: what dies in between is swept."""

from __future__ import annotations

from uuid import UUID, uuid4

from commonground.platform.files.store import Copied, FileGoneError, FileStore, StoreAwayError
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.attachments.types import Attached


async def copy_of(work: Work, file: Attached, store: FileStore, *, away: Problem, broken: Problem) -> UUID:
    """The id of the bytes, which are those of the file. Raises `IncompleteError`: with `away` where nothing can be
    copied now, with `broken` where the file is gone or is another than its row says."""
    made, council = uuid4(), work.actor.council
    try:
        came = await store.copy(council, file.object_id, council, made)
    except StoreAwayError:
        raise IncompleteError((away,)) from None
    except FileGoneError:
        raise IncompleteError((broken,)) from None
    if came != Copied(file.size, file.digest):
        raise IncompleteError((broken,))
    return made
