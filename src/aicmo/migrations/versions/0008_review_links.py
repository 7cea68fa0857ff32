"""A client's link knows for whom it is, and when it was last used.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_links") as table:
        table.add_column(sa.Column("reviewer", sa.String(), nullable=True))
        table.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("review_links") as table:
        table.drop_column("seen_at")
        table.drop_column("reviewer")
