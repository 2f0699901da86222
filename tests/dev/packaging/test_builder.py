"""The package of a commit: what is in it, and that the same commit gives the same bytes."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from dev.packaging.builder import build
from dev.packaging.package import MANIFEST_NAME, Package
from dev.packaging.source_tree import SourceTree
from include.exceptions import PackagingError
from tests.dev.packaging.conftest import DBT_PIN, commit, fake_wheels, git


def test_dags_carry_library_models_and_manifest_and_no_laptop_tooling(
    repository: Path, fake_dbt: Path
) -> None:
    names = set(build(SourceTree(repository), fake_dbt, fake_wheels).files)
    assert names == {
        "dags/.airflowignore",
        "dags/RELEASE",
        "dags/tokyobeta_daily.py",
        "dags/include/__init__.py",
        "dags/dbt/dbt_project.yml",
        "dags/dbt/models/one.sql",
        "dags/dbt/target/manifest.json",
        "plugins.zip",
        "requirements.txt",
        "sbom.json",
        "startup.sh",
    }


def test_plugins_carry_the_constraints_beside_the_code(repository: Path, fake_dbt: Path) -> None:
    package = build(SourceTree(repository), fake_dbt, fake_wheels)
    with zipfile.ZipFile(io.BytesIO(package.files["plugins.zip"])) as archive:
        assert archive.namelist() == [
            ".airflowignore",
            "constraints.txt",
            "tokyobeta/__init__.py",
            "wheels/airflow/isal.whl",
            "wheels/dbt/dbt-core.whl",
        ]
        assert archive.read("constraints.txt") == b"boto3==1\n"


def test_the_bill_of_materials_names_every_package_that_travels(repository: Path, fake_dbt: Path) -> None:
    materials = json.loads(build(SourceTree(repository), fake_dbt, fake_wheels).files["sbom.json"])
    assert materials["bomFormat"] == "CycloneDX"
    found = {(part["name"], part["version"]) for part in materials["components"]}
    assert found == {("isal", "1.9.1"), ("dbt-core", "1.7.20")}


def test_startup_carries_the_pins_of_dbt(repository: Path, fake_dbt: Path) -> None:
    startup = build(SourceTree(repository), fake_dbt, fake_wheels).files["startup.sh"].decode()
    assert startup == f"echo before\n{DBT_PIN}echo after\n"


def test_the_release_names_its_commit(repository: Path, fake_dbt: Path) -> None:
    source = SourceTree(repository)
    package = build(source, fake_dbt, fake_wheels)
    assert package.files["dags/RELEASE"].decode().strip() == package.commit == source.commit()


def test_the_same_commit_gives_the_same_bytes_anywhere(
    repository: Path, fake_dbt: Path, tmp_path: Path
) -> None:
    first = build(SourceTree(repository), fake_dbt, fake_wheels)
    git(tmp_path, "clone", "-q", str(repository), "elsewhere")
    second = build(SourceTree(tmp_path / "elsewhere"), fake_dbt, fake_wheels)
    assert first.manifest() == second.manifest()
    assert first.files == second.files


def test_what_is_not_committed_is_not_in_the_package(repository: Path, fake_dbt: Path) -> None:
    source = SourceTree(repository)
    before = build(source, fake_dbt, fake_wheels)
    (repository / "dbt/models/one.sql").write_text("select 2\n", encoding="utf-8")
    (repository / "include/new.py").write_text("", encoding="utf-8")
    assert source.uncommitted() == ["dbt/models/one.sql", "include/new.py"]
    assert build(source, fake_dbt, fake_wheels).files == before.files
    commit(repository)
    assert build(source, fake_dbt, fake_wheels).files != before.files


def test_only_dags_change_when_only_dags_change(repository: Path, fake_dbt: Path) -> None:
    source = SourceTree(repository)
    before = build(source, fake_dbt, fake_wheels).checksums()
    (repository / "include/new.py").write_text("", encoding="utf-8")
    commit(repository)
    after = build(source, fake_dbt, fake_wheels).checksums()
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"dags/include/new.py", "dags/RELEASE"}


def test_a_model_that_does_not_parse_stops_the_build_with_dbts_words(
    repository: Path, fake_dbt: Path
) -> None:
    (repository / "dbt/models/one.sql").write_text("BROKEN\n", encoding="utf-8")
    commit(repository)
    with pytest.raises(PackagingError, match="Compilation Error in model one"):
        build(SourceTree(repository), fake_dbt, fake_wheels)


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "dev/packaging/startup.sh",
        "requirements/dbt.txt",
        "requirements/mwaa-wheels.txt",
    ],
)
def test_a_needed_file_that_is_missing_is_named(repository: Path, fake_dbt: Path, name: str) -> None:
    (repository / name).unlink()
    commit(repository)
    with pytest.raises(PackagingError, match=name):
        build(SourceTree(repository), fake_dbt, fake_wheels)


def test_a_startup_script_without_a_place_for_the_pins_is_refused(repository: Path, fake_dbt: Path) -> None:
    (repository / "dev/packaging/startup.sh").write_text("echo\n", encoding="utf-8")
    commit(repository)
    with pytest.raises(PackagingError, match="no line for dbt's pins"):
        build(SourceTree(repository), fake_dbt, fake_wheels)


def test_a_written_package_is_read_back_and_checked(repository: Path, fake_dbt: Path, tmp_path: Path) -> None:
    package = build(SourceTree(repository), fake_dbt, fake_wheels)
    folder = tmp_path / "package"
    package.write(folder)
    assert Package.read(folder) == package
    manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    assert manifest["commit"] == package.commit
    assert set(manifest["files"]) == set(package.files)
    (folder / "plugins.zip").write_bytes(b"other")
    with pytest.raises(PackagingError, match=r"Changed since the build: plugins\.zip"):
        Package.read(folder)
    (folder / "startup.sh").unlink()
    with pytest.raises(PackagingError, match="incomplete"):
        Package.read(folder)
    shutil.rmtree(folder)
