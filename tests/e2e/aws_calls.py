"""The calls to AWS that the pipeline's processes make while it runs, as IAM sees them.

botocore imports this module in every process whose environment names it (``BOTOCORE_EXPERIMENTAL__PLUGINS``)
and lets it see each client; so does aiobotocore, whose clients the triggerer has.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CALLS_FILE = "TB_E2E_AWS_CALLS"
ALLOWED = Path(__file__).resolve().parents[1] / "infra" / "execution_role_calls.yml"
# Service Authorization Reference: where the action is not called as the operation is.
S3_ACTIONS = {
    "HeadObject": "s3:GetObject",
    "HeadBucket": "s3:ListBucket",
    "ListObjects": "s3:ListBucket",
    "ListObjectsV2": "s3:ListBucket",
    "CopyObject": "s3:PutObject",
    "CreateMultipartUpload": "s3:PutObject",
    "UploadPart": "s3:PutObject",
    "UploadPartCopy": "s3:PutObject",
    "CompleteMultipartUpload": "s3:PutObject",
}
PREFIXES = {"monitoring": "cloudwatch"}
Call = tuple[str, str]


def initialize_client_plugin(client: Any) -> None:
    """Record the calls of a new client; the name is botocore's."""
    client.meta.events.register("provide-client-params.*.*", _record)


def _record(params: Mapping[str, Any], model: Any, **_: Any) -> None:
    kept = {name: params[name] for name in ("Bucket", "Key", "VersionId", "CopySource") if name in params}
    call = {"pid": os.getpid(), "service": model.service_model.signing_name, "operation": model.name, **kept}
    with Path(os.environ[CALLS_FILE]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(call) + "\n")


@contextmanager
def recorded_into(file: Path) -> Iterator[None]:
    """Let the processes that are started meanwhile record their calls."""
    # Here and below: Airflow's processes import this module, and need neither package for it.
    import pytest

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CALLS_FILE, str(file))
        patch.setenv("BOTOCORE_EXPERIMENTAL__PLUGINS", f"calls={__name__}")
        yield


def recorded(file: Path) -> set[Call]:
    """Return action and place of each call of the pipeline's processes; those of the test are left out."""
    calls = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {pair for call in calls if call["pid"] != os.getpid() for pair in _as_iam_sees(call)}


def allowed() -> set[Call]:
    """Return action and place of each call that the execution role is tested to allow."""
    import yaml

    listed = yaml.safe_load(ALLOWED.read_text(encoding="utf-8"))["allowed"]
    return {(call["action"], _place(call["resource"])) for call in listed}


def _as_iam_sees(call: Mapping[str, Any]) -> Iterator[Call]:
    service, operation = call["service"], call["operation"]
    if service != "s3":
        # Where it is depends on the account, which is another one here.
        yield f"{PREFIXES.get(service, service)}:{operation}", ""
        return
    action = S3_ACTIONS.get(operation, f"s3:{operation}")
    if operation == "GetObject" and call.get("VersionId"):
        action = "s3:GetObjectVersion"
    yield action, _place(f"arn:aws:s3:::{call.get('Bucket', '')}/{call.get('Key', '')}")
    if source := call.get("CopySource"):
        read = "s3:GetObjectVersion" if "VersionId" in source else "s3:GetObject"
        yield read, _place(f"arn:aws:s3:::{source['Bucket']}/{source['Key']}")


def _place(resource: str) -> str:
    """Return the folder of an object, the bucket for a call on it, nothing for other services."""
    if not resource.startswith("arn:aws:s3:::"):
        return ""
    return resource.removeprefix("arn:aws:s3:::").rpartition("/")[0] or resource.removeprefix("arn:aws:s3:::")
