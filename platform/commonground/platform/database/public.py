"""What a public pass may do, from declaration to policy: one row, and of it the declared columns alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Column, Table

from commonground.platform.database.policy import Policy, of_kind
from commonground.platform.database.roles import APP
from commonground.platform.database.visibility import PublicArm, Value, Verb

COUNCIL = "tenant_id"


def public_policy(table: Table, arm: PublicArm) -> Policy:
    """The arm's policy. Raises `TypeError` for a declaration that would leave a column open or that fits no table."""
    _check(table, arm)
    whose = _whose(arm)
    if arm.verb is Verb.INSERT:
        return _policy(table, arm, None, _asking(whose, *_beside(arm), *_columns(table, arm)))
    using = _asking(whose, *_beside(arm))
    if arm.verb is Verb.UPDATE:
        limited = (among(column, values) for column, values in arm.only.items())
        return _policy(table, arm, using, _asking(whose, *_beside(arm), *limited))
    return _policy(table, arm, using, None)


def _policy(table: Table, arm: PublicArm, using: str | None, check: str | None) -> Policy:
    """An UPDATE sees the row before or after it, never both: what must stay as it is, the grant leaves out."""
    columns = (*arm.fills, *arm.only) if arm.verb is Verb.UPDATE else ()
    name = f"public_{arm.kind}_{arm.verb.lower()}"
    return Policy(table.fullname, name, (APP,), arm.verb.value, using, check, columns=columns)


def _check(table: Table, arm: PublicArm) -> None:
    written = {*arm.fills, *arm.only}
    unknown = {*written, *filter(None, (arm.opened, arm.about))} - {column.name for column in table.c}
    if unknown:
        raise TypeError(f"{table.fullname} has no {', '.join(sorted(unknown))}")
    if bool(written) != (arm.verb in (Verb.INSERT, Verb.UPDATE)):
        raise TypeError(f"{table.fullname}: what {arm.kind} may {arm.verb} is not said, or nothing is written")
    if arm.verb is Verb.UPDATE and any(column.name in written and column.primary_key for column in table.c):
        raise TypeError(f"{table.fullname}: {arm.kind} would move a row")


def _whose(arm: PublicArm) -> str:
    if arm.opened is None:
        return of_kind(arm.kind)
    return f"array[{COUNCIL}, {arm.opened}] = (select identity.opened_as('{arm.kind}'))"


def _beside(arm: PublicArm) -> Iterator[str]:
    if arm.about is not None:
        yield f"array[{COUNCIL}::text, {arm.about}::text] = (select identity.about_as('{arm.kind}'))"
    if arm.condition is not None:
        yield arm.condition


def _columns(table: Table, arm: PublicArm) -> Iterator[str]:
    """Each column by itself: filled by the public, limited to values, or NULL."""
    free = {COUNCIL, arm.opened, arm.about, *arm.fills}
    for column in table.c:
        if column.name in arm.only:
            yield among(column.name, arm.only[column.name])
        elif column.name not in free and not _own_key(column):
            yield _empty(table, column, arm)


def _own_key(column: Column[object]) -> bool:
    """The row's own id, which whoever puts it in makes."""
    return column.primary_key and column.name == "id"


def _empty(table: Table, column: Column[object], arm: PublicArm) -> str:
    if not column.nullable:
        raise TypeError(f"{table.fullname}.{column.name}: say what {arm.kind} may put there")
    return f"{column.name} is null"


def among(column: str, values: tuple[Value, ...]) -> str:
    """The column has one of these values."""
    written = ", ".join(_literal(value) for value in values if value is not None)
    conditions = ([f"{column} is null"] if None in values else []) + ([f"{column} in ({written})"] if written else [])
    return conditions[0] if len(conditions) == 1 else f"({' or '.join(conditions)})"


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, timedelta):
        return f"interval '{value.total_seconds()} seconds'"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _asking(whose: str, *conditions: str) -> str:
    return f"{whose} AND ({' and '.join(conditions)})" if conditions else whose
