"""The engine's tables: runs, checkpoints with the ledger, workers.

Revision ID: 0001
Revises:
Create Date: 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workflow_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("brief_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("input", sa.JSON(), nullable=False),
        sa.Column("input_sha256", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("retry_of", sa.Uuid(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("retry_count", sa.Integer(), nullable=False),
        sa.Column("tried", sa.JSON(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_runs")),
    )
    op.create_index("ix_workflow_runs_brief_id", "workflow_runs", ["brief_id"], unique=False)
    op.create_index("ix_workflow_runs_created_at", "workflow_runs", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_workflow_runs_due",
        "workflow_runs",
        ["priority", "available_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'PENDING'"),
        sqlite_where=sa.text("status = 'PENDING'"),
    )
    op.create_index(
        "ix_workflow_runs_held",
        "workflow_runs",
        ["claimed_by"],
        unique=False,
        postgresql_where=sa.text("status IN ('RUNNING', 'COMPENSATING')"),
        sqlite_where=sa.text("status IN ('RUNNING', 'COMPENSATING')"),
    )
    op.create_index("ix_workflow_runs_status", "workflow_runs", ["status"], unique=False)
    op.create_index(
        "ix_workflow_runs_status_claimed_expires",
        "workflow_runs",
        ["status", "claimed_by", "lease_expires_at"],
        unique=False,
    )
    op.create_index("uq_workflow_runs_idempotency_key", "workflow_runs", ["workflow", "idempotency_key"], unique=True)
    op.create_table(
        "workflow_workers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_workers")),
    )
    op.create_table(
        "workflow_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("elapsed_ms", sa.Integer(), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["workflow_runs.id"], name=op.f("fk_workflow_steps_run_id_workflow_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_steps")),
    )
    op.create_index("ix_workflow_steps_run_id", "workflow_steps", ["run_id", "seq"], unique=False)
    op.create_index(
        "uq_workflow_steps_live",
        "workflow_steps",
        ["run_id", "step", "item"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
        sqlite_where=sa.text("undone_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_workflow_steps_live",
        table_name="workflow_steps",
        postgresql_where=sa.text("undone_at IS NULL"),
        sqlite_where=sa.text("undone_at IS NULL"),
    )
    op.drop_index("ix_workflow_steps_run_id", table_name="workflow_steps")
    op.drop_table("workflow_steps")
    op.drop_table("workflow_workers")
    op.drop_index("uq_workflow_runs_idempotency_key", table_name="workflow_runs")
    op.drop_index("ix_workflow_runs_status_claimed_expires", table_name="workflow_runs")
    op.drop_index("ix_workflow_runs_status", table_name="workflow_runs")
    op.drop_index(
        "ix_workflow_runs_held",
        table_name="workflow_runs",
        postgresql_where=sa.text("status IN ('RUNNING', 'COMPENSATING')"),
        sqlite_where=sa.text("status IN ('RUNNING', 'COMPENSATING')"),
    )
    op.drop_index(
        "ix_workflow_runs_due",
        table_name="workflow_runs",
        postgresql_where=sa.text("status = 'PENDING'"),
        sqlite_where=sa.text("status = 'PENDING'"),
    )
    op.drop_index("ix_workflow_runs_created_at", table_name="workflow_runs")
    op.drop_index("ix_workflow_runs_brief_id", table_name="workflow_runs")
    op.drop_table("workflow_runs")
