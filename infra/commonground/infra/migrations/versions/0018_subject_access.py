"""Subject access: requests, and the places in which a person is mentioned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_requests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("identity_words", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_words", sa.Text(), server_default="", nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_out_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "asked_by in ('themselves', 'parent', 'representative')", name=op.f("ck_access_requests_asked_by")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_access_requests_named")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_access_requests_tenant_id_finished_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opened_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_access_requests_tenant_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "taken_out_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_access_requests_tenant_id_taken_out_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_access_requests")),
        schema="tenants",
    )
    op.create_index(
        "ix_access_requests_due",
        "access_requests",
        ["tenant_id", "finished_at", "due_on"],
        unique=False,
        schema="tenants",
    )
    op.create_table(
        "access_mentions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("likely", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("hidden", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decision in ('give', 'somebody_else', 'withhold')", name=op.f("ck_access_mentions_decision")
        ),
        sa.CheckConstraint(
            "ground in ('serious_harm', 'crime', 'legal_privilege', 'third_party')",
            name=op.f("ck_access_mentions_ground"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by"],
            ["council.staff.tenant_id", "council.staff.id"],
            name=op.f("fk_access_mentions_tenant_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["tenants.access_requests.tenant_id", "tenants.access_requests.id"],
            name=op.f("fk_access_mentions_tenant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_access_mentions")),
        sa.UniqueConstraint(
            "tenant_id",
            "request_id",
            "place",
            "row_id",
            name=op.f("uq_access_mentions_tenant_id_request_id_place_row_id"),
        ),
        schema="tenants",
    )
    op.create_index(
        "ix_access_mentions_record", "access_mentions", ["tenant_id", "record_id"], unique=False, schema="tenants"
    )


def downgrade() -> None:
    op.drop_table("access_mentions", schema="tenants")
    op.drop_table("access_requests", schema="tenants")
