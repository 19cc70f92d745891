"""Every function, called from every stand with hostile arguments; those that a role may not call are refused."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence

import asyncpg
from asyncpg import Connection

from commonground.platform.database.functions import FUNCTIONS, Function
from raw_sql import literal
from seeding import Seeded
from stands import Scene, Stand, standing
from sweeping import Tally, judge, unchanged

# Ends the transaction's own session or wakes the relay: called, but what they do is theirs to do.
_TEXTS = (
    "''", "null", "'%'", "'_'", "'x'' or ''1''=''1'", "'*'", "'session'", "'intake'", "'job'", "'report'", "'operator'",
    "repeat('x', 100000)", "E'\\\\x00'", "'..'", "U&'\\FF07'",
)  # fmt: skip
_PLAIN = {
    "boolean": ("true", "false", "null"),
    "bigint": ("-1", "0", "9223372036854775807", "null"),
    "bytea[]": ("'{}'", "null", "array['\\x00'::bytea]"),
    "jsonb": ("'{}'", "null", "'[]'", '\'{"name": "x", "slug": "x"}\''),
    "integer": ("-1", "0", "1", "2147483647", "null"),
    "time without time zone": ("'00:00'", "null"),
    "interval": ("interval '0'", "interval '-1 year'", "interval '178000000 years'", "null"),
    "timestamp with time zone": ("'-infinity'", "'infinity'", "now()", "null"),
    "text[]": ("'{}'", "null", "array[null]::text[]", "array['council_admin', 'team_manager']", "array['%']"),
}


# Works for every council at once, by declaration: what it does is undone again, or each council would be changed by it.
FOR_ALL = frozenset({
    "system.mint_due", "identity.claim_mails", "audit.councils_to_link", "audit.link", "audit.keep_head",
})  # fmt: skip
# Keeps an account or a session that the caller names, and the next function says it back to the same browser: undone
# again, or the caller's own words would look like a leak.
SAID_BACK = frozenset({"identity.begin_half", "identity.begin_sign_in"})
# Ends the visit on which the stand is: undone again, or whoever stands there next would find it over.
LEFT = frozenset({"identity.leave_support"})
UNDONE = FOR_ALL | SAID_BACK | LEFT


def name_of(function: Function) -> str:
    return function.signature.partition("(")[0]


def arguments(function: Function) -> list[str]:
    """The types of its arguments."""
    inside = re.search(r"\((.*)\)", function.signature)
    return inside[1].split(", ") if inside and inside[1] else []


def hostile(kind: str, scene: Scene) -> Sequence[str]:
    """Values of this type that somebody would try who wants the other council's rows.

    None of them is a secret of the other council (a token, a return code, a job): who has that, is let in."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    other, own = scene.seeded[scene.other.slug], scene.seeded[scene.own.slug]
    if kind == "uuid":
        return ("null", "gen_random_uuid()", literal(scene.own.id), *_ids(other))
    if kind == "bytea":
        code = own.rows["tenants.reports"]["code_hash"]
        return ("null", "''::bytea", "'\\x00'::bytea", literal(code), literal(str(scene.other.id)))
    session = literal(str(other.rows["identity.sessions"]["id"]))
    return (*_TEXTS, literal(scene.other.slug), literal(scene.own.issuer), literal(scene.own.slug), session)


def _ids(seeded: Seeded) -> Iterator[str]:
    """Every id in its rows once, in the order of tables and columns: ids are drawn, and the calls are the same ones."""
    found = {
        seeded.rows[table][column]: None
        for table in sorted(seeded.rows.keys() - {"system.outbox"})
        for column in sorted(seeded.rows[table])
        if column.endswith("id")
    }
    return (literal(value) for value in found if value is not None)


def calls(function: Function, scene: Scene, most: int) -> Iterator[str]:
    """At most `most` calls; always the same ones."""
    values = [hostile(kind, scene) for kind in arguments(function)]
    choose = random.Random(function.signature)
    every = list(itertools.islice(itertools.product(*values), 20_000)) if values else [()]
    picked = every if len(every) <= most else [tuple(choose.choice(v) for v in values) for _ in range(most)]
    typed = arguments(function)
    for given in picked:
        said = ", ".join(f"({v})::{t}" for v, t in zip(given, typed, strict=True))
        yield f"select * from {name_of(function)}({said})"


async def call_everything(stand: Stand, scene: Scene, *, most: int) -> Tally:
    """Every function, with up to `most` combinations of arguments."""
    tally = Tally()
    marks = judge(stand, scene, {}).marks - public_marks(scene)
    async with standing(stand, scene) as connection, unchanged(stand, scene, tally):
        for function in FUNCTIONS:
            may = stand.role in function.callers
            for sql in calls(function, scene, most if may else 3):
                await _call(connection, stand, sql, tally, marks, may=may, keep=name_of(function) not in UNDONE)
        await connection.execute("commit")
    return tally


def public_marks(scene: Scene) -> frozenset[str]:
    """What the public form tells everybody: a council's id, and which team is its front door."""
    rows = [scene.row(council, "council.teams") for council in (scene.own, scene.other)]
    return frozenset({str(row["id"]) for row in rows} | {str(scene.own.id), str(scene.other.id)})


async def _call(
    connection: Connection, stand: Stand, sql: str, tally: Tally, marks: frozenset[str], *, may: bool, keep: bool
) -> None:
    tally.tried += 1
    await connection.execute("savepoint attempt")
    try:
        said = str(await connection.fetch(sql))
    except asyncpg.InsufficientPrivilegeError as error:
        said = str(error.as_dict())
        tally.refused += 1
        await connection.execute("rollback to attempt")
    except asyncpg.PostgresError as error:
        said = str(error.as_dict())
        await connection.execute("rollback to attempt")
    else:
        if not may:
            tally.leaks.append(f"{stand} may call {sql}")
        await connection.execute("release attempt" if keep else "rollback to attempt")
    tally.leaks += [f"{stand}: {sql} showed {mark}" for mark in marks if mark in said and mark not in sql]
