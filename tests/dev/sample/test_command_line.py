"""``python -m dev.sample`` makes what it says and tells errors with the next step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dev.sample.__main__ import main
from dev.sample.command_line import parser
from dev.sample.fault import Fault
from dev.servers.mysql_server import MySqlServer

README = Path(__file__).parents[3] / "dev" / "sample" / "README.md"


@pytest.mark.mysql
def test_generate_makes_dump_and_manifest_on_a_given_server(
    mysql_server: MySqlServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    command = " ".join(f"'{part}'" for part in mysql_server.programs.client_command("mysqldump"))
    (programs / "mysqldump").write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    (programs / "mysqldump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    out = tmp_path / "out"
    arguments = ["generate", "--out", str(out), "--day", "2", "--scale", "0.0002", "--core-scale", "0.02"]
    assert main([*arguments, "--compression", "zstd", "--mysql-url", mysql_server.target.url()]) == 0
    assert (out / "dumps" / "gghouse_20260212.sql.zst").stat().st_size > 10_000
    assert (out / "dumps-manifest" / "gghouse_20260212.json").is_file()
    assert re.search(r"81 tables", capsys.readouterr().out)


def test_an_error_is_told_with_the_next_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["snapshots", "--out", str(tmp_path), "--from", "2020-01-01", "--to", "2020-01-02"]
    assert main(arguments) == 1
    assert "Next:" in capsys.readouterr().err


def test_every_option_and_fault_is_documented() -> None:
    text = README.read_text(encoding="utf-8")
    for command in ("generate", "snapshots", "upload"):
        subparsers = parser()._subparsers
        assert subparsers is not None
        choices = subparsers._group_actions[0].choices
        assert choices is not None
        for action in choices[command]._actions:  # type: ignore[index]
            for option in action.option_strings:
                assert option in ("-h", "--help") or f"`{option}" in text, f"{command} {option}"
    for fault in Fault:
        assert f"`{fault.value}`" in text, fault
