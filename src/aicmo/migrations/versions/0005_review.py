"""The review room: decisions, links, comments and the audit trail; brand profiles.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("review_decisions", "review_links", "review_comments", "review_trail")


def upgrade() -> None:
    op.create_table(
        "review_decisions",
        *_of_a_run("review_decisions"),
        *_texts("gate", "item", "verdict", "sha256", "role", "by"),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        _time("at"),
    )
    op.create_table(
        "review_links",
        *_of_a_run("review_links"),
        *_texts("version", "token_sha256", "created_by"),
        _time("created_at"),
        _time("expires_at"),
        _time("revoked_at", nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
    )
    op.create_index("uq_review_links_token_sha256", "review_links", ["token_sha256"], unique=True)
    op.create_table(
        "review_comments",
        *_of_a_run("review_comments"),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        *_texts("draft"),
        sa.Column("starts", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        *_texts("sha256", "by"),
        sa.Column("text", sa.Text(), nullable=False),
        _time("at"),
    )
    op.create_table(
        "review_trail",
        *_of_a_run("review_trail"),
        _time("at"),
        *_texts("actor", "verb", "object"),
        sa.Column("sha256", sa.String(), nullable=True),
    )
    for table in TABLES:
        op.create_index(f"ix_{table}_run_id", table, ["run_id", "id"])
    op.create_table(
        "brand_profiles",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        _time("updated_at"),
        *_texts("updated_by"),
        sa.PrimaryKeyConstraint("client", name=op.f("pk_brand_profiles")),
    )


def downgrade() -> None:
    for table in ("brand_profiles", *reversed(TABLES)):
        op.drop_table(table)


def _of_a_run(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
