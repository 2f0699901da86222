"""The scan finds what must not be committed, and says where without repeating it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dev.repository_scan.__main__ import main
from dev.repository_scan.scanner import Scanner

ROOT = Path(__file__).resolve().parents[3]
# Put together here, so that this file does not hold them.
ACCESS_KEY = "AKIA" + "IOSFODNN7REALKEY"
FORBIDDEN = {
    "AWS access key": f"key = '{ACCESS_KEY}'",
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "token of a code host or chat": "ghp_" + "a1B2" * 9,
    "password in a URL": "mysql://admin:hunter" + "22@db.prod.tokyobeta.jp/basis",
    "e-mail address": "taro.yamada" + "@gmail.com",
    "Japanese telephone number": "090-1234" + "-5678",
    "AWS account number": "arn:aws:sns:ap-northeast-1:" + "998877665544:topic",
}
HARMLESS = [
    "mysql://root:local-root@127.0.0.1:3306",
    "mysql://etl:{password}@host",
    "someone@example.com",
    "arn:aws:sns:ap-northeast-1:123456789012:topic",
    "--hash=sha256:0904123456789",
    "090-0000-1234",
    "uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    write(tmp_path, "clean.py", "x = 1\n")
    return tmp_path


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments]
    # Not the settings of the person who runs the tests: they may demand signatures, or run hooks.
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True, env=environment)
    return done.stdout


def write(root: Path, name: str, content: str) -> str:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(content, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Change")
    return git(root, "rev-parse", "HEAD").strip()


@pytest.mark.parametrize("rule", sorted(FORBIDDEN))
def test_secrets_and_personal_data_are_found(
    repository: Path, rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repository, "bad.py", f"# first\n{FORBIDDEN[rule]}\n")
    assert main(["--root", str(repository)]) == 1
    said = capsys.readouterr().out
    assert f"bad.py:2: {rule}\n" in said
    assert FORBIDDEN[rule] not in said, "a report is public"


@pytest.mark.parametrize("line", HARMLESS)
def test_examples_are_not_taken_for_the_real_thing(repository: Path, line: str) -> None:
    write(repository, "fine.py", f"{line}\n")
    assert list(Scanner(repository).files()) == []


@pytest.mark.parametrize(
    "name",
    [
        "gghouse_20260210.sql.gz",
        "export.xlsx",
        "infra/terraform.tfstate",
        ".env",
        "deploy.pem",
        "20260209.csv",
    ],
)
def test_files_that_hold_data_or_keys_are_found(repository: Path, name: str) -> None:
    write(repository, name, "content\n")
    assert [finding.path for finding in Scanner(repository).files()] == [name]


def test_a_file_that_is_not_committed_yet_is_scanned(repository: Path) -> None:
    (repository / "new.py").write_text(ACCESS_KEY, encoding="utf-8")
    assert [finding.path for finding in Scanner(repository).files()] == ["new.py"]


def test_a_secret_that_a_later_commit_removed_is_still_found(repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD").strip()
    bad = write(repository, "bad.py", f"a = 1\nb = '{ACCESS_KEY}'\n")
    write(repository, "bad.py", "a = 1\n")
    assert list(Scanner(repository).files()) == []
    (finding,) = Scanner(repository).commits(base)
    assert (finding.path, finding.line) == ("bad.py", 2)
    assert bad.startswith(str(finding.commit))
    assert main(["--root", str(repository), "--since", base]) == 1


def test_this_repository_is_clean() -> None:
    assert [str(finding) for finding in Scanner(ROOT).files()] == []
