"""What the definer functions must do and must not do, one promise at a time, as plain SQL: quick enough for a mutant.

Each promise runs in a transaction of the superuser that is rolled back, and takes the role of whoever would call. A
promise that does not hold raises `AssertionError`, or whatever PostgreSQL or Python says of rows that are not there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg import Connection

from commonground.platform.database.roles import APP
from councils import Person, TestCouncil
from stands import OPERATOR, SETTING, Scene

OPERATORS = "https://id.operator.example"
Promise = Callable[["Hand"], Awaitable[None]]
SESSIONS = "update identity.sessions set {} where token_hash = sha256(convert_to($1, 'UTF8'))"


@dataclass(frozen=True)
class Tokens:
    """Sessions that are open before anything is weakened."""

    mine: str
    second: str
    theirs: str
    operator: str


@dataclass
class Hand:
    """A connection, and what a promise may need to know."""

    connection: Connection
    scene: Scene
    tokens: Tokens
    path: str = ""
    """The search path of whoever calls; empty for the usual one."""

    async def do(self, sql: str, *given: object) -> str:
        """As the superuser: changes that time or other people would bring about."""
        return str(await self.connection.execute(sql, *given))

    async def ask(self, sql: str, *given: object) -> Any:
        """One value, as the superuser."""
        return await self.connection.fetchval(sql, *given)

    async def call(self, role: str, sql: str, *given: object) -> list[asyncpg.Record]:
        """Rows, as `role`. What the call did stays, the pass too."""
        path = f"; set local search_path = {self.path}" if self.path else ""
        await self.connection.execute(f"set local session authorization {role}{path}")
        try:
            found: list[asyncpg.Record] = await self.connection.fetch(sql, *given)
        finally:
            if self.connection.is_in_transaction():
                await self._own_role()
        return found

    async def _own_role(self) -> None:
        try:
            await self.connection.execute("reset session authorization; reset search_path")
        except asyncpg.InFailedSQLTransactionError:
            return  # the savepoint's end takes the role away

    async def refused(self, role: str, sql: str, *given: object) -> bool:
        """Whether it is an error, or gives nothing."""
        await self.connection.execute("savepoint refused")
        try:
            said = [value for row in await self.call(role, sql, *given) for value in row.values()]
        except asyncpg.PostgresError:
            await self.connection.execute("rollback to refused")
            return True
        return not any(value for value in said)

    async def session(self, token: str, *, touch: bool = True) -> list[asyncpg.Record]:
        """Open a session, in place of whatever pass there is."""
        await self.no_pass()
        return await self.call(APP, "select * from identity.open_session($1, $2)", token, touch)

    async def no_pass(self) -> None:
        await self.connection.execute("select set_config($1, '', true)", SETTING)

    async def sees_staff(self) -> int:
        return int((await self.call(APP, "select count(*) from council.staff"))[0][0])

    async def sign_in(
        self, council: TestCouncil, subject: str, groups: Sequence[str] | None, *, token: str = "new", **other: str
    ) -> list[asyncpg.Record]:
        slug, issuer = other.get("slug", council.slug), other.get("issuer", council.issuer)
        sql = "select * from identity.sign_in($1, $2, $3, $4, $5::text[], $6, 'probe')"
        return await self.call("cg_login", sql, slug, issuer, subject, other.get("name", "Somebody"), groups, token)

    @property
    def me(self) -> Person:
        return self.scene.own.people["screener"]

    async def account_of(self, council: TestCouncil, person: str) -> UUID:
        sql = "select account_id from identity.memberships where council_id = $1 and staff_id = $2"
        found: UUID = await self.ask(sql, council.id, council.people[person].staff_id)
        return found


# What a promise that does not hold ends in: also one row that is none, or two.
_BROKEN = (AssertionError, asyncpg.PostgresError, ValueError, LookupError, TypeError, AttributeError)


@asynccontextmanager
async def undone(connection: Connection) -> AsyncIterator[None]:
    await connection.execute("savepoint promise")
    try:
        yield
    finally:
        await connection.execute("rollback to promise; release promise")


async def kept(hand: Hand, promise: Promise) -> str | None:
    """None where the promise holds; else what was seen."""
    try:
        async with undone(hand.connection):
            await promise(hand)
    except _BROKEN as wrong:
        first = (str(wrong) or type(wrong).__name__).splitlines()[0]
        return f"{promise.__name__.replace('_', ' ')}: {first}"
    return None


# --- sessions ------------------------------------------------------------------------------------------------------


async def a_session_opens_its_own_council(hand: Hand) -> None:
    await _others_things(hand)
    (found,) = await hand.session(hand.tokens.mine)
    own = hand.scene.own
    assert (found["council_id"], found["council_slug"], found["staff_id"]) == (own.id, own.slug, hand.me.staff_id)
    assert found["team_ids"] == [own.teams["front_door"]], found["team_ids"]
    assert found["team_name"].startswith("Front Door"), found["team_name"]
    assert found["roles"] == [str(role) for role in hand.me.roles]
    assert found["unread"] == 1, found["unread"]
    assert found["labels_version"] == 2, found["labels_version"]
    assert await hand.sees_staff() > 0
    account = (await hand.call(APP, "select identity.account()"))[0][0]
    assert account == found["account_id"] == await hand.account_of(own, "screener")
    assert (await hand.call(APP, "select identity.opened_as('session')"))[0][0] == [own.id, hand.me.staff_id]
    about = (await hand.call(APP, "select identity.about_as('session')"))[0][0]
    assert about == [str(own.id), str(found["session_id"])]


async def _others_things(hand: Hand) -> None:
    """A colleague's team whose name comes first, something that has been read, and earlier and others' own words."""
    own, first = hand.scene.own, UUID(int=2)
    await hand.do("insert into council.teams (tenant_id, id, name, kind) values ($1, $2, 'A first team', 'locality')"
                  " on conflict do nothing", own.id, first)  # fmt: skip
    await hand.do("insert into council.team_members (tenant_id, team_id, staff_id) values ($1, $2, $3)"
                  " on conflict do nothing", own.id, first, own.people["admin"].staff_id)  # fmt: skip
    for council, version in ((own.id, 1), (own.id, 2), (hand.scene.other.id, 9)):
        await hand.do(
            "insert into council.labels (tenant_id, id, version, words, saved_at)"
            " values ($1, gen_random_uuid(), $2, '{}', now()) on conflict do nothing", council, version,
        )  # fmt: skip
    read = "jsonb_build_object('id', gen_random_uuid(), 'read_at', now(), 'fact_id', gen_random_uuid())"
    await hand.do(
        f"insert into council.notifications select (jsonb_populate_record(n, {read})).* from council.notifications n"
        " where staff_id = $1 and tenant_id = $2", hand.me.staff_id, own.id,
    )  # fmt: skip


async def a_session_that_is_over_opens_nothing(hand: Hand) -> None:
    for over in ("ended_at = now()", "expires_at = now()", "seen_at = now() - idle_limit"):
        await hand.connection.execute("savepoint over")
        await hand.do(SESSIONS.format(over), hand.tokens.mine)
        assert await hand.session(hand.tokens.mine) == [], over
        assert await hand.sees_staff() == 0
        await hand.connection.execute("rollback to over")
    assert await hand.session("nobody's token") == []
    assert await hand.sees_staff() == 0


async def who_is_no_longer_of_the_staff_opens_nothing(hand: Hand) -> None:
    for table, condition in (("identity.memberships", "staff_id = $1"), ("council.staff", "id = $1")):
        await hand.connection.execute("savepoint over")
        await hand.do(f"update {table} set ended_at = now() where {condition}", hand.me.staff_id)
        assert await hand.session(hand.tokens.mine) == [], table
        assert await hand.sees_staff() == 0
        await hand.connection.execute("rollback to over")


async def a_session_is_of_one_of_two_memberships(hand: Hand) -> None:
    """The same account, a member of both councils; and rows of the other council under the very same ids."""
    account, other = await hand.account_of(hand.scene.own, "screener"), hand.scene.other
    await hand.do(
        "insert into identity.memberships (account_id, council_id, staff_id) values ($1, $2, $3)",
        account, other.id, other.people["admin"].staff_id,
    )  # fmt: skip
    await _twins(hand)
    await a_session_opens_its_own_council(hand)


async def _twins(hand: Hand) -> None:
    """Rows of the other council that have the ids of one's own: unique within a council is all that an id is."""
    for table, changed in (
        ("council.staff", "'display_name', 'twin', 'organisation_id', null"),
        ("council.teams", "'name', 'A twin' || id"),
        ("council.team_members", "'by_provider', true"),
        ("council.notifications", "'kind', kind"),
    ):
        again = f"jsonb_populate_record(t, jsonb_build_object('tenant_id', '{hand.scene.other.id}'::text, {changed}))"
        await hand.do(
            f"insert into {table} select ({again}).* from {table} t where tenant_id = $1 on conflict do nothing",
            hand.scene.own.id,
        )
    locality = hand.scene.own.teams["locality"]
    await hand.do(
        "insert into council.team_members (tenant_id, team_id, staff_id) values ($1, $2, $3)",
        hand.scene.other.id, locality, hand.me.staff_id,
    )  # fmt: skip


async def looking_is_noted_once_a_minute_and_not_by_polls(hand: Hand) -> None:
    seen = "select seen_at = now() from identity.sessions where token_hash = sha256(convert_to($1, 'UTF8'))"
    for ago, touch, noted in (("2 minutes", True, True), ("2 minutes", False, False), ("30 seconds", True, False)):
        await hand.do(SESSIONS.format(f"seen_at = now() - interval '{ago}'"), hand.tokens.mine)
        await hand.do(SESSIONS.format("seen_at = now() - interval '5 minutes'"), hand.tokens.second)
        await hand.session(hand.tokens.mine, touch=touch)
        assert await hand.ask(seen, hand.tokens.mine) is noted, ago
        assert await hand.ask(seen, hand.tokens.second) is False


async def an_operator_has_no_council(hand: Hand) -> None:
    await hand.do("insert into identity.operators (account_id, display_name) values ($1, 'Another')",
                  await hand.account_of(hand.scene.own, "admin"))  # fmt: skip
    (found,) = await hand.session(hand.tokens.operator)
    assert (found["council_id"], found["roles"]) == (None, ["platform_operator"])
    assert found["display_name"] == OPERATOR.name
    assert await hand.sees_staff() == 0
    await hand.no_pass()
    await hand.do("update identity.operators set ended_at = now()")
    assert await hand.session(hand.tokens.operator) == []


async def a_facilitator_opens_nothing_of_an_operators(hand: Hand) -> None:
    await hand.do("update identity.operators set role = 'network_facilitator' where display_name = $1", OPERATOR.name)
    (found,) = await hand.session(hand.tokens.operator)
    assert (found["council_id"], found["roles"]) == (None, ["network_facilitator"])
    assert await hand.ask("select (identity.pass_parts())[1]") == "facilitator"
    assert await hand.refused(APP, "select identity.has_begun($1)", hand.scene.own.id)


async def ending_ends_one_session_once(hand: Hand) -> None:
    await hand.do(SESSIONS.format("ended_at = now() - interval '1 hour'"), hand.tokens.theirs)
    ended = "select ended_at from identity.sessions where token_hash = sha256(convert_to($1, 'UTF8'))"
    for token in (hand.tokens.mine, hand.tokens.theirs):
        await hand.call(APP, "select identity.end_session($1)", token)
    assert await hand.ask(f"select ({ended}) = now()", hand.tokens.mine)
    assert await hand.ask(f"select ({ended}) < now()", hand.tokens.theirs)
    assert await hand.ask(ended, hand.tokens.second) is None
    assert await hand.session(hand.tokens.mine) == []


async def one_sees_and_ends_ones_own_open_sessions(hand: Hand) -> None:
    account = await hand.account_of(hand.scene.own, "screener")
    await hand.do("delete from identity.sessions where account_id = $1 and token_hash not in"
                  " (sha256(convert_to($2, 'UTF8')), sha256(convert_to($3, 'UTF8')))",
                  account, hand.tokens.mine, hand.tokens.second)  # fmt: skip
    mine = "select id from identity.sessions where token_hash = sha256(convert_to($1, 'UTF8'))"
    first, second, theirs = [
        await hand.ask(mine, t) for t in (hand.tokens.mine, hand.tokens.second, hand.tokens.theirs)
    ]
    await hand.session(hand.tokens.mine)
    listed = "select id from identity.my_sessions()"
    assert {row["id"] for row in await hand.call(APP, listed)} == {first, second}
    for over in ("ended_at = now()", "expires_at = now()", "seen_at = now() - idle_limit"):
        await hand.connection.execute("savepoint over")
        await hand.do(SESSIONS.format(over), hand.tokens.second)
        assert [row["id"] for row in await hand.call(APP, listed)] == [first], over
        await hand.connection.execute("rollback to over")
    end = "select identity.end_my_session($1)"
    assert [(await hand.call(APP, end, each))[0][0] for each in (theirs, second, second)] == [False, True, False]
    assert await hand.ask("select ended_at is null from identity.sessions where id = $1", theirs)
    assert await hand.ask("select ended_at is null from identity.sessions where id = $1", first)


SESSION_PROMISES: tuple[Promise, ...] = (
    a_session_opens_its_own_council,
    a_session_that_is_over_opens_nothing,
    who_is_no_longer_of_the_staff_opens_nothing,
    a_session_is_of_one_of_two_memberships,
    looking_is_noted_once_a_minute_and_not_by_polls,
    an_operator_has_no_council,
    a_facilitator_opens_nothing_of_an_operators,
    ending_ends_one_session_once,
    one_sees_and_ends_ones_own_open_sessions,
)
