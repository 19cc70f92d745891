"""From declarations to SQL: grants and policies of every table, never written by hand.

Run after every migration, in its transaction: what the database enforces is always what the models declare. The
reproduced pitfalls behind each choice are in `tests/isolation/test_pitfalls.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import ARRAY, CheckConstraint, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commonground.platform.database.base import visibility_of
from commonground.platform.database.functions import FUNCTIONS, function_sources
from commonground.platform.database.own import in_own_name
from commonground.platform.database.policy import Grant, Policy, of_kind
from commonground.platform.database.public import public_policy
from commonground.platform.database.roles import APP, DEFINER, LOGIN, LOGINS, OWNER, RELAY, SETUP, WORKER
from commonground.platform.database.visibility import (
    ALL,
    NO_COLUMNS,
    READ_ADD,
    Between,
    Columns,
    Commons,
    Identity,
    Isolated,
    System,
    Verb,
)

COUNCIL = "(select identity.council())"

SCHEMA_USERS = {
    "commons": (APP, LOGIN, WORKER, DEFINER, SETUP),
    "council": (APP, WORKER, DEFINER, SETUP),
    "tenants": (APP, WORKER, DEFINER, SETUP),
    "crossing": (APP, WORKER, RELAY, DEFINER, SETUP),
    "audit": (APP, WORKER, RELAY, DEFINER, SETUP),
    "identity": (APP, LOGIN, WORKER, DEFINER, SETUP),
    "system": (APP, WORKER, RELAY, DEFINER, SETUP),
}

# The broker's library makes these tables; they carry ids of facts and nothing else, so they have no row policies.
BROKER = "broker"
BROKER_TABLES = ("queue", "worker", "result")
BROKER_USERS = (WORKER, RELAY)
# Workers live in them; the relay puts messages in and puts them back (`workers/doorbell.py`).
_PUT_BACK = ("state", "mtime", "worker_id", "consumed_at", "available_at")
BROKER_GRANTS = (
    *(Grant(f"{BROKER}.{table}", WORKER, ALL) for table in BROKER_TABLES),
    Grant(f"{BROKER}.queue", RELAY, READ_ADD, _PUT_BACK),
)


def policies_of(table: Table) -> list[Policy]:
    """Every policy of this table."""
    name = table.fullname
    arms = [_arm(name, "setup", SETUP, verb, "true") for verb in ALL]
    match visibility_of(table):
        case Isolated() as declared:
            return arms + list(_isolated(table, declared))
        case Between() as declared:
            return arms + list(_between(name, declared))
        case Commons() as declared:
            return arms + list(_commons(name, declared))
        case Identity() as declared:
            return arms + [_arm(name, "definer", DEFINER, verb, "true") for verb in declared.definer]
        case System() as declared:
            return arms + list(_system(table, declared))


def grants_of(table: Table) -> list[Grant]:
    """Every grant on this table: exactly the verbs that a policy of the same role allows."""
    by_role: dict[str, list[Policy]] = {}
    for policy in policies_of(table):
        if not policy.restrictive:
            for role in policy.roles:
                by_role.setdefault(role, []).append(policy)
    return [_grant(table, role, policies) for role, policies in by_role.items()]


def _grant(table: Table, role: str, policies: list[Policy]) -> Grant:
    verbs = {policy.verb for policy in policies}
    updates = [policy.columns for policy in policies if policy.verb == Verb.UPDATE]
    columns = {column for each in updates for column in each} if all(updates) else set()
    if columns:
        verbs.remove(Verb.UPDATE)
    in_order = tuple(column.name for column in table.c if column.name in columns)
    return Grant(table.fullname, role, tuple(v for v in ALL if v in verbs), in_order)


def isolation_sql(metadata: MetaData) -> Iterator[str]:
    """Everything that makes the live database agree with the declarations. To be run as the owner."""
    yield from _schemas()
    yield from function_sources()
    for table in metadata.sorted_tables:
        yield from _table(table)
    yield from _functions()
    yield from _broker()


def _schemas() -> Iterator[str]:
    for schema, users in SCHEMA_USERS.items():
        yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC"
        yield f"GRANT USAGE ON SCHEMA {schema} TO {', '.join(users)}"


def _broker() -> Iterator[str]:
    yield f"REVOKE ALL ON SCHEMA {BROKER} FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA {BROKER} TO {', '.join(BROKER_USERS)}"
    for table in BROKER_TABLES:
        yield f"REVOKE ALL ON {BROKER}.{table} FROM PUBLIC, {', '.join(LOGINS)}, {DEFINER}, {SETUP}"
    yield from (grant.sql for grant in BROKER_GRANTS)


def _table(table: Table) -> Iterator[str]:
    name = table.fullname
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield f"REVOKE ALL ON {name} FROM PUBLIC, {APP}, {LOGIN}, {WORKER}, {RELAY}, {DEFINER}, {SETUP}"
    yield from (policy.sql for policy in policies_of(table))
    yield from (grant.sql for grant in grants_of(table))
    for column in uncounted(table):
        yield f"ALTER TABLE {name} ALTER COLUMN {column} SET STATISTICS 0"


def uncounted(table: Table) -> list[str]:
    """Columns of which the planner keeps no statistics: free words of a council's own rows.

    Statistics are taken over all councils, and EXPLAIN shows what they make of a value: whether it is common somewhere.
    A column whose codes are limited by a constraint tells nobody's secrets, and the planner needs it."""
    if not isinstance(visibility_of(table), Isolated):
        return []
    limited = " ".join(str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint))
    return [c.name for c in table.c if isinstance(c.type, Text | ARRAY | JSONB) and f"{c.name} in (" not in limited]


def _functions() -> Iterator[str]:
    schemas = ", ".join(sorted({function.schema for function in FUNCTIONS}))
    yield f"GRANT CREATE ON SCHEMA {schemas} TO {DEFINER}"  # a new owner needs it while it is made owner
    yield from _function_rights()
    yield f"REVOKE CREATE ON SCHEMA {schemas} FROM {DEFINER}"


def _function_rights() -> Iterator[str]:
    for function in FUNCTIONS:
        yield f"REVOKE ALL ON FUNCTION {function.signature} FROM PUBLIC, {APP}, {LOGIN}, {WORKER}, {RELAY}, {SETUP}"
        if function.callers:
            yield f"GRANT EXECUTE ON FUNCTION {function.signature} TO {', '.join(function.callers)}"
        yield f"ALTER FUNCTION {function.signature} OWNER TO {DEFINER}"


def _isolated(table: Table, declared: Isolated) -> Iterator[Policy]:
    name, changes = table.fullname, declared.changes
    own = f"tenant_id = {COUNCIL}"
    yield Policy(name, "council", (APP, WORKER), "ALL", own, own, restrictive=True)
    for arm, role, kind, verbs in (("staff", APP, "session", declared.staff), ("jobs", WORKER, "job", declared.jobs)):
        for verb in verbs:
            yield _arm(name, arm, role, verb, in_own_name(table, declared, kind, verb), changes)
    yield from (public_policy(table, arm) for arm in declared.public)
    yield from (_arm(name, "definer", DEFINER, verb, "true", changes) for verb in declared.definer)


def _between(name: str, declared: Between) -> Iterator[Policy]:
    party = _is_party(declared, COUNCIL)
    yield Policy(name, "council", (APP, WORKER), "ALL", party, party, restrictive=True)
    for arm, role, kind, verbs in (("staff", APP, "session", declared.staff), ("jobs", WORKER, "job", declared.jobs)):
        whose = _is_party(declared, f"(select identity.council_as('{kind}'))")
        yield from (_arm(name, arm, role, verb, whose, declared.changes) for verb in verbs)
    yield from (_arm(name, "definer", DEFINER, verb, "true", declared.changes) for verb in declared.definer)


def _is_party(declared: Between, council: str) -> str:
    """One of the columns at a time, so that each has its index: an OR of comparisons is a bitmap of both."""
    named = [f"{column} = {council}" for column in declared.parties]
    return " OR ".join([*named, f"{council} = any ({declared.among})"] if declared.among else named)


def _commons(name: str, declared: Commons) -> Iterator[Policy]:
    for role in (APP, LOGIN, WORKER):
        yield _arm(name, role, role, Verb.SELECT, "true")
    yield from (_arm(name, "definer", DEFINER, verb, "true", declared.changes) for verb in declared.definer)


def _system(table: Table, declared: System) -> Iterator[Policy]:
    # Facts are put in under a pass and for its council alone.
    name, changes = table.fullname, declared.changes
    yield from (_arm(name, "staff", APP, verb, of_kind("session"), changes) for verb in declared.staff)
    yield from (_arm(name, "jobs", WORKER, verb, of_kind("job"), changes) for verb in declared.jobs)
    yield from (public_policy(table, arm) for arm in declared.public)
    yield from (_arm(name, "relay", RELAY, verb, "true", changes) for verb in declared.relay)
    yield from (_arm(name, "definer", DEFINER, verb, "true", changes) for verb in declared.definer)


def _arm(table: str, name: str, role: str, verb: Verb, condition: str, changes: Columns = NO_COLUMNS) -> Policy:
    using = None if verb is Verb.INSERT else condition
    check = condition if verb in (Verb.INSERT, Verb.UPDATE) else None
    columns = changes.get(name, ()) if verb is Verb.UPDATE else ()
    return Policy(table, f"{name}_{verb.lower()}", (role,), verb.value, using, check, columns=columns)


def owner_statements() -> Iterable[str]:
    """Schemas, made before the first migration."""
    for schema in SCHEMA_USERS:
        yield f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {OWNER}"


def database_sql(name: str) -> Iterator[str]:
    """Who may enter the database, quoted `name`; nobody of ours may make temporary tables. Not copied by a clone."""
    yield f"REVOKE ALL ON DATABASE {name} FROM PUBLIC"
    yield f"GRANT CREATE ON DATABASE {name} TO {OWNER}"
    yield f"GRANT CONNECT ON DATABASE {name} TO {', '.join(LOGINS)}"
