"""Bring a release into an MWAA environment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dev.packaging.builder import RELEASE_PATH
from dev.packaging.mwaa_environment import MwaaEnvironment
from dev.packaging.quiet_hours import require_quiet
from dev.packaging.release_store import ReleaseStore
from include.exceptions import PackagingError

log = logging.getLogger(__name__)

# The CA bundle of RDS, put there once by a person (docs/runbooks/deploy.md): no release holds it or
# removes it.
CERTIFICATES = "certs/"

DAG_ID = "tokyobeta_daily"
UPDATE_SECONDS = 3600.0
PARSE_SECONDS = 600.0
# File of the package, the environment's path of it, its version, and the name of each in UpdateEnvironment.
_VERSIONED = {
    "plugins.zip": ("PluginsS3Path", "PluginsS3ObjectVersion"),
    "requirements.txt": ("RequirementsS3Path", "RequirementsS3ObjectVersion"),
    "startup.sh": ("StartupScriptS3Path", "StartupScriptS3ObjectVersion"),
}


@dataclass(slots=True)
class DeploymentReport:
    """What a deployment did.

    :param commit: what runs now.
    :param previous: what ran before, or None on the first deployment.
    :param updated: the files for which the environment was updated.
    :param copied: files below dags/ that were new or changed.
    :param deleted: files below dags/ that the release does not have.
    """

    commit: str
    previous: str | None = None
    updated: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


def deploy(
    store: ReleaseStore,
    environment: MwaaEnvironment,
    commit: str,
    *,
    force: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> DeploymentReport:
    """Make an environment run a release that is in its bucket.

    The environment itself is updated, which takes long, only if plugins, requirements or start-up script
    differ from what it runs; this comes first, for new DAGs may need it. The DAGs follow, the library before
    the DAG files. Deploying the same release again changes nothing.

    :param store: the environment's bucket.
    :param environment: the environment.
    :param commit: the release.
    :param force: deploy although a run is under way or expected.
    :param now: the clock; replaced in tests.
    :raises PackagingError: if a run would be disturbed, the release is incomplete, MWAA refuses the update,
        or the DAG does not parse.
    """
    checksums = store.checksums(commit)
    described = environment.wait_until_ready(timeout=UPDATE_SECONDS)
    if not force:
        require_quiet(environment, DAG_ID, now())
    folder = f"{described['DagS3Path'].strip('/')}/"
    previous = store.text(folder + RELEASE_PATH.removeprefix("dags/"))
    report = DeploymentReport(commit, previous.strip() if previous else None)
    _update_environment(store, environment, described, checksums, report)
    since = now().strftime("%Y-%m-%dT%H:%M:%SZ")
    _synchronise_dags(store, folder, checksums, report)
    # Unchanged files are not read again at once, so there is nothing to wait for.
    changed = bool(report.copied or report.deleted or report.updated)
    environment.wait_until_parsed(DAG_ID, since=since if changed else "", timeout=PARSE_SECONDS)
    return report


def place(store: ReleaseStore, commit: str) -> DeploymentReport:
    """Put a release where an environment will read it that does not exist yet: MWAA is made from these files.

    :param store: the bucket.
    :param commit: the release.
    :raises PackagingError: if the release is incomplete.
    """
    checksums = store.checksums(commit)
    report = DeploymentReport(commit)
    for name in _VERSIONED:
        if store.checksum(name) != checksums[name]:
            store.activate(commit, name, name, checksums[name])
            report.updated.append(name)
    _synchronise_dags(store, "dags/", checksums, report)
    return report


def _update_environment(
    store: ReleaseStore,
    environment: MwaaEnvironment,
    described: dict[str, str],
    checksums: dict[str, str],
    report: DeploymentReport,
) -> None:
    versions: dict[str, str] = {}
    for name, (path_key, version_key) in _VERSIONED.items():
        key = described.get(path_key)
        if not key:
            raise PackagingError(
                f"Environment {environment.name} has no {path_key}.",
                "Terraform's mwaa module sets it; apply it before the first deployment.",
            )
        if store.checksum(key, described.get(version_key)) != checksums[name]:
            versions[path_key] = key
            versions[version_key] = store.activate(report.commit, name, key, checksums[name])
            report.updated.append(name)
    if versions:
        log.info(
            "Updating %s for %s; this takes 10 to 30 minutes", environment.name, ", ".join(report.updated)
        )
        environment.update(**versions)
        environment.wait_until_ready(timeout=UPDATE_SECONDS)


def _synchronise_dags(
    store: ReleaseStore, folder: str, checksums: dict[str, str], report: DeploymentReport
) -> None:
    wanted = {name: value for name, value in checksums.items() if name.startswith("dags/")}
    for name in sorted(wanted, key=_copying_order):
        key = folder + name.removeprefix("dags/")
        if store.checksum(key) != wanted[name]:
            store.activate(report.commit, name, key, wanted[name])
            report.copied.append(name)
    keep = {folder + name.removeprefix("dags/") for name in wanted}
    for key in store.keys(folder):
        if key not in keep and not key.startswith(folder + CERTIFICATES):
            store.delete(key)
            report.deleted.append(key)


def _copying_order(name: str) -> tuple[int, str]:
    """Library and models first, then the DAG files that use them, the note of the commit last."""
    if name == RELEASE_PATH:
        return 2, name
    return (1 if name.count("/") == 1 else 0), name
