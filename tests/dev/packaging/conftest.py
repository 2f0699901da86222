"""A small repository to package, an S3 bucket over HTTP, and an MWAA client that behaves as the service."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from dev.packaging.package import Package
from dev.packaging.release_store import ReleaseStore

ROOT = Path(__file__).resolve().parents[3]
BUCKET = "tokyobeta-mwaa"
DBT_PIN = f"dbt-core==1.7.20 --hash=sha256:{'0' * 64}\n"
FILES = {
    "dags/.airflowignore": "include/\ndbt/\n",
    "dags/tokyobeta_daily.py": "import include\n",
    "include/__init__.py": "",
    "dev/local/stack.py": "laptop = True\n",
    "dev/packaging/startup.sh": "echo before\n@DBT_PINS@\necho after\n",
    "dev/sample/big.py": "sample = True\n",
    "plugins/tokyobeta/__init__.py": "",
    "plugins/.airflowignore": "tokyobeta/\n",
    "dbt/dbt_project.yml": "name: small\n",
    "dbt/models/one.sql": "select 1\n",
    "dbt/profiles.yml": "small: {}\n",
    "requirements/dbt.txt": DBT_PIN,
    "requirements/mwaa-constraints.txt": "boto3==1\n",
    "requirements/mwaa-wheels.txt": f"isal==1.9.1 --hash=sha256:{'1' * 64}\n",
    "requirements.txt": '--constraint "/usr/local/airflow/plugins/constraints.txt"\n',
    "tests/test_x.py": "",
}
# Writes a manifest as dbt does: with the time, a process identifier, and its own order of keys.
FAKE_DBT = """#!/bin/bash
[ "$1" = parse ] || { echo "only parse is known" >&2; return 2; }
grep -q BROKEN models/* && { echo "Compilation Error in model one"; exit 2; }
mkdir -p "$DBT_TARGET_PATH"
cat > "$DBT_TARGET_PATH/manifest.json" <<EOF
{"nodes": {"b": {"created_at": $RANDOM.5, "sql": "$(cat models/one.sql)"}, "a": [{"created_at": $RANDOM}]},
 "metadata": {"generated_at": "$(date +%s%N)", "invocation_id": "$RANDOM", "env": {"x": "$RANDOM"}}}
EOF
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a small committed repository."""
    root = tmp_path / "repository"
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    git(root, "init", "-q")
    commit(root)
    return root


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "Change")


def git(root: Path, *arguments: str) -> None:
    # Not the settings of the person who runs the tests: they may demand signatures, or run hooks.
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, env=environment)


@pytest.fixture
def fake_dbt(tmp_path: Path) -> Path:
    program = tmp_path / "dbt"
    program.write_text(FAKE_DBT, encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture
def store(empty_aws: str) -> ReleaseStore:
    """Return the release store of an empty, versioned bucket."""
    client = boto3.client(
        "s3",
        endpoint_url=empty_aws,
        region_name="ap-northeast-1",
        config=Config(s3={"addressing_style": "path"}),
    )
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return ReleaseStore(client, BUCKET)


@pytest.fixture
def package() -> Callable[..., Package]:
    """Return a function that makes a package; arguments replace its files."""

    def make(commit: str, **changes: bytes | None) -> Package:
        files: dict[str, bytes | None] = {
            "dags/tokyobeta_daily.py": b"dag",
            "dags/include/__init__.py": b"",
            "dags/RELEASE": f"{commit}\n".encode(),
            "plugins.zip": b"plugins",
            "requirements.txt": b"requirements",
            "startup.sh": b"startup",
            **changes,
        }
        return Package(commit, {name: value for name, value in files.items() if value is not None})

    return make


class FakeMwaa:
    """GetEnvironment, UpdateEnvironment and InvokeRestApi of one environment, as the service answers."""

    def __init__(self) -> None:
        self.exceptions = boto3.client("mwaa", region_name="ap-northeast-1").exceptions
        self.environment: dict[str, Any] = {
            "Name": "tokyobeta-dev",
            "Status": "AVAILABLE",
            "SourceBucketArn": f"arn:aws:s3:::{BUCKET}",
            "DagS3Path": "dags",
            "PluginsS3Path": "plugins.zip",
            "RequirementsS3Path": "requirements.txt",
            "StartupScriptS3Path": "startup.sh",
        }
        self.updates: list[dict[str, Any]] = []
        self.statuses: list[str] = []
        self.import_errors: list[dict[str, str]] = []
        self.parsed: list[str | None] = ["2099-01-01T00:00:00Z"]
        self.calls: list[str] = []
        self.runs: list[dict[str, str]] = [{"dag_run_id": "scheduled__1", "state": "success"}]

    def get_environment(self, Name: str) -> dict[str, Any]:  # noqa: N803 (boto3's names)
        if Name != self.environment["Name"]:
            raise self.exceptions.ResourceNotFoundException(
                {"Error": {"Code": "ResourceNotFoundException", "Message": "none"}}, "GetEnvironment"
            )
        status = self.statuses.pop(0) if self.statuses else self.environment["Status"]
        return {"Environment": {**self.environment, "Status": status}}

    def update_environment(self, Name: str, **versions: Any) -> dict[str, Any]:  # noqa: N803 (boto3's names)
        self.calls.append("update")
        self.updates.append(versions)
        self.environment.update(versions)
        self.statuses = ["UPDATING", "UPDATING"]
        return {"Arn": "x"}

    def invoke_rest_api(self, Path: str, **_request: Any) -> dict[str, Any]:  # noqa: N803 (boto3's names)
        if Path == "/importErrors":
            return {"RestApiStatusCode": 200, "RestApiResponse": {"import_errors": self.import_errors}}
        if Path.endswith("/dagRuns"):
            return {"RestApiStatusCode": 200, "RestApiResponse": {"dag_runs": self.runs}}
        parsed = self.parsed.pop(0) if len(self.parsed) > 1 else self.parsed[0]
        if parsed is None:
            raise ClientError(
                {"Error": {"Code": "RestApiClientException"}, "RestApiStatusCode": 404},  # type: ignore[typeddict-unknown-key]
                "InvokeRestApi",
            )
        return {"RestApiStatusCode": 200, "RestApiResponse": {"dag_id": "x", "last_parsed_time": parsed}}


@pytest.fixture
def mwaa(monkeypatch: pytest.MonkeyPatch) -> FakeMwaa:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    return FakeMwaa()


def fake_wheels(lock: bytes) -> dict[str, bytes]:
    """Return one file for a lock: its own text."""
    return {f"{lock.split(b'==')[0].decode()}.whl": lock}
