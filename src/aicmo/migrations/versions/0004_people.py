"""People: accounts, login links, sessions, briefs not handed in yet.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAMES = ("people_unsent_briefs", "people_sessions", "people_login_links", "people")


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("name", name="uq_people_name"),
    )
    op.create_table(
        "people_login_links",
        *_secret("people_login_links"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "people_sessions",
        *_secret("people_sessions"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_people_sessions_person_id", "people_sessions", ["person_id"])
    op.create_index("ix_people_sessions_expires_at", "people_sessions", ["expires_at"])
    op.create_table(
        "people_unsent_briefs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_people_unsent_briefs_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_people_unsent_briefs"),
    )
    last_touched = "ix_people_unsent_briefs_person_id_updated_at"
    op.create_index(last_touched, "people_unsent_briefs", ["person_id", "updated_at"])


def downgrade() -> None:
    for name in NAMES:
        op.drop_table(name)


def _secret(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=f"fk_{table}_person_id_people"),
        sa.PrimaryKeyConstraint("token_sha256", name=f"pk_{table}"),
    )
