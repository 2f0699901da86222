"""The manifest is built when the dbt project has changed, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from dev.local.setup.dbt_manifest import DbtManifest
from include.exceptions import LocalStackError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "dbt"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "one.sql").write_text("select 1")
    return folder


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def manifest(project: Path, tmp_path: Path) -> DbtManifest:
    return DbtManifest(
        project, program(tmp_path / "dbt-program", "mkdir -p target && echo {} > target/manifest.json")
    )


def test_manifest_is_built_once(manifest: DbtManifest) -> None:
    assert not manifest.is_current()
    manifest.build()
    assert manifest.is_current()


def test_changed_added_and_removed_files_are_seen(manifest: DbtManifest, project: Path) -> None:
    for change in (
        lambda: (project / "models" / "one.sql").write_text("select 2"),
        lambda: (project / "models" / "two.sql").write_text("select 1"),
        (project / "models" / "two.sql").unlink,
    ):
        manifest.build()
        change()
        assert not manifest.is_current()


def test_generated_files_do_not_count(manifest: DbtManifest, project: Path) -> None:
    manifest.build()
    (project / "logs").mkdir()
    (project / "logs" / "dbt.log").write_text("noise")
    assert manifest.is_current()


def test_error_of_dbt_is_told_and_the_old_manifest_not_taken(manifest: DbtManifest, tmp_path: Path) -> None:
    manifest.build()
    program(tmp_path / "dbt-program", "echo 'Compilation Error in model one'; exit 2")
    with pytest.raises(LocalStackError, match="Compilation Error in model one"):
        manifest.build()
    assert not manifest.is_current()
