"""Releases in S3: complete, once, for good."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dev.packaging.package import Package
from dev.packaging.release_store import ReleaseStore
from include.exceptions import PackagingError

pytestmark = pytest.mark.aws
MakePackage = Callable[..., Package]


def test_a_release_is_uploaded_under_its_commit(store: ReleaseStore, package: MakePackage) -> None:
    one = package("c1")
    assert store.upload(one) == len(one.files) + 1
    assert store.checksums("c1") == one.checksums()
    assert "releases/c1/dags/tokyobeta_daily.py" in store.keys("releases/c1/")
    assert store.text("releases/c1/startup.sh") == "startup"


def test_the_same_release_is_not_uploaded_twice(store: ReleaseStore, package: MakePackage) -> None:
    store.upload(package("c1"))
    assert store.upload(package("c1")) == 0


def test_a_release_is_never_changed(store: ReleaseStore, package: MakePackage) -> None:
    store.upload(package("c1"))
    with pytest.raises(PackagingError, match="other content"):
        store.upload(package("c1", **{"plugins.zip": b"changed"}))


def test_an_interrupted_upload_is_no_release(store: ReleaseStore, package: MakePackage) -> None:
    store.upload(package("c1"))
    store.delete("releases/c1/deploy-manifest.json")
    with pytest.raises(PackagingError, match="no complete release"):
        store.checksums("c1")
    assert store.upload(package("c1")) > 0


def test_checksums_of_strangers_are_unknown(store: ReleaseStore) -> None:
    assert store.checksum("nothing") is None
    assert store.checksum("nothing", "no-version") is None
    assert store.text("nothing") is None
