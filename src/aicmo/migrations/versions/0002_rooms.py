"""The rooms' tables: what a run of the agency's workflow creates.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onboarding_brief",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_brief")),
    )
    op.create_index(op.f("ix_onboarding_brief_run_id"), "onboarding_brief", ["run_id"], unique=False)
    op.create_table(
        "onboarding_intake",
        sa.Column("brief_id", sa.Uuid(), nullable=False),
        sa.Column("received_name", sa.String(), nullable=False),
        sa.Column("received_sha256", sa.String(), nullable=False),
        sa.Column("received_bytes", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brief_id"], ["onboarding_brief.id"], name=op.f("fk_onboarding_intake_brief_id_onboarding_brief")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_intake")),
    )
    op.create_index(op.f("ix_onboarding_intake_brief_id"), "onboarding_intake", ["brief_id"], unique=False)
    op.create_index(op.f("ix_onboarding_intake_run_id"), "onboarding_intake", ["run_id"], unique=False)
    op.create_table(
        "strategy_document",
        sa.Column("brief_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brief_id"], ["onboarding_brief.id"], name=op.f("fk_strategy_document_brief_id_onboarding_brief")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_document")),
    )
    op.create_index(op.f("ix_strategy_document_brief_id"), "strategy_document", ["brief_id"], unique=False)
    op.create_index(op.f("ix_strategy_document_run_id"), "strategy_document", ["run_id"], unique=False)
    op.create_table(
        "production_drafts",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("slot", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategy_document.id"], name=op.f("fk_production_drafts_strategy_id_strategy_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_drafts")),
    )
    op.create_index(op.f("ix_production_drafts_run_id"), "production_drafts", ["run_id"], unique=False)
    op.create_index(op.f("ix_production_drafts_strategy_id"), "production_drafts", ["strategy_id"], unique=False)
    op.create_table(
        "qc_results",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategy_document.id"], name=op.f("fk_qc_results_strategy_id_strategy_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qc_results")),
    )
    op.create_index(op.f("ix_qc_results_run_id"), "qc_results", ["run_id"], unique=False)
    op.create_index(op.f("ix_qc_results_strategy_id"), "qc_results", ["strategy_id"], unique=False)
    op.create_table(
        "delivery_packages",
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("zip_file", sa.String(), nullable=False),
        sa.Column("zip_sha256", sa.String(), nullable=False),
        sa.Column("zip_bytes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["result_id"], ["qc_results.id"], name=op.f("fk_delivery_packages_result_id_qc_results")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_packages")),
    )
    op.create_index(op.f("ix_delivery_packages_result_id"), "delivery_packages", ["result_id"], unique=False)
    op.create_index(op.f("ix_delivery_packages_run_id"), "delivery_packages", ["run_id"], unique=False)
    op.create_table(
        "production_bundles",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["production_drafts.id"], name=op.f("fk_production_bundles_draft_id_production_drafts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_bundles")),
    )
    op.create_index(op.f("ix_production_bundles_draft_id"), "production_bundles", ["draft_id"], unique=False)
    op.create_index(op.f("ix_production_bundles_run_id"), "production_bundles", ["run_id"], unique=False)
    op.create_table(
        "qc_issues",
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("fix_hint", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["result_id"], ["qc_results.id"], name=op.f("fk_qc_issues_result_id_qc_results")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qc_issues")),
    )
    op.create_index(op.f("ix_qc_issues_result_id"), "qc_issues", ["result_id"], unique=False)
    op.create_index(op.f("ix_qc_issues_run_id"), "qc_issues", ["run_id"], unique=False)
    op.create_table(
        "delivery_artifacts",
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["package_id"], ["delivery_packages.id"], name=op.f("fk_delivery_artifacts_package_id_delivery_packages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_artifacts")),
    )
    op.create_index(op.f("ix_delivery_artifacts_package_id"), "delivery_artifacts", ["package_id"], unique=False)
    op.create_index(op.f("ix_delivery_artifacts_run_id"), "delivery_artifacts", ["run_id"], unique=False)
    op.create_table(
        "production_bundle_assets",
        sa.Column("bundle_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle_id"],
            ["production_bundles.id"],
            name=op.f("fk_production_bundle_assets_bundle_id_production_bundles"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_bundle_assets")),
    )
    op.create_index(
        op.f("ix_production_bundle_assets_bundle_id"), "production_bundle_assets", ["bundle_id"], unique=False
    )
    op.create_index(op.f("ix_production_bundle_assets_run_id"), "production_bundle_assets", ["run_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_production_bundle_assets_run_id"), table_name="production_bundle_assets")
    op.drop_index(op.f("ix_production_bundle_assets_bundle_id"), table_name="production_bundle_assets")
    op.drop_table("production_bundle_assets")
    op.drop_index(op.f("ix_delivery_artifacts_run_id"), table_name="delivery_artifacts")
    op.drop_index(op.f("ix_delivery_artifacts_package_id"), table_name="delivery_artifacts")
    op.drop_table("delivery_artifacts")
    op.drop_index(op.f("ix_qc_issues_run_id"), table_name="qc_issues")
    op.drop_index(op.f("ix_qc_issues_result_id"), table_name="qc_issues")
    op.drop_table("qc_issues")
    op.drop_index(op.f("ix_production_bundles_run_id"), table_name="production_bundles")
    op.drop_index(op.f("ix_production_bundles_draft_id"), table_name="production_bundles")
    op.drop_table("production_bundles")
    op.drop_index(op.f("ix_delivery_packages_run_id"), table_name="delivery_packages")
    op.drop_index(op.f("ix_delivery_packages_result_id"), table_name="delivery_packages")
    op.drop_table("delivery_packages")
    op.drop_index(op.f("ix_qc_results_strategy_id"), table_name="qc_results")
    op.drop_index(op.f("ix_qc_results_run_id"), table_name="qc_results")
    op.drop_table("qc_results")
    op.drop_index(op.f("ix_production_drafts_strategy_id"), table_name="production_drafts")
    op.drop_index(op.f("ix_production_drafts_run_id"), table_name="production_drafts")
    op.drop_table("production_drafts")
    op.drop_index(op.f("ix_strategy_document_run_id"), table_name="strategy_document")
    op.drop_index(op.f("ix_strategy_document_brief_id"), table_name="strategy_document")
    op.drop_table("strategy_document")
    op.drop_index(op.f("ix_onboarding_intake_run_id"), table_name="onboarding_intake")
    op.drop_index(op.f("ix_onboarding_intake_brief_id"), table_name="onboarding_intake")
    op.drop_table("onboarding_intake")
    op.drop_index(op.f("ix_onboarding_brief_run_id"), table_name="onboarding_brief")
    op.drop_table("onboarding_brief")
