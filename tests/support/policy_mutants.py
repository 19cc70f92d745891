"""Mutants of what is generated: every policy, grant and switch of row security, weakened or taken away one at a time.

Generated from the declarations, so that a new table is covered on the day it is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Table

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.functions import FUNCTIONS
from commonground.platform.database.isolation import SCHEMA_USERS, grants_of, policies_of
from commonground.platform.database.policy import Policy
from commonground.platform.database.roles import APP, DEFINER, LOGINS
from commonground.platform.database.visibility import ALL

EVERYBODY = "public"
# What row policies do not govern at all.
BEYOND_POLICIES = ("TRUNCATE", "REFERENCES", "TRIGGER")

_KIND = re.compile(r"identity\.(?:council|opened|about)_as\('(\w+)'\)")
_OPENED = re.compile(r"array\[tenant_id, (?P<column>\w+)\] = \(select identity\.opened_as\('(?P<kind>\w+)'\)\)")
_CONDITION = re.compile(r"^(?P<whose>.+?) AND \((?P<condition>.+)\)$")
_PARTS = re.compile(r"\(|\)| and ")


class Sort(StrEnum):
    """What is done to the database."""

    DROPPED = "policy dropped"
    OPENED = "policy made true"
    PERMISSIVE = "restrictive policy made permissive"
    FEWER_ROLES = "restrictive policy for fewer roles"
    ANY_KIND = "kind of pass not asked"
    WHOLE_COUNCIL = "opened row not asked"
    NO_CONDITION = "condition dropped"
    NOT_FORCED = "row security not forced"
    DISABLED = "row security disabled"
    REVOKED = "grant taken away"
    WIDENED = "grant widened"
    MAY_CALL = "function granted"
    MAY_NOT_CALL = "function revoked"
    SCHEMA = "schema opened"
    FUNCTION = "check in a function"
    MAC = "signature weakened in every function"


@dataclass(frozen=True)
class Mutant:
    """One change. `about`: the table or function; `role`: whom it concerns, where it is one; `policy`: which."""

    sort: Sort
    name: str
    sql: tuple[str, ...]
    about: str
    role: str = ""
    policy: Policy | None = None

    def __str__(self) -> str:
        return f"{self.sort}: {self.name}"


def kind_of(policy: Policy) -> str:
    """The kind of pass that a policy asks for; empty where it asks for none, or for any."""
    found = _KIND.search(f"{policy.using} {policy.check}")
    return found[1] if found else ""


def parts_of(condition: str) -> list[str]:
    """What a condition asks, one by one."""
    depth, begin, found = 0, 0, []
    for mark in _PARTS.finditer(condition):
        depth += (mark[0] == "(") - (mark[0] == ")")
        if mark[0] == " and " and depth == 0:
            found.append(condition[begin : mark.start()])
            begin = mark.end()
    return [*found, condition[begin:]]


def mutants() -> list[Mutant]:
    """All of them but those of the functions' own text (`function_mutants.py`), in a fixed order."""
    found: list[Mutant] = []
    for table in all_tables().sorted_tables:
        for policy in policies_of(table):
            found += _of_policy(policy)
        found += _of_grants(table)
        found += _switches(table)
    return [*found, *_of_functions(), *_of_schemas()]


def _of_policy(policy: Policy) -> Iterator[Mutant]:
    yield _made(Sort.DROPPED, policy, f"drop policy {policy.name} on {policy.table}")
    if policy.restrictive:
        yield from _of_restrictive(policy)
    for side in ("using", "check"):
        before = getattr(policy, side)
        if before is not None and before != "true":
            yield _altered(Sort.OPENED, policy, side, "true")
            for sort, after in _weaker(before):
                yield _altered(sort, policy, side, after)
    if policy.using and policy.check and policy.using != "true":
        yield from _both_sides(policy, policy.using, policy.check)


def _both_sides(policy: Policy, using: str, check: str) -> Iterator[Mutant]:
    """What the one side still asks hides what the other no longer does."""
    after = [(Sort.OPENED, "true", "true")]
    after += [(sort, one, other) for (sort, one), (_, other) in zip(_weaker(using), _weaker(check), strict=False)]
    for sort, one, other in after:
        sql = f"alter policy {policy.name} on {policy.table} using ({one}) with check ({other})"
        yield replace(_made(sort, policy, sql), name=f"{policy.table} {policy.name}, both sides: {one}")


def _of_restrictive(policy: Policy) -> Iterator[Mutant]:
    gone = f"drop policy {policy.name} on {policy.table}"
    yield _made(Sort.PERMISSIVE, policy, gone, replace(policy, restrictive=False).sql)
    for role in policy.roles:
        others = ", ".join(each for each in policy.roles if each != role)
        yield replace(
            _made(Sort.FEWER_ROLES, policy, f"alter policy {policy.name} on {policy.table} to {others}"),
            role=role,
            name=f"{policy.table} {policy.name} not for {role}",
        )


def _weaker(expression: str) -> Iterator[tuple[Sort, str]]:
    """The same expression, asking one thing less."""
    if "council_as(" in expression:
        yield Sort.ANY_KIND, re.sub(r"identity\.council_as\('\w+'\)", "identity.council()", expression)
    if "opened_as(" in expression:
        # Of this kind still, and of whichever row of the council.
        yield Sort.WHOLE_COUNCIL, _OPENED.sub(r"tenant_id = (select identity.council_as('\g<kind>'))", expression)
    found = _CONDITION.match(expression)
    if found:
        asked = parts_of(found["condition"])
        for dropped in asked:
            kept = " and ".join(each for each in asked if each != dropped) or "true"
            yield Sort.NO_CONDITION, f"{found['whose']} AND ({kept})"


def _made(sort: Sort, policy: Policy, *sql: str) -> Mutant:
    role = policy.roles[0] if len(policy.roles) == 1 else ""
    return Mutant(sort, f"{policy.table} {policy.name}", sql, policy.table, role, policy)


def _altered(sort: Sort, policy: Policy, side: str, expression: str) -> Mutant:
    clause = "using" if side == "using" else "with check"
    made = _made(sort, policy, f"alter policy {policy.name} on {policy.table} {clause} ({expression})")
    return replace(made, name=f"{made.name}, {clause}: {expression}")


def _of_grants(table: Table) -> Iterator[Mutant]:
    grants, name = {grant.role: grant for grant in grants_of(table)}, table.fullname
    for role, grant in grants.items():
        for right in [*map(str, grant.verbs), *(f"UPDATE ({column})" for column in grant.columns)]:
            taken = f"revoke {right} on {name} from {role}"
            yield Mutant(Sort.REVOKED, f"{right} on {name} from {role}", (taken,), name, role)
    for role in (*LOGINS, EVERYBODY):
        having = grants[role].verbs if role in grants else ()
        for wider in ALL:
            if wider not in having:
                yield _widened(wider, name, role)
    for beyond in BEYOND_POLICIES:
        yield _widened(beyond, name, APP)


def _widened(verb: str, table: str, role: str) -> Mutant:
    return Mutant(Sort.WIDENED, f"{verb} on {table} to {role}", (f"grant {verb} on {table} to {role}",), table, role)


def _switches(table: Table) -> Iterator[Mutant]:
    name = table.fullname
    yield Mutant(Sort.NOT_FORCED, name, (f"alter table {name} no force row level security",), name)
    yield Mutant(Sort.DISABLED, name, (f"alter table {name} disable row level security",), name)


def _of_functions() -> Iterator[Mutant]:
    for function in FUNCTIONS:
        what = function.signature
        for role in (*LOGINS, EVERYBODY):
            if role in function.callers:
                yield Mutant(
                    Sort.MAY_NOT_CALL,
                    f"{what} by {role}",
                    (f"revoke execute on function {what} from {role}",),
                    what,
                    role,
                )
            else:
                yield Mutant(
                    Sort.MAY_CALL, f"{what} by {role}", (f"grant execute on function {what} to {role}",), what, role
                )


def _of_schemas() -> Iterator[Mutant]:
    for schema, users in SCHEMA_USERS.items():
        for role in (*LOGINS, EVERYBODY):
            if role not in users:
                yield Mutant(
                    Sort.SCHEMA, f"{schema} to {role}", (f"grant usage on schema {schema} to {role}",), schema, role
                )


def is_use(policy: Policy) -> bool:
    """Whether somebody can stand in this policy's role and use it: the definer's policies are used by its functions."""
    return not policy.restrictive and policy.roles != (DEFINER,)
