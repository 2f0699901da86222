"""Releases in S3: each commit once, for good, under ``releases/<commit>/``."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from dev.packaging.package import MANIFEST_NAME, Package
from include.exceptions import PackagingError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

RELEASES_PREFIX = "releases/"
_CHECKSUM = "sha256"


class ReleaseStore:
    """The bucket of an MWAA environment.

    :param client: an S3 client.
    :param bucket: the bucket; versioned, as MWAA demands.
    """

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self.bucket = bucket

    def upload(self, package: Package) -> int:
        """Upload a package as the release of its commit; what is there already stays.

        :returns: the number of files uploaded.
        :raises PackagingError: if another package was released under the same commit.
        """
        known = self._json(f"{RELEASES_PREFIX}{package.commit}/{MANIFEST_NAME}")
        if known is not None:
            if known != json.loads(package.manifest()):
                raise PackagingError(
                    f"Commit {package.commit} was released with other content.",
                    "A release is never changed: commit the change, then build and deploy that commit.",
                )
            return 0
        # The manifest last: a release without one is not complete and cannot be deployed.
        for name, content in {**package.files, MANIFEST_NAME: package.manifest()}.items():
            self._put(f"{RELEASES_PREFIX}{package.commit}/{name}", content)
        return len(package.files) + 1

    def checksums(self, commit: str) -> dict[str, str]:
        """Return the SHA-256 of every file of a release.

        :raises PackagingError: if the commit was never completely released.
        """
        manifest = self._json(f"{RELEASES_PREFIX}{commit}/{MANIFEST_NAME}")
        if manifest is None:
            raise PackagingError(
                f"There is no complete release of commit {commit} in {self.bucket}.",
                "Check it out and run make deploy, which builds and uploads it.",
            )
        return {name: entry["sha256"] for name, entry in manifest["files"].items()}

    def activate(self, commit: str, name: str, key: str, checksum: str) -> str:
        """Copy one file of a release to where the environment reads it, and return the new object version."""
        answer = self._client.copy_object(
            Bucket=self.bucket,
            Key=key,
            CopySource={"Bucket": self.bucket, "Key": f"{RELEASES_PREFIX}{commit}/{name}"},
            Metadata={_CHECKSUM: checksum},
            MetadataDirective="REPLACE",
        )
        return answer["VersionId"]

    def checksum(self, key: str, version: str | None = None) -> str | None:
        """Return the SHA-256 of an object that this store wrote; None if it is missing or somebody else's."""
        request: dict[str, Any] = {"Bucket": self.bucket, "Key": key}
        if version:
            request["VersionId"] = version
        try:
            return self._client.head_object(**request)["Metadata"].get(_CHECKSUM)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey", "NoSuchVersion"}:
                return None
            raise

    def text(self, key: str) -> str | None:
        """Return an object as text, or None if there is none."""
        try:
            return self._client.get_object(Bucket=self.bucket, Key=key)["Body"].read().decode()
        except self._client.exceptions.NoSuchKey:
            return None

    def keys(self, prefix: str) -> list[str]:
        """Return the keys below a prefix."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    def delete(self, key: str) -> None:
        """Delete an object; the bucket keeps its versions."""
        self._client.delete_object(Bucket=self.bucket, Key=key)

    def _json(self, key: str) -> Any:
        text = self.text(key)
        return None if text is None else json.loads(text)

    def _put(self, key: str, content: bytes) -> None:
        self._client.put_object(
            Bucket=self.bucket,
            Key=key,
            Body=content,
            ChecksumAlgorithm="SHA256",
            Metadata={_CHECKSUM: hashlib.sha256(content).hexdigest()},
        )
