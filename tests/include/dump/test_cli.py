"""The command line: exit code 0 only for a complete restore, and a JSON summary."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.cli import main
from tests.include.dump.contents import DUMPS, compact, contents, schemas

pytestmark = pytest.mark.mysql
DUMP = str(DUMPS / "mysql_compact.sql")


@pytest.fixture
def where(mysql_server: MySqlServer, schema: str) -> list[str]:
    return ["--url", mysql_server.target.url(), "--schema", schema]


def test_restore_writes_the_summary(
    mysql_server: MySqlServer,
    where: list[str],
    schema: str,
    tmp_path: Path,
    capsys,
) -> None:
    out = tmp_path / "summary.json"
    assert main(["restore", "--source", DUMP, *where, "--json", str(out), "--database", "basis"]) == 0
    summary = json.loads(out.read_text())
    assert summary["peak_memory_mb"] > 0
    assert summary["dump"]["sha256"]
    assert {"name", "rows", "bytes", "seconds", "way", "warnings"} <= summary["tables"][0].keys()
    assert {t["name"] for t in summary["tables"]} == set(contents(mysql_server.target, schema))
    shown = capsys.readouterr()
    assert "18 tables" in shown.out
    assert mysql_server.target.password not in shown.out + shown.err


def test_defects_are_told_by_column(where: list[str], tmp_path: Path, capsys) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(
        compact("CREATE TABLE `t` (`d` date, `e` enum('a'))", "INSERT INTO `t` VALUES ('0000-00-00','')")
    )
    assert main(["restore", "--source", str(path), *where]) == 0
    shown = capsys.readouterr().out
    assert "column d: 1 zero dates" in shown
    assert "column e: 1 empty enums" in shown


@pytest.mark.parametrize("command", ["restore", "inspect"])
def test_a_dump_without_a_mark_of_its_end_is_trusted_with_a_word_of_doubt(
    where: list[str], tmp_path: Path, capsys, caplog, command: str
) -> None:
    target = [*where, "--fresh"] if command == "restore" else []
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"dump_size_bytes": Path(DUMP).stat().st_size}))
    for source, known, doubtful in (
        (DUMP, [], True),
        (DUMP, ["--expect-tables", "tenants"], True),
        (DUMP, ["--manifest", str(manifest)], False),
        (str(DUMPS / "mysql_classic.sql"), [], False),
    ):
        caplog.clear()
        assert main([command, "--source", source, *target, *known]) == 0
        assert ("no mark of its end" in capsys.readouterr().err + caplog.text) is doubtful


def test_dry_run_writes_nothing(mysql_server: MySqlServer, where: list[str], schema: str, capsys) -> None:
    assert main(["restore", "--source", DUMP, *where, "--dry-run"]) == 0
    assert schema not in schemas(mysql_server.target)
    assert "all_types" in capsys.readouterr().out


def test_an_incomplete_restore_is_not_0(where: list[str], tmp_path: Path, capsys) -> None:
    (tmp_path / "cut.sql").write_bytes((DUMPS / "mysql_classic.sql").read_bytes()[:-220])
    assert main(["restore", "--source", str(tmp_path / "cut.sql"), *where]) == 1
    assert "ends inside a statement" in capsys.readouterr().err
    assert main(["restore", "--source", str(tmp_path / "none.sql"), *where]) == 1
    assert main(["restore", "--source", DUMP, *where, "--tolerate", ""]) == 1
    assert "Nothing was touched." in capsys.readouterr().err
    twice = tmp_path / "twice.sql"
    twice.write_bytes(
        b"CREATE TABLE `t` (`id` int NOT NULL, PRIMARY KEY (`id`));\nINSERT INTO `t` VALUES (1),(1);\n"
    )
    assert main(["restore", "--source", str(twice), *where]) == 1
    assert "cannot be restored" in capsys.readouterr().err


def test_inspect_and_verify(mysql_server: MySqlServer, where: list[str], schema: str, capsys) -> None:
    assert main(["inspect", "--source", DUMP, "--full"]) == 0
    assert "compact, none" in capsys.readouterr().out
    assert main(["restore", "--source", DUMP, *where]) == 0
    assert main(["verify", "--source", DUMP, *where]) == 0
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {schema}.tenants WHERE id = 2")
        cursor.execute(f"DROP TABLE {schema}.places")
    capsys.readouterr()
    assert main(["verify", "--source", DUMP, *where]) == 1
    shown = capsys.readouterr()
    assert "16 of 18 tables" in shown.out
    assert "tenants: 3 rows in the dump, 2 in the schema" in shown.err


def test_a_manifest_with_checksums(
    mysql_server: MySqlServer,
    where: list[str],
    schema: str,
    tmp_path: Path,
    capsys,
) -> None:
    manifest = tmp_path / "manifest.json"
    assert main(["restore", "--source", DUMP, *where]) == 0
    found = {name: checksum for name, (_, checksum) in contents(mysql_server.target, schema).items()}
    manifest.write_text(json.dumps({"checksums": found, "tables": {"tenants": 3}}))
    assert main(["restore", "--source", DUMP, *where, "--fresh", "--manifest", str(manifest)]) == 0
    manifest.write_text(json.dumps({"checksums": {**found, "tenants": 1}}))
    assert main(["restore", "--source", DUMP, *where, "--fresh", "--manifest", str(manifest)]) == 1
    assert "1 of the tables' checksums differ" in capsys.readouterr().err


def test_names_from_a_file(tmp_path: Path, capsys) -> None:
    (tmp_path / "tables").write_text("tenants\nghost\n")
    assert main(["inspect", "--source", DUMP, "--expect-tables", f"@{tmp_path / 'tables'}"]) == 1
    assert "lacks 1 of the expected tables: ghost" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["inspect", "--source", DUMP, "--manifest", "/nowhere/m.json"], "/nowhere/m.json of --manifest"),
        (["inspect", "--source", DUMP, "--expect-tables", "@/nowhere/t"], "/nowhere/t of --expect-tables"),
        (["inspect", "--source", DUMP, "--json", "/nowhere/out.json"], "written to /nowhere/out.json"),
        (["inspect", "--source", "s3://a-bucket/key"], "locate credentials"),
    ],
)
def test_a_setting_that_is_missing_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys, arguments: list[str], words: str
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nowhere/aws")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert main(arguments) == 1
    shown = capsys.readouterr().err
    assert words in shown
    assert "\nNext: " in shown


def test_an_aws_profile_that_does_not_exist_is_told(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("AWS_PROFILE", "ghost")
    assert main(["inspect", "--source", "s3://a-bucket/key"]) == 1
    assert "(ghost) could not be found" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option",
    [("--connections", "0"), ("--connections", "17"), ("--s3-connections", "0"), ("--tolerate", "x")],
)
def test_an_option_out_of_range_is_told(where: list[str], capsys, option: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["restore", "--source", DUMP, *where, *option])
    assert caught.value.code
    assert f"argument {option[0]}" in capsys.readouterr().err


def test_verify_says_why_the_server_cannot_be_used(mysql_server: MySqlServer, tmp_path: Path, capsys) -> None:
    wrong = replace(mysql_server.target, password="wrong").url()
    for url, words in (
        (wrong, "the user name or password is refused (error 1045)"),
        (f"{wrong}?tls_ca={tmp_path / 'none'}", "No such file"),
        ("mysql://root:x@127.0.0.1:1", "no connection"),
    ):
        assert main(["verify", "--source", DUMP, "--url", url, "--schema", "basis"]) == 1
        shown = capsys.readouterr().err
        assert words in shown
        assert "\nNext: " in shown
        assert "wrong" not in shown


@pytest.mark.parametrize("tried", [True, False])
def test_the_rows_of_a_large_dump_are_tried_first_if_asked(
    mysql_server: MySqlServer, where: list[str], schema: str, tmp_path: Path, capsys, tried: bool
) -> None:
    """Else a value that the server refuses shows when the schema has been emptied already."""
    dump = tmp_path / "dump.sql"
    table = "CREATE TABLE `t` (`id` tinyint NOT NULL, `v` longtext, PRIMARY KEY (`id`))"
    dump.write_bytes(compact(table.replace("`t`", "`before`")))
    assert main(["restore", "--source", str(dump), *where]) == 0
    before = contents(mysql_server.target, schema)
    rows = [f"INSERT INTO `t` VALUES ({i},'{'x' * 1_000_000}')" for i in range(36)]
    dump.write_bytes(compact(table, *rows, "INSERT INTO `t` VALUES (999,'')"))
    assert main(["restore", "--source", str(dump), *where, *(["--trial-mib", "64"] if tried else [])]) == 1
    assert "Table t, row 37: number out of range, column id" in capsys.readouterr().err
    assert (contents(mysql_server.target, schema) == before) is tried
