"""A draft says which defects of form were mended in it; in those that are there, none were.

Revision ID: 0010
Revises: 0008
Create Date: 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("production_drafts", sa.Column("fixes", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("production_drafts", "fixes")  # in place on SQLite too: others refer to this table
