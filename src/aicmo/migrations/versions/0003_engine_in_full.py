"""The engine in full: accounts, rewinds, waits and deadlines, signals, intents, the outbox, the history.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-23
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RUNS = "workflow_runs"
FREE = "claimed_by IS NULL AND status IN ('PENDING', 'COMPENSATING')"
HELD = "claimed_by IS NOT NULL AND status IN ('RUNNING', 'COMPENSATING')"
ADDED = (
    ("account", sa.String()),
    ("forked_from", sa.Uuid()),
    ("rewind_to", sa.String()),
    ("waiting", sa.JSON()),
    ("deadline_at", sa.DateTime(timezone=True)),
    ("past_pivot_at", sa.DateTime(timezone=True)),
    ("erased_at", sa.DateTime(timezone=True)),
    ("erased_by", sa.String()),
    ("cause", sa.JSON()),
    ("accepted", sa.JSON()),
)
COUNTS = ("takeovers", "deaths")
ORDER = ["priority", "available_at", "id"]


def upgrade() -> None:
    for name, kind in ADDED:
        op.add_column(RUNS, sa.Column(name, kind, nullable=True))
    for name in COUNTS:
        op.add_column(RUNS, sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0")))
    _claim_indexes(FREE, HELD)
    _partial("ix_workflow_runs_waiting", RUNS, ["available_at"], "status = 'WAITING'")
    op.create_index("ix_workflow_runs_account", RUNS, ["account"])
    op.create_index("ix_workflow_runs_completed_at", RUNS, ["completed_at"])
    op.create_table(
        "workflow_signals",
        *_of_a_run("workflow_signals"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=True),
        _time("sent_at"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("expired", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_workflow_signals_run_id", "workflow_signals", ["run_id", "id"])
    op.create_table(
        "workflow_intents",
        *_of_a_run("workflow_intents"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        _time("started_at"),
        _time("deadline_at"),
        _time("done_at", nullable=True),
        sa.Column("undo_tries", sa.Integer(), nullable=False),
        _time("undone_at", nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
    )
    op.create_index("ix_workflow_intents_run_id", "workflow_intents", ["run_id", "id"])
    op.create_index("uq_workflow_intents_key", "workflow_intents", ["key"], unique=True)
    op.create_table(
        "workflow_messages",
        *_of_a_run("workflow_messages"),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        _time("created_at"),
        _time("available_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        _time("sent_at", nullable=True),
        _time("withdrawn_at", nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
    )
    op.create_index("ix_workflow_messages_run_id", "workflow_messages", ["run_id"])
    unsent = "sent_at IS NULL AND withdrawn_at IS NULL"
    _partial("ix_workflow_messages_unsent", "workflow_messages", ["available_at"], unsent)
    op.create_table(
        "workflow_events",
        *_of_a_run("workflow_events"),
        _time("at"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
    )
    op.create_index("ix_workflow_events_run_id", "workflow_events", ["run_id", "id"])


def downgrade() -> None:
    for table in ("workflow_events", "workflow_messages", "workflow_intents", "workflow_signals"):
        op.drop_table(table)
    for index in ("completed_at", "account", "waiting"):
        op.drop_index(f"ix_workflow_runs_{index}", RUNS)
    _claim_indexes("status = 'PENDING'", "status IN ('RUNNING', 'COMPENSATING')")
    for name in (*COUNTS, *(name for name, _ in reversed(ADDED))):
        op.drop_column(RUNS, name)


def _claim_indexes(free: str, held: str) -> None:
    op.drop_index("ix_workflow_runs_due", RUNS)
    op.drop_index("ix_workflow_runs_held", RUNS)
    _partial("ix_workflow_runs_due", RUNS, ORDER, free)
    _partial("ix_workflow_runs_held", RUNS, ["claimed_by"], held)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where))


def _of_a_run(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["workflow_runs.id"], name=f"fk_{table}_run_id_workflow_runs"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
