"""Checks a commit message: ``python -m dev.commit_message FILE``, which the commit-msg hook calls.

The subject is a plain imperative of at most 72 characters, a blank line follows, and a change of more than a
few lines has a body that says why. gitlint cannot relate a body to the size of a change (last release: 2023).
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

SUBJECT_LIMIT: Final = 72
# A change of at most so many added and deleted lines explains itself.
TRIVIAL_LINES: Final = 10
SCISSORS: Final = "# ------------------------ >8 ------------------------"

# Written by git itself, or folded into another commit before anybody else sees them.
_EXEMPT: Final = re.compile(r"(Merge|Revert|Reapply) \S|(fixup|squash|amend)! ")
_UNFINISHED: Final = re.compile(r"\bWIP\b|work in progress", re.IGNORECASE)
_TRAILER: Final = re.compile(r"[A-Z][A-Za-z-]+: \S")
_NOT_A_VERB: Final = re.compile(
    r"an?|the|this|that|these|those|its?|we|i|you|what|which|who|whose|why|how|when|where|while|some|more|less|"
    r"no|not|and|or|but|for|from|in|on|of|to|with|as|after|before|because"
)
_ENDS_LIKE_A_FORM: Final = re.compile(r"\w*(?:ing|ed|[^s]s)")
# Imperatives that end as a participle does.
_IMPERATIVES: Final = re.compile(r"bring|embed|exceed|feed|need|ping|proceed|seed|shed|string|focus")


def problems_of(message: str, changed_lines: int) -> list[str]:
    """Return what is wrong with a commit message, one sentence each; an empty list if it is fine.

    :param message: the text as git hands it to the hook, comments included.
    :param changed_lines: added and deleted lines of the commit.
    """
    lines = _lines_of(message)
    if not lines:
        return ["The message is empty."]
    subject, rest = lines[0], lines[1:]
    if _EXEMPT.match(subject):
        return []
    found = _problems_of_subject(subject)
    if rest and rest[0].strip():
        found.append("The second line is not blank.")
    body = [line for line in rest if line.strip() and not _TRAILER.match(line)]
    if not body and changed_lines > TRIVIAL_LINES:
        found.append(f"{changed_lines} lines change and no body says why.")
    return found


def _lines_of(message: str) -> list[str]:
    kept = [line.rstrip() for line in message.split(SCISSORS, 1)[0].splitlines() if not line.startswith("#")]
    return "\n".join(kept).strip("\n").splitlines()


def _problems_of_subject(subject: str) -> list[str]:
    found = []
    if len(subject) > SUBJECT_LIMIT:
        found.append(f"The subject has {len(subject)} characters; {SUBJECT_LIMIT} is the limit.")
    if _UNFINISHED.search(subject):
        found.append("The subject calls the work unfinished.")
    words = subject.split()
    if len(words) == 1:
        found.append(f'"{subject}" alone does not say what changes.')
    elif not subject[0].isupper():
        found.append("The subject does not begin with a capital letter.")
    if subject.endswith("."):
        found.append("The subject ends with a full stop.")
    if not _is_imperative(words[0]):
        found.append(f'"{words[0]}" is not an imperative, such as "Reject", "Move" or "Add".')
    return found


def _is_imperative(word: str) -> bool:
    lower = word.lower()
    if _IMPERATIVES.fullmatch(lower):
        return True
    return lower.isalpha() and not (_NOT_A_VERB.fullmatch(lower) or _ENDS_LIKE_A_FORM.fullmatch(lower))


def _staged_lines() -> int:
    """Return how many lines the commit about to be made adds and deletes; a binary file counts as none."""
    shown = subprocess.run(
        ["git", "diff", "--cached", "--numstat"], capture_output=True, text=True, check=True
    ).stdout
    counts = [count for line in shown.splitlines() for count in line.split("\t")[:2]]
    return sum(int(count) for count in counts if count != "-")


def main(arguments: list[str] | None = None) -> int:
    """Check the message in a file; exit code 1, with each problem and the next step, if it is not fine."""
    parser = argparse.ArgumentParser(prog="python -m dev.commit_message")
    parser.add_argument("file", type=Path, help="the file with the message, as git hands it to the hook")
    options = parser.parse_args(arguments)
    found = problems_of(options.file.read_text(encoding="utf-8"), _staged_lines())
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        print(f"Next: git commit --edit --file={options.file} opens your text again.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
