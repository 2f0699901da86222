"""Deploying: what is updated, in which order, and when it counts as done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from dev.packaging import deploy_command
from dev.packaging.__main__ import main
from dev.packaging.deploy_command import run_deploy, tell
from dev.packaging.deployment import DeploymentReport, deploy, place
from dev.packaging.package import Package
from dev.packaging.release_store import ReleaseStore
from include.exceptions import ConfigurationError, PackagingError
from tests.dev.packaging.conftest import FakeMwaa
from tests.dev.packaging.deploying import environment, noon, run

pytestmark = pytest.mark.aws
MakePackage = Callable[..., Package]


def test_a_first_deployment_brings_everything(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    report = run(store, mwaa, package("c1"))
    assert report.previous is None
    assert report.updated == ["plugins.zip", "requirements.txt", "startup.sh"]
    (update,) = mwaa.updates
    assert set(update) == {"WorkerReplacementStrategy"} | {
        f"{name}S3{part}"
        for name in ("Plugins", "Requirements", "StartupScript")
        for part in ("Path", "ObjectVersion")
    }
    assert update["WorkerReplacementStrategy"] == "GRACEFUL", "a task that runs would be killed"
    assert store.text("dags/RELEASE") == "c1\n"
    assert store.text("dags/tokyobeta_daily.py") == "dag"
    assert (
        store.checksum("plugins.zip", update["PluginsS3ObjectVersion"])
        == package("c1").checksums()["plugins.zip"]
    )


def test_the_same_release_again_changes_nothing(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    run(store, mwaa, package("c1"))
    report = run(store, mwaa, package("c1"))
    assert (report.updated, report.copied, report.deleted) == ([], [], [])
    assert len(mwaa.updates) == 1


def test_the_environment_is_not_updated_for_dags(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    run(store, mwaa, package("c1"))
    report = run(store, mwaa, package("c2", **{"dags/include/__init__.py": b"new"}))
    assert len(mwaa.updates) == 1
    assert report.copied == ["dags/include/__init__.py", "dags/RELEASE"]
    assert report.previous == "c1"


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("plugins.zip", "PluginsS3ObjectVersion"),
        ("requirements.txt", "RequirementsS3ObjectVersion"),
        ("startup.sh", "StartupScriptS3ObjectVersion"),
    ],
)
def test_only_what_changed_gets_a_new_version(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage, name: str, version: str
) -> None:
    run(store, mwaa, package("c1"))
    report = run(store, mwaa, package("c2", **{name: b"changed"}))
    assert report.updated == [name]
    assert [key for key in mwaa.updates[1] if key.endswith("Version")] == [version]


def test_a_removed_file_is_removed_there(store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage) -> None:
    run(store, mwaa, package("c1", **{"dags/include/old.py": b"old"}))
    report = run(store, mwaa, package("c2"))
    assert report.deleted == ["dags/include/old.py"]
    assert store.text("dags/include/old.py") is None


def test_the_certificates_of_the_database_stay(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage, empty_aws: str
) -> None:
    s3 = boto3.client("s3", endpoint_url=empty_aws, region_name="ap-northeast-1")
    s3.put_object(Bucket=store.bucket, Key="dags/certs/rds-bundle.pem", Body=b"certificate")
    report = run(store, mwaa, package("c1"))
    assert report.deleted == []
    assert store.text("dags/certs/rds-bundle.pem") == "certificate"


def test_going_back_is_a_deployment_of_the_earlier_release(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    run(store, mwaa, package("c1"))
    run(store, mwaa, package("c2", **{"plugins.zip": b"bad", "dags/tokyobeta_daily.py": b"bad"}))
    report = deploy(store, environment(mwaa), "c1", now=noon)
    assert report.previous == "c2"
    assert report.updated == ["plugins.zip"]
    assert store.text("dags/tokyobeta_daily.py") == "dag"


def test_the_library_arrives_before_the_dags_that_use_it(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    report = run(store, mwaa, package("c1"))
    assert report.copied == ["dags/include/__init__.py", "dags/tokyobeta_daily.py", "dags/RELEASE"]


def test_a_new_environment_finds_its_files(store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage) -> None:
    """MWAA cannot be created before plugins, requirements and start-up script are in the bucket."""
    store.upload(package("c1"))
    assert place(store, "c1").updated == ["plugins.zip", "requirements.txt", "startup.sh"]
    assert store.text("startup.sh") == "startup"
    assert store.text("dags/tokyobeta_daily.py") == "dag"
    assert place(store, "c1").updated == []
    # MWAA made from them has no version numbers yet: what it runs is the newest, which is this.
    assert deploy(store, environment(mwaa), "c1", now=noon).updated == []


def test_the_command_places_deploys_and_refuses_a_wrong_account(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage, empty_aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", empty_aws)
    monkeypatch.setattr(deploy_command, "MwaaEnvironment", lambda _client, _name: environment(mwaa))
    run_deploy(package("c1"), environment="tokyobeta-dev", account="123456789012", bucket=store.bucket)
    assert mwaa.updates == []
    changed = package("c2", **{"plugins.zip": b"new"})
    run_deploy(changed, environment="tokyobeta-dev", account="123456789012", force=True)
    assert len(mwaa.updates) == 1
    run_deploy(None, environment="tokyobeta-dev", commit="c1", force=True)
    assert store.text("dags/RELEASE") == "c1\n"
    with pytest.raises(PackagingError, match="belong to account 123456789012, not 111111111111"):
        run_deploy(package("c3"), environment="tokyobeta-dev", account="111111111111")
    assert store.keys("releases/c3/") == []


@pytest.mark.parametrize(
    ("variables", "region"),
    [
        ({"AWS_REGION": "ap-northeast-1"}, "ap-northeast-1"),
        ({"AWS_DEFAULT_REGION": "ap-northeast-1"}, "ap-northeast-1"),
        ({"AWS_REGION": "ap-northeast-1", "AWS_DEFAULT_REGION": "eu-west-1"}, "ap-northeast-1"),
        ({"AWS_REGION": "", "AWS_DEFAULT_REGION": "ap-northeast-1"}, "ap-northeast-1"),
        ({"AWS_REGION": "ap-northeast-1", "AWS_PROFILE": "abroad"}, "ap-northeast-1"),
        ({"AWS_PROFILE": "abroad"}, "eu-west-1"),
    ],
)
def test_every_client_of_the_command_works_in_the_chosen_region(
    store: ReleaseStore,
    mwaa: FakeMwaa,
    package: MakePackage,
    empty_aws: str,
    own_aws_configuration: pytest.MonkeyPatch,
    variables: dict[str, str],
    region: str,
) -> None:
    patch = own_aws_configuration
    for name, value in {"AWS_ENDPOINT_URL": empty_aws, **variables}.items():
        patch.setenv(name, value)
    regions: list[str] = []
    real_client = boto3.Session.client

    def client(session: boto3.Session, name: Any, **options: Any) -> Any:
        made: Any = real_client(session, name, **options)
        regions.append(f"{name} {made.meta.region_name}")
        return made

    patch.setattr(boto3.Session, "client", client)
    patch.setattr(deploy_command, "MwaaEnvironment", lambda _client, _name: environment(mwaa))
    run_deploy(package("c1"), environment="tokyobeta-dev", account="123456789012", force=True)
    assert regions == [f"{name} {region}" for name in ("sts", "mwaa", "s3")]
    assert store.text("dags/RELEASE") == "c1\n"


def test_without_a_region_the_message_says_what_to_set(own_aws_configuration: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="No AWS region is chosen") as caught:
        run_deploy(None, environment="tokyobeta-dev", commit="c1")
    assert "export AWS_REGION=ap-northeast-1" in caught.value.action
    assert main(["deploy", "--env", "dev", "--commit", "c1"]) == 1, "an error of ours, not a traceback"


@pytest.fixture
def own_aws_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Choose no region, and offer a profile that has one."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config").write_text("[profile abroad]\nregion = eu-west-1\n", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    return monkeypatch


def test_an_unknown_commit_changes_nothing(store: ReleaseStore, mwaa: FakeMwaa) -> None:
    with pytest.raises(PackagingError, match="no complete release"):
        deploy(store, environment(mwaa), "c9", now=noon)
    assert mwaa.updates == []


def test_an_environment_without_paths_points_to_terraform(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    del mwaa.environment["StartupScriptS3Path"]
    with pytest.raises(PackagingError, match="StartupScriptS3Path"):
        run(store, mwaa, package("c1"))


def test_a_wrong_environment_name_is_told(store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage) -> None:
    store.upload(package("c1"))
    with pytest.raises(PackagingError, match="no MWAA environment tokyobeta-test"):
        deploy(store, environment(mwaa, "tokyobeta-test"), "c1", now=noon)


def test_the_way_back_is_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    tell(DeploymentReport("c2", previous="c1"), "tokyobeta-dev")
    assert "COMMIT=c1" in caplog.text
