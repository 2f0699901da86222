"""The deploy command: the clients, the account check, and what it tells."""

from __future__ import annotations

import logging
import os

import boto3

from dev.packaging.deployment import DeploymentReport, deploy, place
from dev.packaging.mwaa_environment import MwaaEnvironment
from dev.packaging.package import Package
from dev.packaging.release_store import ReleaseStore
from include.exceptions import ConfigurationError, PackagingError

log = logging.getLogger(__name__)


def run_deploy(
    package: Package | None,
    *,
    environment: str,
    commit: str | None = None,
    account: str | None = None,
    bucket: str | None = None,
    force: bool = False,
) -> None:
    """Upload a package, or take a release that is there, and make an environment run it.

    :param package: the built package; None with ``commit``.
    :param environment: the MWAA environment's name; its description tells the bucket.
    :param commit: a release to go back to.
    :param account: the account that must be in use, 12 digits; None leaves it unchecked.
    :param bucket: the code bucket of an environment that does not exist yet: files are put there, no more.
    :param force: deploy although a run is under way or expected.
    :raises ConfigurationError: if no region is chosen.
    :raises PackagingError: if the account is another, or the deployment fails.
    """
    session = aws_session()
    used = session.client("sts").get_caller_identity()["Account"]
    if account and used != account:
        raise PackagingError(
            f"The credentials in use belong to account {used}, not {account}.",
            "Choose the right profile or role.",
        )
    chosen = commit or (package.commit if package else "")
    target = MwaaEnvironment(session.client("mwaa"), environment)
    store = ReleaseStore(
        session.client("s3"), bucket or target.describe()["SourceBucketArn"].rpartition(":")[2]
    )
    if package is not None:
        uploaded = store.upload(package)
        log.info("releases/%s/ in %s: %s files uploaded", package.commit, store.bucket, uploaded)
    if bucket:
        report = place(store, chosen)
        log.info("%s: commit %s is in place for a new environment (%s)", bucket, chosen, report.updated)
        return
    tell(deploy(store, target, chosen, force=force), environment)


def aws_session() -> boto3.Session:
    """Return a session in the region of AWS_REGION, else of AWS_DEFAULT_REGION, else of the profile.

    boto3 alone does not read AWS_REGION, the name that Terraform and the AWS command line take: the commands
    of one shell would work in two regions, or this one in none.

    :raises ConfigurationError: if none of the three names a region.
    """
    session = boto3.Session(
        region_name=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or None
    )
    if not session.region_name:
        raise ConfigurationError(
            "No AWS region is chosen.",
            "Run `export AWS_REGION=ap-northeast-1`, or give the profile one (aws configure set region).",
        )
    return session


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
