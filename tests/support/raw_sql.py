"""What somebody with arbitrary SQL would try on a table of the other council: generated from the metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Integer, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql

from commonground.infra.isolation.stand_ins import council_column
from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.isolation import policies_of
from seeding import Row, is_public
from stands import Scene


@dataclass(frozen=True)
class Attempt:
    """One statement. `aimed`: at rows of the other council alone, so that it may change none at all."""

    table: str
    what: str
    sql: str
    aimed: bool = True
    copy: bool = False


def literal(value: object) -> str:
    """A value as SQL text: what an injection would have to write, since it has no parameters."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    if isinstance(value, list):
        kind = "uuid" if any(isinstance(item, UUID) for item in value) else "text"
        return "array[" + ", ".join(literal(item) for item in value) + f"]::{kind}[]"
    if isinstance(value, dict):
        return literal(str(value).replace("'", '"')) + "::jsonb"
    return "'" + str(value).replace("'", "''") + "'"


def aim(table: Table, scene: Scene) -> str:
    """The condition for the other council's seeded row, by its key."""
    row = scene.row(scene.other, table.fullname)
    return " and ".join(f"{column.name} = {literal(row[column.name])}" for column in table.primary_key)


def targets() -> list[Table]:
    """Every table with rows of councils; what is public is for everybody."""
    return [t for t in all_tables().sorted_tables if t.fullname != "identity.pass_keys" and not is_public(t)]


def attempts(table: Table, scene: Scene, *, definitions: bool = True) -> Iterator[Attempt]:
    """Every statement on this table; `definitions` adds those that would change the table itself."""
    name = table.fullname
    for what, sql in _reads(table, scene):
        yield Attempt(name, what, sql, aimed=what.startswith("aimed"))
    yield Attempt(name, "copy out", "", aimed=False, copy=True)
    yield Attempt(name, "copy query", f"select * from {name}", aimed=False, copy=True)
    for what, sql in _changes(table, scene):
        yield Attempt(name, what, sql, aimed=not what.startswith("all"))
    for what, sql in _inserts(table, scene):
        yield Attempt(name, what, sql)
    for what, sql in _definitions(table) if definitions else ():
        yield Attempt(name, what, sql)


def _reads(table: Table, scene: Scene) -> Iterator[tuple[str, str]]:
    name, aimed, first = table.fullname, aim(table, scene), next(iter(table.c)).name
    yield "select", f"select * from {name}"
    yield "aimed select", f"select * from {name} where {aimed}"
    yield "aimed exists", f"select 1 where exists (select from {name} where {aimed})"
    yield "as text", f"select t::text from {name} t"
    yield "as json", f"select to_jsonb(t) from {name} t"
    yield "gathered", f"select string_agg(t::text, ',') from {name} t"
    yield "always true", f"select * from {name} where {first} is null or 1 = 1"
    yield "union", f"select null::text union all select t::text from {name} t"
    yield "common table", f"with a as materialized (select * from {name}) select * from a"
    yield "lateral", f"select b.* from (values (1)) a cross join lateral (select * from {name}) b"
    yield "window", f"select first_value(t::text) over () from {name} t"
    yield "sample", f"select * from {name} tablesample system (100)"
    yield "by place", f"select * from {name} where ctid in ('(0,1)', '(0,2)', '(0,3)')"
    yield "row security off", f"select set_config('row_security', 'off', true), t.* from {name} t"
    yield "lock rows", f"select * from {name} for update"
    yield "share rows", f"select * from {name} for key share"
    yield "as xml", f"select table_to_xml('{name}', true, false, '')"
    yield "query as xml", f"select query_to_xml('select * from {name}', true, false, '')"
    yield "statistics", f"select most_common_vals::text, histogram_bounds::text from pg_stats where {_is(table)}"
    yield "by error", f"select sum(t::text::int) from {name} t"


def _is(table: Table) -> str:
    return f"schemaname = '{table.schema}' and tablename = '{table.name}'"


def _changes(table: Table, scene: Scene) -> Iterator[tuple[str, str]]:
    name, aimed, key = table.fullname, aim(table, scene), [column.name for column in table.primary_key]
    last = changeable(table)
    yield "aimed update", f"update {name} set {last} = {last} where {aimed}"
    yield "aimed delete", f"delete from {name} where {aimed}"
    yield "all update", f"update {name} set {last} = {last}"
    yield "all delete", f"delete from {name}"
    yield "aimed returning", f"update {name} set {last} = {last} where {aimed} returning *"
    yield "aimed common table", f"with gone as (delete from {name} where {aimed} returning *) select * from gone"
    yield (
        "aimed merge",
        (f"merge into {name} t using (values (1)) v on {_qualified(table, scene)} when matched then delete"),
    )
    column = council_column(table)
    if column is not None:
        own, other = literal(scene.own.id), literal(scene.other.id)
        yield "take over", f"update {name} set {column} = {own} where {column} = {other}"
        yield "push over", f"update {name} set {column} = {other} where {column} = {own}"
        yield "delete council", f"delete from {name} where {column} = {other}"
        joined = f"c.id = t.{column} and c.slug = '{scene.other.slug}'"
        yield "delete by join", f"delete from {name} t using commons.councils c where {joined}"
    # Without a condition no column is read, so that the policies of reading are not asked.
    blind = literal(scene.row(scene.other, name)[last])
    yield "all blind update", f"update {name} set {last} = {blind}"
    if column is not None:
        yield "all blindly taken over", f"update {name} set {column} = {literal(scene.own.id)}"
        yield "blindly pushed over", f"update {name} set {column} = {literal(scene.other.id)}"
    yield "aimed key", f"update {name} set {key[-1]} = default where {aimed}"


def changeable(table: Table) -> str:
    """A column that whoever may change rows of the table may change: else only the right to it would be tried."""
    narrow = [policy.columns for policy in policies_of(table) if policy.columns]
    shared = [column.name for column in table.c if narrow and all(column.name in columns for columns in narrow)]
    return (shared or [columns[0] for columns in narrow] or [list(table.c)[-1].name])[0]


def _qualified(table: Table, scene: Scene) -> str:
    row = scene.row(scene.other, table.fullname)
    return " and ".join(f"t.{column.name} = {literal(row[column.name])}" for column in table.primary_key)


def _inserts(table: Table, scene: Scene) -> Iterator[tuple[str, str]]:
    name, row = table.fullname, scene.row(scene.other, table.fullname)
    yield "insert again", _insert(name, row)
    yield "insert new", _insert(name, fresh(row, table))
    yield "insert or skip", _insert(name, fresh(row, table)) + " on conflict do nothing"
    column = next(iter(table.primary_key)).name
    key = ", ".join(c.name for c in table.primary_key)
    yield "insert or change", _insert(name, row) + f" on conflict ({key}) do update set {column} = excluded.{column}"
    yield "insert returning", _insert(name, fresh(row, table)) + " returning *"
    yield "insert from itself", f"insert into {name} select * from {name} where {aim(table, scene)}"


def _insert(name: str, row: Mapping[str, object]) -> str:
    columns = ", ".join(f'"{column}"' for column in row)
    return f"insert into {name} ({columns}) values ({', '.join(literal(value) for value in row.values())})"


def fresh(row: Row, table: Table) -> Row:
    """The same row with a key of its own, and the next number where numbers are given once."""
    keys = {column.name for column in table.primary_key if not column.foreign_keys} - {"tenant_id"}
    unique = (each for each in table.constraints if isinstance(each, UniqueConstraint))
    numbered = {column.name for each in unique for column in each.columns if isinstance(column.type, Integer)}
    new = {name: uuid4() for name, value in row.items() if name in keys and isinstance(value, UUID)}
    return row | new | {name: int(str(row[name])) + 1 for name in numbered if row.get(name) is not None}


def _definitions(table: Table) -> Iterator[tuple[str, str]]:
    name, first = table.fullname, next(iter(table.c)).name
    kind = next(iter(table.c)).type.compile(postgresql.dialect())  # type: ignore[no-untyped-call]  # published untyped
    yield "truncate", f"truncate {name} cascade"
    yield "row security disabled", f"alter table {name} disable row level security"
    yield "not forced", f"alter table {name} no force row level security"
    yield "policy dropped", f"drop policy council on {name}"
    yield "policy added", f"create policy open_door on {name} using (true)"
    yield "policy altered", f"alter policy council on {name} using (true)"
    yield "owner", f"alter table {name} owner to cg_app"
    yield "granted", f"grant all on {name} to public"
    yield "dropped", f"drop table {name} cascade"
    yield "trigger", f"create trigger spy after insert on {name} execute function identity.wake_relay()"
    yield "rule", f"create rule spy as on select to {name} do instead select 1"
    yield "view", f"create view spy as select * from {name}"
    yield "temporary view", f"create temp view spy as select * from {name}"
    yield "references", f"create temp table spy ({first} {kind} references {name})"
    yield "copied", f"create table spy as select * from {name}"
    yield "materialised", f"create materialized view spy as select * from {name}"
    yield "inherits", f"create temp table spy () inherits ({name})"
    yield "index", f"create index on {name} ({first})"
    yield "locked", f"lock table {name} in access exclusive mode nowait"
    yield "comment", f"comment on table {name} is 'spy'"
    yield "statistics added", f"create statistics spy on {first}, ctid from {name}"
    yield "published", f"create publication spy for table {name}"
