"""A public pass puts in one row of each kind that is declared, as it is declared, and nothing else.

What is tried comes from the declarations: a table, an arm or a column that is added tomorrow is tried tomorrow."""

from __future__ import annotations

import asyncpg
import pytest
from sqlalchemy import Column, MetaData, Table, Text, Uuid

from commonground.platform.database.public import public_policy
from commonground.platform.database.visibility import PublicArm, Verb
from councils import TestCouncil
from public_arms import allowed_row, arms, beyond, insertion, open_pass
from stands import WEB, Scene, as_superuser, set_pass, standing

INSERTS = arms(Verb.INSERT)
ARM = pytest.mark.parametrize(("table", "arm"), INSERTS, ids=[f"{t.fullname} {a.kind}" for t, a in INSERTS])
# What must be there already for a row to be put in under the same pass.
BEFORE = {"tenants.reports", "tenants.referral_events"}
KINDS = ("intake", "sending", "report", "partner", "support")


async def _put_in(web: asyncpg.Connection, sql: str) -> str:
    """What the database says to it; undone."""
    await web.execute("savepoint attempt")
    try:
        said: str = await web.execute(sql)
    except asyncpg.PostgresError as error:
        said = type(error).__name__
    await web.execute("rollback to attempt")
    return said


async def _referral_first(web: asyncpg.Connection, table: Table, scene: Scene, opened: object) -> None:
    if table.fullname in BEFORE:
        referrals, arm = next((t, a) for t, a in INSERTS if t.fullname == "tenants.referrals")
        await web.execute(insertion(referrals, allowed_row(referrals, arm, scene, opened)))  # type: ignore[arg-type]  # the pass's


@ARM
async def test_what_is_declared_goes_in_and_nothing_beyond_it(scene: Scene, table: Table, arm: PublicArm) -> None:
    async with standing(WEB, scene) as web:
        opened = await open_pass(web, scene, arm.kind)
        await _referral_first(web, table, scene, opened)
        row = allowed_row(table, arm, scene, opened)
        assert await _put_in(web, insertion(table, row)) == "INSERT 0 1"
        for column, changed in beyond(table, arm, scene, row):
            said = await _put_in(web, insertion(table, changed))
            assert said == "InsufficientPrivilegeError", f"{column}: {said}"


@ARM
async def test_with_the_arm_as_it_was_the_probe_fails(own_scene: Scene, table: Table, arm: PublicArm) -> None:
    """Put back: an arm that asks for the council alone."""
    policy = public_policy(table, arm)
    council = f"tenant_id = (select identity.council_as('{arm.kind}'))"
    await as_superuser(own_scene, f"alter policy {policy.name} on {table.fullname} with check ({council})")
    async with standing(WEB, own_scene) as web:
        opened = await open_pass(web, own_scene, arm.kind)
        await _referral_first(web, table, own_scene, opened)
        row = allowed_row(table, arm, own_scene, opened)
        tried = list(beyond(table, arm, own_scene, row))
        said = [await _put_in(web, insertion(table, changed)) for _, changed in tried]
    let_in = [column for (column, _), answer in zip(tried, said, strict=True) if answer != "InsufficientPrivilegeError"]
    assert set(let_in) == {column for column, _ in tried} - {"tenant_id"}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_pass_of_another_kind_puts_nothing_there(scene: Scene, kind: str) -> None:
    for table, arm in INSERTS:
        if any(a.kind == kind for t, a in INSERTS if t is table):
            continue
        async with standing(WEB, scene) as web:
            own = await open_pass(web, scene, arm.kind)
            row = allowed_row(table, arm, scene, own)
            await set_pass(web, "")
            await open_pass(web, scene, kind)
            assert await _put_in(web, insertion(table, row)) == "InsufficientPrivilegeError", table.fullname


async def test_a_second_referral_needs_a_second_pass(scene: Scene) -> None:
    table, arm = next((t, a) for t, a in INSERTS if t.fullname == "tenants.referrals")
    async with standing(WEB, scene) as web:
        first = await open_pass(web, scene, "sending")
        row = allowed_row(table, arm, scene, first)
        assert await web.execute(insertion(table, row)) == "INSERT 0 1"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.fetch("select identity.begin_report(gen_random_uuid())")


async def _begins(scene: Scene, council: TestCouncil) -> bool:
    """Whether the form takes the id of a referral that `council` has."""
    async with standing(WEB, scene) as web:
        await open_pass(web, scene, "intake")
        try:
            await web.fetch("select identity.begin_report($1)", scene.row(council, "tenants.referrals")["id"])
        except asyncpg.InsufficientPrivilegeError:
            return False
    return True


async def test_a_referral_that_is_there_is_not_begun_again(own_scene: Scene) -> None:
    """Else the holder of a return code, who knows its id, could write into its history and tell people of it again. Put
    back: a form that takes any id."""
    assert not await _begins(own_scene, own_scene.own)
    assert await _begins(own_scene, own_scene.other), "whether another council has it, nobody learns"
    owner = await asyncpg.connect(own_scene.database.owner_url)
    try:
        source: str = await owner.fetchval("select pg_get_functiondef('identity.begin_report(uuid)'::regprocedure)")
    finally:
        await owner.close()
    await as_superuser(own_scene, source.replace("r.id = referral)", "false)"))
    assert await _begins(own_scene, own_scene.own), "the probe cannot fail"


async def test_a_draft_keeps_its_key_and_its_end(scene: Scene) -> None:
    """The public may change what it typed. Put back: see `test_column_rights.py`."""
    async with standing(WEB, scene) as web:
        await open_pass(web, scene, "intake")
        for column in ("token_hash", "expires_at", "id", "tenant_id"):
            sql = f"update tenants.report_drafts set {column} = {column}"
            assert await _put_in(web, sql) == "InsufficientPrivilegeError"
        assert await _put_in(web, "update tenants.report_drafts set answers = answers") == "UPDATE 0"


# No table of ours: what careless declarations are made for.
UNFINISHED = Table(
    "unfinished",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("words", Text(), nullable=False),
    Column("note", Text()),
    schema="tenants",
)


@pytest.mark.parametrize(
    "arm",
    [
        PublicArm("intake", Verb.INSERT),
        PublicArm("intake", Verb.INSERT, fills=("note",)),
        PublicArm("intake", Verb.INSERT, fills=("words", "no_such_column")),
        PublicArm("intake", Verb.INSERT, opened="no_such_column", fills=("words",)),
        PublicArm("intake", Verb.SELECT, opened="id", fills=("words",)),
        PublicArm("intake", Verb.UPDATE, opened="id"),
        PublicArm("intake", Verb.UPDATE, opened="id", fills=("id",)),
    ],
    ids=repr,
)
def test_a_declaration_that_leaves_something_open_is_refused(arm: PublicArm) -> None:
    with pytest.raises(TypeError):
        public_policy(UNFINISHED, arm)


def test_a_column_that_nobody_mentions_must_be_empty() -> None:
    policy = public_policy(UNFINISHED, PublicArm("intake", Verb.INSERT, fills=("words",)))
    assert str(policy.check).endswith(" AND (note is null)")
