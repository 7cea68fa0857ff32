"""Calls to language models, and the prompt that a draft's words came from.

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("production_drafts", sa.Column("prompt_sha256", sa.String(), nullable=True))
    op.create_table(
        "production_calls",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("prompt_sha256", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("elapsed_ms", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_calls")),
    )
    op.create_index(op.f("ix_production_calls_run_id"), "production_calls", ["run_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_production_calls_run_id"), table_name="production_calls")
    op.drop_table("production_calls")
    op.drop_column("production_drafts", "prompt_sha256")
