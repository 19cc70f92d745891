"""Two kinds of session: one for a council's own rows, one for rows that others can see. Neither reads the other's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast
from weakref import WeakSet

from sqlalchemy import Executable, Row, Select, Table, TextClause, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement

from commonground.platform.database.base import visibility_of
from commonground.platform.database.visibility import Between, Commons, Isolated

_MOST_KNOWN = 500


class WrongRoomError(RuntimeError):
    """A query reached for a table of another room: a bug, never a user's mistake."""


class _RoomSession(Session):
    """Refuses statements and changes that touch a table of another room, before they reach the database."""

    room: ClassVar[tuple[type[Isolated | Between | Commons], ...]] = ()
    _known: ClassVar[set[tuple[Any, ...]]]
    _same: ClassVar[WeakSet[Executable]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._known = set()
        cls._same = WeakSet()

    @classmethod
    def admit_statement(cls, statement: Executable) -> None:
        """Walks through a statement the first time that one of its shape comes. Of one that is written once and asked
        again and again not even the shape is taken: no statement changes."""
        if statement in cls._same:
            return
        shape = _shape(statement)
        if shape is None or shape not in cls._known:
            cls.admit(_tables(statement))
            if shape is not None:
                cls._remember(shape)
        cls._same.add(statement)

    @classmethod
    def _remember(cls, shape: tuple[Any, ...]) -> None:
        if len(cls._known) >= _MOST_KNOWN:
            cls._known.clear()
        cls._known.add(shape)

    @classmethod
    def admit(cls, tables: Iterable[Table]) -> None:
        for table in tables:
            if not isinstance(visibility_of(table), cls.room):
                raise WrongRoomError(f"{cls.__name__} does not read {table.fullname}")


class _Tenant(_RoomSession):
    room: ClassVar[tuple[type[Isolated | Between | Commons], ...]] = (Isolated,)


class _Shared(_RoomSession):
    room: ClassVar[tuple[type[Isolated | Between | Commons], ...]] = (Between, Commons)


def _shape(statement: Executable) -> tuple[Any, ...] | None:
    """What SQLAlchemy itself compiles by: statements of one shape are one SQL, and so read the same tables. None for
    a statement that has no such key."""
    key = cast(ClauseElement, statement)._generate_cache_key()  # noqa: SLF001  # there is no public way to it
    return None if key is None else key.key


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
        session.admit_statement(state.statement)


@event.listens_for(_RoomSession, "before_flush", propagate=True)
def _check_changes(session: Session, _flush: UOWTransaction, _instances: Any) -> None:
    if isinstance(session, _RoomSession):
        changed = (*session.new, *session.dirty, *session.deleted)
        session.admit({_plain(row.__table__) for row in changed})


class TenantSession(AsyncSession):
    """Reads and writes one council's own rows: tables that declare `Isolated`."""

    sync_session_class: type[Session] = _Tenant

    async def rows(
        self, query: Select[*tuple[Any, ...]], values: Mapping[str, object] | None = None
    ) -> Sequence[Row[Any]]:
        """For lists of columns: admitted like everything else, then run by Core alone, which halves the cost."""
        _Tenant.admit_statement(query)
        found = await cast(AsyncConnection, self.bind).execute(query, values)
        return found.all()


class SharedSession(AsyncSession):
    """Reads and writes rows that others can see: tables that declare `Between` or `Commons`."""

    sync_session_class: type[Session] = _Shared
