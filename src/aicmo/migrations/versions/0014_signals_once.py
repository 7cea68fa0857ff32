"""A signal may be sent again under its idempotency key: it is kept once.

Revision ID: 0014
Revises: 0011
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None

NEW = ("idempotency_key", "request_sha256")


def upgrade() -> None:
    for name in NEW:
        op.add_column("workflow_signals", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("workflow_signals") as table:
        for name in NEW:
            table.drop_column(name)
