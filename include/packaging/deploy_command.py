"""The deploy command: the clients, the account check, and what it tells."""

from __future__ import annotations

import logging

import boto3

from include.exceptions import PackagingError
from include.packaging.deployment import DeploymentReport, deploy
from include.packaging.mwaa_environment import MwaaEnvironment
from include.packaging.package import Package
from include.packaging.release_store import ReleaseStore

log = logging.getLogger(__name__)


def run_deploy(package: Package | None, *, environment: str, commit: str | None, account: str | None) -> None:
    """Upload a package, or take a release that is there, and make an environment run it.

    :param package: the built package; None with ``commit``.
    :param environment: the MWAA environment's name; its description tells the bucket.
    :param commit: a release to go back to.
    :param account: the account that must be in use, 12 digits; None leaves it unchecked.
    :raises PackagingError: if the account is another, or the deployment fails.
    """
    used = boto3.client("sts").get_caller_identity()["Account"]
    if account and used != account:
        raise PackagingError(
            f"The credentials in use belong to account {used}, not {account}.",
            "Choose the right profile or role.",
        )
    target = MwaaEnvironment(boto3.client("mwaa"), environment)
    bucket = target.describe()["SourceBucketArn"].rpartition(":")[2]
    store = ReleaseStore(boto3.client("s3"), bucket)
    if package is not None:
        uploaded = store.upload(package)
        log.info("releases/%s/ in %s: %s files uploaded", package.commit, bucket, uploaded)
    tell(deploy(store, target, commit or (package.commit if package else "")), environment)


def tell(report: DeploymentReport, environment: str) -> None:
    """Log what a deployment did and how to take it back."""
    log.info("%s runs commit %s", environment, report.commit)
    log.info("  environment updated for: %s", ", ".join(report.updated) or "nothing")
    log.info("  DAG files copied: %s, deleted: %s", len(report.copied), len(report.deleted))
    if report.previous and report.previous != report.commit:
        log.info("  to go back: make deploy ENV=... COMMIT=%s", report.previous)
    else:
        log.info(
            "  nothing to go back to: %s",
            "the same commit ran before" if report.previous else "first release",
        )
