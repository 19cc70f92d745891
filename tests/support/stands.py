"""Where an attacker may stand: with a database role, and with a pass that is absent, forged, stolen, stale or small.

Each stand opens a transaction on a raw connection, without the application in between."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg
from asyncpg import Connection
from sqlalchemy import insert

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.roles import APP, LOGIN, RELAY, WORKER
from councils import Person, TestCouncil, World, sign_in_as
from postgres import Database
from seeding import Row, Seeded
from visiting import put_visitor, visit

SETTING = "commonground.pass"
OPERATOR = Person("Oksana Operator", None, "op-1", ())
DRAFT_TOKEN = "a browser's draft cookie"


@dataclass
class Scene:
    """Two seeded councils in one database, seen by an attacker who belongs to `own` and wants `other`."""

    world: World
    seeded: dict[str, Seeded]
    own: TestCouncil
    other: TestCouncil
    partner: str = ""
    """The session's token of somebody who works for the own council's partner, open before anything is weakened."""
    support: str = ""
    """The same of somebody of the platform who is on a visit to the own council."""

    @property
    def database(self) -> Database:
        return self.world.database

    def row(self, council: TestCouncil, table: str) -> Row:
        return self.seeded[council.slug].rows[table]


async def as_superuser(scene: Scene, *statements: str) -> None:
    """Change the database as nobody of ours could: to put a pitfall back."""
    connection = await asyncpg.connect(scene.database.owner_url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def leaks(scene: Scene, rows: object) -> bool:
    """Whether what came out holds anything of the other council's."""
    return any(mark in str(rows) for mark in scene.seeded[scene.other.slug].marks)


Opening = Callable[[Connection, Scene], Awaitable[None]]


@dataclass(frozen=True)
class Stand:
    """A role, and how it opens its transaction. `council`: whose rows it may see; `opened`: that row of it alone."""

    name: str
    role: str
    open: Opening = field(compare=False)
    council: str | None = None  # "own" or "other"
    kind: str | None = None

    def __str__(self) -> str:
        return f"{self.role}, {self.name}"


def address(database: Database, role: str) -> str:
    urls = {APP: database.app_url, LOGIN: database.login_url, WORKER: database.worker_url, RELAY: database.relay_url}
    return urls[role]


@asynccontextmanager
async def standing(stand: Stand, scene: Scene) -> AsyncIterator[Connection]:
    """A connection in a transaction as `stand` has it; rolled back unless the caller commits."""
    connection = await asyncpg.connect(address(scene.database, stand.role))
    try:
        await connection.execute("begin")
        await stand.open(connection, scene)
        yield connection
    finally:
        await connection.close()


async def set_pass(connection: Connection, whole: str) -> None:
    await connection.execute("select set_config($1, $2, true)", SETTING, whole)


async def current_pass(connection: Connection) -> str:
    found: str = await connection.fetchval("select current_setting($1, true)", SETTING)
    return found


async def enter(connection: Connection, scene: Scene, council: TestCouncil, person: str = "screener") -> str:
    """Open a genuine session's pass; returns the pass."""
    token = await scene.world.token(council, person)
    await connection.fetch("select * from identity.open_session($1, true)", token)
    return await current_pass(connection)


async def _absent(_connection: Connection, _scene: Scene) -> None:
    return None


async def _session(connection: Connection, scene: Scene) -> None:
    await enter(connection, scene, scene.own)


async def _partner(connection: Connection, scene: Scene) -> None:
    await connection.fetch("select * from identity.open_session($1, true)", scene.partner)


async def _support(connection: Connection, scene: Scene) -> None:
    await connection.fetch("select * from identity.open_session($1, true)", scene.support)


async def _operator(connection: Connection, scene: Scene) -> None:
    token = await sign_in_as(scene.database, "operator", "https://id.operator.example", OPERATOR)
    await connection.fetch("select * from identity.open_session($1, true)", token)


def _forged(shape: str) -> Opening:
    async def forge(connection: Connection, scene: Scene) -> None:
        await set_pass(connection, shape.format(other=scene.other.id, mac="0" * 64, account=uuid4()))

    return forge


async def _altered(connection: Connection, scene: Scene) -> None:
    """One's own genuine pass, with the other council written into it."""
    genuine = await enter(connection, scene, scene.own)
    await set_pass(connection, genuine.replace(str(scene.own.id), str(scene.other.id)))


async def _foreign(connection: Connection, scene: Scene) -> None:
    """A pass of the other council, open at this moment on another connection."""
    async with standing(Stand("victim", APP, _absent), scene) as victim:
        stolen = await enter(victim, scene, scene.other)
    await set_pass(connection, stolen)


async def _replayed(connection: Connection, scene: Scene) -> None:
    """The other council's pass of the transaction before this, on this very connection."""
    stolen = await enter(connection, scene, scene.other)
    await connection.execute("rollback")
    await connection.execute("begin")
    await set_pass(connection, stolen)


def _intake(which: str, draft: str | None = None) -> Opening:
    async def open_form(connection: Connection, scene: Scene) -> None:
        slug = getattr(scene, which).slug
        await connection.fetch("select * from identity.open_intake($1, $2)", slug, draft)

    return open_form


def _sending(which: str) -> Opening:
    async def send_report(connection: Connection, scene: Scene) -> None:
        await _intake(which)(connection, scene)
        await connection.fetch("select identity.begin_report($1)", uuid4())

    return send_report


def _report(which: str) -> Opening:
    async def read_reply(connection: Connection, scene: Scene) -> None:
        council = getattr(scene, which)
        digest = scene.row(council, "tenants.reports")["code_hash"]
        await connection.fetch("select * from identity.open_report($1, $2)", council.slug, digest)

    return read_reply


async def _job(connection: Connection, scene: Scene) -> None:
    job = scene.row(scene.own, "system.outbox")["id"]
    await connection.fetch("select * from identity.claim_job($1)", job)


FORGERIES = {
    "zero signature": "session|{other}|{account}|||{mac}",
    "no signature": "session|{other}|{account}||",
    "signature alone": "{mac}",
    "no council": "session|||||{mac}",
    "not an id": "session|everything||||{mac}",
    "pattern": "session|%|%|%|%|%",
    "too many parts": "session|{other}|{account}||||{mac}|{mac}",
}

WEB = Stand("no pass", APP, _absent)
MEMBER = Stand("own session", APP, _session, "own", "session")
APP_STANDS = (
    WEB,
    *(Stand(f"forged pass: {name}", APP, _forged(shape)) for name, shape in FORGERIES.items()),
    Stand("own pass with the other council in it", APP, _altered),
    Stand("another connection's pass", APP, _foreign),
    Stand("pass of the transaction before", APP, _replayed),
    MEMBER,
    Stand("session of the own council's partner", APP, _partner, "own", "partner"),
    Stand("operator's session", APP, _operator, None, "operator"),
    Stand("visit of the platform's support to the own council", APP, _support, "own", "support"),
    Stand("public form of the own council", APP, _intake("own"), "own", "intake"),
    Stand("public form of the other council", APP, _intake("other"), "other", "intake"),
    Stand("own draft", APP, _intake("own", DRAFT_TOKEN), "own", "intake"),
    Stand("sending to the own council", APP, _sending("own"), "own", "sending"),
    Stand("sending to the other council", APP, _sending("other"), "other", "sending"),
    Stand("return code of the own council", APP, _report("own"), "own", "report"),
    Stand("return code of the other council", APP, _report("other"), "other", "report"),
)
OTHER_STANDS = tuple(
    stand
    for role in (WORKER, LOGIN, RELAY)
    for stand in (
        Stand("no pass", role, _absent),
        Stand("forged pass: zero signature", role, _forged(FORGERIES["zero signature"])),
        Stand("another connection's pass", role, _foreign),
    )
)
JOB = Stand("own job", WORKER, _job, "own", "job")
STANDS = (*APP_STANDS, *OTHER_STANDS, JOB)


async def leave_partner(scene: Scene) -> None:
    """Something of their own for somebody who works for the own council's partner, and an open session."""
    about = {"tenant_id": scene.own.id, "staff_id": scene.own.people["partner"].staff_id}
    async with acting_as_setup(scene.database.owner_url) as setup:
        for name in ("council.notifications", "council.notice_choices", "council.drafts"):
            table = all_tables().tables[name]
            row = {**scene.row(scene.own, name), **about, "id": uuid4()}
            row |= {each: uuid4() for each in ("fact_id", "subject_id")}
            if name == "council.notice_choices":
                row["kind"] = "a choice of their own"  # one to a kind: the seeded one is tried by probes
            row |= {"form": "refer"} if name == "council.drafts" else {}
            await setup.execute(insert(table), {each: row[each] for each in row if each in table.c})
    scene.partner = await scene.world.token(scene.own, "partner")


async def leave_support(scene: Scene) -> None:
    """Somebody of the platform who is on a visit to the own council."""
    scene.support, _ = await visit(scene.database, scene.own, await put_visitor(scene.database))


async def leave_draft(scene: Scene, council: TestCouncil) -> UUID:
    """A draft of the public form that `DRAFT_TOKEN` opens, put in the only way there is."""
    draft = uuid4()
    digest = hashlib.sha256(DRAFT_TOKEN.encode()).digest()
    async with standing(Stand("form", APP, _intake("own" if council is scene.own else "other")), scene) as public:
        await public.execute(
            "insert into tenants.report_drafts (tenant_id, id, token_hash, answers, saved_at, expires_at)"
            " values ($1, $2, $3, '{}', now(), now() + interval '1 day')",
            council.id, draft, digest,
        )  # fmt: skip
        await public.execute("commit")
    return draft
