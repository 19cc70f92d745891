"""Two kinds of session: one for a council's own rows, one for rows that others can see. Neither reads the other's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from sqlalchemy import Executable, Table, TextClause, event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement

from commonground.platform.database.base import visibility_of
from commonground.platform.database.visibility import Between, Commons, Isolated


class WrongRoomError(RuntimeError):
    """A query reached for a table of another room: a bug, never a user's mistake."""


class _RoomSession(Session):
    """Refuses statements and changes that touch a table of another room, before they reach the database."""

    room: ClassVar[tuple[type[Isolated | Between | Commons], ...]] = ()

    @classmethod
    def admit(cls, tables: Iterable[Table]) -> None:
        for table in tables:
            if not isinstance(visibility_of(table), cls.room):
                raise WrongRoomError(f"{cls.__name__} does not read {table.fullname}")


class _Tenant(_RoomSession):
    room: ClassVar[tuple[type[Isolated | Between | Commons], ...]] = (Isolated,)


class _Shared(_RoomSession):
    room: ClassVar[tuple[type[Isolated | Between | Commons], ...]] = (Between, Commons)


def _tables(statement: Executable) -> set[Table]:
    found: set[Table] = set()
    for element in visitors.iterate(cast(ClauseElement, statement)):
        if isinstance(element, TextClause) and "(" in element.text and "select" in element.text.lower():
            raise WrongRoomError("text cannot be checked: write the query in SQLAlchemy or as a definer function")
        if isinstance(element, Table):
            found.add(_plain(element))
    return found


def _plain(table: Any) -> Table:
    """The table itself, for the annotated copies that the ORM puts into statements."""
    bare: Table = table.metadata.tables[table.fullname]
    return bare


@event.listens_for(_RoomSession, "do_orm_execute", propagate=True)
def _check_statement(state: ORMExecuteState) -> None:
    session = state.session
    if isinstance(session, _RoomSession):
        session.admit(_tables(state.statement))


@event.listens_for(_RoomSession, "before_flush", propagate=True)
def _check_changes(session: Session, _flush: UOWTransaction, _instances: Any) -> None:
    if isinstance(session, _RoomSession):
        changed = (*session.new, *session.dirty, *session.deleted)
        session.admit({_plain(row.__table__) for row in changed})


class TenantSession(AsyncSession):
    """Reads and writes one council's own rows: tables that declare `Isolated`."""

    sync_session_class: type[Session] = _Tenant


class SharedSession(AsyncSession):
    """Reads and writes rows that others can see: tables that declare `Between` or `Commons`."""

    sync_session_class: type[Session] = _Shared
