"""A council's own playbooks, whom it rings, and actions on a context."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from commonground.infra.migrations.codes import know

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_STAFF = ["council.staff.tenant_id", "council.staff.id"]
_NOTICES = ("action_given", "action_due_soon", "action_overdue")
_CONTEXTS = ["tenants.contexts.tenant_id", "tenants.contexts.id"]


def upgrade() -> None:
    _playbooks()
    _contacts()
    _actions()
    know("notifications", "kind", _NOTICES)


def downgrade() -> None:
    op.execute("delete from council.notifications where kind in ('action_given', 'action_due_soon', 'action_overdue')")
    know("notifications", "kind", forgotten=_NOTICES)
    op.drop_table("context_actions", schema="tenants")
    op.drop_table("ring_contacts", schema="council")
    op.drop_table("own_playbooks", schema="council")


def _playbooks() -> None:
    op.create_table(
        "own_playbooks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_own_playbooks_version")),
        sa.CheckConstraint("words is null or jsonb_typeof(words) = 'object'", name=op.f("ck_own_playbooks_by_part")),
        sa.ForeignKeyConstraint(["tenant_id", "saved_by"], _STAFF, name=op.f("fk_own_playbooks_tenant_id_saved_by")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_own_playbooks")),
        sa.UniqueConstraint("tenant_id", "code", "version", name=op.f("uq_own_playbooks_tenant_id_code_version")),
        schema="council",
    )


def _contacts() -> None:
    op.create_table(
        "ring_contacts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("hours", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("phone <> '' or email <> ''", name=op.f("ck_ring_contacts_reachable")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ring_contacts")),
        schema="council",
    )
    op.create_index("ix_ring_contacts_agency", "ring_contacts", ["tenant_id", "agency"], schema="council")


# Long: one table.
def _actions() -> None:
    op.create_table(
        "context_actions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("playbook", sa.Text(), server_default="", nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("status in ('open', 'done', 'dropped')", name=op.f("ck_context_actions_status")),
        sa.CheckConstraint("(status = 'open') = (ended_at is null)", name=op.f("ck_context_actions_ended")),
        sa.CheckConstraint("status <> 'dropped' or reason <> ''", name=op.f("ck_context_actions_says_why")),
        sa.CheckConstraint("what <> ''", name=op.f("ck_context_actions_says_what")),
        sa.CheckConstraint("(playbook = '') = (step is null)", name=op.f("ck_context_actions_of_a_step")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column], target, name=op.f(f"fk_context_actions_tenant_id_{column}")
            )
            for column, target in (
                ("context_id", _CONTEXTS), ("owner_id", _STAFF), ("added_by", _STAFF), ("ended_by", _STAFF),
            )
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_context_actions")),
        schema="tenants",
    )  # fmt: skip
    op.create_index("ix_context_actions_context", "context_actions", ["tenant_id", "context_id"], schema="tenants")
    op.create_index(
        "ix_context_actions_owner",
        "context_actions",
        ["tenant_id", "owner_id", "due_on"],
        schema="tenants",
        postgresql_where=sa.text("status = 'open'"),
    )
