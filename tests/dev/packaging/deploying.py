"""A deployment to an MWAA that is not there, at noon, in time that passes only by sleeping."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dev.packaging.deployment import DeploymentReport, deploy
from dev.packaging.mwaa_environment import MwaaEnvironment
from dev.packaging.package import Package
from dev.packaging.release_store import ReleaseStore
from tests.dev.packaging.conftest import FakeMwaa


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def environment(mwaa: FakeMwaa, name: str = "tokyobeta-dev") -> MwaaEnvironment:
    clock = Clock()
    client: Any = mwaa
    return MwaaEnvironment(client, name, sleep=clock.sleep, clock=clock)


def noon() -> datetime:
    return datetime(2026, 2, 10, 3, tzinfo=UTC)


def run(store: ReleaseStore, mwaa: FakeMwaa, package: Package) -> DeploymentReport:
    store.upload(package)
    return deploy(store, environment(mwaa), package.commit, now=noon)
