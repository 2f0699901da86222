"""The check of commit messages: each rule, and the hook as git calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dev.commit_message import SCISSORS, SUBJECT_LIMIT, TRIVIAL_LINES, problems_of

ROOT = Path(__file__).resolve().parents[2]
SMALL, LARGE = TRIVIAL_LINES, TRIVIAL_LINES + 1


@pytest.mark.parametrize(
    "subject",
    [
        "Reject a publish whose quality results failed",
        "Move the sample world to dev/",
        "Bring the page of settings up to date",
        "Seed the code lists in one transaction",
        "Process chunks in the order of their size",
        "Pass the bounds of a batch as variables",
        "M" + "o" * (SUBJECT_LIMIT - len("M x")) + " x",
    ],
)
def test_a_plain_imperative_passes(subject: str) -> None:
    assert problems_of(f"{subject}\n", SMALL) == []


@pytest.mark.parametrize(
    ("subject", "problem"),
    [
        ("Fix", "alone does not say"),
        ("Lint", "alone does not say"),
        ("Form", "alone does not say"),
        ("WIP", "unfinished"),
        ("Restore several tables at a time (work in progress)", "unfinished"),
        ("What was kept, as it was seen", "not an imperative"),
        ("The decision: several tables at a time", "not an imperative"),
        ("Added a check of commit messages", "not an imperative"),
        ("Adds a check of commit messages", "not an imperative"),
        ("Adding a check of commit messages", "not an imperative"),
        ("feat: add a check", "not an imperative"),
        ("add a check of commit messages", "capital letter"),
        ("Add a check of commit messages.", "full stop"),
        ("Add " + "x" * (SUBJECT_LIMIT - 3), "characters"),
    ],
)
def test_any_other_subject_is_refused_with_the_reason(subject: str, problem: str) -> None:
    assert problem in " ".join(problems_of(f"{subject}\n", SMALL))


def test_the_second_line_is_blank() -> None:
    assert problems_of("Add a check\nIt holds the rules.\n", LARGE) == ["The second line is not blank."]


def test_a_change_of_more_than_a_few_lines_says_why() -> None:
    assert problems_of("Add a check\n", SMALL) == []
    assert problems_of("Add a check\n", LARGE) == [f"{LARGE} lines change and no body says why."]
    assert problems_of("Add a check\n\nThe rules were only words.\n", LARGE) == []


def test_a_trailer_alone_is_no_body() -> None:
    assert problems_of("Add a check\n\nCo-authored-by: A <a@b.example>\n", LARGE) != []


def test_comments_and_the_diff_of_a_verbose_commit_are_not_the_message() -> None:
    message = f"Add a check\n# Please enter the commit message\n{SCISSORS}\n+ a line of the diff\n"
    assert problems_of(message, SMALL) == []
    assert problems_of("# Only a comment\n", SMALL) == ["The message is empty."]


@pytest.mark.parametrize(
    "subject", ["Merge branch 'main' into x", 'Revert "The old one"', "fixup! Add a check"]
)
def test_what_git_writes_itself_passes(subject: str) -> None:
    assert problems_of(subject, LARGE) == []


def commit(repository: Path, message: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-m", message],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_git_refuses_a_commit_through_the_hook_and_takes_it_with_a_body(tmp_path: Path) -> None:
    """The hook runs the entry of .pre-commit-config.yaml, with this interpreter in place of .venv's."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0][
        "hooks"
    ]
    entry = next(hook["entry"] for hook in hooks if hook.get("stages") == ["commit-msg"])
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    hook = tmp_path / ".git" / "hooks" / "commit-msg"
    hook.write_text(f'#!/bin/sh\nexec {entry.replace(".venv/bin/python", sys.executable)} "$1"\n')
    hook.chmod(0o755)
    (tmp_path / "file").write_text("line\n" * LARGE)
    subprocess.run(["git", "add", "file"], cwd=tmp_path, check=True)

    refused = commit(tmp_path, "Add a file")
    assert refused.returncode != 0
    assert f"{LARGE} lines change and no body says why.\nNext: git commit --edit" in refused.stderr

    taken = commit(tmp_path, "Add a file\n\nSo that there is one.")
    assert taken.returncode == 0, taken.stderr
