"""The chain of a council's trail: which entry follows which, so that none can be changed, taken out or put in unseen.

Nobody but the definer functions of `database/sql/061_chain.sql` reads or writes these rows."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import Base
from commonground.platform.database.visibility import NONE, READ_ADD, Isolated, Verb, Visibility


class WaitingEntry(Base):
    """An entry that has no link yet. Put in with the entry, by its trigger; gone when it is linked."""

    __tablename__ = "waiting"
    __table_args__ = (PrimaryKeyConstraint("tenant_id", "entry_id"), {"schema": "audit"})
    visibility: ClassVar[Visibility] = Isolated(staff=NONE, jobs=NONE, definer=(Verb.SELECT, Verb.INSERT, Verb.DELETE))

    tenant_id: Mapped[UUID]
    entry_id: Mapped[UUID]


class Link(Base):
    """One link: `hash` covers the hash before it and the whole entry. Counted from 1 in the order of linking, which is
    nearly that of time: of two transactions the one that began first may commit last."""

    __tablename__ = "links"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "sequence"),
        UniqueConstraint("tenant_id", "entry_id"),
        {"schema": "audit"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=NONE, jobs=NONE, definer=READ_ADD)

    tenant_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    entry_id: Mapped[UUID]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class Chain(Base):
    """Where a council's chain ends. Whoever links locks this row, and nobody else can: an advisory lock could be kept
    by anybody who runs SQL as any role."""

    __tablename__ = "chains"
    __table_args__ = (PrimaryKeyConstraint("tenant_id"), {"schema": "audit"})
    visibility: ClassVar[Visibility] = Isolated(
        staff=NONE,
        jobs=NONE,
        definer=(Verb.SELECT, Verb.INSERT, Verb.UPDATE),
        changes={"definer": ("sequence", "hash")},
    )

    tenant_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class SignedHead(Base):
    """That the chain had `sequence` links, the last of them with this `hash`, signed with a key that no database knows.
    The same line stands in a file, of which somebody elsewhere may keep a copy."""

    __tablename__ = "heads"
    __table_args__ = (PrimaryKeyConstraint("tenant_id", "sequence"), {"schema": "audit"})
    visibility: ClassVar[Visibility] = Isolated(staff=NONE, jobs=NONE, definer=READ_ADD)

    tenant_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    signed_at: Mapped[datetime]
    key_id: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[str | None]
