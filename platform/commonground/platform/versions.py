"""What a council sets for everybody, each version of it: only ever added to, so that what stood when something was
proposed, told or decided can be looked up. The highest version counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import CheckConstraint, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped

from commonground.platform.database.base import TenantModel
from commonground.platform.ids import uuid7
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.work import Work

VERSION: Final = "version"
V = TypeVar("V", bound="VersionModel")


class VersionModel(TenantModel):
    """As it stood from `saved_at` on. A table of it says `saved_by` whom, is unique on council and version, and has
    `numbered()`; where it holds several things, each with versions of its own, also on what tells them apart."""

    __abstract__ = True

    version: Mapped[int]
    saved_at: Mapped[datetime]


def numbered() -> CheckConstraint:
    """The first version is 1: 0 is what a form brings along that was filled when there was none."""
    return CheckConstraint("version > 0", name=VERSION)


def newest(model: type[V]) -> Select[V]:
    """What counts, of a table that holds one thing."""
    return select(model).order_by(model.version.desc()).limit(1)


async def add_version(
    work: Work, model: type[VersionModel], values: Mapping[str, object], *, over: int, of: tuple[str, ...] = ()
) -> None:
    """Let `values` count from now on. `over` is the version that the form was filled from, which the caller has
    compared with the one that stands; `of` names the columns of `values` that say which of several things it is.

    Raises `ChangedMeanwhileError` if somebody saves at the same moment and is quicker."""
    row = {**values, "tenant_id": work.actor.council, "id": uuid7(), VERSION: over + 1}
    row |= {"saved_by": work.actor.staff, "saved_at": work.now}
    # Of two who save at once the second waits here for the first, and then puts nothing in.
    put = insert(model).values(row).on_conflict_do_nothing(index_elements=["tenant_id", *of, VERSION])
    if (await work.mine.execute(put.returning(model.id))).one_or_none() is None:
        raise ChangedMeanwhileError
