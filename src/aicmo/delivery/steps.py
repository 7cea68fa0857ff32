"""The delivery room's step: from finished, checked work to a package of real files."""

from __future__ import annotations

from aicmo.delivery.archive import packed
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.inspection import inspect
from aicmo.delivery.models import DeliveryArtifact, DeliveryPackage
from aicmo.delivery.naming import package_name
from aicmo.delivery.tree import client_root, internal_root
from aicmo.onboarding.models import OnboardingBrief, OnboardingIntake
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionCall, ProductionDraft
from aicmo.qc.models import QcIssue, QcResult
from aicmo.saga import File, Files, Rejected, Run, Signals
from aicmo.strategy.models import StrategyDocument


def create_package(  # noqa: PLR0917 (a step names each fact it needs)
    run: Run,
    brief: OnboardingBrief,
    intake: OnboardingIntake,
    strategy: StrategyDocument,
    drafts: list[ProductionDraft],
    bundles: list[ProductionBundle],
    assets: list[ProductionBundleAsset],
    result: QcResult,
    issues: list[QcIssue],
    files: Files,
    signals: Signals,
    calls: list[ProductionCall],
) -> list[DeliveryPackage | DeliveryArtifact | File]:
    """Return the package, one artifact per file of both roots, the files themselves, and the client's ZIP.

    Raises Rejected when quality control has not passed, or when a made file does not open, is not what the manifest
    says, or tells the client what is not the client's business.
    """
    if result.state == "FAIL":
        raise Rejected("Quality control has not passed: there is nothing to deliver.", report={"state": result.state})
    dossier = Dossier.gather(
        run, brief, intake, strategy, drafts, bundles, assets, result, issues, files, signals, calls
    )
    client = client_root(dossier)
    internal = internal_root(dossier, client)
    inspect(dossier, client, internal)
    name = package_name(dossier.normalized, dossier.made_at, dossier.version)
    zipped = File(f"{name}.zip", packed({each.path: each.content for each in client}))
    package = _package(result, zipped, dossier.version)
    both = [*client, *internal]
    return [package, *(_row(package, each) for each in both), *(_file(each) for each in both), zipped]


def _package(result: QcResult, zipped: File, version: str) -> DeliveryPackage:
    return DeliveryPackage(
        result_id=result.id,
        name=zipped.name.removesuffix(".zip"),
        version=version,
        zip_file=zipped.name,
        zip_sha256=Artifact(zipped.name, zipped.content, "package").sha256,
        zip_bytes=len(zipped.content),
    )


def _row(package: DeliveryPackage, artifact: Artifact) -> DeliveryArtifact:
    return DeliveryArtifact(
        package_id=package.id,
        root=artifact.root,
        path=artifact.path,
        role=artifact.role,
        media_type=artifact.media_type,
        bytes=len(artifact.content),
        sha256=artifact.sha256,
    )


def _file(artifact: Artifact) -> File:
    return File(f"{artifact.root}/{artifact.path}", artifact.content)
