"""The declarative bases: which one a model derives from says who can see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, ForeignKeyConstraint, MetaData, Table, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from commonground.platform.database.visibility import Commons, Identity, Isolated, System, Visibility
from commonground.platform.ids import uuid7

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


_DECLARED: dict[Table, Visibility] = {}


class Base(DeclarativeBase):
    """Every table of Commonground. Fails at import when a table declares no visibility."""

    metadata = MetaData(naming_convention=NAMING)
    # No RETURNING for server defaults: a public pass may add a row that it may not read.
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012  # SQLAlchemy's own declaration has no ClassVar
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        str: Text(),
        UUID: Uuid(),
        list[str]: ARRAY(Text()),
    }
    visibility: ClassVar[Visibility]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        table = cls.__dict__.get("__table__")
        if isinstance(table, Table):
            declared = getattr(cls, "visibility", None)
            if declared is None:
                raise TypeError(f"{cls.__name__} declares no visibility")
            _DECLARED[table] = declared


class TenantModel(Base):
    """A row of one council, read through `TenantSession`."""

    __abstract__ = True
    visibility: ClassVar[Visibility] = Isolated()

    # First in the row: every policy reads the council, and PostgreSQL would unpack all columns that stand before it.
    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-1)


class SharedModel(Base):
    """A row that others can see, read through `SharedSession`."""

    __abstract__ = True
    visibility: ClassVar[Visibility] = Commons()

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class IdentityModel(Base):
    """Accounts, credentials, sessions: reached through definer functions alone."""

    __abstract__ = True
    __table_args__: Any = ({"schema": "identity"},)
    visibility: ClassVar[Visibility] = Identity()


class SystemModel(Base):
    """The machinery's own rows."""

    __abstract__ = True
    __table_args__: Any = ({"schema": "system"},)
    visibility: ClassVar[Visibility] = System()


def same_council(column: str, target: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key inside one council: `column` points at `target` ("schema.table") of the same `tenant_id`.

    A plain key would let a child row point at another council's parent, and would tell whether that parent exists."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], ondelete=ondelete)


def visibility_of(table: Table) -> Visibility:
    """What the table's model declares. Raises `KeyError` for a table that no model of ours made."""
    return _DECLARED[table]
