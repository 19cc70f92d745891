"""Probes that a mutant of the generated policies must turn red: what people need of a table, and no more than that."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import asyncpg
from asyncpg import Connection
from sqlalchemy import Table

from commonground.platform.database.base import visibility_of
from commonground.platform.database.isolation import policies_of
from commonground.platform.database.policy import Policy
from commonground.platform.database.public import public_policy
from commonground.platform.database.roles import APP, LOGINS
from commonground.platform.database.visibility import Isolated, PublicArm, System, Verb
from mutant_probes import (
    Field,
    Outcome,
    Red,
    as_stand,
    attacked,
    layers,
    let_in,
    no_pass,
    owner_reaches,
    rights_opened,
    said_to,
)
from own_names import in_other_names, in_own_name, own_of
from policy_mutants import is_use, kind_of
from public_arms import allowed_row, beyond, insertion, open_pass
from raw_sql import changeable, fresh, literal, targets
from stands import Scene
from sweeping import targets_of


def arm_of(table: Table, policy: Policy) -> PublicArm | None:
    """The public arm from which the policy was made."""
    declared = visibility_of(table)
    arms = declared.public if isinstance(declared, Isolated | System) else ()
    return next((arm for arm in arms if public_policy(table, arm).name == policy.name), None)


async def used(connection: Connection, here: Field, table: Table, policy: Policy) -> Red | None:
    """Whoever a permissive policy is for can do its verb to a row of their own."""
    arm = arm_of(table, policy)
    if arm is not None and arm.verb is Verb.INSERT:
        (said, touched, error), stand = await _put_in(connection, here, table, arm), f"{policy.roles[0]}, {arm.kind}"
    else:
        opens_draft = "opened_as('intake')" in f"{policy.using}"
        who = here.standing(policy.roles[0], kind_of(policy), draft=opens_draft)
        async with as_stand(connection, here, who):
            sql = await _own_row(connection, here, table, policy) or _use(table, policy, here.scene)
            said, touched, error = await said_to(connection, sql)
        stand = str(who)
    if isinstance(error, asyncpg.IntegrityConstraintViolationError) or (error is None and touched):
        return None
    return Red(Outcome.REFUSED, f"{stand} cannot {policy.verb} on {table.fullname}: {said[:120]}")


def _use(table: Table, policy: Policy, scene: Scene) -> str:
    name = table.fullname
    match Verb(policy.verb):
        case Verb.SELECT:
            return f"select 1 from {name} limit 1"
        case Verb.UPDATE:
            return f"update {name} set {', '.join(_settings(table, policy, scene))}"
        case Verb.DELETE:
            return f"delete from {name}"
        case Verb.INSERT:
            if name not in scene.seeded[scene.own.slug].rows:  # made elsewhere: from one that is there
                return f"insert into {name} select * from {name} limit 1"
            return insertion(table, fresh(scene.row(scene.own, name), table))


async def _own_row(connection: Connection, here: Field, table: Table, policy: Policy) -> str:
    """Putting a row in where it says whose it is."""
    if policy.verb != Verb.INSERT or own_of(table) is None or kind_of(policy) not in ("session", "job"):
        return ""
    return insertion(table, await in_own_name(connection, table, here.scene, kind_of(policy)))


async def stays_oneself(connection: Connection, here: Field, table: Table, policy: Policy) -> Red | None:
    """A row under somebody else's name is not taken, nor under nobody's; a job's under nobody's alone."""
    kind = kind_of(policy)
    if policy.verb != Verb.INSERT or own_of(table) is None or kind not in ("session", "job"):
        return None
    stand = here.standing(policy.roles[0], kind)
    async with as_stand(connection, here, stand):
        row = await in_own_name(connection, table, here.scene, kind)
        for column, changed in in_other_names(table, here.scene, row, kind):
            _, _, error = await said_to(connection, insertion(table, changed))
            if not isinstance(error, asyncpg.InsufficientPrivilegeError):
                return Red(Outcome.ROWS, f"{stand} chose {column} of a row in {table.fullname}")
    return None


def _settings(table: Table, policy: Policy, scene: Scene) -> list[str]:
    """To what they are in the seeded row, so that no column is read: this right must serve by itself."""
    rows = scene.seeded[scene.own.slug].rows
    if table.fullname not in rows:
        return [f"{changeable(table)} = {changeable(table)}"]
    row = rows[table.fullname]
    return [f"{column} = {literal(row[column])}" for column in policy.columns or (changeable(table),)]


async def _put_in(
    connection: Connection, here: Field, table: Table, arm: PublicArm
) -> tuple[str, int, asyncpg.PostgresError | None]:
    """The row that the arm's declaration allows, under a genuine pass of its kind."""
    async with as_stand(connection, here, no_pass(APP)):
        opened = await open_pass(connection, here.scene, arm.kind)
        return await said_to(connection, insertion(table, allowed_row(table, arm, here.scene, opened)))


async def stays_within(connection: Connection, here: Field, table: Table, arm: PublicArm) -> Red | None:
    """A row with one thing more than a public arm allows is not taken."""
    if arm.verb is not Verb.INSERT:
        return None
    async with as_stand(connection, here, no_pass(APP)):
        opened = await open_pass(connection, here.scene, arm.kind)
        row = allowed_row(table, arm, here.scene, opened)
        for column, changed in beyond(table, arm, here.scene, row):
            _, _, error = await said_to(connection, insertion(table, changed))
            if not isinstance(error, asyncpg.InsufficientPrivilegeError):
                return Red(Outcome.ROWS, f"{arm.kind} put {column} of its own into {table.fullname}")
    return None


async def other_kinds_add_nothing(connection: Connection, here: Field, table: Table, arm: PublicArm) -> Red | None:
    """What one kind of pass may put in, no other may, unless it is declared for that one too."""
    if arm.verb is not Verb.INSERT:
        return None
    declared = {kind_of(policy) for policy in policies_of(table) if policy.verb == Verb.INSERT}
    for stand in here.stands:
        if stand.role == APP and stand.council == "own" and stand.kind not in declared:
            async with as_stand(connection, here, no_pass(APP)):
                opened = await open_pass(connection, here.scene, arm.kind)
                sql = insertion(table, allowed_row(table, arm, here.scene, opened))
                await connection.execute("select set_config('commonground.pass', '', true)")
                await stand.open(connection, here.scene)
                _, _, error = await said_to(connection, sql)
            if not isinstance(error, asyncpg.InsufficientPrivilegeError):
                return Red(Outcome.ROWS, f"{stand} put a row into {table.fullname}")
    return None


_ONLY = re.compile(r"array\[tenant_id, (\w+)\] = \(select identity\.opened_as")


async def opens_one(connection: Connection, here: Field, table: Table, policy: Policy) -> Red | None:
    """A return code or a draft's cookie reaches one row, though its council has others and every right is open."""
    found = _ONLY.search(f"{policy.using}")
    if found is None:
        return None
    name, column = table.fullname, found[1]
    stand = here.standing(APP, kind_of(policy), draft=kind_of(policy) == "intake")
    async with as_stand(connection, here, stand, *rights_opened(table, APP)):
        _, seen, _ = await said_to(connection, f"select distinct {column} from {name}")
        _, gone, _ = await said_to(connection, f"delete from {name}")
        _, moved, refused = await said_to(connection, f"update {name} set {column} = gen_random_uuid()")
    if seen > 1 or gone > 1 or moved or isinstance(refused, asyncpg.IntegrityConstraintViolationError):
        return Red(Outcome.ROWS, f"{stand} reached a second row of {name}")
    return None


async def needs(connection: Connection, here: Field, table: Table, policy: Policy) -> AsyncIterator[Red | None]:
    yield await used(connection, here, table, policy)
    yield await stays_oneself(connection, here, table, policy)
    yield await opens_one(connection, here, table, policy)
    arm = arm_of(table, policy)
    if arm is not None:
        yield await stays_within(connection, here, table, arm)
        yield await other_kinds_add_nothing(connection, here, table, arm)


async def red(connection: Connection, here: Field, table: Table, role: str = "") -> AsyncIterator[Red | None]:
    """Every probe on this table, those of `role` alone if it is given; None for each that is green."""
    for policy in policies_of(table):
        if is_use(policy) and role in ("", *policy.roles):
            async for each in needs(connection, here, table, policy):
                yield each
    for stand in here.stands if table in targets() else ():
        if role in ("", stand.role) and table in targets_of(stand):
            for layer in layers(table, stand):
                yield await attacked(connection, here, stand, table, layer)
    yield await owner_reaches(connection, table)
    for each_role in (role,) if role in LOGINS else LOGINS:
        yield await let_in(connection, here, each_role, table)
