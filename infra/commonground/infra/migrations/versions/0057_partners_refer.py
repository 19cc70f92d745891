"""Partners refer: for which organisation somebody wrote a statement, and what it was called then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0055"
branch_labels = None
depends_on = None

_NAMED = "ck_statements_named_organisation"
_BASIS = "ck_statements_basis"
_WORKED_FOR = "fk_statements_tenant_id_organisation_id"


def upgrade() -> None:
    op.add_column("statements", sa.Column("organisation_id", sa.Uuid()), schema="tenants")
    name = sa.Column("organisation", sa.Text(), server_default="", nullable=False)
    op.add_column("statements", name, schema="tenants")
    op.create_foreign_key(
        op.f(_WORKED_FOR),
        "statements",
        "partner_organisations",
        ["tenant_id", "organisation_id"],
        ["tenant_id", "id"],
        source_schema="tenants",
        referent_schema="council",
    )
    _know("'legitimate_interests'")
    said = "(organisation_id is null) = (organisation = '')"
    op.create_check_constraint(op.f(_NAMED), "statements", said, schema="tenants")


def _know(*more: str) -> None:
    """A charity has another lawful basis than a council."""
    known = ("'public_task'", "'legal_obligation'", "'vital_interests'", "'consent'", *more)
    op.drop_constraint(op.f(_BASIS), "statements", schema="tenants", type_="check")
    op.create_check_constraint(op.f(_BASIS), "statements", f"basis in ({', '.join(known)})", schema="tenants")


def downgrade() -> None:
    # What the earlier version can't say becomes what it supposed where nothing was chosen.
    op.execute("update tenants.statements set basis = 'public_task' where basis = 'legitimate_interests'")
    _know()
    op.drop_constraint(op.f(_NAMED), "statements", schema="tenants", type_="check")
    op.drop_constraint(op.f(_WORKED_FOR), "statements", schema="tenants", type_="foreignkey")
    op.drop_column("statements", "organisation", schema="tenants")
    op.drop_column("statements", "organisation_id", schema="tenants")
