"""What stands around a context: relations, watchers, how many children are believed affected, person links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commonground.infra.migrations.codes import know

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_NOTICES = ("context_changed",)
_CONTEXTS, _STAFF = "tenants.contexts", "council.staff"


def _ids() -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in ("tenant_id", "id")]


def _when(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _words(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _keys(table: str, targets: dict[str, str]) -> list[sa.schema.Constraint]:
    return [
        *(
            sa.ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"],
                                    name=op.f(f"fk_{table}_tenant_id_{column}"))
            for column, target in targets.items()
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]  # fmt: skip  # a key to a line


def _ended(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("ended_at is null or ended_by is not null", name=op.f(f"ck_{table}_ended_by_somebody"))


def _index(table: str, column: str, name: str = "context") -> None:
    op.create_index(f"ix_{table}_{name}", table, ["tenant_id", column], schema="tenants")


def upgrade() -> None:
    know("notifications", "kind", _NOTICES)
    _relations()
    _watchers()
    _children()
    _links()


def _relations() -> None:
    table = "context_relations"
    op.create_table(
        table, *_ids(), _id("context_id"), _id("other_id"), sa.Column("kind", sa.Text(), nullable=False),
        _when("put_at"), _id("put_by"), _when("ended_at", nullable=True), _id("ended_by", nullable=True),
        sa.CheckConstraint("kind in ('part_of', 'opposite', 'same_group')", name=op.f(f"ck_{table}_kind")),
        _ended(table),
        *_keys(table, {"context_id": _CONTEXTS, "other_id": _CONTEXTS, "put_by": _STAFF, "ended_by": _STAFF}),
        schema="tenants",
    )  # fmt: skip  # columns in their order
    _index(table, "context_id")
    _index(table, "other_id", "other")


def _watchers() -> None:
    table = "context_watchers"
    op.create_table(
        table, *_ids(), _id("context_id"), _id("staff_id"), _when("since"),
        *_keys(table, {"context_id": _CONTEXTS, "staff_id": _STAFF}), schema="tenants",
    )  # fmt: skip  # columns in their order
    _index(table, "context_id")


def _children() -> None:
    table = "children_affected"
    op.create_table(
        table, *_ids(), _id("context_id"), sa.Column("band", sa.Text(), nullable=False), _words("age_band"),
        sa.Column("source", sa.Text(), nullable=False), sa.Column("believed_on", sa.Date(), nullable=False),
        _words("words"), _when("put_at"), _id("put_by"),
        *_keys(table, {"context_id": _CONTEXTS, "put_by": _STAFF}), schema="tenants",
    )  # fmt: skip  # columns in their order
    _index(table, "context_id")


def _links() -> None:
    table = "person_links"
    op.create_table(
        table, *_ids(), _id("context_id"), sa.Column("case_reference", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False), sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False), _words("review_words"), _when("put_at"), _id("put_by"),
        _when("ended_at", nullable=True), _id("ended_by", nullable=True), _words("end_words"),
        sa.CheckConstraint("role in ('harmed', 'at_risk', 'may_harm', 'witness', 'family')",
                           name=op.f(f"ck_{table}_role")),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{table}_says_why")),
        _ended(table),
        *_keys(table, {"context_id": _CONTEXTS, "put_by": _STAFF, "ended_by": _STAFF}), schema="tenants",
    )  # fmt: skip  # columns in their order
    _index(table, "context_id")
    op.create_index("ix_person_links_review", table, ["tenant_id", "review_on"], schema="tenants",
                    postgresql_where=sa.text("ended_at is null"))  # fmt: skip  # one index


def downgrade() -> None:
    op.execute("delete from council.notifications where kind = 'context_changed'")
    know("notifications", "kind", forgotten=_NOTICES)
    for table in ("person_links", "children_affected", "context_watchers", "context_relations"):
        op.drop_table(table, schema="tenants")
