"""Whose name a row is put in under, from declaration to policy: one's own, or nobody's."""

from __future__ import annotations

from sqlalchemy import Table

from commonground.platform.database.policy import of_kind
from commonground.platform.database.visibility import Isolated, Own, Verb

# What a session's pass says beside its council (`open_session`): the member of staff, and the session itself.
_STAFF = "array[tenant_id, {}] = (select identity.opened_as('session'))"
_SESSION = "array[tenant_id::text, {}::text] = (select identity.about_as('session'))"
_ARMS = {"session": "staff", "job": "jobs"}


def in_own_name(table: Table, declared: Isolated, kind: str, verb: Verb) -> str:
    """What the staff's or the jobs' arm asks of a row. Raises `TypeError` for a declaration that would let somebody put
    another's name into a row that is there, or that names no column."""
    own = declared.own
    if own is None:
        return of_kind(kind)
    _check(table, declared, own, kind)
    if verb is not Verb.INSERT:
        return of_kind(kind)
    if kind == "job":
        return f"{of_kind(kind)} AND ({' and '.join(f'{column} is null' for column in own.columns)})"
    staff = _STAFF.format(own.staff)
    return staff if own.session is None else f"{staff} AND ({_SESSION.format(own.session)})"


def _check(table: Table, declared: Isolated, own: Own, kind: str) -> None:
    arm, names = _ARMS[kind], {column.name for column in table.c}
    if unknown := set(own.columns) - names:
        raise TypeError(f"{table.fullname} has no {', '.join(sorted(unknown))}")
    verbs = declared.staff if kind == "session" else declared.jobs
    if Verb.UPDATE in verbs and set(declared.changes.get(arm) or names) & set(own.columns):
        raise TypeError(f"{table.fullname}: its {arm} could put a row under another's name")
